/**
 * Makes what the steps left to do at large tables of PostgreSQL, while others read and write them: indexes, and checks
 * of rows that were there. One process at a time does it, the others go on without. What was broken off is found by
 * the next who opens the database, and made again. Door.
 */

import { type Kysely, sql } from 'kysely'
import { messageOf } from '../base/errors.js'
import type { Log } from '../base/log.js'
import type { SqlDialect } from './dialect.js'
import { CHECKS, LARGE_INDEXES } from './large-tables.js'
import type { Tables } from './tables.js'
import { storeTexts } from './texts.js'
import type { WholeLedger } from './whole-ledger.js'

export interface LargeNeeds {
  readonly db: Kysely<Tables>
  readonly dialect: SqlDialect
  readonly kyselys: Pick<WholeLedger, 'beside'>
  readonly log: Log
}

/** A statement, and what people are told while it runs. */
interface Task {
  readonly says: string
  readonly statements: readonly string[]
}

/** Nothing of it is needed for a right answer: where it cannot be done, that is a warning. */
export async function finishLargeTables({ db, dialect, kyselys, log }: LargeNeeds): Promise<void> {
  if (dialect.name !== 'postgres' || kyselys.beside === undefined) return
  try {
    if ((await tasksLeft(db)).length === 0) return
    await kyselys.beside(async (ask) => {
      // Whoever had the lock before may have done some of it.
      for (const { says, statements } of await tasksLeft(db)) {
        log.info(`${says}; others go on meanwhile`)
        for (const statement of statements) await ask(statement)
      }
    })
  } catch (thrown) {
    log.warn(`a large table is not as it should be, and is slower; the next start tries again: ${messageOf(thrown)}`)
  }
}

async function tasksLeft(db: Kysely<Tables>): Promise<readonly Task[]> {
  const schema = sql`(select oid from pg_namespace where nspname = current_schema())`
  const { rows } = await sql<{ name: string; isWhole: boolean }>`
    select c.relname::text as name, i.indisvalid as "isWhole"
      from pg_class c join pg_index i on i.indexrelid = c.oid
      where c.relnamespace = ${schema} and c.relname in (${sql.join(LARGE_INDEXES.map(({ name }) => name))})
    union all select conname::text, convalidated from pg_constraint
      where connamespace = ${schema} and conname in (${sql.join(CHECKS.map(({ name }) => name))})`.execute(db)
  const isWhole = new Map(rows.map((row) => [row.name, row.isWhole]))
  return [
    ...LARGE_INDEXES.filter(({ name }) => isWhole.get(name) !== true).map(({ name, table, on }) => ({
      says: storeTexts.openLargeTables.makingIndex(name),
      // What was broken off stands there as an index that nobody uses and everybody writes.
      statements: [
        ...(isWhole.has(name) ? [`drop index concurrently if exists ${name}`] : []),
        `create index concurrently if not exists ${name} on ${table} ${on}`,
      ],
    })),
    ...CHECKS.filter(({ name }) => isWhole.get(name) === false).map(({ name, table }) => ({
      says: storeTexts.openLargeTables.checkingRows(table),
      statements: [`alter table ${table} validate constraint ${name}`],
    })),
  ]
}
