/**
 * What later steps added about people: events, consents, forms, lists and cycles that got another name. In: a ledger at
 * the step before.
 */
import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'
import type { DialectName } from '../dialect.js'
import { required, serialKey } from '../migration-columns.js'

/** A list whose id changed: mail that was sent for the old one still leads to the new. */
export async function addMovedLists(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('moved_lists')
    .addColumn('list', 'text', (column) => column.primaryKey())
    .addColumn('became', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
}

/** What operators did to people, and why; who must not be brought back. */
export async function addEvents(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
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

/** A release cycle that got another name: its people, thread and told stages go on. */
export async function addRenamedCycles(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('renamed_cycles')
    .addColumn('cycle', 'text', (column) => column.primaryKey())
    .addColumn('became', 'text', required)
    .addColumn('at', 'bigint', required)
    .execute()
}

/** How often the form was used, by keyed hash: one instant a name. */
export async function addLimits(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('limits')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('next_at', 'double precision', required)
    .execute()
  await db.schema.createIndex('limits_old').on('limits').column('next_at').execute()
}

/** Proof of consent, and the words that people were asked in. Of older subscriptions there is none. */
export async function addConsents(db: Kysely<unknown>): Promise<void> {
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
export async function addAddressChanges(db: Kysely<unknown>): Promise<void> {
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

/** What forms asked for; it is done after the answer. */
export async function addFormRequests(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await db.schema
    .createTable('form_requests')
    .addColumn('id', ...serialKey(dialect))
    .addColumn('at', 'bigint', required)
    .addColumn('address', 'text', required)
    .addColumn('address_key', 'text', required)
    .addColumn('ask', 'text', required)
    .addColumn('tries', 'integer', required)
    .addColumn('next_at', 'bigint', required)
    .execute()
}

/**
 * In which blocks of people a part of an address may stand: what is known of one goes where an address of it comes,
 * changes or is deleted.
 */
export async function addAddressParts(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
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
    `create trigger people_parts_gone after delete on people
      begin delete from address_parts where block = old.id >> 8; end`,
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
    `create or replace function belfry_people_parts_gone() returns trigger language plpgsql as $$
      begin
        delete from address_parts where block in (select id >> 8 from gone);
        return null;
      end $$`,
    `create trigger people_parts_gone after delete on people referencing old table as gone
      for each statement execute function belfry_people_parts_gone()`,
  ],
} as const
