/**
 * The shares of rates in the ledger, where all workers find them. In: names, the instant. Out: shares, locked until the
 * transaction ends; and written back. Door.
 */
import type { Transaction } from 'kysely'
import type { Queries, Store } from '../store/open.js'
import type { Tables } from '../store/tables.js'
import {
  forgottenBefore,
  type PatienceRequest,
  paceOf,
  quickened,
  type Rate,
  type Share,
  slowed,
  UNTOUCHED,
} from './shares.js'

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
  const { next_at, planned_at, asked_at, gap_us, full_gap_us } = row
  return { nextAt: next_at, plannedAt: planned_at, askedAt: asked_at, gapUs: gap_us, fullGapUs: full_gap_us }
}

/** Makes the other workers wait until the transaction ends: one lease at a time where rates are kept. */
export async function lockShares(store: Store, transaction: Transaction<Tables>): Promise<void> {
  await writeShares(transaction, new Map([[ALL, UNTOUCHED]]), false)
  if (!store.dialect.skipLocked) return
  await transaction.selectFrom('shares').select('name').where('name', '=', ALL).forUpdate().execute()
}

export async function writeShares(queries: Queries, shares: ReadonlyMap<string, Share>, isNews = true): Promise<void> {
  if (shares.size === 0) return
  const rows = [...shares].map(([name, { nextAt, plannedAt, askedAt, gapUs, fullGapUs }]) => ({
    name,
    next_at: nextAt,
    planned_at: plannedAt,
    asked_at: askedAt,
    gap_us: gapUs,
    full_gap_us: fullGapUs,
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
            asked_at: e.ref('excluded.asked_at'),
            gap_us: e.ref('excluded.gap_us'),
            full_gap_us: e.ref('excluded.full_gap_us'),
          }))
        : same.doNothing()
    })
    .execute()
}

/** A domain that asked for fewer, and what it is sent now. */
export interface SlowedDomain {
  readonly domain: string
  /** Messages a second. */
  readonly pace: number
}

/** The domains that are slowed now, the slowest first; most of the time none is, and leasing need not look further. */
export async function slowedDomains(queries: Queries, now: number, most: number): Promise<SlowedDomain[]> {
  const rows = await queries
    .selectFrom('shares')
    .selectAll()
    .where('gap_us', '>', 0)
    .where('asked_at', '>', forgottenBefore(now))
    .orderBy('gap_us', 'desc')
    .orderBy('name')
    .limit(most)
    .execute()
  return rows.flatMap((row) => slowedDomain(row.name, shareOf(row), now))
}

/** Slowed domains took so many messages. @returns those of them that are slowed still */
export async function quickenDomains(
  store: Store,
  successes: ReadonlyMap<string, number>,
  now: number,
): Promise<SlowedDomain[]> {
  return await store.transaction(async (transaction) => {
    await lockShares(store, transaction)
    const shares = [...(await readShares(transaction, [...successes.keys()]))].map(
      ([name, share]) => [name, quickened(share, successes.get(name) ?? 0, now)] as const,
    )
    await writeShares(transaction, new Map(shares))
    return shares.flatMap(([domain, share]) => slowedDomain(domain, share, now))
  })
}

function slowedDomain(domain: string, share: Share, now: number): SlowedDomain[] {
  const pace = paceOf(share, now)
  return pace === 'none' ? [] : [{ domain, pace }]
}

/** A domain asked for fewer. @returns its pace before and now; undefined where that is old news */
export async function slowDown(
  store: Store,
  domain: string,
  request: PatienceRequest,
): Promise<{ before: Rate; pace: number } | undefined> {
  return await store.transaction(async (transaction) => {
    await lockShares(store, transaction)
    const share = (await readShares(transaction, [domain])).get(domain) ?? UNTOUCHED
    const then = slowed(share, request)
    const pace = paceOf(then, request.now)
    if (then === share || pace === 'none') return undefined
    await writeShares(transaction, new Map([[domain, then]]))
    return { before: paceOf(share, request.now), pace }
  })
}
