/**
 * A ledger as a whole, whatever step its tables are at: read at one instant, or made anew. In: the `database` key. Out:
 * its step, its tables, work in one transaction. Door.
 */
import { Kysely, sql } from 'kysely'
import type { SqlDialect } from './dialect.js'
import { migrationsFor } from './migrations.js'
import { type DatabaseOptions, type Opened, openDatabase, orRefusal } from './open-database.js'
import { busy, doneSteps, newer, schemaOf, takeSteps } from './open-migrations.js'
import { isLocked } from './postgres-faults.js'
import { allSteps, readTables, type TableShape } from './read-tables.js'
import type { Tables } from './tables.js'

export interface Ledger {
  readonly dialect: SqlDialect
  /** The last that its tables have gone; undefined where there are no tables. */
  readonly step: string | undefined
  /** Those of its step. */
  readonly tables: readonly TableShape[]
  /** Does it hold more than what a start writes by itself? */
  hasRows(): Promise<boolean>
  /** Reads all of it as it was at one instant, while others write. Tables are those of its step. */
  snapshot<Result>(work: (db: Kysely<Tables>) => Promise<Result>): Promise<Result>
  /**
   * Takes its tables away, makes those of a step, has them filled and takes the steps that are left: all in one
   * transaction.
   * @throws BelfryError DATABASE_BUSY
   */
  rebuild(step: string, fill: (db: Kysely<Tables>, tables: readonly TableShape[]) => Promise<void>): Promise<void>
}

/** What a start may write before anybody did anything. */
const BY_ITSELF: ReadonlySet<string> = new Set(['meta', 'event_head', 'ledger', 'machines', 'shares', 'limits'])
/** What the migrator keeps; not within a ledger's steps. */
const OF_STEPS = ['kysely_migration', 'kysely_migration_lock']

/** Takes no step. @throws BelfryError DATABASE, DATABASE_NEWER, DATABASE_SETTINGS, DATABASE_SILENT */
export async function withLedger<Result>(
  database: string,
  options: DatabaseOptions,
  work: (ledger: Ledger) => Promise<Result>,
): Promise<Result> {
  const opened = await orRefusal(database, async () => await openDatabase(database, options))
  const db = new Kysely<Tables>({ dialect: opened.kyselys })
  try {
    return await work(await orRefusal(database, async () => await ledgerOn(opened, db)))
  } finally {
    await db.destroy()
  }
}

/** @throws BelfryError DATABASE_NEWER */
export async function ledgerOn(opened: Opened, db: Kysely<Tables>): Promise<Ledger> {
  const { dialect, kyselys, limits } = opened
  const done = await doneSteps(db, dialect)
  if (allSteps().slice(0, done.length).join() !== done.join()) throw newer()
  const step = done.at(-1)
  const tables = step === undefined ? [] : await readTables(step)
  return {
    dialect,
    step,
    tables,
    hasRows: async () => await hasRows(db, tables),
    snapshot: async (work) =>
      await kyselys.snapshot(async (within) => await work(new Kysely<Tables>({ dialect: within }))),
    rebuild: async (first, fill) =>
      await orBusy(async () => {
        await kyselys.changeTables(limits.lockMs, async (within) => {
          const alone = new Kysely<Tables>({ dialect: within })
          await dropTables(alone, [...tables.map(({ name }) => name).reverse(), ...OF_STEPS], dialect)
          const steps = migrationsFor(dialect.name)
          await takeSteps(alone, dialect, steps, first)
          await fill(alone, await readTables(first))
          await takeSteps(alone, dialect, steps)
        })
      }),
  }
}

/** Those of its own schema alone: others on the search path may have tables of the same name. */
async function dropTables(db: Kysely<Tables>, names: readonly string[], dialect: SqlDialect): Promise<void> {
  const schema = await schemaOf(db, dialect)
  for (const name of names)
    await sql`drop table if exists ${schema === undefined ? sql.id(name) : sql.id(schema, name)}`.execute(db)
}

async function hasRows(db: Kysely<Tables>, tables: readonly TableShape[]): Promise<boolean> {
  for (const { name } of tables) {
    if (BY_ITSELF.has(name)) continue
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db)
    if (rows.length > 0) return true
  }
  return false
}

async function orBusy<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (thrown) {
    if (isLocked(thrown)) throw busy(thrown)
    throw thrown
  }
}
