/**
 * Opens the database and brings its tables up to date. In: the `database` key. Out: a Store, on SQLite or PostgreSQL
 * alike. Door.
 */
import { type CompiledQuery, Kysely, type QueryResult, type RawBuilder, sql, type Transaction } from 'kysely'
import { messageOf } from '../base/errors.js'
import { type Log, silentLog } from '../base/log.js'
import { appendEvents } from './chain-store.js'
import type { SqlDialect } from './dialect.js'
import { type DatabaseOptions, type Opened, openDatabase, orRefusal } from './open-database.js'
import { type Ledger, ledgerOn } from './open-ledger.js'
import { type Listener, openListener } from './open-listener.js'
import { type MigrationStep, migrate, pendingSteps } from './open-migrations.js'
import type { Tables } from './tables.js'

export type Queries = Kysely<Tables> | Transaction<Tables>

export interface Store {
  readonly db: Kysely<Tables>
  readonly dialect: SqlDialect
  /** All of it is committed, or nothing. */
  transaction<Result>(work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result>
  /** The same for statements that need no answer of each other: the database is asked once for all of them. */
  batch(statements: readonly (RawBuilder<unknown> | CompiledQuery)[]): Promise<QueryResult<unknown>[]>
  /** Calls back when another process has put mail into the ledger; where the database cannot say so, never. */
  listen(onMail: () => void): Listener
  /**
   * Waits for no answer any more that is under way: each is a broken connection to whoever asked, and the next question
   * goes over a new one. SQLite has no such connections.
   */
  reconnect(): void
  /** @returns what keeps the database from being used, for people; undefined where it answers */
  fault(): Promise<string | undefined>
  close(): Promise<void>
}

export interface StoreOptions extends DatabaseOptions {
  /** Called before each step that changes the tables of a ledger. */
  readonly onStep?: (step: MigrationStep) => void
  /** Called before the first of these steps, where the ledger has rows; what it throws leaves the ledger as it is. */
  readonly beforeSteps?: (ledger: Ledger, steps: readonly string[]) => Promise<void>
}

const NOBODY_SAYS: Listener = { close: async () => undefined }

/**
 * @param database `sqlite:FILE`, `sqlite::memory:` or `postgres://…`
 * @throws BelfryError DATABASE, DATABASE_BUSY, DATABASE_NEWER, DATABASE_SETTINGS, DATABASE_SILENT (exit code 3)
 */
export async function openStore(database: string, options: StoreOptions = {}): Promise<Store> {
  return await orRefusal(database, async () => {
    const opened = await openDatabase(database, options)
    const db = new Kysely<Tables>({ dialect: opened.kyselys })
    try {
      await migrate({
        ...opened,
        db,
        log: options.log ?? silentLog,
        lockMs: opened.limits.lockMs,
        beforeSteps: async (steps) => {
          const ledger = options.beforeSteps && (await ledgerOn(opened, db))
          if (ledger && (await ledger.hasRows())) await options.beforeSteps?.(ledger, steps)
        },
        ...onStep(options),
      })
    } catch (thrown) {
      await db.destroy()
      throw thrown
    }
    return storeOn(opened, db, options.log ?? silentLog)
  })
}

/** The steps that openStore would take, by name; nothing is changed. @throws as openStore */
export async function stepsToTake(database: string, options: StoreOptions = {}): Promise<readonly string[]> {
  return await orRefusal(database, async () => {
    const { kyselys, dialect } = await openDatabase(database, options)
    const db = new Kysely<Tables>({ dialect: kyselys })
    try {
      return await pendingSteps(db, dialect)
    } finally {
      await db.destroy()
    }
  })
}

/**
 * Looks at a ledger whose tables are those of now, and changes nothing.
 * @returns undefined where the ledger is older, or no ledger yet @throws as openStore
 */
export async function lookAtLedger<Result>(
  database: string,
  options: StoreOptions,
  look: (queries: Queries) => Promise<Result>,
): Promise<Result | undefined> {
  return await orRefusal(database, async () => {
    const { kyselys, dialect } = await openDatabase(database, options)
    const db = new Kysely<Tables>({ dialect: kyselys })
    try {
      return (await pendingSteps(db, dialect)).length === 0 ? await look(db) : undefined
    } finally {
      await db.destroy()
    }
  })
}

const onStep = ({ onStep: call }: StoreOptions) => (call === undefined ? {} : { onStep: call })

function storeOn({ dialect, kyselys, clients, limits }: Opened, db: Kysely<Tables>, log: Log): Store {
  let unheard: string | undefined
  const onState = (why: string | undefined) => {
    unheard = why
    if (why === undefined) log.info('the database is heard again')
    else log.warn(`nothing is heard from the database, connecting again: ${why}`)
  }
  return {
    db,
    dialect,
    transaction: async (work) =>
      await db.transaction().execute(async (transaction) => {
        const result = await work(transaction)
        await appendEvents(transaction)
        return result
      }),
    batch: async (all) =>
      all.length === 0 ? [] : await kyselys.batch(all.map((one) => ('compile' in one ? one.compile(db) : one))),
    listen: (onMail) =>
      clients === undefined ? NOBODY_SAYS : openListener({ clients, beatMs: limits.beatMs, onMail, onState }),
    reconnect: () => clients?.cutAll(),
    fault: async () => unheard ?? (await faultOf(db)),
    close: async () => await db.destroy(),
  }
}

async function faultOf(db: Kysely<Tables>): Promise<string | undefined> {
  try {
    await sql`select 1`.execute(db)
    return undefined
  } catch (thrown) {
    return messageOf(thrown) || 'no answer'
  }
}
