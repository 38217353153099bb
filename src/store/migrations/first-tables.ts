/** The tables of the first release: posts, notices, people, mailings, deliveries. In: an empty database. */
import { type Kysely, sql } from 'kysely'
import type { DialectName } from '../dialect.js'
import { required, serialKey } from '../migration-columns.js'

export async function addFirstTables(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await addPostsAndNotices(db)
  await addPeople(db, dialect)
  await addMailings(db, dialect)
  await addDeliveries(db, dialect)
}

async function addPostsAndNotices(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('meta')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', required)
    .execute()
  await db.schema
    .createTable('posts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('path', 'text', required)
    .addColumn('slug', 'text', required)
    .addColumn('url', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('title', 'text', required)
    .addColumn('instant', 'bigint', required)
    .addColumn('digest', 'text', required)
    .addColumn('body_digest', 'text', required)
    .addColumn('judged', 'text', required)
    .addColumn('seen', 'text', required)
    .addColumn('judged_at', 'bigint', required)
    .addColumn('open_since', 'bigint')
    .addColumn('told', 'text')
    .addColumn('first_seen_at', 'bigint', required)
    .addColumn('gone_at', 'bigint')
    .execute()
  await db.schema
    .createTable('notices')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('severity', 'text', required)
    .addColumn('post', 'text')
    .addColumn('since', 'bigint', required)
    .addColumn('until', 'bigint', required)
    .addColumn('reason', 'text', required)
    .addColumn('revision', 'integer', required)
    .addColumn('digest', 'text', required)
    .addColumn('told_at', 'bigint')
    .addColumn('text', 'text', required)
    .addColumn('follow_up_of', 'text')
    .addColumn('diff', 'text', required)
    .execute()
}

async function addPeople(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await db.schema
    .createTable('people')
    .addColumn('id', ...serialKey(dialect))
    .addColumn('address', 'text', required)
    .addColumn('address_key', 'text', (column) => column.notNull().unique())
    .addColumn('format', 'text', required)
    .addColumn('runs', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .execute()
  await db.schema
    .createTable('subscriptions')
    .addColumn('person_id', 'bigint', (column) => column.notNull().references('people.id').onDelete('cascade'))
    .addColumn('list', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('since', 'bigint', required)
    .addPrimaryKeyConstraint('subscriptions_key', ['person_id', 'list'])
    .execute()
  await db.schema
    .createIndex('subscriptions_by_list')
    .on('subscriptions')
    .columns(['list', 'state', 'person_id'])
    .execute()
  await db.schema
    .createTable('suppressions')
    .addColumn('address_key', 'text', (column) => column.primaryKey())
    .addColumn('reason', 'text', required)
    .addColumn('since', 'bigint', required)
    .execute()
}

async function addMailings(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await db.schema
    .createTable('mailings')
    .addColumn('id', ...serialKey(dialect))
    .addColumn('key', 'text', (column) => column.notNull().unique())
    .addColumn('kind', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('released', 'integer', required)
    .addColumn('priority', 'integer', required)
    .addColumn('subject', 'text', required)
    .addColumn('message_id', 'text', required)
    .addColumn('lists', 'text', required)
    .addColumn('audience', 'integer', required)
    .addColumn('link_key', 'integer', required)
    .addColumn('reason', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('started_at', 'bigint')
    .addColumn('finished_at', 'bigint')
    .execute()
  await db.schema.createIndex('mailings_by_state').on('mailings').columns(['state', 'priority', 'id']).execute()
  await db.schema
    .createTable('variants')
    .addColumn('mailing_id', 'bigint', (column) => column.notNull().references('mailings.id').onDelete('cascade'))
    .addColumn('list', 'text', required)
    .addColumn('format', 'text', required)
    .addColumn('message', dialect === 'sqlite' ? 'blob' : 'bytea', required)
    .addColumn('slots', 'text', required)
    .addPrimaryKeyConstraint('variants_key', ['mailing_id', 'list', 'format'])
    .execute()
}

async function addDeliveries(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await db.schema
    .createTable('deliveries')
    .addColumn('id', ...serialKey(dialect))
    .addColumn('mailing_id', 'bigint', (column) => column.notNull().references('mailings.id').onDelete('cascade'))
    .addColumn('person_id', 'bigint', required)
    .addColumn('address', 'text', required)
    .addColumn('lists', 'text', required)
    .addColumn('list', 'text', required)
    .addColumn('format', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('due_at', 'bigint', required)
    .addColumn('attempts', 'integer', required)
    .addColumn('since', 'bigint', required)
    .addColumn('owner', 'text')
    .addColumn('fence', 'integer', required)
    .addColumn('leased_until', 'bigint')
    .addColumn('reply', 'text', required)
    .addColumn('maybe_twice', 'integer', required)
    .addColumn('finished_at', 'bigint')
    .addUniqueConstraint('deliveries_once', ['mailing_id', 'person_id'])
    .execute()
  await db.schema.createIndex('deliveries_to_lease').on('deliveries').columns(['mailing_id', 'state', 'id']).execute()
  await sql`create index deliveries_leased on deliveries (leased_until) where state in ('leased', 'sending')`.execute(
    db,
  )
}
