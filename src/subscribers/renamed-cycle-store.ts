/**
 * Release cycles that an operator says are called otherwise: who ran the old one runs the new. In: cycles. Out: what
 * they are called now, how many people changed. Door.
 */
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { type CycleName, cycleId } from '../releases/former-names.js'
import type { Queries } from '../store/open.js'
import type { RenamedCycleTable } from '../store/tables/people.js'
import type { Tables } from '../store/tables.js'
import { namesOf, runName } from './runs.js'

/** Old → the name it was given, which may have been given up since, or '' for none; both `product/cycle`. */
export async function renamedCycles(queries: Queries): Promise<ReadonlyMap<string, string>> {
  const rows = await queries.selectFrom('renamed_cycles').select(['cycle', 'became']).execute()
  return new Map(rows.map(({ cycle, became }) => [cycle, became]))
}

export interface RenamedCycle {
  readonly from: CycleName
  readonly to: CycleName
  /** A bare cycle without its product means this one alone. */
  readonly isBareToo: boolean
}

/** @returns how many people ran the old one */
export async function renameCycle(
  transaction: Transaction<Tables>,
  { from, to, isBareToo }: RenamedCycle,
  now: number,
): Promise<number> {
  await becomes(transaction, { cycle: cycleId(from), became: cycleId(to), at: now })
  // A cycle that is given its name back has it.
  await transaction.deleteFrom('renamed_cycles').where('cycle', '=', cycleId(to)).execute()
  const old = isBareToo ? namesOf(from) : [runName(from.product, from.cycle)]
  return await changeWords(transaction, old, runName(to.product, to.cycle))
}

/** The cycle left the table on purpose: nothing more is said of it. */
export async function settleCycle(queries: Queries, cycle: CycleName, now: number): Promise<void> {
  await becomes(queries, { cycle: cycleId(cycle), became: '', at: now })
}

async function becomes(queries: Queries, row: RenamedCycleTable): Promise<void> {
  const { became, at } = row
  await queries
    .insertInto('renamed_cycles')
    .values(row)
    .onConflict((conflict) => conflict.column('cycle').doUpdateSet({ became, at }))
    .execute()
}

/** Most people say the same: one statement for each text that there is. */
async function changeWords(queries: Queries, old: readonly string[], word: string): Promise<number> {
  const texts = await queries.selectFrom('people').select('runs').distinct().where(holdsOneOf(old)).execute()
  let people = 0
  for (const { runs } of texts) {
    const words = runs.split(' ').map((one) => (old.includes(one) ? word : one))
    const done = await queries
      .updateTable('people')
      .set({ runs: [...new Set(words)].join(' ') })
      .where('runs', '=', runs)
      .executeTakeFirst()
    people += Number(done.numUpdatedRows)
  }
  return people
}

/** A word is there if taking it out changes the text: LIKE would want its wildcards escaped. */
function holdsOneOf(words: readonly string[]): RawBuilder<boolean> {
  const text = sql`(' ' || runs || ' ')`
  const each = words.map((word) => sql`replace(${text}, cast(${` ${word} `} as text), '') <> ${text}`)
  return sql<boolean>`(${sql.join(each, sql` or `)})`
}
