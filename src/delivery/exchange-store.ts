/**
 * Starts and replies in the ledger. In: what servers said, and which deliveries are to be sent next. Out: those that may. It is one
 * transaction, of as many statements for a hundred deliveries as for one. Door.
 */
import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { Store } from '../store/open-store.js'
import type { DeliveryRow, Tables } from '../store/tables.js'
import type { Settled } from './reply.js'

export interface Finished {
  readonly row: DeliveryRow
  readonly settled: Settled
}

/**
 * One commit that stores replies and starts the next deliveries. "Started" is this commit: it comes before MAIL, and it is refused
 * where the person left, the mailing is paused or cancelled, or the lease is not ours any more.
 * @returns ids of the rows that may be sent
 */
export async function exchange(
  store: Store,
  finished: readonly Finished[],
  start: readonly DeliveryRow[],
  now: number,
): Promise<Set<number>> {
  return await store.transaction(async (transaction) => {
    await store.words.lockDeliveries(transaction, [...finished.map(({ row }) => row.id), ...start.map((row) => row.id)])
    if (finished.length > 0) await storeReplies(store, transaction, finished, now)
    if (start.length === 0) return new Set()
    await store.words.lockPeople(transaction, [...new Set(start.map((row) => row.person_id))], 'share')
    const { rows } = await sql<{ id: number }>`
      update deliveries set state = 'sending', attempts = attempts + 1 from ${heldBy(store, start)}
      where ${underLease('leased')} and leased_until > ${store.words.now()} and ${WANTED} and ${UNDER_WAY}
      returning deliveries.id`.execute(transaction)
    const ids = new Set(rows.map((row) => row.id))
    const refused = start.filter((row) => !ids.has(row.id))
    if (refused.length > 0) await putAside(store, transaction, refused, now)
    return ids
  })
}

async function storeReplies(
  store: Store,
  transaction: Transaction<Tables>,
  finished: readonly Finished[],
  now: number,
): Promise<void> {
  const replies = finished.map(({ row, settled }) => ({ ...claimOf(row), ...settled }))
  const columns = { ...CLAIM, state: 'text', reply: 'text', dueAt: 'bigint', attempts: 'bigint' } as const
  await sql`
    update deliveries set state = held.state, reply = held.reply, due_at = held."dueAt", attempts = held.attempts, owner = null,
      leased_until = null, finished_at = case when held.state in ('accepted', 'failed') then cast(${now} as bigint) end
    from ${store.words.rows('held', columns, replies)}
    where ${underLease('sending')}`.execute(transaction)
}

/** What may not start: cancelled where the person left, else back into the queue. */
async function putAside(
  store: Store,
  transaction: Transaction<Tables>,
  rows: readonly DeliveryRow[],
  now: number,
): Promise<void> {
  const held = heldBy(store, rows)
  await sql`
    update deliveries set state = 'cancelled', reply = 'the person left before it was started', finished_at = ${now}, owner = null,
      leased_until = null
    from ${held} where ${underLease('leased')} and not (${WANTED})`.execute(transaction)
  await sql`
    update deliveries set state = 'queued', owner = null, leased_until = null
    from ${held} where ${underLease('leased')}`.execute(transaction)
}

/** What a worker says of a row that it holds. */
const CLAIM = { id: 'bigint', fence: 'bigint', owner: 'text' } as const

function claimOf({ id, fence, owner }: DeliveryRow) {
  return { id, fence, owner }
}

function heldBy(store: Store, rows: readonly DeliveryRow[]): RawBuilder<unknown> {
  return store.words.rows('held', CLAIM, rows.map(claimOf))
}

/** Rows that are in this state under the very lease they were handed out with. */
function underLease(state: 'leased' | 'sending'): RawBuilder<boolean> {
  return sql`deliveries.id = held.id and deliveries.fence = held.fence and deliveries.owner = held.owner and deliveries.state = ${sql.lit(state)}`
}

/** The person still wants it: subscribed to one of its lists (waiting to confirm one, for a confirmation), and not suppressed. */
const WANTED = sql<boolean>`exists (select 1 from subscriptions s join mailings m on m.id = deliveries.mailing_id
    where s.person_id = deliveries.person_id and (' ' || deliveries.lists || ' ') like ('% ' || s.list || ' %')
      and s.state = case when m.kind = 'confirmation' then 'pending' else 'confirmed' end)
  and not exists (select 1 from suppressions x join people p on p.address_key = x.address_key where p.id = deliveries.person_id)`

const UNDER_WAY = sql<boolean>`exists (select 1 from mailings m where m.id = deliveries.mailing_id and m.state in ('queued', 'sending'))`
