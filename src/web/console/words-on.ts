/** What was decided of mailings, as an operator may read it. In: mailings, who reads. Out: words, from the ledger. */

import type { MailingRecord } from '../../delivery/mailing-reports-store.js'
import { may, withMaskedAddresses } from '../../operators/roles.js'
import { type ListedEvent, wordsOnMailing } from '../../subscribers/event-store.js'
import type { Web } from '../web-context.js'
import type { SignedIn } from './accounts/signed-in.js'

/** The newest first; with addresses masked for whom they are no business of. */
export async function wordsFor(
  { context }: Pick<Web, 'context'>,
  { operator }: SignedIn,
  mailing: number,
  most: number,
): Promise<ListedEvent[]> {
  const words = await wordsOnMailing(context.store.db, mailing, most)
  if (may(operator.role, 'people')) return words
  return words.map((one) => ({ ...one, by: withMaskedAddresses(one.by), reason: withMaskedAddresses(one.reason) }))
}

/** Of each that is paused, who paused it, by its number. */
export type PausedWords = ReadonlyMap<number, ListedEvent>

export async function pausedWords(
  web: Pick<Web, 'context'>,
  here: SignedIn,
  mailings: readonly MailingRecord[],
): Promise<PausedWords> {
  const found = new Map<number, ListedEvent>()
  for (const { mailing, state } of mailings) {
    if (state !== 'paused') continue
    // Behind it stand words that were not enough to resume it.
    const words = await wordsFor(web, here, mailing, MOST_BEHIND)
    const word = words.find(({ action }) => action === 'pause')
    if (word !== undefined) found.set(mailing, word)
  }
  return found
}

const MOST_BEHIND = 10
