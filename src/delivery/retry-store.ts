/**
 * An operator's word that deliveries are to be sent again. In: a mailing, which of its deliveries. Out: how many wait
 * again. Nothing is sent here: the next worker does. Bytes and Message-ID stay as they were frozen. Door.
 */
import { type ExpressionBuilder, sql, type Transaction } from 'kysely'
import { recalledSince } from '../notices/memory-store.js'
import type { SqlDialect, Writing } from '../store/dialect.js'
import type { Queries, Store } from '../store/open.js'
import type { MailingRow, Tables } from '../store/tables.js'
import { MAY_HAVE_ARRIVED } from './reply.js'
import { isIn } from './states-store.js'
import { WANTED } from './still-wanted-store.js'

export interface Retry {
  /**
   * failed: what surely did not arrive; it makes no second copy. uncertain: what may have arrived, held or given up;
   * from here on there may be two.
   */
  readonly what: 'failed' | 'uncertain'
  /** Only addresses at this domain, in A-labels. */
  readonly domain?: string
}

export interface Retried {
  /** Deliveries that wait to be sent again. */
  readonly retried: number
  /**
   * Left as they were: these people are not subscribed any more, or suppressed, or got what the releases table says in
   * place of the post that did not reach them.
   */
  readonly unwanted: number
}

/** Why nothing of a mailing is sent again. */
export type RetryRefused = 'cancelled' | 'recalled' | 'history'

async function whyNone(
  queries: Queries,
  { key, state, created_at, history }: MailingRow,
): Promise<RetryRefused | undefined> {
  if (state === 'cancelled') return 'cancelled'
  if (history > 0) return 'history'
  return (await recalledSince(queries, key, created_at)) ? 'recalled' : undefined
}

type DeliveryExpressions = ExpressionBuilder<Tables, 'deliveries'>

/**
 * Queues them again, with tries and `retryFor` counted from now. A mailing that was finished is under way again, a
 * paused one stays paused.
 * @returns why nothing of this mailing is sent again; or what was done
 */
export async function retryDeliveries(
  writing: Writing,
  mailing: number,
  retry: Retry,
  now: number,
): Promise<RetryRefused | Retried> {
  const { dialect, transaction } = writing
  // A recall is told either before this looks for one, or after: then it cancels what is queued here.
  await dialect.lockDecisions(transaction)
  const row = await lockedMailing(dialect, transaction, mailing)
  const refused = await whyNone(transaction, row)
  if (refused !== undefined) return refused
  const all = await countRetry(dialect, transaction, mailing, retry)
  const retried = await queueAgain(writing, mailing, retry, now)
  if (retried > 0 && row.state === 'finished') {
    await transaction
      .updateTable('mailings')
      .set({ state: 'sending', reason: '', finished_at: null })
      .where('id', '=', mailing)
      .execute()
  }
  return { retried, unwanted: all - retried }
}

/** Locks the mailing before its deliveries, in the same order as whoever cancels it. */
async function lockedMailing(
  dialect: SqlDialect,
  transaction: Transaction<Tables>,
  mailing: number,
): Promise<MailingRow> {
  const row = transaction.selectFrom('mailings').selectAll().where('id', '=', mailing)
  return await (dialect.skipLocked ? row.forUpdate() : row).executeTakeFirstOrThrow()
}

/** Counts the deliveries that the operator means, whether their people still want them or not. */
export async function countRetry(
  dialect: SqlDialect,
  queries: Queries,
  mailing: number,
  retry: Retry,
): Promise<number> {
  const row = await queries
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('mailing_id', '=', mailing)
    .where((e) => about(dialect, e, retry))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** What `retryDeliveries` would do now; nothing where it would refuse. Changes nothing. */
export async function foreseeRetry(
  { dialect, db }: Pick<Store, 'dialect' | 'db'>,
  mailing: number,
  retry: Retry,
): Promise<Retried> {
  const refused = await whyNone(
    db,
    await db.selectFrom('mailings').selectAll().where('id', '=', mailing).executeTakeFirstOrThrow(),
  )
  if (refused !== undefined) return { retried: 0, unwanted: 0 }
  const row = await db
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('mailing_id', '=', mailing)
    .where((e) => about(dialect, e, retry))
    .where(WANTED)
    .where(notToldOtherwise(mailing))
    .executeTakeFirstOrThrow()
  const retried = Number(row.count)
  return { retried, unwanted: (await countRetry(dialect, db, mailing, retry)) - retried }
}

async function queueAgain(
  { dialect, transaction }: Writing,
  mailing: number,
  retry: Retry,
  now: number,
): Promise<number> {
  const updated = await transaction
    .with('again', (db) => {
      const rows = db
        .selectFrom('deliveries')
        .select('id')
        .where('mailing_id', '=', mailing)
        .where((e) => about(dialect, e, retry))
        .where(WANTED)
        .where(notToldOtherwise(mailing))
        .orderBy('id')
      return dialect.skipLocked ? rows.forUpdate() : rows
    })
    .updateTable('deliveries')
    .set({
      state: 'queued',
      due_at: 0,
      attempts: 0,
      retried_at: now,
      finished_at: null,
      ...(retry.what === 'uncertain' && { maybe_twice: 1 }),
    })
    .where('id', 'in', (e) => e.selectFrom('again').select('id'))
    .executeTakeFirst()
  return Number(updated.numUpdatedRows)
}

/** A notice of the releases table went to whom its post did not reach: they know. */
function notToldOtherwise(mailing: number) {
  return sql<boolean>`not exists (
    select 1 from notices n join mailings m on m.key = n.key join deliveries o on o.mailing_id = m.id
    where n.stand_in = (select p.key from mailings p where p.id = ${mailing})
      and o.person_id = deliveries.person_id and o.state <> 'failed' and o.state <> 'cancelled')`
}

function about(dialect: SqlDialect, e: DeliveryExpressions, { what, domain }: Retry) {
  const failed = e.and([isIn('failed')])
  const inDoubt = e('reply', 'like', `%${MAY_HAVE_ARRIVED}%`)
  const which = what === 'failed' ? failed.and(e.not(inDoubt)) : e.or([isIn('uncertain'), failed.and(inDoubt)])
  return domain === undefined ? which : which.and(sql<boolean>`${dialect.domainOf(e.ref('address'))} = ${domain}`)
}
