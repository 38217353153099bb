/**
 * Ends again what a restored ledger forgot that people ended. In: when each left. Out: how many were still on it. Door.
 */
import { sql } from 'kysely'
import type { Queries, Store } from '../store/open.js'

/** People looked at with one question. */
const PAGE = 1000

/**
 * @param leftAt address key, list → when they left it
 * @returns subscriptions that were ended; one that was confirmed later than that stays
 */
export async function applyLeavings(
  { dialect }: Pick<Store, 'dialect'>,
  queries: Queries,
  leftAt: (address: string, list: string) => number | undefined,
): Promise<number> {
  let ended = 0
  for (let after = 0, full = true; full; ) {
    const rows = await queries
      .selectFrom('people')
      .leftJoin('subscriptions', (on) =>
        on.onRef('person_id', '=', 'people.id').on('state', 'in', ['pending', 'confirmed']),
      )
      .select(['people.id', 'address_key', 'list', 'since'])
      .where('people.id', 'in', (e) =>
        e.selectFrom('people').select('id').where('id', '>', after).orderBy('id').limit(PAGE),
      )
      .orderBy('people.id')
      .execute()
    for (const { id, address_key: address, list, since } of rows) {
      const at = list === null ? undefined : leftAt(address, list)
      if (list === null || at === undefined || at < (since ?? 0)) continue
      await dialect.lockPeople([id], 'update')?.execute(queries)
      await sql`update subscriptions set state = 'ended', since = ${at}
        where person_id = ${id} and list = ${list}`.execute(queries)
      ended += 1
    }
    const last = rows.at(-1)?.id
    full = last !== undefined
    after = last ?? after
  }
  return ended
}
