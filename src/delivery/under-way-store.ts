/**
 * Mailings that were under way when the copy was made that this ledger was restored from: who was mailed since nobody
 * knows. In: the ledger, the newest mailing of the copy. Out: they are paused, and what had not ended is uncertain, so
 * that sending it again names it, and cancelling leaves it. Door.
 */
import { sql, type Transaction } from 'kysely'
import type { SqlDialect } from '../store/dialect.js'
import type { Queries } from '../store/open.js'
import type { Tables } from '../store/tables.js'

export interface UnderWay {
  readonly mailings: readonly number[]
  /** Deliveries of them that had not ended. */
  readonly uncertain: number
}

const OPEN = ['queued', 'sending', 'paused'] as const
const NOT_ENDED = ['queued', 'leased', 'sending', 'deferred', 'uncertain'] as const

export async function underWay(queries: Queries, newest: number): Promise<UnderWay> {
  const rows = await queries
    .selectFrom('mailings')
    .select('id')
    .where('id', '<=', newest)
    .where('state', 'in', [...OPEN])
    .orderBy('id')
    .execute()
  const mailings = rows.map(({ id }) => id)
  if (mailings.length === 0) return { mailings, uncertain: 0 }
  const { uncertain } = await queries
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll<number>().as('uncertain'))
    .where('mailing_id', 'in', mailings)
    .where('state', 'in', [...NOT_ENDED])
    .executeTakeFirstOrThrow()
  return { mailings, uncertain }
}

export async function doubtUnderWay(
  { dialect, transaction }: { readonly dialect: SqlDialect; readonly transaction: Transaction<Tables> },
  newest: number,
  now: number,
): Promise<UnderWay> {
  const found = await underWay(transaction, newest)
  for (const mailing of found.mailings) {
    await dialect.lockMailings([mailing])?.execute(transaction)
    await dialect.lockDeliveriesOf([mailing])?.execute(transaction)
    await transaction
      .updateTable('mailings')
      .set({ state: 'paused', reason: 'the ledger was restored from a backup: who was mailed since is not known' })
      .where('id', '=', mailing)
      .execute()
    await transaction
      .updateTable('deliveries')
      .set({ state: 'uncertain', owner: null, leased_until: null, due_at: now, fence: sql`fence + 1` })
      .where('mailing_id', '=', mailing)
      .where('state', 'in', [...NOT_ENDED])
      .execute()
  }
  return found
}
