/** Subscribers as operators see them who may. Pure. In: what was found. Out: HTML. */
import { may } from '../../operators/roles.js'
import type { PersonRecord } from '../../run/operator-people.js'
import type { SubscriberRecord } from '../../subscribers/listing-store.js'
import { ActForm, consolePage, ReasonField } from './frame.js'
import type { SignedIn } from './signed-in.js'

interface Found {
  readonly text: string
  readonly found: readonly SubscriberRecord[]
  readonly isMore: boolean
}

export function foundPage(here: SignedIn, { text, found, isMore }: Found, said?: string): string {
  return consolePage({
    title: 'Subscribers',
    here,
    children: (
      <>
        {said !== undefined && <p role="status">{said}</p>}
        <form class="act" method="get" action="/console/people">
          <label>
            Part of an address <input name="text" value={text} maxLength={254} autocomplete="off" />
          </label>
          <button type="submit">Find</button>
        </form>
        {text !== '' && found.length === 0 && <p>Nobody has an address with that in it.</p>}
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
        {isMore && <p>There are more: say a longer part.</p>}
      </>
    ),
  })
}

/** What operators read is English. */
function nameOf(language: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language
}

export function personPage(here: SignedIn, person: PersonRecord): string {
  const { address, since, format, language, subscriptions, suppression, deliveries, bounces } = person
  return consolePage({
    title: address,
    here,
    children: (
      <>
        <p>
          Known since {since}, mailed as {format}
          {language !== '' && `, in ${nameOf(language)}`}.
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
        <h2>What you can do</h2>
        <div class="acts">
          <ActForm
            here={here}
            action="/console/people/suppress"
            label="Suppress"
            says="Never mailed again, whatever asks."
          >
            <input type="hidden" name="address" value={address} />
            <ReasonField />
          </ActForm>
          {may(here.operator.role, 'rule') && (
            <ActForm
              here={here}
              action="/console/people/erase"
              label="Erase"
              says="All that names the person is emptied."
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
