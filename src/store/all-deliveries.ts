/**
 * Deliveries wherever they stand: in the queue, or in the history of mailings long over. Pure. Out: what a statement
 * reads them from.
 */
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { DeliveryTable } from './tables/deliveries.js'

const COLUMNS = ['mailing_id', 'person_id', 'address', 'lists', 'state', 'reply', 'maybe_twice', 'finished_at'] as const

type SomeDelivery = Pick<Selectable<DeliveryTable>, (typeof COLUMNS)[number]>

const columns = sql.join(COLUMNS.map((name) => sql.ref(name)))

/**
 * Both as one table. Conditions on it reach the indexes of both, except, on SQLite, those that compare with another
 * table in a statement that counts.
 */
export const ALL_DELIVERIES = sql<SomeDelivery>`(select ${columns} from deliveries
  union all select ${columns} from delivery_history)`

const TABLES = ['deliveries', 'delivery_history'] as const

/** @param where a condition about `d`; anything from another table in it is a value there */
export function someDelivery(where: RawBuilder<unknown>, more = sql``): RawBuilder<boolean> {
  const each = TABLES.map((table) => sql`exists (select 1 from ${sql.id(table)} d ${more} where ${where})`)
  return sql`(${sql.join(each, sql` or `)})`
}
