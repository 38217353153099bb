/**
 * Lists whose id changed: whoever was on the old one is on the new, and mail that was sent for the old one still leads
 * to the new. In: list ids. Out: what they are called now. Door.
 */
import { sql, type Transaction } from 'kysely'
import type { Queries, Store } from '../store/open.js'
import type { Tables } from '../store/tables.js'

/** Old id → the id it was given, which may have moved again. */
export type MovedLists = ReadonlyMap<string, string>

export async function movedLists(queries: Queries): Promise<MovedLists> {
  const rows = await queries.selectFrom('moved_lists').select(['list', 'became']).execute()
  return new Map(rows.map(({ list, became }) => [list, became]))
}

/** What a list is called now; its own id where it never moved. */
export function nowCalled(list: string, moved: MovedLists): string {
  const seen = new Set<string>()
  let at = list
  for (let next = moved.get(at); next !== undefined && !seen.has(at); next = moved.get(at)) {
    seen.add(at)
    at = next
  }
  return at
}

/** The lists under every id they have had: who leaves one leaves what was mailed under an older id too. */
export function underAllNames(lists: readonly string[], moved: MovedLists): string[] {
  const now = new Set(lists.map((list) => nowCalled(list, moved)))
  const older = [...moved.keys()].filter((list) => now.has(nowCalled(list, moved)))
  return [...new Set([...lists, ...now, ...older])]
}

export interface MovedPeople {
  /** Who is on the new list now and was not before. */
  readonly moved: number
  /** Who was on the new list already, or had left it: that stays. */
  readonly stayed: number
}

/**
 * Whoever confirmed, or was asked to confirm, the old list has that on the new one. Who left the new one stays away.
 * Rows of the old one stay for mail that is under way.
 */
export async function moveList(
  store: Store,
  transaction: Transaction<Tables>,
  { from, to }: { readonly from: string; readonly to: string },
  now: number,
): Promise<MovedPeople> {
  const before = await countOn(transaction, from)
  const done = await sql`
    insert into subscriptions (person_id, list, state, since)
    select person_id, cast(${to} as text), state, since from subscriptions
      where list = ${from} and state in ('confirmed', 'pending')
    on conflict (person_id, list) do update set state = excluded.state, since = excluded.since
      where subscriptions.state = 'pending' and excluded.state = 'confirmed'`.execute(transaction)
  await transaction
    .insertInto('moved_lists')
    .values({ list: from, became: to, at: now })
    .onConflict((conflict) => conflict.column('list').doUpdateSet({ became: to, at: now }))
    .execute()
  // A list that is moved back has its own name again.
  await transaction.deleteFrom('moved_lists').where('list', '=', to).execute()
  await store.dialect.wakeWorkers()?.execute(transaction)
  const moved = Number(done.numAffectedRows ?? 0)
  return { moved, stayed: before - moved }
}

async function countOn(queries: Queries, list: string): Promise<number> {
  const { people } = await queries
    .selectFrom('subscriptions')
    .select((e) => e.fn.countAll<number>().as('people'))
    .where('list', '=', list)
    .where('state', 'in', ['confirmed', 'pending'])
    .executeTakeFirstOrThrow()
  return Number(people)
}

/** Lists with people who confirmed them, and how many; lists that moved are not among them. */
export async function listsWithPeople(queries: Queries): Promise<{ list: string; people: number }[]> {
  const moved = await movedLists(queries)
  const rows = await queries
    .selectFrom('subscriptions')
    .select(['list', (e) => e.fn.countAll<number>().as('people')])
    .where('state', '=', 'confirmed')
    .groupBy('list')
    .orderBy('list')
    .execute()
  return rows.flatMap(({ list, people }) => (moved.has(list) ? [] : [{ list, people: Number(people) }]))
}
