/**
 * How the tables came to be, step by step. In: a database at any older step. Out: the tables of tables.ts. A step that
 * was released is never edited; the next one changes what it made.
 */
import { type AlterTableBuilder, type ColumnDefinitionBuilder, type Kysely, type Migration, sql } from 'kysely'
import type { DialectName } from './dialect.js'
import { chainEvents } from './event-steps.js'
import { addLarge, wordsOf } from './large-tables.js'
import { agreedWords, operatorTables, passkeyTables, requestTables } from './operator-steps.js'

/** Every step by name, in the order of the names. */
export function migrationsFor(dialect: DialectName): Record<string, Migration> {
  return {
    '0001-first-tables': { up: async (db) => await firstTables(db, dialect) },
    '0002-end-of-life': { up: endOfLife },
    '0003-pings': { up: pings },
    '0004-shares': { up: async (db) => await shares(db, dialect) },
    '0005-retries': { up: retries },
    '0006-notice-facts': { up: noticeFacts },
    '0007-mail-to-one': { up: mailToOne },
    '0008-moved-lists': { up: movedLists },
    '0009-people': { up: async (db) => await people(db, dialect) },
    '0010-asked-with': { up: askedWith },
    '0011-reinstates': { up: reinstates },
    '0012-masked-tokens': { up: maskedTokens },
    '0013-paces': { up: paces },
    '0014-signers': { up: signers },
    '0015-marks': { up: marks },
    '0016-renamed-cycles': { up: renamedCycles },
    '0017-bounces': { up: async (db) => await bounces(db, dialect) },
    '0018-because': { up: async (db) => await because(db, dialect) },
    '0019-stand-ins': { up: standIns },
    '0020-bounce-sources': { up: bounceSources },
    '0021-limits': { up: limits },
    '0023-consents': { up: consents },
    '0024-address-changes': { up: addressChanges },
    '0025-form-requests': { up: async (db) => await formRequests(db, dialect) },
    '0028-webhook-events': { up: webhookEvents },
    '0029-states': { up: async (db) => await states(db, dialect) },
    '0030-history': { up: async (db) => await history(db, dialect) },
    '0031-audit': { up: async (db) => await chainEvents(db, dialect) },
    '0032-not-before': { up: notBefore },
    '0033-hooks': { up: hooks },
    '0034-operators': { up: async (db) => await operatorTables(db, dialect) },
    '0035-requests': { up: requestTables },
    '0036-languages': { up: async (db) => await languages(db, dialect) },
    '0037-passkeys': { up: passkeyTables },
    '0039-agreed-words': { up: agreedWords },
    '0040-address-parts': { up: async (db) => await addressParts(db, dialect) },
  }
}

const required = (column: ColumnDefinitionBuilder) => column.notNull()

