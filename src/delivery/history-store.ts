/**
 * The history of deliveries: what is long over leaves the queue, so that the queue stays small for years. In: an
 * instant. Out: rows moved, a batch at a time. Links, answers and names of what may have arrived twice find them there;
 * nothing is sent from there again. Door.
 */
import { sql, type Transaction } from 'kysely'
import type { Store } from '../store/open.js'
import type { Tables } from '../store/tables.js'

type Ledger = Pick<Store, 'db' | 'dialect' | 'transaction'>

/** Mailings, and rows, of one transaction: it holds up the writer of SQLite for some milliseconds. */
const BATCH = 500

/** Written out, as the index has it. */
const LEFT = sql<boolean>`history < 2 and (state = 'finished' or state = 'cancelled')`
const OVER = sql<boolean>`(state = 'accepted' or state = 'failed' or state = 'cancelled' or state = 'uncertain')`
const COLUMNS = sql.raw(`mailing_id, person_id, address, lists, list, format, because, state, attempts, retried_at,
  since, reply, maybe_twice, finished_at`)

/**
 * Moves deliveries of mailings that ended before an instant, the oldest first. Each batch is a transaction, and waits
 * for nobody's lease: no worker holds anything of such a mailing.
 * @param most rows, about
 * @returns how many were moved
 */
export async function moveToHistory(ledger: Ledger, before: number, most: number): Promise<number> {
  let moved = 0
  while (moved < most) {
    const ids = await mailingsLeft(ledger, before)
    if (ids.length === 0) return moved
    const batch = await ledger.transaction(async (transaction) => await moveSome(ledger, transaction, ids))
    moved += batch.moved
    // Only what is still held by somebody is left of them; the next call looks again.
    if (batch.moved === 0 && batch.ended === 0) return moved
  }
  return moved
}

async function mailingsLeft({ db }: Ledger, before: number): Promise<number[]> {
  const rows = await db
    .selectFrom('mailings')
    .select('id')
    .where(LEFT)
    .where('finished_at', '<', before)
    .orderBy('finished_at')
    .orderBy('id')
    .limit(BATCH)
    .execute()
  return rows.map(({ id }) => id)
}

async function moveSome(
  { dialect }: Ledger,
  transaction: Transaction<Tables>,
  found: readonly number[],
): Promise<{ moved: number; ended: number }> {
  // An operator who has some of it sent again locks the mailing as well: whoever comes second sees what the first did.
  await dialect.lockMailings(found)?.execute(transaction)
  const still = await transaction
    .selectFrom('mailings')
    .select('id')
    .where('id', 'in', [...found])
    .where(LEFT)
    .execute()
  const ids = still.map(({ id }) => id)
  if (ids.length === 0) return { moved: 0, ended: 0 }
  const rows = transaction
    .selectFrom('deliveries')
    .select(['id', 'mailing_id'])
    .where(dialect.isOneOf(sql.ref('mailing_id'), ids))
    .where(OVER)
    .orderBy('id')
    .limit(BATCH)
  const moving = await (dialect.skipLocked ? rows.forUpdate() : rows).execute()
  const theirs = dialect.isOneOf(
    sql.ref('id'),
    moving.map(({ id }) => id),
  )
  await sql`insert into delivery_history (${COLUMNS}) select ${COLUMNS} from deliveries where ${theirs}`.execute(
    transaction,
  )
  await transaction.deleteFrom('deliveries').where(theirs).execute()
  await transaction
    .updateTable('mailings')
    .set({ history: 1 })
    .where('id', 'in', [...new Set([0, ...moving.map((row) => row.mailing_id)])])
    .execute()
  const ended = await transaction
    .updateTable('mailings')
    .set({ history: 2 })
    .where('id', 'in', ids)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('deliveries').select('deliveries.id').whereRef('mailing_id', '=', 'mailings.id'))),
    )
    .executeTakeFirst()
  return { moved: moving.length, ended: Number(ended.numUpdatedRows) }
}
