/**
 * What a ledger that was restored from a copy cannot know: whether what waits in it was sent since. In: the newest
 * mailing of the copy. Out: mailings that stand paused, deliveries that are uncertain. Door.
 */
import { sql } from 'kysely'
import type { Writing } from '../store/dialect.js'
import { writeAllOf } from './audience/unwritten-store.js'

export interface InDoubt {
  /** Numbers of the mailings, which go on by an operator's word. */
  readonly mailings: number[]
  readonly uncertain: number
}

const REASON = 'the ledger was restored while it was under way'
const REPLY = 'the ledger was restored: nobody knows whether it was sent'

/** @param upTo the newest mailing that may have been sent from another copy of the ledger */
export async function putInDoubt({ dialect, transaction }: Writing, upTo: number, now: number): Promise<InDoubt> {
  const open = await transaction
    .selectFrom('mailings')
    .select('id')
    .where('state', 'in', ['queued', 'sending', 'paused'])
    .where('id', '<=', upTo)
    .orderBy('id')
    .execute()
  const ids = open.map((row) => row.id)
  if (ids.length === 0) return { mailings: [], uncertain: 0 }
  // Another copy may have written and sent to those of a large audience who have no delivery here.
  await writeAllOf({ dialect, transaction }, ids)
  await dialect.lockDeliveriesOf(ids)?.execute(transaction)
  const changed = await transaction
    .updateTable('deliveries')
    .set({ state: 'uncertain', due_at: now, reply: REPLY, owner: null, leased_until: null, fence: sql`fence + 1` })
    .where('mailing_id', 'in', ids)
    .where('state', 'in', ['queued', 'leased', 'sending', 'deferred'])
    .executeTakeFirst()
  const paused = await transaction
    .updateTable('mailings')
    .set({ state: 'paused', reason: REASON })
    .where('id', 'in', ids)
    .where((e) =>
      e.exists(
        e
          .selectFrom('deliveries')
          .select('deliveries.id')
          .whereRef('deliveries.mailing_id', '=', 'mailings.id')
          .where('deliveries.state', '=', 'uncertain'),
      ),
    )
    .returning('id')
    .execute()
  const mailings = paused.map((row) => row.id).sort((a, b) => a - b)
  return { mailings, uncertain: Number(changed.numUpdatedRows) }
}
