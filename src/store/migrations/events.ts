/**
 * The step that makes a chain of `events`. In: a ledger whose events have no hashes. Out: each has one, in the order of
 * their numbers, and from then on no row is changed or taken away. Pure but for the database it is given.
 */
import { type Kysely, sql } from 'kysely'
import { type DialectName, postgresDialect, sqliteDialect } from '../dialect.js'
import { type ChainedEvent, type ChainHead, digestOfReason, hashOfEvent } from '../event-chain.js'
import { required } from '../migration-columns.js'

export async function chainEvents(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  for (const name of ['salt', 'reason_digest'])
    await db.schema
      .alterTable('events')
      .addColumn(name, 'text', (column) => column.notNull().defaultTo(''))
      .execute()
  await db.schema
    .createTable('event_head')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('number', 'bigint', required)
    .addColumn('hash', 'text', required)
    .execute()
  await db.schema.createIndex('events_key').on('events').columns(['key', 'id']).execute()
  const { number, hash } = await hashOld(db, dialect)
  await sql`insert into event_head (name, number, hash) values ('events', ${number}, ${hash})`.execute(db)
  for (const statement of APPEND_ONLY[dialect]) await statement.execute(db)
}

const PAGE = 2_000

/** A reason of before has its number for a salt: nothing at random belongs into a step. */
async function hashOld(db: Kysely<unknown>, dialect: DialectName): Promise<ChainHead> {
  const { rows: asRows } = dialect === 'sqlite' ? sqliteDialect : postgresDialect
  const columns = { id: 'bigint', salt: 'text', digest: 'text', hash: 'text' } as const
  let head: ChainHead = { number: 0, hash: '' }
  for (;;) {
    const { rows } = await sql<Omit<ChainedEvent, 'reason_digest'> & { reason: string }>`
      select id, at, actor, via, action, person_id, key, reason, details from events
      where id > ${head.number} order by id limit ${PAGE}`.execute(db)
    const hashed = rows.map((row) => {
      const salt = row.reason === '' ? '' : String(row.id)
      const digest = digestOfReason(row.reason, salt)
      head = { number: row.id, hash: hashOfEvent(head.hash, { ...row, reason_digest: digest }) }
      return { id: row.id, salt, digest, hash: head.hash }
    })
    if (hashed.length > 0)
      await sql`update events set salt = found.salt, reason_digest = found.digest, hash = found.hash
        from ${asRows('found', columns, hashed)} where events.id = found.id`.execute(db)
    if (rows.length < PAGE) return head
  }
}

const HASHED = ['id', 'at', 'actor', 'via', 'action', 'person_id', 'key', 'reason_digest', 'details', 'hash']

/** Erasing a person empties reasons; nothing else ever changes. */
const SAID = 'events are append-only'
const sameIn = (columns: readonly string[], same: string) =>
  columns.map((column) => `new.${column} ${same} old.${column}`).join(' and ')

const APPEND_ONLY = {
  sqlite: [
    sql.raw(`create trigger events_never_change before update on events
      when not (new.reason = '' and new.salt = '' and ${sameIn(HASHED, 'is')})
      begin select raise(abort, '${SAID}'); end`),
    sql.raw(`create trigger events_never_go before delete on events
      begin select raise(abort, '${SAID}'); end`),
  ],
  postgres: [
    sql.raw(`create or replace function belfry_events_never_change() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' then
          if new.reason = '' and new.salt = '' and ${sameIn(HASHED, 'is not distinct from')} then
            return new;
          end if;
        end if;
        raise exception '${SAID}';
      end $$`),
    sql.raw(`create trigger events_never_change before update or delete on events
      for each row execute function belfry_events_never_change()`),
    sql.raw(`create trigger events_never_go before truncate on events
      for each statement execute function belfry_events_never_change()`),
  ],
} as const
