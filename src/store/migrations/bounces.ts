/** What later steps added about mail that came back. In: a ledger at the step before. */
import type { Kysely } from 'kysely'
import type { DialectName } from '../dialect.js'
import { required, serialKey } from '../migration-columns.js'

/** What came back of a delivery: at most one bounce and one complaint of each. */
export async function addBounces(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await db.schema
    .createTable('bounces')
    .addColumn('id', ...serialKey(dialect))
    .addColumn('mailing_id', 'bigint', required)
    .addColumn('person_id', 'bigint', required)
    .addColumn('class', 'text', required)
    .addColumn('status', 'text', required)
    .addColumn('words', 'text', required)
    .addColumn('at', 'bigint', required)
    .addColumn('suppressed', 'integer', required)
    .execute()
  await db.schema
    .createIndex('bounces_once')
    .on('bounces')
    .columns(['mailing_id', 'person_id', 'class'])
    .unique()
    .execute()
  await db.schema.createIndex('bounces_person').on('bounces').columns(['person_id', 'at']).execute()
}

/** What was heard at RCPT counts as well; what came back of late is looked for in each run. */
export async function addBounceSources(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('bounces')
    .addColumn('source', 'text', (column) => column.notNull().defaultTo('mail'))
    .execute()
  await db.schema.createIndex('bounces_at').on('bounces').columns(['at']).execute()
}

/** Which events of mail providers were taken, so that none is taken again. */
export async function addWebhookEvents(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhook_events')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', required)
    .execute()
  await db.schema.createIndex('webhook_events_at').on('webhook_events').columns(['at']).execute()
}
