/**
 * Starts and replies in the ledger. In: what servers said, and which deliveries are to be sent next. Out: those that
 * may. It is one transaction: on PostgreSQL of as many statements for a hundred deliveries as for one, on SQLite of
 * prepared ones, one a row. Door.
 */
import { CompiledQuery, type RawBuilder, sql } from 'kysely'
import type { Queries, Store } from '../store/open.js'
import { isLocked } from '../store/postgres-faults.js'
import type { DeliveryRow } from '../store/tables.js'
import type { Settled } from './reply.js'
import { WANTED } from './still-wanted-store.js'

export interface Finished {
  readonly row: DeliveryRow
  readonly settled: Settled
}

export interface ExchangeTerms {
  readonly now: number
  readonly isAgain?: boolean
  /** Counts it as something that this machine did. */
  readonly raise?: RawBuilder<unknown> | undefined
}

/**
 * One commit that stores replies and starts the next deliveries. "Started" is this commit: it comes before MAIL, and it
 * is refused where the person left, the mailing is paused or cancelled, or the lease is not ours any more.
 * @param isAgain the same exchange broke off before: rows that it had started in spite of that were not sent, and may
 * be
 * @returns ids of the rows that may be sent
 */
export async function exchange(
  store: Store,
  finished: readonly Finished[],
  start: readonly DeliveryRow[],
  terms: ExchangeTerms,
): Promise<Set<number>> {
  try {
    return await exchanged(store, finished, start, terms)
  } catch (thrown) {
    if (!isLocked(thrown)) throw thrown
    const { free, heldReplies } = await aroundHeld(store, finished, start, terms)
    if (heldReplies.size === 0) return await exchanged(store, finished, free, terms)
    // The others' replies are stored; of these the caller asks again.
    const others = finished.filter(({ row }) => !heldReplies.has(row.id))
    await exchanged(store, others, [], terms)
    throw thrown
  }
}

/** Whoever changes a person for longer than this is not waited for: all mail of this worker would wait as well. */
const HELD_MS = 1_000
/** When whom it concerns is looked at again. */
const AGAIN_MS = 60_000

async function exchanged(
  store: Store,
  finished: readonly Finished[],
  start: readonly DeliveryRow[],
  { now, isAgain = false, raise }: ExchangeTerms,
): Promise<Set<number>> {
  const { dialect } = store
  const replies = allOrEach(store, finished, (all) => replied(store, all, now), repliedRow(now))
  const starts = allOrEach(store, start, (all) => started(store, all, now), startedRow(now))
  const statements = [
    dialect.waitForLocks(HELD_MS),
    dialect.lockDeliveries([...finished.map(({ row }) => row.id), ...start.map((row) => row.id)]),
    ...replies,
    dialect.lockPeople(peopleOf(start), 'share'),
    isAgain && start.length > 0 && notStarted(store, start),
    raise,
    ...starts,
  ].filter((statement) => statement !== false && statement !== undefined)
  const results = await store.batch(statements)
  // What `started` returns, which is the last of them.
  const rows = results.slice(results.length - starts.length).flatMap((result) => result.rows)
  return new Set((rows as DeliveryState[]).filter(({ state }) => state === 'sending').map(({ id }) => id))
}

type DeliveryState = Pick<DeliveryRow, 'id' | 'state'>

/** A statement of which the database keeps the prepared form, and the values of one row. */
interface RowStatement<Row> {
  readonly text: (store: Store) => string
  readonly values: (row: Row) => readonly unknown[]
}

function allOrEach<Row>(
  store: Store,
  rows: readonly Row[],
  all: (rows: readonly Row[]) => RawBuilder<unknown>,
  { text, values }: RowStatement<Row>,
): (RawBuilder<unknown> | CompiledQuery)[] {
  if (rows.length === 0) return []
  if (!store.dialect.rowByRow) return [all(rows)]
  const sqlText = text(store)
  return rows.map((row) => CompiledQuery.raw(sqlText, [...values(row)]))
}

