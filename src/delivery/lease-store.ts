/**
 * The ledger's queue: who may send what, and for how long. In: a worker's name. Out: rows leased. Every step is one transaction; a crash
 * between two of them loses nothing and names what it made doubtful. Door.
 *
 *   queued → leased → sending → accepted | deferred | failed | uncertain | cancelled
 */
import { type Expression, type ExpressionBuilder, type SqlBool, sql, type Transaction } from 'kysely'
import type { Store } from '../store/open-store.js'
import type { DeliveryRow, Tables } from '../store/tables.js'

type Waiting = 'queued' | 'deferred' | 'uncertain'

/**
 * Takes up to `limit` deliveries that are due, the most urgent mailing first.
 * @param now by the command's clock, for what is due
 * @param leaseMs how long they are this worker's, by the database's clock
 */
export async function lease(
  store: Store,
  by: { owner: string; limit: number; now: number; leaseMs: number; resendUncertain: boolean },
): Promise<DeliveryRow[]> {
  const states: readonly Waiting[] = by.resendUncertain ? ['uncertain', 'queued', 'deferred'] : ['queued', 'deferred']
  const rows = await store.transaction(async (transaction) => {
    const mailings = await transaction
      .selectFrom('mailings')
      .select('id')
      .where('state', 'in', ['queued', 'sending'])
      .where('released', '=', 1)
      .orderBy('priority')
      .orderBy('id')
      .execute()
    const leased: DeliveryRow[] = []
    for (const { id } of mailings) {
      for (const state of states) {
        if (leased.length < by.limit)
          leased.push(...(await leaseFrom(store, transaction, id, state, { ...by, limit: by.limit - leased.length })))
      }
      if (leased.length >= by.limit) break
    }
    return leased
  })
  await markUnderWay(store, [...new Set(rows.map((row) => row.mailing_id))], by.now)
  return rows
}

/** In a commit of its own: whoever cancels a mailing locks it first and its deliveries after. */
async function markUnderWay(store: Store, mailings: readonly number[], now: number): Promise<void> {
  if (mailings.length === 0) return
  const queued = await store.db
    .selectFrom('mailings')
    .select('id')
    .where('id', 'in', [...mailings])
    .where('state', '=', 'queued')
    .execute()
  for (const { id } of queued) {
    await store.db
      .updateTable('mailings')
      .set({ state: 'sending', started_at: now })
      .where('id', '=', id)
      .where('state', '=', 'queued')
      .execute()
  }
}

async function leaseFrom(
  store: Store,
  transaction: Transaction<Tables>,
  mailing: number,
  state: Waiting,
  by: { owner: string; limit: number; now: number; leaseMs: number },
): Promise<DeliveryRow[]> {
  const rows = await transaction
    .with('due', (db) => {
      const due = db
        .selectFrom('deliveries')
        .select('id')
        .where('mailing_id', '=', mailing)
        .where('state', '=', state)
        .where('due_at', '<=', by.now)
        .orderBy('id')
        .limit(by.limit)
      return store.words.skipLocked ? due.forUpdate().skipLocked() : due
    })
    .updateTable('deliveries')
    .set({
      state: 'leased',
      owner: by.owner,
      fence: sql`fence + 1`,
      leased_until: sql`${store.words.now()} + ${by.leaseMs}`,
      // Nobody knows whether the first copy arrived; from here on there may be two.
      ...(state === 'uncertain' && { maybe_twice: 1 }),
    })
    .where('id', 'in', (e) => e.selectFrom('due').select('id'))
    .returningAll()
    .execute()
  return rows.sort((a, b) => a.id - b.id)
}

type DeliveryExpressions = ExpressionBuilder<Tables, 'deliveries'>

/** Keeps what this worker holds for another `leaseMs`. */
export async function renewLeases(store: Store, owner: string, leaseMs: number): Promise<void> {
  const running = (e: DeliveryExpressions) =>
    e.and([e('owner', '=', owner), e('state', 'in', ['leased', 'sending']), e('leased_until', '>', store.words.now())])
  await lockedUpdate(store, running)
    .set({ leased_until: sql`${store.words.now()} + ${leaseMs}` })
    .execute()
}

/** Gives back what is leased and not started, when a worker stops. */
export async function releaseLeases(store: Store, owner: string): Promise<void> {
  await lockedUpdate(store, (e) => e.and([e('owner', '=', owner), e('state', '=', 'leased')]))
    .set({ state: 'queued', owner: null, leased_until: null })
    .execute()
}

/** What dead workers held: leased rows wait again, those in the middle of sending are uncertain. */
export async function expireLeases(store: Store, now: number): Promise<void> {
  const expired = (state: 'leased' | 'sending') =>
    lockedUpdate(store, (e) => e.and([e('state', '=', state), e('leased_until', '<=', store.words.now())]))
  await expired('leased').set({ state: 'queued', owner: null, leased_until: null }).execute()
  await expired('sending')
    .set({
      state: 'uncertain',
      due_at: now,
      reply: 'the worker died while it was sending',
      owner: null,
      leased_until: null,
    })
    .execute()
}

/** Many rows in one statement, locked in the order of their ids as everywhere: no two transactions wait for each other. */
function lockedUpdate(store: Store, which: (e: DeliveryExpressions) => Expression<SqlBool>) {
  return store.db
    .with('locked', (db) => {
      const rows = db.selectFrom('deliveries').select('id').where(which).orderBy('id')
      return store.words.skipLocked ? rows.forUpdate() : rows
    })
    .updateTable('deliveries')
    .where('id', 'in', (e) => e.selectFrom('locked').select('id'))
}

/** Milliseconds until the first lease of another worker ends; undefined where nobody holds any. */
export async function foreignLeaseMs(store: Store, owner: string): Promise<number | undefined> {
  const row = await store.db
    .selectFrom('deliveries')
    .select(sql<number | null>`min(leased_until) - ${store.words.now()}`.as('left'))
    .where('state', 'in', ['leased', 'sending'])
    .where('owner', '!=', owner)
    .executeTakeFirst()
  return row?.left === null || row === undefined ? undefined : Math.max(0, Number(row.left))
}

/** When the next waiting delivery is due, by the command's clock; undefined where none waits. */
export async function nextDueAt(store: Store): Promise<number | undefined> {
  const row = await store.db
    .selectFrom('deliveries')
    .innerJoin('mailings', 'mailings.id', 'deliveries.mailing_id')
    .select((e) => e.fn.min('deliveries.due_at').as('due'))
    .where('mailings.state', 'in', ['queued', 'sending'])
    .where('deliveries.state', 'in', ['queued', 'deferred'])
    .executeTakeFirst()
  return row?.due === null || row === undefined ? undefined : Number(row.due)
}
