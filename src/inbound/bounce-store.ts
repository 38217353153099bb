/** What came back of deliveries, one of each kind. In: a delivery. Out: what is known of it, its neighbours. Door. */
import { type JoinBuilder, sql } from 'kysely'
import { ALL_DELIVERIES } from '../store/all-deliveries.js'
import type { Queries, Store } from '../store/open.js'
import type { BounceTable } from '../store/tables/bounces.js'
import type { Tables } from '../store/tables.js'
import type { Claim } from '../subscribers/links.js'
import type { MailFate } from './soft-bounces.js'

export interface NewBounce extends Claim {
  readonly class: BounceTable['class']
  readonly status: string
  readonly words: string
  readonly source: 'mail' | 'rcpt' | 'webhook'
}

/** What was mailed, where this ledger has it. @returns the address it went to, '' once the person is erased */
export async function addressMailed(queries: Queries, { person, mailing }: Claim): Promise<string | undefined> {
  const row = await queries
    .selectFrom(ALL_DELIVERIES.as('deliveries'))
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
  readonly bounced: number
  /** Who is suppressed because of it, and for nothing else: who complained as well stays so. */
  readonly suppressed: readonly { readonly person: number; readonly address: string }[]
}

/** @param domain in A-labels, lower case */
export async function bouncesAt(
  { db, dialect }: Pick<Store, 'db' | 'dialect'>,
  bounce: Pick<NewBounce, 'mailing' | 'class'>,
  domain: string,
): Promise<DomainBounces> {
  const bounced = await db
    .selectFrom('bounces')
    .innerJoin(ALL_DELIVERIES.as('deliveries'), onDelivery)
    .select([
      'bounces.person_id as person',
      'deliveries.address',
      sql<number>`bounces.suppressed = 1 and not exists (
      select 1 from bounces c where c.person_id = bounces.person_id and c.class = 'complaint')`.as('lifts'),
    ])
    .where('bounces.mailing_id', '=', bounce.mailing)
    .where('bounces.class', '=', bounce.class)
    .where((e) => sql<boolean>`${dialect.domainOf(e.ref('deliveries.address'))} = ${domain}`)
    .execute()
  return { bounced: bounced.length, suppressed: bounced.filter(({ lifts }) => Boolean(lifts)) }
}

/** How many of a mailing went to a domain: all of it is looked through. */
export async function mailedAt(
  { db, dialect }: Pick<Store, 'db' | 'dialect'>,
  mailing: number,
  domain: string,
): Promise<number> {
  const { mailed } = await db
    .selectFrom(ALL_DELIVERIES.as('deliveries'))
    .select((e) => e.fn.countAll<number>().as('mailed'))
    .where('mailing_id', '=', mailing)
    .where((e) => sql<boolean>`${dialect.domainOf(e.ref('address'))} = ${domain}`)
    .executeTakeFirstOrThrow()
  return Number(mailed)
}

/** Domains of which more than `people` of a mailing came back as unknown, where some did since an instant. */
export async function unknownAtDomains(
  store: Pick<Store, 'db' | 'dialect'>,
  since: number,
  people: number,
): Promise<{ mailing: number; domain: string; bounced: number }[]> {
  const domain = store.dialect.domainOf(sql.ref('deliveries.address'))
  const rows = await store.db
    .selectFrom('bounces')
    .innerJoin('deliveries', onDelivery)
    .select((e) => ['bounces.mailing_id as mailing', domain.as('domain'), e.fn.countAll<number>().as('bounced')])
    .where('bounces.class', '=', 'hard')
    .where('bounces.mailing_id', 'in', (e) =>
      e.selectFrom('bounces').select('mailing_id').where('at', '>=', since).where('class', '=', 'hard'),
    )
    .groupBy(['bounces.mailing_id', domain])
    .having((e) => e.fn.countAll(), '>', people)
    .orderBy('bounces.mailing_id')
    .execute()
  return rows.map((row) => ({ ...row, bounced: Number(row.bounced) }))
}

/** What became of somebody's mail up to a mailing, the newest first. */
export async function fatesOf(queries: Queries, { person, mailing }: Claim): Promise<MailFate[]> {
  const { rows } = await sql<{ at: number; state: string; soft: number; bounced: number; lifted: number }>`
    select m.created_at as at, d.state, count(b.id) as bounced,
      coalesce(sum(case when b.class = 'soft' then 1 else 0 end), 0) as soft,
      coalesce(max(b.suppressed), 0) as lifted
    from (select mailing_id, person_id, state from deliveries where person_id = ${person}
      union all select mailing_id, person_id, state from delivery_history where person_id = ${person}) d
    join mailings m on m.id = d.mailing_id
    left join bounces b on b.mailing_id = d.mailing_id and b.person_id = d.person_id
    where d.person_id = ${person} and d.mailing_id <= ${mailing}
    group by d.mailing_id, m.created_at, d.state order by d.mailing_id desc limit ${MOST_FATES}`.execute(queries)
  return rows.map(({ at, state, soft, bounced, lifted }): MailFate => {
    if (Number(lifted) > 0) return { at: Number(at), what: 'lifted' }
    if (Number(soft) > 0) return { at: Number(at), what: 'soft' }
    return { at: Number(at), what: state === 'accepted' && Number(bounced) === 0 ? 'arrived' : 'nothing' }
  })
}

const MOST_FATES = 500

const onDelivery = (join: JoinBuilder<Pick<Tables, 'bounces' | 'deliveries'>, 'bounces' | 'deliveries'>) =>
  join.onRef('deliveries.mailing_id', '=', 'bounces.mailing_id').onRef('deliveries.person_id', '=', 'bounces.person_id')

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
  readonly source: NewBounce['source']
  readonly at: number
}

const SHOWN = 50

/** The newest first. */
export async function bouncesOf(queries: Queries, person: number): Promise<BounceRecord[]> {
  return await queries
    .selectFrom('bounces')
    .select(['mailing_id as mailing', 'class', 'status', 'words', 'source', 'at'])
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
    .innerJoin(ALL_DELIVERIES.as('deliveries'), onDelivery)
    .select(['deliveries.address', 'bounces.class', 'bounces.status', 'bounces.words'])
    .where('bounces.mailing_id', '=', mailing)
    .orderBy('bounces.id')
    .execute()
}
