/**
 * Brings the tables of a database up to date, all steps or none; what takes long at large tables follows. In: the
 * database. Out: the tables of tables.ts; a sentence for each step of a ledger that is there already. Door.
 */

import { setTimeout as delay } from 'node:timers/promises'
import { DEFAULT_MIGRATION_TABLE, Kysely, type Migration, Migrator, sql } from 'kysely'
import { BelfryError, messageOf } from '../base/errors.js'
import type { Log } from '../base/log.js'
import type { SqlDialect } from './dialect.js'
import { migrationsFor } from './migrations.js'
import { finishLargeTables } from './open-large-tables.js'
import { isLocked } from './postgres-faults.js'
import type { Tables } from './tables.js'
import { storeTexts } from './texts.js'
import type { WholeLedger } from './whole-ledger.js'

/** One of those that are still to be done; counted from 1. */
export interface MigrationStep {
  readonly number: number
  readonly of: number
  readonly name: string
}

export interface MigrationNeeds {
  readonly db: Kysely<Tables>
  readonly dialect: SqlDialect
  readonly kyselys: Pick<WholeLedger, 'changeTables' | 'beside'>
  readonly log: Log
  readonly lockMs: number
  readonly onStep?: (step: MigrationStep) => void
  /** Called before the first step, outside of the transaction that takes them. */
  readonly beforeSteps?: (steps: readonly string[]) => Promise<void>
}

const TRIES = 60
const AGAIN_MS = 1_000

/** @throws BelfryError DATABASE_BUSY, DATABASE_NEWER */
export async function migrate(needs: MigrationNeeds): Promise<void> {
  await takePending(needs)
  await finishLargeTables(needs)
}

async function takePending(needs: MigrationNeeds): Promise<void> {
  const { db, dialect, kyselys, lockMs, log } = needs
  // Looks before it takes the writer's place: most openings change nothing and need not wait for anybody.
  const pending = await pendingSteps(db, dialect)
  if (pending.length === 0) return
  await needs.beforeSteps?.(pending)
  for (let tries = 1; ; tries += 1) {
    try {
      return await kyselys.changeTables(lockMs, async (within) => {
        const alone = new Kysely<Tables>({ dialect: within })
        await takeSteps(alone, dialect, await toldSteps(alone, needs))
      })
    } catch (thrown) {
      if (!isLocked(thrown)) throw thrown
      if (tries === TRIES) throw busy(thrown)
      log.warn('the tables cannot be changed while somebody works with them; trying again')
      await delay(Math.min(AGAIN_MS, lockMs))
    }
  }
}

export function busy(cause: unknown): BelfryError {
  return new BelfryError('DATABASE_BUSY', storeTexts.openMigrations.tablesDatabaseUseCould(), {
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

export function newer(cause?: unknown): BelfryError {
  return new BelfryError('DATABASE_NEWER', storeTexts.openMigrations.databaseHasTablesVersion(), {
    cause,
    exitCode: 3,
  })
}

/** @returns names, in their order */
export async function doneSteps(db: Kysely<Tables>, dialect: SqlDialect): Promise<readonly string[]> {
  // Asked by its name: Kysely's introspection reads every column of every table, at each opening.
  const found = await dialect.tableNamed(DEFAULT_MIGRATION_TABLE).execute(db)
  if (found.rows.length === 0) return []
  const { rows } = await sql<{
    name: string
  }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)} order by name`.execute(db)
  return rows.map((row) => row.name)
}

/** A ledger is where its tables would be made: other schemas of the same database are somebody else's. */
export async function schemaOf(db: Kysely<Tables>, dialect: SqlDialect): Promise<string | undefined> {
  if (dialect.name === 'sqlite') return undefined
  const { rows } = await sql<{ schema: string | null }>`select current_schema()::text as schema`.execute(db)
  return rows[0]?.schema ?? 'public'
}

/**
 * Takes the steps that are still to be done, within a transaction that somebody else began.
 * @param last the step after which it stops; undefined takes all
 */
export async function takeSteps(
  db: Kysely<Tables>,
  dialect: SqlDialect,
  steps: Record<string, Migration>,
  last?: string,
): Promise<void> {
  const schema = await schemaOf(db, dialect)
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => steps },
    disableTransactions: true,
    ...(schema !== undefined && { migrationTableSchema: schema }),
  })
  const { error } = await (last === undefined ? migrator.migrateToLatest() : migrator.migrateTo(last))
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
