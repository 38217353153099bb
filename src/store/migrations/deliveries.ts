/**
 * What later steps made of mailings and deliveries: indexes, rates, variants, history. In: a ledger at the step before.
 */
import { type Kysely, sql } from 'kysely'
import type { DialectName } from '../dialect.js'
import { addLarge, wordsOf } from '../large-tables.js'
import { required } from '../migration-columns.js'

/** Rates that workers share; deliveries found by when they are due. */
export async function addShares(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await db.schema
    .createTable('shares')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('next_at', 'double precision', required)
    .addColumn('planned_at', 'double precision', required)
    .addColumn('wait_until', 'bigint', required)
    .addColumn('wait_ms', 'bigint', required)
    .execute()
  for (const statement of INDEXES_BY_STATE) await statement.execute(db)
  // Looked up once for each of a million rows it took half the time of writing them; nothing ever deletes a mailing.
  if (dialect === 'postgres') await sql`alter table deliveries drop constraint deliveries_mailing_id_fkey`.execute(db)
}

/**
 * One index for each part that deliveries go through: what is being sent moves within none of them. An index of all
 * states was written three times for each message, and each commit waited for the disk to take that.
 */
const INDEXES_BY_STATE = [
  sql`drop index deliveries_to_lease`,
  sql`drop index deliveries_leased`,
  sql`create index deliveries_waiting on deliveries (mailing_id, state, due_at, id)
    where state = 'queued' or state = 'deferred' or state = 'uncertain'`,
  sql`create index deliveries_held on deliveries (leased_until) where state = 'leased' or state = 'sending'`,
  sql`create index deliveries_ended on deliveries (mailing_id, state)
    where state = 'accepted' or state = 'failed' or state = 'cancelled'`,
]

/**
 * A delivery that an operator sends again has a period of its own. Those that may have arrived twice are few and looked
 * for each second.
 */
export async function addRetries(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('deliveries').addColumn('retried_at', 'bigint').execute()
  await sql`create index deliveries_maybe_twice on deliveries (mailing_id, id) where maybe_twice = 1`.execute(db)
}

/**
 * Mail to one person is found among all such mail by priority and time: asking mailing by mailing cost a look at each
 * that waits. What is under way is marked; what came to an end is not, and would be found by its mailing if an operator
 * had it sent again.
 */
