/**
 * A ledger as an older Belfry left it. In: the `database` key, the last migration that Belfry knew. Out: its tables, to
 * be filled as that Belfry filled them.
 */
import { type Dialect, Kysely, Migrator } from 'kysely'
import { migrationsFor } from '../../src/store/migrations.js'
import { Clients } from '../../src/store/open-clients.js'
import { openPostgres } from '../../src/store/open-postgres.js'
import { openSqlite } from '../../src/store/open-sqlite.js'
import { LIMITS, Watch } from '../../src/store/open-watch.js'
import { postgresAddress } from '../../src/store/postgres-address.js'
import { sqliteDialectOn } from '../../src/store/sqlite-dialect.js'
import type { EventTable } from '../../src/store/tables/events.js'
import type { NoticeTable } from '../../src/store/tables/notices.js'
import type { Tables } from '../../src/store/tables.js'

/** Columns that came later. */
type Later =
  | 'held_by'
  | 'text_by'
  | 'came_by'
  | 'approved'
  | 'not_before'
  | 'asked_with'
  | 'reinstates'
  | 'stand_in'
  | 'was_open'
  | 'commit'
  | 'path'
  | 'signer'

/** Notices before their facts were columns: what held them, who wrote them and how they came stood in `reason`. */
export interface OlderNotice extends Omit<NoticeTable, 'kind' | Later> {
  kind: 'announcement' | 'update' | 'end-of-life' | 'manual'
}

export type OlderTables = Omit<Tables, 'notices' | 'events'> & {
  notices: OlderNotice
  events: Omit<EventTable, 'salt' | 'reason_digest'>
}

/** The caller destroys it before the ledger is opened. */
export async function openOlderLedger(database: string, last: string): Promise<Kysely<OlderTables>> {
  const db = new Kysely<OlderTables>({ dialect: await bareDialect(database) })
  const migrations = migrationsFor(database.startsWith('postgres') ? 'postgres' : 'sqlite')
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateTo(last)
  if (error !== undefined) throw error
  return db
}

/** The database as it is: no tables are made. */
export async function bareDialect(database: string): Promise<Dialect> {
  if (!database.startsWith('postgres')) return sqliteDialectOn(openSqlite(database.slice('sqlite:'.length)))
  const address = postgresAddress(database)
  return await openPostgres(new Clients(address, 10, new Watch(LIMITS)), address)
}
