/**
 * Rows of `events`, one chain however many write at once. In: what was decided, within a transaction. Out: rows at the
 * end of the chain, once all else of the transaction is done; and read again in its order. Door.
 */
import { randomBytes } from 'node:crypto'
import { type Kysely, sql, type Transaction } from 'kysely'
import { type ChainHead, digestOfReason, hashOfEvent } from './event-chain.js'
import { storable } from './storable.js'
import type { EventRow, Tables } from './tables.js'

type Queries = Kysely<Tables>

export type UnchainedEvent = Omit<EventRow, 'id' | 'hash' | 'salt' | 'reason_digest'>

/** What transactions that are under way have still to append. */
const waiting = new WeakMap<Queries, UnchainedEvent[]>()

/** @throws Error outside of a transaction of the store, which alone appends what waits */
export function queueEvent(queries: Queries, event: UnchainedEvent): void {
  if (!queries.isTransaction) throw new Error('an event is recorded within the transaction that it tells of')
  const queued = waiting.get(queries)
  if (queued === undefined) waiting.set(queries, [event])
  else queued.push(event)
}

/** Name of its head. */
const CHAIN = 'events'

/** Rows written at once: databases limit the parameters of a statement. */
const CHUNK = 500

/**
 * The head is locked here and nowhere else, as the last lock of a transaction: two that wait for it hold nothing that
 * the other could want.
 */
export async function appendEvents(transaction: Transaction<Tables>): Promise<void> {
  const events = waiting.get(transaction) ?? []
  waiting.delete(transaction)
  if (events.length === 0) return
  const taken = await sql<ChainHead>`update event_head set number = number + ${events.length}
    where name = ${CHAIN} returning number, hash`.execute(transaction)
  const head = taken.rows[0]
  if (head === undefined) throw new Error('the chain of events has no head')
  const first = head.number - events.length + 1
  let hash = head.hash
  const rows = events.map((event, index): EventRow => {
    const row = chained(event, first + index, hash)
    hash = row.hash
    return row
  })
  for (let from = 0; from < rows.length; from += CHUNK)
    await transaction
      .insertInto('events')
      .values(rows.slice(from, from + CHUNK))
      .execute()
  await transaction.updateTable('event_head').set({ hash }).where('name', '=', CHAIN).execute()
}

function chained(event: UnchainedEvent, id: number, before: string): EventRow {
  // What is hashed is what the database will hold.
  const { reason, actor, key, details } = event
  const texts = { reason: clean(reason), actor: clean(actor), key: clean(key), details: clean(details) }
  const salt = texts.reason === '' ? '' : randomBytes(16).toString('hex')
  const row = { ...event, ...texts, id, salt, reason_digest: digestOfReason(texts.reason, salt) }
  return { ...row, hash: hashOfEvent(before, row) }
}

function clean(text: string): string {
  return String(storable(text))
}

export async function readHead(queries: Queries): Promise<ChainHead> {
  return await queries
    .selectFrom('event_head')
    .select(['number', 'hash'])
    .where('name', '=', CHAIN)
    .executeTakeFirstOrThrow()
}

/** @returns the hash of the row with that number; undefined where there is none, and '' for number 0 */
export async function hashOfRow(queries: Queries, number: number): Promise<string | undefined> {
  if (number === 0) return ''
  const row = await queries.selectFrom('events').select('hash').where('id', '=', number).executeTakeFirst()
  return row?.hash
}

const PAGE = 2_000

/** All of them, in the order of the chain. */
export async function* readEvents(queries: Queries): AsyncGenerator<EventRow> {
  for (let last: number | undefined; ; ) {
    const after = queries.selectFrom('events').selectAll().orderBy('id').limit(PAGE)
    const rows = await (last === undefined ? after : after.where('id', '>', last)).execute()
    yield* rows
    last = rows.at(-1)?.id
    if (rows.length < PAGE) return
  }
}

/** All of this kind, in the order of the chain. */
export async function eventsCalled(queries: Queries, action: EventRow['action']): Promise<EventRow[]> {
  return await queries.selectFrom('events').selectAll().where('action', '=', action).orderBy('id').execute()
}