export async function markMailToOne(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('mailings')
    .addColumn('single', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema.alterTable('deliveries').addColumn('single_priority', 'integer').execute()
  for (const statement of SINGLES) await statement.execute(db)
}

const SINGLES = [
  sql`update mailings set single = 1
    where kind <> 'notice' and audience = 1 and priority between 0 and 3 and state in ('queued', 'sending', 'paused')`,
  sql`update deliveries set single_priority = (select priority from mailings where mailings.id = deliveries.mailing_id)
    where mailing_id in (select id from mailings where single = 1)`,
  sql`create index mailings_to_many on mailings (single, priority, id)
    where state <> 'paused' and state <> 'cancelled' and state <> 'finished'`,
  sql`create index deliveries_single on deliveries (single_priority, state, due_at, id)
    where single_priority is not null and (state = 'queued' or state = 'deferred' or state = 'uncertain')`,
  sql`create index deliveries_single_ended on deliveries (mailing_id)
    where single_priority is not null and (state = 'accepted' or state = 'failed' or state = 'cancelled')`,
]

/** Links of mailings under way go on as they were mailed. */
export async function addTokenForms(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('mailings')
    .addColumn('token_form', 'text', (column) => column.notNull().defaultTo('open'))
    .execute()
}

/** A domain that asks for fewer is slowed, where it was stopped. */
export async function addPaces(db: Kysely<unknown>): Promise<void> {
  for (const gone of ['wait_until', 'wait_ms']) await db.schema.alterTable('shares').dropColumn(gone).execute()
  for (const added of ['asked_at', 'gap_us', 'full_gap_us'])
    await db.schema
      .alterTable('shares')
      .addColumn(added, 'bigint', (column) => column.notNull().defaultTo(0))
      .execute()
}

/** Mail that says why a person gets it is frozen once for each reason; what is under way says none. */
export async function addBecause(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await db.schema
    .alterTable('deliveries')
    .addColumn('because', 'text', (column) => column.notNull().defaultTo(''))
    .execute()
  await db.schema
    .createTable('reason_variants')
    .addColumn('mailing_id', 'bigint', (column) => column.notNull().references('mailings.id').onDelete('cascade'))
    .addColumn('list', 'text', required)
    .addColumn('format', 'text', required)
    .addColumn('because', 'text', required)
    .addColumn('message', dialect === 'sqlite' ? 'blob' : 'bytea', required)
    .addColumn('slots', 'text', required)
    .addPrimaryKeyConstraint('reason_variants_key', ['mailing_id', 'list', 'format', 'because'])
    .execute()
}

/** A state that nobody knows is refused by the database; the queue of PostgreSQL is cleaned while it is small. */
export async function checkStates(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await addLarge(db, dialect, '0029-states')
  if (dialect === 'postgres') for (const statement of QUEUE_SETTINGS) await statement.execute(db)
}

/**
 * By share of the table, as is the default, ten million old rows would let two million dead ones gather. Of the two
 * small tables that are written with each lease a page holds old and new rows, so that indexes stay as they are.
 */
const QUEUE_SETTINGS = [
  sql`alter table deliveries set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02)`,
  sql`alter table mailings set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)`,
  sql`alter table shares set (fillfactor = 50)`,
  sql`alter table machines set (fillfactor = 50)`,
]

/** Where deliveries stand once their mailing has long been over: what links and answers need of them, and no more. */
export async function addDeliveryHistory(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await db.schema
    .alterTable('mailings')
    .addColumn('history', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema
    .createTable('delivery_history')
    .addColumn('mailing_id', 'bigint', required)
    .addColumn('person_id', 'bigint', required)
    .addColumn('address', 'text', required)
    .addColumn('lists', 'text', required)
    .addColumn('list', 'text', required)
    .addColumn('format', 'text', required)
    .addColumn('because', 'text', required)
    .addColumn('state', 'text', (column) => column.notNull().check(sql`state in ${wordsOf({ words: OVER })}`))
    .addColumn('attempts', 'integer', required)
    .addColumn('retried_at', 'bigint')
    .addColumn('since', 'bigint', required)
    .addColumn('reply', 'text', required)
    .addColumn('maybe_twice', 'integer', required)
    .addColumn('finished_at', 'bigint')
    .addPrimaryKeyConstraint('delivery_history_key', ['mailing_id', 'person_id'])
    .execute()
  await db.schema
    .createIndex('delivery_history_person')
    .on('delivery_history')
    .columns(['person_id', 'mailing_id'])
    .execute()
  await db.schema
    .createIndex('delivery_history_state')
    .on('delivery_history')
    .columns(['mailing_id', 'state'])
    .execute()
  await sql`create index delivery_history_maybe_twice on delivery_history (mailing_id) where maybe_twice = 1`.execute(
    db,
  )
  await addLarge(db, dialect, '0030-history')
}

const OVER = ['accepted', 'failed', 'uncertain', 'cancelled']

/** What is looked for among mailings that are mostly confirmations: a mail by its Message-ID, mailings of notices. */
export async function addLookups(db: Kysely<unknown>): Promise<void> {
  for (const statement of LOOKUPS) await statement.execute(db)
}

const LOOKUPS = [
  sql`create index mailings_message_id on mailings (message_id)`,
  sql`create index mailings_of_notices on mailings (id) where kind = 'notice'`,
]

/** What is left to write of large audiences; nearly always of none. */
export async function addUnwritten(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('mailings').addColumn('unwritten', 'text').execute()
  await sql`create index mailings_unwritten on mailings (priority, id) where unwritten is not null`.execute(db)
}
