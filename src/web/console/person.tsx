/** One subscriber as operators see them who may: lists with proof, mail, what was done and can be. Pure. Out: HTML. */

import { may } from '../../operators/roles.js'
import type { PersonRecord } from '../../run/people/by-operator.js'
import { webTexts } from '../texts.js'
import type { SignedIn } from './accounts/signed-in.js'
import { ActForm, consolePage, FaultBefore, faultyIf, instantText, ReasonField, type ReturnedForm } from './frame.js'
import { FormatField, LanguageField, ListFields, nameOf, RunsField, type TitledList } from './person-fields.js'

export interface PersonPage {
  readonly person: PersonRecord
  /** What was just done. */
  readonly said?: string
  /** Of a form that comes back. */
  readonly fault?: ReturnedForm
  readonly lists: readonly TitledList[]
  /** Tags, the site's own first. */
  readonly languages: readonly string[]
}

export function personPage(here: SignedIn, page: PersonPage): string {
  const { person, said, fault } = page
  const at = (instant: string) => instantText(instant, here.timezone)
  const { address, since, format, language, runs, subscriptions, suppression, consents, deliveries, bounces, events } =
    person
  return consolePage({
    title: address,
    here,
    children: (
      <>
        {said !== undefined && <p role="status">{said}</p>}
        <p>
          Known since {at(since)}, mailed as {format}
          {language !== '' && `, in ${nameOf(language)}`}.{runs.length > 0 && ` Runs ${runs.join(' ')}.`}
        </p>
        {suppression !== null && (
          <p class="alarm">
            Suppressed since {at(suppression.since)}: {suppression.reason}
          </p>
        )}
        <h2>Lists</h2>
        <ul class="rows">
          {subscriptions.map(({ list, state, since: from }) => (
            <li key={list}>
              {list}: {state} since {at(from)}
              {proofOf(
                consents.find((one) => one.list === list),
                at,
              )}
            </li>
          ))}
        </ul>
        <h2>Mail</h2>
        <ul class="rows">
          {deliveries.map(({ mailing, subject, state, at: when, reply }) => (
            <li key={mailing}>
              <p>
                <a href={`/console/mailings/${mailing}`}>{subject}</a>: {state} {when === null ? '' : at(when)}
              </p>
              <p class="quiet">{reply}</p>
            </li>
          ))}
          {bounces.map(({ mailing, class: kind, words, at: when }) => (
            <li key={`${mailing} ${kind}`}>
              <p>
                <a href={`/console/mailings/${mailing}`}>Mailing {mailing}</a> came back {at(when)}: {kind}
              </p>
              <p class="quiet">{words}</p>
            </li>
          ))}
        </ul>
        {events.length > 0 && (
          <>
            <h2>What was done</h2>
            <ul class="rows">
              {events.map(({ at: when, action, by, reason }, index) => (
                <li key={index}>
                  {at(when)} {action} by {by}
                  {reason !== '' && `: ${reason}`}
                </li>
              ))}
            </ul>
          </>
        )}
        <h2>What you can do</h2>
        <div class="acts">
          <ChangeForm here={here} page={page} />
          <EndForm here={here} page={page} />
          {suppression === null && <ListsForm here={here} page={page} />}
          {suppression === null ? (
            <ActForm
              here={here}
              action="/console/people/suppress"
              label="Suppress"
              says={webTexts.person.neverMailedAgainWhatever()}
            >
              <input type="hidden" name="address" value={address} />
              <ReasonField />
            </ActForm>
          ) : (
            <ActForm
              here={here}
              action="/console/people/unsuppress"
              label="Lift the suppression"
              says={webTexts.person.mailForListsAbove()}
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
              says={webTexts.person.allNamesPersonEmptied()}
            >
              <input type="hidden" name="address" value={address} />
              <FaultBefore fault={fault} field="again" />
              <label>
                The address once more <input name="again" autocomplete="off" {...faultyIf(fault, 'again')} />
              </label>
              <ReasonField />
            </ActForm>
          )}
        </div>
      </>
    ),
  })
}

interface PersonForm {
  readonly here: SignedIn
  readonly page: PersonPage
}

function ChangeForm({ here, page: { person, languages, fault } }: PersonForm) {
  const { address, format, language, runs } = person
  const typed = (name: string, known: string) => (fault?.field === 'runs' ? fault.typed.text(name) : known)
  return (
    <ActForm here={here} action="/console/people/set" label="Change" says={webTexts.person.fromNowMailComes()}>
      <input type="hidden" name="address" value={address} />
      <FormatField chosen={typed('format', format)} />
      <LanguageField languages={languages} chosen={typed('language', language)} />
      <RunsField value={typed('runs', runs.join(' '))} fault={fault} />
      <ReasonField value={typed('reason', '')} />
    </ActForm>
  )
}

function EndForm({ here, page: { person, lists, fault } }: PersonForm) {
  const had = person.subscriptions.filter(({ state }) => state === 'confirmed' || state === 'pending')
  if (had.length === 0) return null
  const titles = had.map(({ list }) => ({ id: list, title: lists.find(({ id }) => id === list)?.title ?? list }))
  return (
    <ActForm
      here={here}
      action="/console/people/unsubscribe"
      label="Unsubscribe"
      says={webTexts.person.listsYouTickEnd()}
    >
      <input type="hidden" name="address" value={person.address} />
      <ListFields lists={titles} isTicked={() => false} fault={fault} />
      <ReasonField />
    </ActForm>
  )
}

function ListsForm({ here, page: { person, lists } }: PersonForm) {
  const has = (id: string) => person.subscriptions.some(({ list, state }) => list === id && state === 'confirmed')
  const others = lists.filter(({ id }) => !has(id))
  if (others.length === 0) return null
  return (
    <ActForm
      here={here}
      action="/console/people/add"
      label="Add lists"
      says={webTexts.person.theyMailedRequestConfirm()}
    >
      <input type="hidden" name="address" value={person.address} />
      <ListFields lists={others} isTicked={() => false} />
      <ReasonField />
    </ActForm>
  )
}

/** Of a list that they asked for themselves. */
function proofOf(consent: PersonRecord['consents'][number] | undefined, at: (instant: string) => string): string {
  if (consent === undefined) return ''
  const { way, asked, confirmed } = consent
  const where = way === 'form' ? 'by the form' : 'in their preferences'
  return `, asked ${at(asked)} ${where}, ${confirmed === null ? 'not confirmed' : `confirmed ${at(confirmed)}`}`
}
