/**
 * What changes people or tells something, as one transaction that this machine remembers. In: the work. Out: its
 * result, once it is committed and marked: whoever is answered then is not forgotten by a restored ledger.
 */
import type { Transaction } from 'kysely'
import type { Leaving } from '../marks/left-log.js'
import type { Tables } from '../store/tables.js'
import type { Address } from '../subscribers/address.js'
import { movedLists, underAllNames } from '../subscribers/moved-list-store.js'
import { endLists, type PersonLists, subscriptionsOf } from '../subscribers/person-store.js'
import type { AppContext } from './app-context.js'

/** A transaction, and who leaves in it. */
export interface InLedger {
  readonly transaction: Transaction<Tables>
  readonly left: Leaving[]
}

/**
 * @param of.isPart of something longer, before whose end nobody is answered: this machine remembers it once a second,
 * and the rest when `marks.settle` is called at the end; who left is written down at once
 * @throws BelfryError MARKS where it was done and cannot be marked: it is to be asked for again
 */
export async function inLedger<Result>(
  { store, marks }: Pick<AppContext, 'store' | 'marks'>,
  work: (within: InLedger) => Promise<Result>,
  { isPart = false } = {},
): Promise<Result> {
  const left: Leaving[] = []
  let isRaised = false
  const result = await store.transaction(async (transaction) => {
    left.length = 0
    const done = await work({ transaction, left })
    const raise = isPart ? marks.raiseNowAndThen() : marks.raise()
    await raise?.execute(transaction)
    isRaised = raise !== undefined
    return done
  })
  marks.log(left)
  if (isRaised || !isPart) await marks.keep()
  return result
}

/**
 * Ends lists of a person, under all their names, and says so to the log of who left: also of a list that they had left
 * before, where that was not written down.
 */
export async function endAndRemember(
  { store, marks, clock }: Pick<AppContext, 'store' | 'marks' | 'clock'>,
  { transaction, left }: InLedger,
  { person, lists }: PersonLists,
  address: string,
): Promise<string[]> {
  const now = clock.now()
  const before = await subscriptionsOf(transaction, person)
  const ended = await endLists(store, transaction, { person, lists }, now)
  for (const list of underAllNames(lists, await movedLists(transaction))) {
    const was = before.get(list)
    if (was === undefined) continue
    if (!ended.includes(list) && marks.leftAt(address, list) !== undefined) continue
    // A clock that was set back does not make the leaving older than what it ends.
    left.push({ address, list, at: Math.max(now, was.since + 1) })
  }
  return ended
}

/** Lists that somebody left and confirmed no more since, as far as this machine knows. */
export function listsLeft(
  { marks }: Pick<AppContext, 'marks'>,
  { key }: Address,
  lists: readonly string[],
  confirmedAt: (list: string) => number | undefined,
): string[] {
  return lists.filter((list) => {
    const at = marks.leftAt(key, list)
    return at !== undefined && at >= (confirmedAt(list) ?? 0)
  })
}
