/** The step that says which ledger this is, and which machines work on it. In: a ledger at the step before. */
import { type Kysely, sql } from 'kysely'
import { required } from '../migration-columns.js'

/**
 * Which ledger this is, and which machines work on it. Links in mail of a ledger that has people already go on as they
 * are; those of a new one are made with its id.
 */
export async function addMachines(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('ledger')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('epoch', 'integer', required)
    .addColumn('restores', 'integer', required)
    .addColumn('place', 'text', required)
    .addColumn('bound', 'integer', required)
    .execute()
  await db.schema
    .createTable('machines')
    .addColumn('instance', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', required)
    .addColumn('sequence', 'bigint', required)
    .addColumn('seen_at', 'bigint', required)
    .addColumn('epoch', 'integer', required)
    .execute()
  // Its id comes with the first machine.
  await sql`insert into ledger (id, epoch, restores, place, bound)
    select '', 1, 0, '', case when exists (select 1 from people) then 0 else 1 end`.execute(db)
}
