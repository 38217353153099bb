/**
 * How often the form may be used, in the ledger, where all machines count together. In: names, each with its rate, the
 * instant. Out: how long to wait; where nobody need wait one is taken of each. Names are keyed hashes. Door.
 */
import { createHmac } from 'node:crypto'
import type { Transaction } from 'kysely'
import { type CellRate, countedFrom } from '../base/cell-rate.js'
import type { Queries, Store } from '../store/open.js'
import type { Tables } from '../store/tables.js'

/** Everybody who asks waits for this one, so that they have one order. */
export const ALL_REQUESTS = '*'

/** What the ledger calls a network, a mailbox, a domain. @param key of hashes, loaded by load-keys */
export function limitName(text: string, key: Buffer): string {
  return createHmac('sha256', key).update(`belfry:limit:${text}`).digest('hex').slice(0, 32)
}

/** The longest that one of these names must wait, and that name. */
export interface Wait {
  readonly name: string
  readonly ms: number
}

/** Writes nothing. @returns undefined where nobody need wait */
export async function longestWait(
  queries: Queries,
  rates: ReadonlyMap<string, CellRate>,
  now: number,
): Promise<Wait | undefined> {
  return waitAmong(await instantsOf(queries, rates, now), now)
}

/** How much of what may be taken at once of this name is taken. @returns a share, from 0 to 1 */
export async function takenShare(queries: Queries, name: string, rate: CellRate, now: number): Promise<number> {
  const at = (await instantsOf(queries, new Map([[name, rate]]), now)).get(name) ?? 0
  return Math.min(1, Math.max(0, (at - (now - rate.burstMs)) / (rate.burstMs + rate.gapMs)))
}

/** Was one taken of this name so lately that it says something? */
export async function isCounted(queries: Queries, name: string, { burstMs }: CellRate, now: number): Promise<boolean> {
  const query = queries.selectFrom('limits').select('next_at').where('name', '=', name)
  const row = await query.executeTakeFirst()
  return row !== undefined && row.next_at > now - burstMs
}

/** One of each name, or of none. @returns undefined where they were taken */
export async function takeOfAll(
  store: Store,
  rates: ReadonlyMap<string, CellRate>,
  now: number,
): Promise<Wait | undefined> {
  return await store.transaction(async (transaction) => {
    await lockLimits(store, transaction)
    const instants = await instantsOf(transaction, rates, now)
    const wait = waitAmong(instants, now)
    if (wait !== undefined) return wait
    const rows = [...instants].map(([name, at]) => ({ name, next_at: at + (rates.get(name)?.gapMs ?? 0) }))
    await transaction
      .insertInto('limits')
      .values(rows)
      .onConflict((same) => same.column('name').doUpdateSet((e) => ({ next_at: e.ref('excluded.next_at') })))
      .execute()
    await forgetOld(transaction, rates, now)
    return undefined
  })
}

/** From when on each name may be taken. */
async function instantsOf(
  queries: Queries,
  rates: ReadonlyMap<string, CellRate>,
  now: number,
): Promise<Map<string, number>> {
  const query = queries.selectFrom('limits').selectAll()
  const rows = await query.where('name', 'in', [...rates.keys()]).execute()
  const known = new Map(rows.map((row) => [row.name, row.next_at]))
  return new Map([...rates].map(([name, rate]) => [name, countedFrom(known.get(name) ?? 0, rate, now)]))
}

function waitAmong(instants: ReadonlyMap<string, number>, now: number): Wait | undefined {
  const waits = [...instants].map(([name, at]) => ({ name, ms: at - now })).filter(({ ms }) => ms > 0)
  return waits.sort((a, b) => b.ms - a.ms)[0]
}

async function lockLimits(store: Store, transaction: Transaction<Tables>): Promise<void> {
  const all = { name: ALL_REQUESTS, next_at: 0 }
  await transaction
    .insertInto('limits')
    .values(all)
    .onConflict((same) => same.column('name').doNothing())
    .execute()
  if (!store.dialect.skipLocked) return
  await transaction.selectFrom('limits').select('name').where('name', '=', ALL_REQUESTS).forUpdate().execute()
}

/** What lies further back than any burst says as much as no row. */
async function forgetOld(
  transaction: Transaction<Tables>,
  rates: ReadonlyMap<string, CellRate>,
  now: number,
): Promise<void> {
  const longest = Math.max(...[...rates.values()].map(({ burstMs }) => burstMs))
  await transaction
    .deleteFrom('limits')
    .where('next_at', '<', now - longest)
    .where('name', '<>', ALL_REQUESTS)
    .execute()
}
