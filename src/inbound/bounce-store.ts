/** What came back of deliveries, one of each kind. In: a delivery. Out: what is known of it, its neighbours. Door. */
import { sql } from 'kysely'
import type { Queries } from '../store/open.js'
import type { BounceTable } from '../store/tables.js'
import type { Claim } from '../subscribers/links.js'

export interface NewBounce extends Claim {
  readonly class: BounceTable['class']
  readonly status: string
  readonly words: string
}

/** What was mailed, where this ledger has it. @returns the address it went to, '' once the person is erased */
export async function addressMailed(queries: Queries, { person, mailing }: Claim): Promise<string | undefined> {
  const row = await queries
    .selectFrom('deliveries')
    .select('address')
    .where('mailing_id', '=', mailing)
    .where('person_id', '=', person)
    .executeTakeFirst()
  return row?.address
}

/** @returns `suppressed` where it was known, and its person was suppressed because of it */
export async function recordBounce(
  queries: Queries,
  { person, mailing, ...said }: NewBounce,
  now: number,
): Promise<'new' | 'known' | 'suppressed'> {
  const done = await queries
    .insertInto('bounces')
    .values({ person_id: person, mailing_id: mailing, ...said, at: now, suppressed: 0 })
    .onConflict((conflict) => conflict.columns(['mailing_id', 'person_id', 'class']).doNothing())
    .executeTakeFirst()
  if (Number(done.numInsertedOrUpdatedRows ?? 0) > 0) return 'new'
  const { suppressed } = await queries
    .selectFrom('bounces')
    .select('suppressed')
    .where('mailing_id', '=', mailing)
    .where('person_id', '=', person)
    .where('class', '=', said.class)
    .executeTakeFirstOrThrow()
  return suppressed === 1 ? 'suppressed' : 'known'
}

/** Of one mailing, those at one domain. */
export interface DomainBounces {
  readonly hard: number
  readonly mailed: number
  /** Who is suppressed because of it, and for nothing else: who complained as well stays so. */
  readonly suppressed: readonly { readonly person: number; readonly address: string }[]
}

/** @param domain in A-labels, lower case */
export async function bouncesAt(queries: Queries, mailing: number, domain: string): Promise<DomainBounces> {
  const end = `@${domain}`
  const from = sql`length(deliveries.address) - ${end.length - 1}`
  const isThere = sql<boolean>`lower(substr(deliveries.address, ${from})) = ${end}`
  const hard = await queries
    .selectFrom('bounces')
    .innerJoin('deliveries', (join) =>
      join
        .onRef('deliveries.mailing_id', '=', 'bounces.mailing_id')
        .onRef('deliveries.person_id', '=', 'bounces.person_id'),
    )
    .select([
      'bounces.person_id as person',
      'deliveries.address',
      sql<number>`bounces.suppressed = 1 and not exists (
      select 1 from bounces c where c.person_id = bounces.person_id and c.class = 'complaint')`.as('lifts'),
    ])
    .where('bounces.mailing_id', '=', mailing)
    .where('bounces.class', '=', 'hard')
    .where(isThere)
    .execute()
  const { mailed } = await queries
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll<number>().as('mailed'))
    .where('mailing_id', '=', mailing)
    .where(isThere)
    .executeTakeFirstOrThrow()
  return { hard: hard.length, mailed: Number(mailed), suppressed: hard.filter(({ lifts }) => Boolean(lifts)) }
}

/** Is its person suppressed because of it? */
export async function setSuppressed(queries: Queries, bounce: NewBounce, suppressed: boolean): Promise<void> {
  await queries
    .updateTable('bounces')
    .set({ suppressed: suppressed ? 1 : 0 })
    .where('mailing_id', '=', bounce.mailing)
    .where('person_id', '=', bounce.person)
    .where('class', '=', bounce.class)
    .execute()
}

/** As `subscribers show --json` prints it. */
export interface BounceRecord {
  readonly mailing: number
  readonly class: BounceTable['class']
  readonly status: string
  readonly words: string
  readonly at: number
}

const SHOWN = 50

/** The newest first. */
export async function bouncesOf(queries: Queries, person: number): Promise<BounceRecord[]> {
  return await queries
    .selectFrom('bounces')
    .select(['mailing_id as mailing', 'class', 'status', 'words', 'at'])
    .where('person_id', '=', person)
    .orderBy('id', 'desc')
    .limit(SHOWN)
    .execute()
}

/** As `mailings show --bounced --json` prints it. */
export interface BouncedAddress {
  /** Empty once the person is erased. */
  readonly address: string
  readonly class: BounceTable['class']
  readonly status: string
  readonly words: string
}

export async function bouncesFrom(queries: Queries, mailing: number): Promise<BouncedAddress[]> {
  return await queries
    .selectFrom('bounces')
    .innerJoin('deliveries', (join) =>
      join
        .onRef('deliveries.mailing_id', '=', 'bounces.mailing_id')
        .onRef('deliveries.person_id', '=', 'bounces.person_id'),
    )
    .select(['deliveries.address', 'bounces.class', 'bounces.status', 'bounces.words'])
    .where('bounces.mailing_id', '=', mailing)
    .orderBy('bounces.id')
    .execute()
}
