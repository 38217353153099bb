/**
 * Opens the database and brings its tables up to date. In: the `database` key. Out: a Store, on SQLite or PostgreSQL alike. Door.
 */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  DEFAULT_MIGRATION_TABLE,
  type Dialect,
  Kysely,
  Migrator,
  PostgresDialect,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  sql,
  type Transaction,
} from 'kysely'
import pg from 'pg'
import { BelfryError, messageOf } from '../errors.js'
import { type DialectWords, postgresWords, sqliteWords } from './dialect.js'
import { migrationsFor } from './migrations.js'
import type { Tables } from './tables.js'

export type Queries = Kysely<Tables> | Transaction<Tables>

export interface Store {
  readonly db: Kysely<Tables>
  readonly words: DialectWords
  /** All of it is committed, or nothing. */
  transaction<Result>(work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

/** How long one process waits for another that is writing to the same SQLite file. */
const BUSY_MS = 20_000

/**
 * @param database `sqlite:FILE`, `sqlite::memory:` or `postgres://…`
 * @throws BelfryError DATABASE, DATABASE_NEWER (exit code 3)
 */
export async function openStore(database: string): Promise<Store> {
  const postgres = /^postgres(ql)?:/.test(database)
  // SQLite takes an empty name for a database that is forgotten when it is closed.
  if (!postgres && !/^sqlite:./.test(database)) {
    throw new BelfryError('DATABASE', `database: ${withoutPassword(database)} is neither sqlite: nor postgres:.`, {
      fix: 'Write sqlite:FILE or postgres://user@host/name.',
    })
  }
  const words = postgres ? postgresWords : sqliteWords
  try {
    const db = new Kysely<Tables>({
      dialect: postgres ? postgresDialect(database) : sqliteDialect(database.slice('sqlite:'.length)),
    })
    await migrate(db, words)
    return {
      db,
      words,
      transaction: async (work) => await db.transaction().execute(work),
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

function sqliteDialect(file: string): Dialect {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const database = new Sqlite(file, { timeout: BUSY_MS })
  database.pragma('journal_mode = WAL')
  // FULL: what was committed is on the disk. A mail that left must not be forgotten by a power cut.
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  return new ImmediateSqliteDialect({ database })
}

/**
 * SQLite transactions that take the writer's place at their beginning. A deferred one fails at its first write when another process
 * wrote since it began to read, and no waiting helps then.
 */
class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: ConstructorParameters<typeof SqliteDialect>[0]

  constructor(config: ConstructorParameters<typeof SqliteDialect>[0]) {
    super(config)
    this.#config = config
  }

  override createDriver(): SqliteDriver {
    return new ImmediateSqliteDriver(this.#config)
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter()
  }
}

/** SQLite makes tables inside transactions as well: of two first openers one waits, and one that dies leaves nothing half made. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

function postgresDialect(url: string): Dialect {
  const pool = new pg.Pool({ connectionString: url, max: 10, types: { getTypeParser: numbersFromBigints } })
  // A pooled connection that breaks while idle reports here; the next query gets a new one.
  pool.on('error', () => undefined)
  return new PostgresDialect({ pool })
}

/** Instants, counts and ids all fit into a double; pg would hand them over as text. */
function numbersFromBigints(oid: number, format?: 'text' | 'binary') {
  if (oid === pg.types.builtins.INT8) return Number
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')
}

async function migrate(db: Kysely<Tables>, words: DialectWords): Promise<void> {
  if (await isUpToDate(db, words)) return
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrationsFor(words.name) } })
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
async function isUpToDate(db: Kysely<Tables>, words: DialectWords): Promise<boolean> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === DEFAULT_MIGRATION_TABLE)) return false
  const done = await sql<{
    name: string
  }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)} order by name`.execute(db)
  return done.rows.map((row) => row.name).join() === Object.keys(migrationsFor(words.name)).sort().join()
}
