/** What WebSub hubs and webhooks are to be told. In: a ledger at the step before. */
import type { Kysely } from 'kysely'
import { required } from '../migration-columns.js'

export async function addPings(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('pings')
    .addColumn('hub', 'text', required)
    .addColumn('topic', 'text', required)
    .addColumn('wanted', 'text', required)
    .addColumn('pinged', 'text', required)
    .addColumn('attempts', 'integer', required)
    .addColumn('due_at', 'bigint', required)
    .addPrimaryKeyConstraint('pings_key', ['hub', 'topic'])
    .execute()
}

/** What webhooks are told. */
export async function addHooks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('hook_deliveries')
    .addColumn('id', 'text', required)
    .addColumn('url', 'text', required)
    .addColumn('type', 'text', required)
    .addColumn('key', 'text', required)
    .addColumn('body', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('attempts', 'integer', required)
    .addColumn('next_at', 'bigint', required)
    .addColumn('state', 'text', required)
    .addColumn('reply', 'text', required)
    .addPrimaryKeyConstraint('hook_deliveries_key', ['id', 'url'])
    .execute()
  await db.schema.createIndex('hook_deliveries_due').on('hook_deliveries').columns(['state', 'next_at']).execute()
}