/** Compiled once for each database that is opened; the values in it say where those of rows are put. */
function textOnce(make: (store: Store) => RawBuilder<unknown>): (store: Store) => string {
  const texts = new WeakMap<Store, string>()
  return (store) => {
    const text = texts.get(store) ?? make(store).compile(store.db).sql
    texts.set(store, text)
    return text
  }
}

/**
 * Somebody's session holds a row and does not let go: of a person, or of a delivery. Deliveries to people that it holds
 * are put off, and not started. @returns the others, and ids of deliveries whose replies cannot be stored
 */
async function aroundHeld(
  store: Store,
  finished: readonly Finished[],
  start: readonly DeliveryRow[],
  terms: ExchangeTerms,
): Promise<Around> {
  try {
    // A renewal of this worker's own leases holds deliveries for a moment.
    return await sortedOut(store, finished, start, { ...terms, lock: sql`for update` })
  } catch (thrown) {
    if (!isLocked(thrown)) throw thrown
    return await sortedOut(store, finished, start, { ...terms, lock: sql`for update skip locked` })
  }
}

interface Around {
  readonly free: DeliveryRow[]
  readonly heldReplies: ReadonlySet<number>
}

/** @param lock how deliveries are locked */
async function sortedOut(
  store: Store,
  finished: readonly Finished[],
  start: readonly DeliveryRow[],
  { now, isAgain = false, lock }: ExchangeTerms & { readonly lock: RawBuilder<unknown> },
): Promise<Around> {
  const { dialect } = store
  const replies = finished.map(({ row }) => row.id)
  return await store.transaction(async (transaction) => {
    await dialect.waitForLocks(HELD_MS)?.execute(transaction)
    const rows = await lockedOf(transaction, sql`deliveries`, [...replies, ...start.map((row) => row.id)], lock)
    const people = await lockedOf(transaction, sql`people`, peopleOf(start), sql`for share skip locked`)
    const held = start.filter((row) => rows.has(row.id) && !people.has(row.person_id))
    if (held.length > 0) {
      if (isAgain) await notStarted(store, held).execute(transaction)
      await sql`
        update deliveries set state = 'queued', owner = null, leased_until = null,
          due_at = cast(${now + AGAIN_MS} as bigint)
        from ${dialect.rows('under_lease', CLAIM, held.map(claimOf))} where ${underLease('leased')}`.execute(
        transaction,
      )
    }
    return {
      free: start.filter((row) => rows.has(row.id) && people.has(row.person_id)),
      heldReplies: new Set(replies.filter((id) => !rows.has(id))),
    }
  })
}

