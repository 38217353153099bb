/**
 * A ledger as an older Belfry left it. In: the `database` key, the last migration that Belfry knew. Out: its tables, to
 * be filled as that Belfry filled them.
 */
import { Kysely, Migrator } from 'kysely'
import { migrationsFor } from '../../src/store/migrations.js'
import { openPostgres } from '../../src/store/open-postgres.js'
import { openSqlite } from '../../src/store/open-sqlite.js'
import { sqliteDialectOn } from '../../src/store/sqlite-dialect.js'
import type { NoticeTable, Tables } from '../../src/store/tables.js'

/** Notices before their facts were columns: what held them, who wrote them and how they came stood in `reason`. */
export interface OlderNotice
  extends Omit<NoticeTable, 'kind' | 'held_by' | 'text_by' | 'came_by' | 'approved' | 'asked_with'> {
  kind: 'announcement' | 'update' | 'end-of-life' | 'manual'
}

export type OlderTables = Omit<Tables, 'notices'> & { notices: OlderNotice }

/** The caller destroys it before the ledger is opened. */
export async function openOlderLedger(database: string, last: string): Promise<Kysely<OlderTables>> {
  const postgres = database.startsWith('postgres')
  const dialect = postgres
    ? await openPostgres(database, database)
    : sqliteDialectOn(openSqlite(database.slice('sqlite:'.length)))
  const db = new Kysely<OlderTables>({ dialect })
  const migrations = migrationsFor(postgres ? 'postgres' : 'sqlite')
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateTo(last)
  if (error !== undefined) throw error
  return db
}
