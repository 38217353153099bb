/**
 * Indexes and checks of tables that may hold millions of rows. A step makes them at once where the table is empty, and
 * on SQLite. On PostgreSQL what is left is made beside everybody's work once the steps are taken: within them it would
 * keep all others waiting. Pure but for the database it is given.
 */
import { type Kysely, sql } from 'kysely'
import type { DialectName } from './dialect.js'

interface LargeIndex {
  /** Name of the step that makes it. */
  readonly step: string
  readonly name: string
  readonly table: string
  /** Columns and condition, as SQL. */
  readonly on: string
}

/** A column that holds one of these words. */
interface Check {
  readonly step: string
  readonly name: string
  readonly table: string
  readonly column: string
  readonly words: readonly string[]
}

/** A step that was released is never edited: what is new here is of a new step. */
export const LARGE_INDEXES: readonly LargeIndex[] = [
  {
    step: '0030-history',
    name: 'mailings_to_history',
    table: 'mailings',
    on: `(finished_at, id) where history < 2 and (state = 'finished' or state = 'cancelled')`,
  },
  // What operators look for among very many people.
  { step: '0036-languages', name: 'people_created', table: 'people', on: '(created_at, id)' },
  { step: '0036-languages', name: 'subscriptions_by_state', table: 'subscriptions', on: '(state, person_id)' },
]

export const CHECKS: readonly Check[] = [
  stateOf('posts', ['known', 'seen', 'unreadable']),
  stateOf('notices', ['settling', 'held', 'asked', 'due', 'told', 'dismissed', 'gone']),
  stateOf('subscriptions', ['pending', 'confirmed', 'ended']),
  stateOf('mailings', ['queued', 'sending', 'paused', 'cancelled', 'finished']),
  stateOf('deliveries', ['queued', 'leased', 'sending', 'accepted', 'deferred', 'failed', 'uncertain', 'cancelled']),
]

function stateOf(table: string, words: readonly string[]): Check {
  return { step: '0029-states', name: `${table}_state`, table, column: 'state', words }
}

/** Within a step: what is listed for it. */
export async function addLarge(db: Kysely<unknown>, dialect: DialectName, step: string): Promise<void> {
  for (const index of LARGE_INDEXES) if (index.step === step) await addIndex(db, dialect, index)
  for (const check of CHECKS) if (check.step === step) await addCheck(db, dialect, check)
}

async function addIndex(db: Kysely<unknown>, dialect: DialectName, index: LargeIndex): Promise<void> {
  if (dialect === 'sqlite' || (await isEmpty(db, index.table)))
    await sql`create index ${sql.id(index.name)} on ${sql.id(index.table)} ${sql.raw(index.on)}`.execute(db)
}

/**
 * SQLite cannot add a check to a table that is there without writing all of it anew: triggers do the
 * same. On PostgreSQL rows that are there are looked at afterwards.
 */
async function addCheck(db: Kysely<unknown>, dialect: DialectName, check: Check): Promise<void> {
  const { name, table, column } = check
  if (dialect === 'postgres') {
    const later = (await isEmpty(db, table)) ? sql`` : sql`not valid`
    await sql`alter table ${sql.id(table)} add constraint ${sql.id(name)}
      check (${sql.id(column)} in ${wordsOf(check)}) ${later}`.execute(db)
    return
  }
  const isWrong = sql`new.${sql.id(column)} not in ${wordsOf(check)}`
  const refused = sql`begin select raise(abort, ${sql.lit(`CHECK constraint failed: ${name}`)}); end`
  for (const [when, event] of [
    ['new', sql`insert`],
    ['set', sql`update of ${sql.id(column)}`],
  ] as const)
    await sql`create trigger ${sql.id(`${name}_${when}`)} before ${event} on ${sql.id(table)}
      when ${isWrong} ${refused}`.execute(db)
}

/** In parentheses. */
export function wordsOf({ words }: Pick<Check, 'words'>) {
  return sql`(${sql.join(words.map((word) => sql.lit(word)))})`
}

async function isEmpty(db: Kysely<unknown>, table: string): Promise<boolean> {
  const { rows } = await sql`select 1 from ${sql.id(table)} limit 1`.execute(db)
  return rows.length === 0
}