/** @returns which of these rows are locked now, until the transaction ends */
async function lockedOf(
  queries: Queries,
  table: RawBuilder<unknown>,
  ids: readonly number[],
  lock: RawBuilder<unknown>,
): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select id from ${table} where id = any(${[...ids]}::bigint[]) order by id ${lock}`.execute(queries)
  return new Set(rows.map(({ id }) => Number(id)))
}

function peopleOf(rows: readonly DeliveryRow[]): number[] {
  return [...new Set(rows.map((row) => row.person_id))]
}

function replied(store: Store, finished: readonly Finished[], now: number): RawBuilder<unknown> {
  const replies = finished.map(({ row, settled }) => ({ ...claimOf(row), ...settled }))
  const columns = { ...CLAIM, state: 'text', reply: 'text', dueAt: 'bigint', attempts: 'bigint' } as const
  return sql`
    update deliveries set state = under_lease.state, reply = under_lease.reply, due_at = under_lease."dueAt",
      attempts = under_lease.attempts, owner = null, leased_until = null,
      finished_at = case when under_lease.state in ('accepted', 'failed') then cast(${now} as bigint) end
    from ${store.dialect.rows('under_lease', columns, replies)}
    where ${underLease('sending')}`
}

const repliedText = textOnce(
  () => sql`
    update deliveries set state = ${''}, reply = ${''}, due_at = ${0}, attempts = ${0}, finished_at = ${0},
      owner = null, leased_until = null
    where ${isRow('sending')}`,
)

/** The same of one row. */
function repliedRow(now: number): RowStatement<Finished> {
  return {
    text: repliedText,
    values: ({ row, settled: { state, reply, dueAt, attempts } }) => {
      const finishedAt = state === 'accepted' || state === 'failed' ? now : null
      return [state, reply, dueAt, attempts, finishedAt, ...Object.values(claimOf(row))]
    },
  }
}

/** A delivery that may not start is cancelled if its person left; otherwise it goes back into the queue. */
function started({ dialect }: Store, start: readonly DeliveryRow[], now: number): RawBuilder<unknown> {
  return sql`
    with under_lease as materialized (
      select claims.*, case when not (${WANTED}) then 'cancelled'
          when leased_until > ${dialect.now()} and ${UNDER_WAY} then 'sending' else 'queued' end as next
      from ${dialect.rows('claims', CLAIM, start.map(claimOf))} join deliveries on deliveries.id = claims.id)
    update deliveries set state = under_lease.next,
      attempts = case when under_lease.next = 'sending' then attempts + 1 else attempts end,
      owner = case when under_lease.next = 'sending' then deliveries.owner end,
      leased_until = case when under_lease.next = 'sending' then leased_until end,
      reply = case when under_lease.next = 'cancelled' then 'the person left before it was started' else reply end,
      finished_at = case when under_lease.next = 'cancelled' then cast(${now} as bigint) end
    from under_lease where ${underLease('leased')} returning deliveries.id, deliveries.state`
}

const startedText = textOnce(
  ({ dialect }) => sql`
    with one as materialized (
      select case when not (${WANTED}) then 'cancelled'
          when leased_until > ${dialect.now()} and ${UNDER_WAY} then 'sending' else 'queued' end as next
      from deliveries where deliveries.id = ${0})
    update deliveries set state = one.next,
      attempts = case when one.next = 'sending' then attempts + 1 else attempts end,
      owner = case when one.next = 'sending' then owner end,
      leased_until = case when one.next = 'sending' then leased_until end,
      reply = case when one.next = 'cancelled' then 'the person left before it was started' else reply end,
      finished_at = case when one.next = 'cancelled' then cast(${0} as bigint) end
    from one where ${isRow('leased')} returning id, state`,
)

/** The same of one row. */
function startedRow(now: number): RowStatement<DeliveryRow> {
  return { text: startedText, values: (row) => [row.id, now, ...Object.values(claimOf(row))] }
}

/** Sets deliveries back to what they were before an exchange that may or may not have been committed. */
function notStarted({ dialect }: Store, start: readonly DeliveryRow[]): RawBuilder<unknown> {
  return sql`
    update deliveries set state = 'leased', attempts = attempts - 1
    from ${dialect.rows('under_lease', CLAIM, start.map(claimOf))} where ${underLease('sending')}`
}

/** How a worker names a row that it has leased. */
const CLAIM = { id: 'bigint', fence: 'bigint', owner: 'text' } as const

function claimOf({ id, fence, owner }: DeliveryRow) {
  return { id, fence, owner }
}

/** Rows that are in this state under the very lease they were handed out with. */
function underLease(state: 'leased' | 'sending'): RawBuilder<boolean> {
  return sql`deliveries.id = under_lease.id and deliveries.fence = under_lease.fence
    and deliveries.owner = under_lease.owner and deliveries.state = ${sql.lit(state)}`
}

/** The same of one row, by the values of its claim. */
function isRow(state: 'leased' | 'sending'): RawBuilder<boolean> {
  return sql`deliveries.id = ${0} and deliveries.fence = ${0} and deliveries.owner = ${''}
    and deliveries.state = ${sql.lit(state)}`
}

const UNDER_WAY = sql<boolean>`exists (
  select 1 from mailings m where m.id = deliveries.mailing_id and m.state in ('queued', 'sending'))`
