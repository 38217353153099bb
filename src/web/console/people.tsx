/** Subscribers as operators see them who may. Pure. In: what was found. Out: HTML. */

import { may } from '../../operators/roles.js'
import type { PersonRecord } from '../../run/operator-people.js'
import type { SubscriberRecord } from '../../subscribers/listing-store.js'
import { webTexts } from '../texts.js'
import { ActForm, consolePage, ReasonField } from './frame.js'
import type { SignedIn } from './signed-in.js'

export const STATES = ['pending', 'confirmed', 'ended', 'suppressed'] as const

/** What is looked for; empty where anything is meant. */
export interface PeopleAsked {
  readonly text: string
  /** Id. */
  readonly list: string
  readonly state: '' | (typeof STATES)[number]
}

export interface FoundPage {
  readonly asked: PeopleAsked
  readonly found: readonly SubscriberRecord[]
  readonly isMore: boolean
  /** What was just done. */
  readonly said?: string
  readonly lists: readonly { readonly id: string; readonly title: string }[]
  /** Tags, the site's own first. */
  readonly languages: readonly string[]
}

export function foundPage(here: SignedIn, page: FoundPage): string {
  const { asked, found, isMore, said, lists } = page
  const isAsked = asked.text !== '' || asked.list !== '' || asked.state !== ''
  return consolePage({
    title: 'Subscribers',
    here,
    children: (
      <>
        {said !== undefined && <p role="status">{said}</p>}
        <form class="act find" method="get" action="/console/people">
          <label>
            Part of an address <input name="text" value={asked.text} maxLength={254} autocomplete="off" />
          </label>
          <label>
            List{' '}
            <select name="list">
              <option value="">any</option>
              {lists.map(({ id, title }) => (
                <option key={id} value={id} selected={id === asked.list}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          <label>
            State{' '}
            <select name="state">
              <option value="">any</option>
              {STATES.map((state) => (
                <option key={state} value={state} selected={state === asked.state}>
                  {state}
                </option>
              ))}
            </select>
          </label>
          <button type="submit">Find</button>
        </form>
        {isAsked && found.length === 0 && <p>Nobody is found by that.</p>}
        <ul class="rows">
          {found.map(({ address, subscriptions, suppressed }) => (
            <li key={address}>
              <p>
                <a href={`/console/people/show?address=${encodeURIComponent(address)}`}>{address}</a>
                {suppressed && ' (suppressed)'}
              </p>
              <p class="quiet">{subscriptions.map(({ list, state }) => `${list}: ${state}`).join(', ')}</p>
            </li>
          ))}
        </ul>
        {isMore && <p>There are more: say a longer part, or export them.</p>}
        <h2>What you can do</h2>
        <div class="acts">
          <AddForm here={here} page={page} />
          <div class="act">
            <p>Many people, from a file: you see what would happen before anything does.</p>
            <p>
              <a href="/console/people/import">Import…</a>
            </p>
          </div>
          {may(here.operator.role, 'rule') && (
            <ActForm
              here={here}
              action="/console/people/export"
              label="Export"
              says={webTexts.people.csvFileWhichImport(isAsked)}
            >
              {Object.entries(asked).map(([name, value]) => (
                <input key={name} type="hidden" name={name} value={value} />
              ))}
              <ReasonField />
            </ActForm>
          )}
        </div>
      </>
    ),
  })
}

function AddForm({ here, page: { lists, languages } }: { here: SignedIn; page: FoundPage }) {
  return (
    <ActForm here={here} action="/console/people/add" label="Add" says={webTexts.people.personMailedRequestConfirm()}>
      <label>
        Address <input name="address" type="email" required maxLength={254} autocomplete="off" />
      </label>
      <fieldset>
        <legend>Lists</legend>
        {lists.map(({ id, title }) => (
          <label key={id} class="check">
            <input name="list" type="checkbox" value={id} checked /> {title}
          </label>
        ))}
      </fieldset>
      <label>
        Mail as{' '}
        <select name="format">
          <option value="html">HTML</option>
          <option value="text">plain text</option>
        </select>
      </label>
      {languages.length > 1 && (
        <label>
          Language{' '}
          <select name="language">
            {languages.map((tag, index) => (
              <option key={tag} value={index === 0 ? '' : tag}>
                {nameOf(tag)}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        Release cycles they run, like lantern/3.1 (may stay empty){' '}
        <input name="runs" maxLength={500} autocomplete="off" />
      </label>
      <label class="check">
        <input name="confirmed" type="checkbox" value="yes" /> They asked for it and confirmed it elsewhere: nothing is
        mailed now
      </label>
      <ReasonField />
    </ActForm>
  )
}

/** What operators read is English. */
function nameOf(language: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language
}

export function personPage(here: SignedIn, person: PersonRecord): string {
  const { address, since, format, language, runs, subscriptions, suppression, consents, deliveries, bounces, events } =
    person
  return consolePage({
    title: address,
    here,
    children: (
      <>
        <p>
          Known since {since}, mailed as {format}
          {language !== '' && `, in ${nameOf(language)}`}.{runs.length > 0 && ` Runs ${runs.join(' ')}.`}
        </p>
        {suppression !== null && (
          <p class="alarm">
            Suppressed since {suppression.since}: {suppression.reason}
          </p>
        )}
        <h2>Lists</h2>
        <ul class="rows">
          {subscriptions.map(({ list, state, since: at }) => (
            <li key={list}>
              {list}: {state} since {at}
              {proofOf(consents.find((one) => one.list === list))}
            </li>
          ))}
        </ul>
        <h2>Mail</h2>
        <ul class="rows">
          {deliveries.map(({ mailing, subject, state, at, reply }) => (
            <li key={mailing}>
              <p>
                {subject}: {state} {at ?? ''}
              </p>
              <p class="quiet">{reply}</p>
            </li>
          ))}
          {bounces.map(({ mailing, class: kind, words, at }) => (
            <li key={`${mailing} ${kind}`}>
              <p>
                Mailing {mailing} came back {at}: {kind}
              </p>
              <p class="quiet">{words}</p>
            </li>
          ))}
        </ul>
        {events.length > 0 && (
          <>
            <h2>What was done</h2>
            <ul class="rows">
              {events.map(({ at, action, by, reason }, index) => (
                <li key={index}>
                  {at} {action} by {by}
                  {reason !== '' && `: ${reason}`}
                </li>
              ))}
            </ul>
          </>
        )}
        <h2>What you can do</h2>
        <div class="acts">
          {suppression === null ? (
            <ActForm
              here={here}
              action="/console/people/suppress"
              label="Suppress"
              says={webTexts.people.neverMailedAgainWhatever()}
            >
              <input type="hidden" name="address" value={address} />
              <ReasonField />
            </ActForm>
          ) : (
            <ActForm
              here={here}
              action="/console/people/unsuppress"
              label="Lift the suppression"
              says={webTexts.people.mailForListsAbove()}
            >
              <input type="hidden" name="address" value={address} />
              <ReasonField />
            </ActForm>
          )}
          {may(here.operator.role, 'rule') && (
            <ActForm
              here={here}
              action="/console/people/erase"
              label="Erase"
              says={webTexts.people.allNamesPersonEmptied()}
            >
              <input type="hidden" name="address" value={address} />
              <label>
                The address once more <input name="again" autocomplete="off" />
              </label>
              <ReasonField />
            </ActForm>
          )}
        </div>
      </>
    ),
  })
}

/** Of a list that they asked for themselves. */
function proofOf(consent: PersonRecord['consents'][number] | undefined): string {
  if (consent === undefined) return ''
  const { way, asked, confirmed } = consent
  const where = way === 'form' ? 'by the form' : 'in their preferences'
  return `, asked ${asked} ${where}, ${confirmed === null ? 'not confirmed' : `confirmed ${confirmed}`}`
}
