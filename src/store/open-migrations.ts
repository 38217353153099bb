/**
 * Brings the tables of a database up to date, all steps or none. In: the database. Out: the tables of tables.ts; a
 * sentence for each step of a ledger that is there already. Door.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { DEFAULT_MIGRATION_TABLE, type Dialect, Kysely, type Migration, Migrator, sql } from 'kysely'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import type { Log } from '../base/log.js'
import type { SqlDialect } from './dialect.js'
import { migrationsFor } from './migrations.js'
import type { Tables } from './tables.js'

/** One of those that are still to be done; counted from 1. */
export interface MigrationStep {
  readonly number: number
  readonly of: number
  readonly name: string
}

export interface TableChanges {
  /**
   * One transaction that changes tables, on a dialect of its own; who else would do so waits for its end. It waits for
   * the lock of a table no longer than `lockMs`: whoever comes after it waits as well.
   */
  changeTables(lockMs: number, work: (within: Dialect) => Promise<void>): Promise<void>
}

export interface MigrationNeeds {
  readonly db: Kysely<Tables>
  readonly dialect: SqlDialect
  readonly kyselys: Partial<TableChanges>
  readonly log: Log
  readonly lockMs: number
  readonly onStep?: (step: MigrationStep) => void
}

/** PostgreSQL's lock_not_available: somebody worked with the table for longer than we waited. */
const LOCKED = '55P03'
const TRIES = 60
const AGAIN_MS = 1_000

/** @throws BelfryError DATABASE_BUSY, DATABASE_NEWER */
export async function migrate(needs: MigrationNeeds): Promise<void> {
  const { db, dialect, kyselys, lockMs, log } = needs
  const { changeTables } = kyselys
  // Looks before it takes the writer's place: most openings change nothing and need not wait for anybody.
  if ((await pendingSteps(db, dialect)).length === 0) return
  if (changeTables === undefined) return await migrateToLatest(db, needs)
  for (let tries = 1; ; tries += 1) {
    try {
      return await changeTables(lockMs, async (within) => {
        const alone = new Kysely<Tables>({ dialect: within })
        await migrateToLatest(alone, needs, await schemaOf(alone))
      })
    } catch (thrown) {
      if (systemCode(thrown) !== LOCKED) throw thrown
      if (tries === TRIES) throw busy(thrown)
      log.warn('the tables cannot be changed while somebody works with them; trying again')
      await delay(Math.min(AGAIN_MS, lockMs))
    }
  }
}

function busy(cause: unknown): BelfryError {
  return new BelfryError('DATABASE_BUSY', 'The tables of the database are in use and could not be changed.', {
    cause,
    exitCode: 3,
  })
}

/** @returns names, in their order @throws BelfryError DATABASE_NEWER */
export async function pendingSteps(db: Kysely<Tables>, dialect: SqlDialect): Promise<readonly string[]> {
  const done = await doneSteps(db, dialect)
  const known = Object.keys(migrationsFor(dialect.name)).sort()
  if (known.slice(0, done.length).join() !== done.join()) throw newer()
  return known.slice(done.length)
}

function newer(cause?: unknown): BelfryError {
  return new BelfryError('DATABASE_NEWER', 'The database has tables that this version of Belfry does not know.', {
    cause,
    exitCode: 3,
  })
}

async function doneSteps(db: Kysely<Tables>, dialect: SqlDialect): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  const schema = dialect.name === 'postgres' ? await schemaOf(db) : undefined
  const isThere = tables.some((table) => table.name === DEFAULT_MIGRATION_TABLE && table.schema === schema)
  if (!isThere) return []
  const { rows } = await sql<{
    name: string
  }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)} order by name`.execute(db)
  return rows.map((row) => row.name)
}

/** A ledger is where its tables would be made: other schemas of the same database are somebody else's. */
async function schemaOf(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ schema: string | null }>`select current_schema()::text as schema`.execute(db)
  return rows[0]?.schema ?? 'public'
}

/**
 * @param schema where the list of what was done stands, within a transaction; undefined where the migrator makes its
 * own
 */
async function migrateToLatest(db: Kysely<Tables>, needs: MigrationNeeds, schema?: string): Promise<void> {
  // Not within the migrator: on SQLite it holds the one connection.
  const steps = await toldSteps(db, needs)
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => steps },
    ...(schema !== undefined && { migrationTableSchema: schema, disableTransactions: true }),
  })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return
  throw messageOf(error).includes('corrupted migrations') ? newer(error) : error
}

/** Each step says that it begins; to somebody who begins a ledger there is nothing to say. */
async function toldSteps(
  db: Kysely<Tables>,
  { dialect, log, onStep }: MigrationNeeds,
): Promise<Record<string, Migration>> {
  const all = migrationsFor(dialect.name)
  const pending = await pendingSteps(db, dialect)
  const isNew = pending.length === Object.keys(all).length
  const told = pending.map((name, index): [string, Migration] => {
    const step = { number: index + 1, of: pending.length, name }
    const up: Migration['up'] = async (within) => {
      if (!isNew) log.info(`migrating ${step.number} of ${step.of}: ${name}`)
      onStep?.(step)
      await all[name]?.up(within)
    }
    return [name, { up }]
  })
  return { ...all, ...Object.fromEntries(told) }
}
