/** Mailings in a list, and the way to one of them from a mail in hand. Pure. Out: HTML. */

import type { VNode } from 'preact'
import type { MailingOf, MailingRecord } from '../../delivery/mailing-reports-store.js'
import { may } from '../../operators/roles.js'
import { MOST_IN_HAND } from '../../run/mail-in-hand.js'
import type { ListedEvent } from '../../subscribers/event-store.js'
import { webTexts } from '../texts.js'
import type { SignedIn } from './accounts/signed-in.js'
import { Csrf, instantText, peopleCount } from './frame.js'
import type { PausedWords } from './words-on.js'

/** On the page of a mailing. */
export const WHO_DID_NOT = 'who'

export const SAVED_MAIL_PATH = '/console/saved-mail'

/** By what a mail in hand says of itself. */
export function FindMailing({ text }: { text: string }): VNode {
  return (
    <form class="act find one" method="get" action="/console/mailings">
      <label>
        {webTexts.mailings.whatItCameFrom()}{' '}
        <input name="text" value={text} maxLength={MOST_IN_HAND} autocomplete="off" />
      </label>
      <button type="submit">Find</button>
    </form>
  )
}

/** @param isStoppable whoever may stop one sees a button that does */
export function MailingRows(props: {
  readonly mailings: readonly MailingRecord[]
  readonly here: SignedIn
  readonly isStoppable?: boolean
  readonly paused?: PausedWords
}): VNode {
  const { mailings, here, isStoppable = false, paused } = props
  const stops = isStoppable && may(here.operator.role, 'stop')
  return (
    <ul class="rows">
      {mailings.map(({ mailing, subject, state, accepted, audience, startedAt }) => (
        <li key={mailing}>
          <p>
            <a href={`/console/mailings/${mailing}`}>{subject}</a>
          </p>
          <p>
            {state}: {accepted} of {audience} accepted
            {state === 'finished' && accepted < audience && (
              <>
                {'; '}
                <a href={`/console/mailings/${mailing}#${WHO_DID_NOT}`}>
                  {audience - accepted} did not get it, as far as is known
                </a>
              </>
            )}
          </p>
          <PausedBy word={paused?.get(mailing)} timezone={here.timezone} />
          <p class="quiet">
            mailing {mailing}, {startedAt === null ? 'not started' : `started ${instantText(startedAt, here.timezone)}`}
          </p>
          {stops && (state === 'queued' || state === 'sending') && (
            <form method="post" action={`/console/mailings/${mailing}/pause`}>
              <Csrf here={here} />
              <button type="submit" aria-label={`Pause ${subject}`}>
                Pause
              </button>
            </form>
          )}
        </li>
      ))}
    </ul>
  )
}

function PausedBy({ word, timezone }: { word: ListedEvent | undefined; timezone: string }): VNode | null {
  if (word === undefined) return null
  const { by, via, at, reason } = word
  return <p>{webTexts.mailings.decided('Paused', by, via, instantText(at, timezone)) + reasonBehind(reason)}</p>
}

/** Behind who did it, and when. */
export function reasonBehind(reason: string): string {
  return reason === '' ? webTexts.mailings.noReason() : `: ${reason}`
}

export function MailingLink({ mailing: { mailing, state, audience } }: { mailing: MailingOf }): VNode {
  return (
    <a href={`/console/mailings/${mailing}`}>
      Mailing {mailing}, {state}, to {peopleCount(audience)}
    </a>
  )
}
