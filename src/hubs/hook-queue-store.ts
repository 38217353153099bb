/**
 * What is to be told to webhooks, in the ledger. In: an event, the addresses that want it. Out: what is due, claimed so
 * that no other run sends it at the same time; and what became of it. Door.
 */
import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { HookKind } from '../config/schema/hooks.js'
import type { Queries, Store } from '../store/open.js'
import type { HookDeliveryTable } from '../store/tables/hubs-and-hooks.js'
import type { Tables } from '../store/tables.js'

export interface HookNews {
  readonly type: HookKind
  /** Of the notice, or of the occasion. */
  readonly key: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface DueHook extends Pick<HookDeliveryTable, 'id' | 'url' | 'key' | 'body'> {
  /** From 1. */
  readonly attempt: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** After each try, until the next; five tries within a day. */
const WAITS = [MINUTE, 30 * MINUTE, 4 * HOUR, 19 * HOUR] as const
export const HOOK_TRIES = WAITS.length + 1
/** An occasion that comes again within this is the same one: the mail about it failed. */
const SAME_MS = 24 * HOUR
const KEEP_MS = 30 * 24 * HOUR

/** One delivery for each address, in the transaction that makes the event true. */
export async function queueHook(
  transaction: Transaction<Tables>,
  urls: readonly string[],
  { type, key, data }: HookNews,
  now: number,
): Promise<void> {
  const id = `msg_${createHash('sha256').update(`${type} ${key} ${now}`).digest('hex').slice(0, 32)}`
  const body = JSON.stringify({ type, timestamp: new Date(now).toISOString(), data })
  for (const url of new Set(urls)) {
    const same = await transaction
      .selectFrom('hook_deliveries')
      .select('id')
      .where('url', '=', url)
      .where('type', '=', type)
      .where('key', '=', key)
      .where('created_at', '>', now - SAME_MS)
      .executeTakeFirst()
    if (same !== undefined) continue
    const row = { id, url, type, key, body, created_at: now, attempts: 0, next_at: now, state: 'waiting' as const }
    await transaction
      .insertInto('hook_deliveries')
      .values({ ...row, reply: '' })
      .execute()
  }
}

/** An alarm is over: when it comes again, it is another one. */
export async function endHook(transaction: Transaction<Tables>, key: string): Promise<void> {
  await transaction
    .updateTable('hook_deliveries')
    .set({ key: `ended:${key}` })
    .where('type', '=', 'alarm')
    .where('key', '=', key)
    .execute()
}

/** At most so many at once: the others are due at the next look. */
const MOST = 200

/** What is of no address any more is forgotten, and so is what ended long ago. */
export async function claimHooks(store: Store, urls: readonly string[], now: number): Promise<DueHook[]> {
  return await store.transaction(async (transaction) => {
    await store.dialect.lockDecisions(transaction)
    await transaction
      .deleteFrom('hook_deliveries')
      .where('created_at', '<', now - KEEP_MS)
      .execute()
    if (urls.length === 0) return []
    const rows = await transaction
      .selectFrom('hook_deliveries')
      .selectAll()
      .where('state', '=', 'waiting')
      .where('next_at', '<=', now)
      .where('url', 'in', [...urls])
      .orderBy('created_at')
      .orderBy('id')
      .limit(MOST)
      .execute()
    for (const { id, url, attempts } of rows)
      await transaction
        .updateTable('hook_deliveries')
        .set({ attempts: attempts + 1, next_at: now + (WAITS[attempts] ?? HOUR) })
        .where('id', '=', id)
        .where('url', '=', url)
        .execute()
    return rows.map(({ id, url, key, body, attempts }) => ({ id, url, key, body, attempt: attempts + 1 }))
  })
}

/** @param fault why it was not taken, and whether it is tried again; undefined where it was */
export async function recordHook(
  queries: Queries,
  { id, url }: DueHook,
  fault: { readonly why: string; readonly isLast: boolean } | undefined,
) {
  const state = fault === undefined ? 'taken' : fault.isLast ? 'given-up' : 'waiting'
  await queries
    .updateTable('hook_deliveries')
    .set({ state, reply: fault?.why ?? '' })
    .where('id', '=', id)
    .where('url', '=', url)
    .execute()
}
