/**
 * Where a part of an address may stand. In: a text that is looked for. Out: numbers of people among whom all are whose
 * address holds it. `keepParts` writes what is known of a block of people once it is full; triggers take it away where
 * an address of the block changes, and who has none is looked at one by one. Door.
 */
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { BelfryError } from '../../base/errors.js'
import type { Queries, Store } from '../../store/open.js'
import type { Tables } from '../../store/tables.js'
import { BLOCK_BITS, BLOCK_PEOPLE, partBits, partBytes } from './address-parts.js'

/** Numbers of people, both ends among them. */
interface Range {
  readonly first: number
  readonly last: number
}

/** Bits that are asked for: many a part is common, and nobody knows which is rare. */
const MOST_BITS = 24
/** People who are looked at by the first question, and by one at the most: a page that is full asks no further. */
const [AT_FIRST, AT_ONCE] = [1_024, 32_768]

/**
 * Numbers of those whose key holds one of the texts, in their order, some at a time.
 * @param holds the same of a key, as SQL
 */
export async function* peopleHolding(
  { db, dialect }: Pick<Store, 'db' | 'dialect'>,
  texts: readonly string[],
  holds: RawBuilder<unknown>,
): AsyncGenerator<number[]> {
  const { last } = await db
    .selectFrom('people')
    .select((make) => make.fn.max('id').as('last'))
    .executeTakeFirstOrThrow()
  for (const ranges of someAtATime(openRanges(await ruledOut({ db, dialect }, texts), Number(last ?? 0)))) {
    const among = dialect.rows('ranges', { first: 'bigint', last: 'bigint' }, ranges)
    const { rows } = await sql<{ id: number }>`${dialect.idsBetween('people', among, holds)} order by 1`.execute(db)
    yield rows.map(({ id }) => Number(id))
  }
}

/** Blocks of whom none can hold any of them, neighbours as one, in their order. */
async function ruledOut({ db, dialect }: Pick<Store, 'db' | 'dialect'>, texts: readonly string[]): Promise<Range[]> {
  const bits = texts.map((text) => partBits(text).slice(0, MOST_BITS))
  if (bits.some((some) => some.length === 0)) return []
  const each = bits.map((some) => some.map((bit) => dialect.hasBit(sql.ref('parts'), bit)))
  const may = each.map((all) => sql`(${sql.join(all, sql` and `)})`)
  const { rows } = await sql<Range>`select min(block) as first, max(block) as last
    from (select block, block - row_number() over (order by block) as run from address_parts
      where not (${sql.join(may, sql` or `)})) blocks
    group by run order by 1`.execute(db)
  return rows.map(({ first, last }) => ({ first: Number(first), last: Number(last) }))
}

/** What is left of people up to the last, as their numbers. */
function* openRanges(blocks: readonly Range[], last: number): Generator<Range> {
  let first = 0
  for (const block of blocks) {
    const end = block.first * BLOCK_PEOPLE - 1
    if (first <= end) yield { first, last: end }
    first = (block.last + 1) * BLOCK_PEOPLE
  }
  if (first <= last) yield { first, last }
}

function* someAtATime(ranges: Iterable<Range>): Generator<Range[]> {
  let some: Range[] = []
  let [people, most] = [0, AT_FIRST]
  for (const { first, last } of ranges)
    for (let from = first; from <= last; ) {
      const to = Math.min(last, from + most - people - 1)
      some.push({ first: from, last: to })
      people += to - from + 1
      from = to + 1
      if (people < most) continue
      yield some
      some = []
      people = 0
      most = Math.min(AT_ONCE, most * 2)
    }
  if (some.length > 0) yield some
}

/** Blocks in one transaction, and in one call of `keepParts`: 250,000 people. */
const [TOGETHER, MOST_BLOCKS] = [64, 1024]
/** Others are not kept waiting: what cannot be done at once is done by the next run. */
const PATIENCE_MS = 100

/** @returns how many blocks were written: those that are full, and of which nothing was known */
export async function keepParts(store: Store): Promise<number> {
  let done = 0
  for (let some = TOGETHER; some === TOGETHER && done < MOST_BLOCKS; done += some) some = await keepSome(store)
  return done
}

async function keepSome(store: Store): Promise<number> {
  // Most runs find nothing to do, and begin no transaction.
  if ((await missing(store.db)).length === 0) return 0
  try {
    return await store.transaction(async (transaction) => await keepWithin(store, transaction))
  } catch (thrown) {
    if (thrown instanceof BelfryError && thrown.code === 'DATABASE_BUSY') return 0
    throw thrown
  }
}

/** Whoever is adding a person has a number that nobody sees yet: they are waited for, and nobody begins meanwhile. */
async function keepWithin({ dialect }: Store, transaction: Transaction<Tables>): Promise<number> {
  await dialect.waitForLocks(PATIENCE_MS)?.execute(transaction)
  await dialect.keepOut('people')?.execute(transaction)
  const blocks = await missing(transaction)
  for (const block of blocks) {
    const people = await transaction
      .selectFrom('people')
      .select('address_key')
      .where('id', '>=', block * BLOCK_PEOPLE)
      .where('id', '<', (block + 1) * BLOCK_PEOPLE)
      .execute()
    const parts = partBytes(people.map((person) => person.address_key))
    await transaction.insertInto('address_parts').values({ block, parts }).execute()
  }
  return blocks.length
}

/** The first blocks of which nothing is known, but for the last, which people are added to. */
async function missing(queries: Queries): Promise<number[]> {
  const { rows } = await sql<{ blocks: number; full: number }>`
    select (select count(*) from address_parts) as blocks,
      coalesce((select max(id) from people), 0) >> ${sql.lit(BLOCK_BITS)} as full`.execute(queries)
  const [counted] = rows
  if (counted === undefined || Number(counted.blocks) >= Number(counted.full)) return []
  const known = await queries.selectFrom('address_parts').select('block').orderBy('block').execute()
  const has = new Set(known.map(({ block }) => block))
  const found: number[] = []
  for (let block = 0; block < Number(counted.full) && found.length < TOGETHER; block += 1)
    if (!has.has(block)) found.push(block)
  return found
}
