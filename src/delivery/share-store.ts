/**
 * The shares of rates in the ledger, where all workers find them. In: names, the instant. Out: shares, locked until the
 * transaction ends; and written back. Door.
 */
import type { Transaction } from 'kysely'
import type { Queries, Store } from '../store/open.js'
import type { Tables } from '../store/tables.js'
import { type Share, UNTOUCHED, waiting } from './shares.js'

/** All mail. */
export const ALL = '*'

/** Reads the shares of these names. Whoever takes some must have locked ALL before. */
export async function readShares(queries: Queries, names: readonly string[]): Promise<Map<string, Share>> {
  if (names.length === 0) return new Map()
  const rows = await queries
    .selectFrom('shares')
    .selectAll()
    .where('name', 'in', [...names])
    .execute()
  return new Map(rows.map((row) => [row.name, shareOf(row)]))
}

function shareOf(row: Tables['shares']): Share {
  return { nextAt: row.next_at, plannedAt: row.planned_at, waitUntil: row.wait_until, waitMs: row.wait_ms }
}

/** Makes the other workers wait until the transaction ends: one lease at a time where rates are kept. */
export async function lockShares(store: Store, transaction: Transaction<Tables>): Promise<void> {
  await writeShares(transaction, new Map([[ALL, UNTOUCHED]]), false)
  if (!store.dialect.skipLocked) return
  await transaction.selectFrom('shares').select('name').where('name', '=', ALL).forUpdate().execute()
}

export async function writeShares(queries: Queries, shares: ReadonlyMap<string, Share>, isNews = true): Promise<void> {
  if (shares.size === 0) return
  const rows = [...shares].map(([name, { nextAt, plannedAt, waitUntil, waitMs }]) => ({
    name,
    next_at: nextAt,
    planned_at: plannedAt,
    wait_until: waitUntil,
    wait_ms: waitMs,
  }))
  await queries
    .insertInto('shares')
    .values(rows)
    .onConflict((conflict) => {
      const same = conflict.column('name')
      return isNews
        ? same.doUpdateSet((e) => ({
            next_at: e.ref('excluded.next_at'),
            planned_at: e.ref('excluded.planned_at'),
            wait_until: e.ref('excluded.wait_until'),
            wait_ms: e.ref('excluded.wait_ms'),
          }))
        : same.doNothing()
    })
    .execute()
}

/** Does any domain wait now? Most of the time none does, and leasing need not look further. */
export async function someDomainWaits(queries: Queries, now: number): Promise<boolean> {
  const row = await queries
    .selectFrom('shares')
    .select('name')
    .where('wait_until', '>', now)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** A domain asked for patience. */
export async function letWait(store: Store, domain: string, now: number): Promise<void> {
  await store.transaction(async (transaction) => {
    await lockShares(store, transaction)
    const shares = await readShares(transaction, [domain])
    await writeShares(transaction, new Map([[domain, waiting(shares.get(domain) ?? UNTOUCHED, now)]]))
  })
}
