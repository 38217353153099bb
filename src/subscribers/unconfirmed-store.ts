/**
 * People who asked for mail and never confirmed: who they are, and how they are forgotten. In: an instant. Out: rows
 * gone, as if they had not asked. Door.
 */
import { sql, type Transaction } from 'kysely'
import { ALL_DELIVERIES, someDelivery } from '../store/all-deliveries.js'
import type { Queries } from '../store/open.js'
import type { Tables } from '../store/tables.js'

/**
 * People whose every subscription waits since before `limit`, and who were asked by no mail since. Who ever confirmed,
 * left, got a notice or has mail under way is none of them.
 * @returns their numbers, so many at most
 */
export async function unconfirmedSince(queries: Queries, limit: number, most: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct s.person_id as id from subscriptions s
    where s.state = 'pending' and s.since < ${limit}
      and not exists (select 1 from subscriptions o
        where o.person_id = s.person_id and (o.state <> 'pending' or o.since >= ${limit}))
      and not ${someDelivery(
        sql`d.person_id = s.person_id
          and (m.kind = 'notice' or m.created_at >= ${limit} or m.state not in ('finished', 'cancelled'))`,
        sql`join mailings m on m.id = d.mailing_id`,
      )}
    order by id limit ${most}`.execute(queries)
  return rows.map(({ id }) => id)
}

/** Takes everything of people out who got no mail but what asked them to confirm. */
export async function forgetUnconfirmed(transaction: Transaction<Tables>, people: readonly number[]): Promise<void> {
  const mailings = transaction
    .selectFrom(ALL_DELIVERIES.as('deliveries'))
    .select('mailing_id')
    .where('person_id', 'in', [...people])
  const theirs = (await mailings.execute()).map((row) => row.mailing_id)
  for (const table of [
    'deliveries',
    'delivery_history',
    'bounces',
    'consents',
    'address_changes',
    'subscriptions',
  ] as const)
    await transaction
      .deleteFrom(table)
      .where('person_id', 'in', [...people])
      .execute()
  if (theirs.length > 0) {
    await transaction.deleteFrom('variants').where('mailing_id', 'in', theirs).execute()
    await transaction.deleteFrom('mailings').where('id', 'in', theirs).execute()
  }
  await transaction
    .deleteFrom('people')
    .where('id', 'in', [...people])
    .execute()
}
