/**
 * Opens the database and brings its tables up to date. In: the `database` key. Out: a Store, on SQLite or PostgreSQL alike. Door.
 */
import {
  DEFAULT_MIGRATION_TABLE,
  type Dialect,
  Kysely,
  Migrator,
  PostgresDialect,
  type QueryResult,
  type RawBuilder,
  sql,
  type Transaction,
} from 'kysely'
import pg from 'pg'
import { BelfryError, messageOf } from '../errors.js'
import { type DialectWords, postgresWords, sqliteWords } from './dialect.js'
import { migrationsFor } from './migrations.js'
import { type Listener, openListener } from './open-listener.js'
import { openSqlite } from './open-sqlite.js'
import { openSqliteThread } from './open-sqlite-thread.js'
import { sqliteDialectOn } from './sqlite-dialect.js'
import type { Tables } from './tables.js'

export type Queries = Kysely<Tables> | Transaction<Tables>

export interface Store {
  readonly db: Kysely<Tables>
  readonly words: DialectWords
  /** All of it is committed, or nothing. */
  transaction<Result>(work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result>
  /** The same for statements that need no answer of each other: SQLite is asked once for all of them. */
  batch(statements: readonly RawBuilder<unknown>[]): Promise<QueryResult<unknown>[]>
  /** Calls back when another process has put mail into the ledger; where the database cannot say so, never. */
  listen(onMail: () => void): Listener
  close(): Promise<void>
}

const NOBODY_SAYS: Listener = { close: async () => undefined }

export interface OpenOptions {
  /** For whoever sends much: nothing waits while the database waits for the disk. PostgreSQL is a process of its own anyway. */
  readonly onThread?: boolean
}

/**
 * @param database `sqlite:FILE`, `sqlite::memory:` or `postgres://…`
 * @throws BelfryError DATABASE, DATABASE_NEWER (exit code 3)
 */
export async function openStore(database: string, { onThread = false }: OpenOptions = {}): Promise<Store> {
  const postgres = /^postgres(ql)?:/.test(database)
  // SQLite takes an empty name for a database that is forgotten when it is closed.
  if (!postgres && !/^sqlite:./.test(database)) {
    throw new BelfryError('DATABASE', `database: ${withoutPassword(database)} is neither sqlite: nor postgres:.`, {
      fix: 'Write sqlite:FILE or postgres://user@host/name.',
    })
  }
  const words = postgres ? postgresWords : sqliteWords
  try {
    const sqlite = postgres
      ? undefined
      : sqliteDialectOn((onThread ? openSqliteThread : openSqlite)(database.slice('sqlite:'.length)))
    const db = new Kysely<Tables>({ dialect: sqlite ?? postgresDialect(database) })
    await migrate(db, words)
    const transaction: Store['transaction'] = async (work) => await db.transaction().execute(work)
    const inTurn: Store['batch'] = async (statements) =>
      await transaction(async (queries) => {
        const results: QueryResult<unknown>[] = []
        for (const statement of statements) results.push(await statement.execute(queries))
        return results
      })
    return {
      db,
      words,
      transaction,
      batch: sqlite ? async (all) => await sqlite.batch(all.map((one) => one.compile(db))) : inTurn,
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

function postgresDialect(url: string): Dialect {
  const pool = new pg.Pool({ connectionString: url, max: 10, types: { getTypeParser: numbersFromBigints } })
  // A pooled connection that breaks while idle reports here; the next query gets a new one.
  pool.on('error', () => undefined)
  // One that breaks in the middle of a transaction reports to its query, and here as well: unheard, that would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
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
