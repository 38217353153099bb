/**
 * Opens the database and brings its tables up to date. In: the `database` key. Out: a Store, on SQLite or PostgreSQL
 * alike. Door.
 */
import {
  DEFAULT_MIGRATION_TABLE,
  Kysely,
  Migrator,
  type QueryResult,
  type RawBuilder,
  sql,
  type Transaction,
} from 'kysely'
import { BelfryError, messageOf } from '../base/errors.js'
import { postgresDialect, type SqlDialect, sqliteDialect } from './dialect.js'
import { migrationsFor } from './migrations.js'
import { type Listener, openListener } from './open-listener.js'
import { openPostgres, type Postgres } from './open-postgres.js'
import { openSqlite } from './open-sqlite.js'
import { sqliteDialectOn } from './sqlite-dialect.js'
import type { Tables } from './tables.js'

export type Queries = Kysely<Tables> | Transaction<Tables>

export interface Store {
  readonly db: Kysely<Tables>
  readonly dialect: SqlDialect
  /** All of it is committed, or nothing. */
  transaction<Result>(work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result>
  /** The same for statements that need no answer of each other: the database is asked once for all of them. */
  batch(statements: readonly RawBuilder<unknown>[]): Promise<QueryResult<unknown>[]>
  /** Calls back when another process has put mail into the ledger; where the database cannot say so, never. */
  listen(onMail: () => void): Listener
  close(): Promise<void>
}

const NOBODY_SAYS: Listener = { close: async () => undefined }

/**
 * @param database `sqlite:FILE`, `sqlite::memory:` or `postgres://…`
 * @throws BelfryError DATABASE, DATABASE_NEWER, DATABASE_SETTINGS (exit code 3)
 */
export async function openStore(database: string): Promise<Store> {
  const postgres = /^postgres(ql)?:/.test(database)
  // SQLite takes an empty name for a database that is forgotten when it is closed.
  if (!postgres && !/^sqlite:./.test(database)) {
    throw new BelfryError('DATABASE', `database: ${withoutPassword(database)} is neither sqlite: nor postgres:.`, {
      fix: 'Write sqlite:FILE or postgres://user@host/name.',
    })
  }
  const dialect = postgres ? postgresDialect : sqliteDialect
  try {
    const kyselyDialect = postgres
      ? await openPostgres(database, withoutPassword(database))
      : sqliteDialectOn(openSqlite(database.slice('sqlite:'.length)))
    const db = new Kysely<Tables>({ dialect: kyselyDialect })
    await migrate(db, kyselyDialect, dialect)
    return {
      db,
      dialect,
      transaction: async (work) => await db.transaction().execute(work),
      batch: async (all) => (all.length === 0 ? [] : await kyselyDialect.batch(all.map((one) => one.compile(db)))),
      listen: (onMail) => (postgres ? openListener(database, onMail) : NOBODY_SAYS),
      close: async () => await db.destroy(),
    }
  } catch (cause) {
    if (cause instanceof BelfryError) throw cause
    throw new BelfryError(
      'DATABASE',
      `The database ${withoutPassword(database)} cannot be opened: ${messageOf(cause) || 'no answer'}.`,
      { cause, exitCode: 3 },
    )
  }
}

function withoutPassword(database: string): string {
  return database.replace(/(:\/\/[^:/@]*):[^@]*@/, '$1:…@')
}

async function migrate(
  db: Kysely<Tables>,
  kyselyDialect: ReturnType<typeof sqliteDialectOn> | Postgres,
  dialect: SqlDialect,
) {
  if (await isUpToDate(db, dialect)) return
  if (!('changeTables' in kyselyDialect)) return await migrateToLatest(db, dialect)
  await kyselyDialect.changeTables(async (within) => {
    const alone = new Kysely<Tables>({ dialect: within })
    await migrateToLatest(alone, dialect, await schemaOf(alone))
  })
}

/**
 * @param schema where the list of what was done stands, within a transaction; undefined where the migrator makes its
 * own
 */
async function migrateToLatest(db: Kysely<Tables>, dialect: SqlDialect, schema?: string): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrationsFor(dialect.name) },
    ...(schema !== undefined && { migrationTableSchema: schema, disableTransactions: true }),
  })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return
  if (messageOf(error).includes('corrupted migrations')) {
    throw new BelfryError('DATABASE_NEWER', 'The database has tables that this version of Belfry does not know.', {
      cause: error,
      exitCode: 3,
    })
  }
  throw error
}

/** Looks before it takes the writer's place: most openings change nothing and need not wait for anybody. */
async function isUpToDate(db: Kysely<Tables>, dialect: SqlDialect): Promise<boolean> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  const schema = dialect.name === 'postgres' ? await schemaOf(db) : undefined
  const isThere = tables.some((table) => table.name === DEFAULT_MIGRATION_TABLE && table.schema === schema)
  if (!isThere) return false
  const done = await sql<{
    name: string
  }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)} order by name`.execute(db)
  return done.rows.map((row) => row.name).join() === Object.keys(migrationsFor(dialect.name)).sort().join()
}

/** The ledger that search_path leads to, else where it would be made: there may be others in the same PostgreSQL. */
async function schemaOf(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ schema: string }>`
    select coalesce((select nspname::text from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where pg_class.oid = to_regclass(${DEFAULT_MIGRATION_TABLE})), current_schema()::text) as schema`.execute(db)
  return rows[0]?.schema ?? 'public'
}