async function firstTables(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const instant = 'bigint'
  const serial = dialect === 'sqlite' ? 'integer' : 'bigserial'
  const serialKey = (column: ColumnDefinitionBuilder) =>
    dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey()

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
    .addColumn('instant', instant, required)
    .addColumn('digest', 'text', required)
    .addColumn('body_digest', 'text', required)
    .addColumn('judged', 'text', required)
    .addColumn('seen', 'text', required)
    .addColumn('judged_at', instant, required)
    .addColumn('open_since', instant)
    .addColumn('told', 'text')
    .addColumn('first_seen_at', instant, required)
    .addColumn('gone_at', instant)
    .execute()
  await db.schema
    .createTable('notices')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('severity', 'text', required)
    .addColumn('post', 'text')
    .addColumn('since', instant, required)
    .addColumn('until', instant, required)
    .addColumn('reason', 'text', required)
    .addColumn('revision', 'integer', required)
    .addColumn('digest', 'text', required)
    .addColumn('told_at', instant)
    .addColumn('text', 'text', required)
    .addColumn('follow_up_of', 'text')
    .addColumn('diff', 'text', required)
    .execute()
  await db.schema
    .createTable('people')
    .addColumn('id', serial, serialKey)
    .addColumn('address', 'text', required)
    .addColumn('address_key', 'text', (column) => column.notNull().unique())
    .addColumn('format', 'text', required)
    .addColumn('runs', 'text', required)
    .addColumn('created_at', instant, required)
    .execute()
  await db.schema
    .createTable('subscriptions')
    .addColumn('person_id', instant, (column) => column.notNull().references('people.id').onDelete('cascade'))
    .addColumn('list', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('since', instant, required)
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
    .addColumn('since', instant, required)
    .execute()
  await db.schema
    .createTable('mailings')
    .addColumn('id', serial, serialKey)
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
    .addColumn('created_at', instant, required)
    .addColumn('started_at', instant)
    .addColumn('finished_at', instant)
    .execute()
  await db.schema.createIndex('mailings_by_state').on('mailings').columns(['state', 'priority', 'id']).execute()
  await db.schema
    .createTable('variants')
    .addColumn('mailing_id', instant, (column) => column.notNull().references('mailings.id').onDelete('cascade'))
    .addColumn('list', 'text', required)
    .addColumn('format', 'text', required)
    .addColumn('message', dialect === 'sqlite' ? 'blob' : 'bytea', required)
    .addColumn('slots', 'text', required)
    .addPrimaryKeyConstraint('variants_key', ['mailing_id', 'list', 'format'])
    .execute()
  await db.schema
    .createTable('deliveries')
    .addColumn('id', serial, serialKey)
    .addColumn('mailing_id', instant, (column) => column.notNull().references('mailings.id').onDelete('cascade'))
    .addColumn('person_id', instant, required)
    .addColumn('address', 'text', required)
    .addColumn('lists', 'text', required)
    .addColumn('list', 'text', required)
    .addColumn('format', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('due_at', instant, required)
    .addColumn('attempts', 'integer', required)
    .addColumn('since', instant, required)
    .addColumn('owner', 'text')
    .addColumn('fence', 'integer', required)
    .addColumn('leased_until', instant)
    .addColumn('reply', 'text', required)
    .addColumn('maybe_twice', 'integer', required)
    .addColumn('finished_at', instant)
    .addUniqueConstraint('deliveries_once', ['mailing_id', 'person_id'])
    .execute()
  await db.schema.createIndex('deliveries_to_lease').on('deliveries').columns(['mailing_id', 'state', 'id']).execute()
  await sql`create index deliveries_leased on deliveries (leased_until) where state in ('leased', 'sending')`.execute(
    db,
  )
}

/** Notices that come from the releases table have no post to take their title from. */
async function endOfLife(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('notices')
    .addColumn('title', 'text', (column) => column.notNull().defaultTo(''))
    .execute()
  await db.schema
    .createTable('ends')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', required)
    .addColumn('since', 'bigint', required)
    .addColumn('assumed', 'text')
    .execute()
}

async function pings(db: Kysely<unknown>): Promise<void> {
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

/** Rates that workers share; deliveries found by when they are due. */
async function shares(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
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
async function retries(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('deliveries').addColumn('retried_at', 'bigint').execute()
  await sql`create index deliveries_maybe_twice on deliveries (mailing_id, id) where maybe_twice = 1`.execute(db)
}

/**
 * What a notice was decided by stood in its reason, a sentence, until here: each sentence that was compared becomes a
 * fact, once. A reason that was put beside a hold later says nothing of the hold but that it was no operator's; age is
 * the commonest of the others.
 */
async function noticeFacts(db: Kysely<unknown>): Promise<void> {
  for (const add of NOTICE_FACTS) await add(db.schema.alterTable('notices')).execute()
  for (const statement of FACTS_FROM_REASONS) await statement.execute(db)
}

const NOTICE_FACTS: readonly ((table: AlterTableBuilder) => { execute(): Promise<void> })[] = [
  (table) => table.addColumn('held_by', 'text'),
  (table) => table.addColumn('text_by', 'text', (column) => column.notNull().defaultTo('post')),
  (table) => table.addColumn('came_by', 'text', (column) => column.notNull().defaultTo('read')),
  (table) => table.addColumn('approved', 'integer'),
]

const FACTS_FROM_REASONS = [
  sql`update notices set kind = 'retraction' where kind = 'update' and key like 'retraction:%'`,
  sql`update notices set held_by = case
      when reason = 'held by an operator' then 'operator'
      when reason like 'due since %, longer than notices.staleAfter %' then 'stale'
      when reason like '% notices at once are more than notices.holdAbove %' then 'flood'
      else 'age' end
    where state = 'held'`,
  sql`update notices set came_by = 'hand' where kind = 'manual' or reason = 'sent by hand'`,
  sql`update notices set came_by = 'register' where reason = 'adopted from the register'`,
  sql`update notices set text_by = 'operator'
    where reason = 'approved by an operator, in their own words' or (kind = 'update' and reason = 'sent by hand')`,
  sql`update notices set approved = revision where state = 'due' and (came_by = 'hand'
    or reason = 'approved by an operator' or reason = 'approved by an operator, in their own words')`,
]

/**
 * Mail to one person is found among all such mail by priority and time: asking mailing by mailing cost a look at each
 * that waits. What is under way is marked; what came to an end is not, and would be found by its mailing if an operator
 * had it sent again.
 */
async function mailToOne(db: Kysely<unknown>): Promise<void> {
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

/** A list whose id changed: mail that was sent for the old one still leads to the new. */
async function movedLists(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('moved_lists')
    .addColumn('list', 'text', (column) => column.primaryKey())
    .addColumn('became', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
}

/** What operators did to people, and why; who must not be brought back. */
async function people(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const text = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo('')
  await db.schema
    .createTable('events')
    .addColumn('id', dialect === 'postgres' ? 'bigserial' : 'integer', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', text)
    .addColumn('via', 'text', text)
    .addColumn('action', 'text', text)
    .addColumn('person_id', 'bigint')
    .addColumn('key', 'text', text)
    .addColumn('reason', 'text', text)
    .addColumn('details', 'text', text)
    .addColumn('hash', 'text', text)
    .execute()
  await db.schema.createIndex('events_person').on('events').columns(['person_id', 'id']).execute()
  // What a person was sent was looked for in all that was ever sent.
  await db.schema.createIndex('deliveries_person').on('deliveries').columns(['person_id', 'mailing_id']).execute()
  await db.schema
    .createTable('erased')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
}

/** What several posts have in common was asked of the first, and the others forgot that they had changed. */
async function askedWith(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('notices').addColumn('asked_with', 'text').execute()
}

/** An update may take a withdrawal back. */
async function reinstates(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('notices')
    .addColumn('reinstates', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
}

/** Of what revision of the posts a notice was told, and who vouched for it. */
async function signers(db: Kysely<unknown>): Promise<void> {
  for (const name of ['commit', 'path', 'signer'])
    await db.schema
      .alterTable('notices')
      .addColumn(name, 'text', (column) => column.notNull().defaultTo(''))
      .execute()
}

/** Links of mailings under way go on as they were mailed. */
async function maskedTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('mailings')
    .addColumn('token_form', 'text', (column) => column.notNull().defaultTo('open'))
    .execute()
}

/** A domain that asks for fewer is slowed, where it was stopped. */
async function paces(db: Kysely<unknown>): Promise<void> {
  for (const gone of ['wait_until', 'wait_ms']) await db.schema.alterTable('shares').dropColumn(gone).execute()
  for (const added of ['asked_at', 'gap_us', 'full_gap_us'])
    await db.schema
      .alterTable('shares')
      .addColumn(added, 'bigint', (column) => column.notNull().defaultTo(0))
      .execute()
}

/**
 * Which ledger this is, and which machines work on it. Links in mail of a ledger that has people already go on as they
 * are; those of a new one are made with its id.
 */
async function marks(db: Kysely<unknown>): Promise<void> {
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

/** What came back of a delivery: at most one bounce and one complaint of each. */
async function bounces(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const serial = dialect === 'sqlite' ? 'integer' : 'bigserial'
  await db.schema
    .createTable('bounces')
    .addColumn('id', serial, (column) =>
      dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
    )
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
async function bounceSources(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('bounces')
    .addColumn('source', 'text', (column) => column.notNull().defaultTo('mail'))
    .execute()
  await db.schema.createIndex('bounces_at').on('bounces').columns(['at']).execute()
}

/** A release cycle that got another name: its people, thread and told stages go on. */
async function renamedCycles(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('renamed_cycles')
    .addColumn('cycle', 'text', (column) => column.primaryKey())
    .addColumn('became', 'text', required)
    .addColumn('at', 'bigint', required)
    .execute()
}

/** A post tells what the releases table says, to those whom it reaches. */
async function standIns(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('notices').addColumn('stand_in', 'text').execute()
}

/** How often the form was used, by keyed hash: one instant a name. */
async function limits(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('limits')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('next_at', 'double precision', required)
    .execute()
  await db.schema.createIndex('limits_old').on('limits').column('next_at').execute()
}

/** Proof of consent, and the words that people were asked in. Of older subscriptions there is none. */
async function consents(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('wordings')
    .addColumn('digest', 'text', (column) => column.primaryKey())
    .addColumn('text', 'text', required)
    .addColumn('first_at', 'bigint', required)
    .execute()
  await db.schema
    .createTable('consents')
    .addColumn('person_id', 'bigint', (column) => column.notNull().references('people.id').onDelete('cascade'))
    .addColumn('list', 'text', required)
    .addColumn('way', 'text', required)
    .addColumn('asked_at', 'bigint', required)
    .addColumn('asked_from', 'text', required)
    .addColumn('wording', 'text', required)
    .addColumn('confirmed_at', 'bigint')
    .addColumn('confirmed_from', 'text', required)
    .addPrimaryKeyConstraint('consents_key', ['person_id', 'list'])
    .execute()
  // Few wait at a time; who waited too long is looked for at each run.
  await sql`create index subscriptions_pending on subscriptions (since) where state = 'pending'`.execute(db)
}

/** Changes of address that wait for both mailboxes. */
async function addressChanges(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('address_changes')
    .addColumn('person_id', 'bigint', (column) => column.primaryKey().references('people.id').onDelete('cascade'))
    .addColumn('address', 'text', required)
    .addColumn('address_key', 'text', required)
    .addColumn('asked_at', 'bigint', required)
    .addColumn('old_mailing', 'bigint', required)
    .addColumn('new_mailing', 'bigint', required)
    .addColumn('old_at', 'bigint')
    .addColumn('new_at', 'bigint')
    .execute()
}

/** Mail that says why a person gets it is frozen once for each reason; what is under way says none. */
async function because(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
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

/** What forms asked for; it is done after the answer. */
async function formRequests(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const serial = dialect === 'sqlite' ? 'integer' : 'bigserial'
  await db.schema
    .createTable('form_requests')
    .addColumn('id', serial, (column) =>
      dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
    )
    .addColumn('at', 'bigint', required)
    .addColumn('address', 'text', required)
    .addColumn('address_key', 'text', required)
    .addColumn('ask', 'text', required)
    .addColumn('tries', 'integer', required)
    .addColumn('next_at', 'bigint', required)
    .execute()
}

/** A state that nobody knows is refused by the database; the queue of PostgreSQL is cleaned while it is small. */
async function states(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
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
async function history(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
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

/** An operator's word on when a notice may leave. */
async function notBefore(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('notices').addColumn('not_before', 'bigint').execute()
}

/** What webhooks are told. */
async function hooks(db: Kysely<unknown>): Promise<void> {
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

/** Which events of mail providers were taken, so that none is taken again. */
async function webhookEvents(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhook_events')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', required)
    .execute()
  await db.schema.createIndex('webhook_events_at').on('webhook_events').columns(['at']).execute()
}

/** In which language people are spoken to; the same mail in another language than the site's; what is looked for. */
async function languages(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  for (const table of ['people', 'deliveries'])
    await db.schema
      .alterTable(table)
      .addColumn('language', 'text', (column) => column.notNull().defaultTo(''))
      .execute()
  await db.schema
    .createTable('language_variants')
    .addColumn('mailing_id', 'bigint', (column) => column.notNull().references('mailings.id').onDelete('cascade'))
    .addColumn('list', 'text', required)
    .addColumn('format', 'text', required)
    .addColumn('because', 'text', required)
    .addColumn('language', 'text', required)
    .addColumn('message', dialect === 'sqlite' ? 'blob' : 'bytea', required)
    .addColumn('slots', 'text', required)
    .addPrimaryKeyConstraint('language_variants_key', ['mailing_id', 'list', 'format', 'because', 'language'])
    .execute()
  await addLarge(db, dialect, '0036-languages')
}

/** In which blocks of people a part of an address may stand: what is known of one goes where an address of it comes or changes. */
async function addressParts(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await db.schema
    .createTable('address_parts')
    .addColumn('block', 'bigint', (column) => column.primaryKey())
    .addColumn('parts', dialect === 'sqlite' ? 'blob' : 'bytea', required)
    .execute()
  for (const statement of PARTS_GO[dialect]) await sql.raw(statement).execute(db)
}

/** A block is 256 people: address-parts.ts. */
const PARTS_GO = {
  sqlite: [
    `create trigger people_parts_new after insert on people
      begin delete from address_parts where block = new.id >> 8; end`,
    `create trigger people_parts_set after update of address_key on people when new.address_key <> old.address_key
      begin delete from address_parts where block = new.id >> 8; end`,
  ],
  postgres: [
    `create or replace function belfry_people_parts_new() returns trigger language plpgsql as $$
      begin
        delete from address_parts where block in (select id >> 8 from fresh);
        return null;
      end $$`,
    `create trigger people_parts_new after insert on people referencing new table as fresh
      for each statement execute function belfry_people_parts_new()`,
    `create or replace function belfry_people_parts_set() returns trigger language plpgsql as $$
      begin
        delete from address_parts where block = new.id >> 8;
        return null;
      end $$`,
    `create trigger people_parts_set after update of address_key on people
      for each row when (new.address_key <> old.address_key) execute function belfry_people_parts_set()`,
  ],
} as const
