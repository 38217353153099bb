/**
 * One look at a mailing under way, for whoever watches it. In: its number. Out: its numbers, the domains that keep it
 * waiting, who works on it. It reads an index of counts and a bounded part of what is in trouble, so that a million
 * deliveries may be looked at often. Door.
 */
import { type ExpressionBuilder, sql } from 'kysely'
import { NewestCache } from '../base/newest-cache.js'
import type { Queries, Store } from '../store/open.js'
import type { MailingRow, Tables } from '../store/tables.js'
import { type Counted, countedOf, type MailingDetails, showMailing } from './mailing-reports-store.js'
import { type SlowedDomain, slowedDomains } from './share-store.js'
import { isIn, OF_NOTICES, UNDER_LEASE } from './states-store.js'

export interface TroubledDomain {
  readonly domain: string
  readonly deferred: number
  readonly failed: number
  readonly uncertain: number
  /** The last reply about one of them. */
  readonly reply: string
}

export interface MailingLook extends MailingDetails {
  /** The instant of the look, by the command's clock. */
  readonly now: number
  /** Workers that hold deliveries of it. */
  readonly workers: number
  /** When the first of those that wait for another try is due; null where none does. */
  readonly nextRetry: number | null
  /** Those with most deliveries in trouble, the worst first. */
  readonly domains: readonly TroubledDomain[]
  /** Those that asked for fewer and are sent fewer, by all mailings; the slowest first. */
  readonly slowed: readonly SlowedDomain[]
  /** More was in trouble than was looked at for `domains` and `nextRetry`. */
  readonly isPartial: boolean
}

const TROUBLED = ['deferred', 'failed', 'uncertain'] as const
type Troubled = (typeof TROUBLED)[number]

/** Of each state in trouble, so many rows at most are read. */
const MOST_ROWS = 10_000
const MOST_DOMAINS = 5

/** @returns undefined where there is no such mailing */
export async function lookAtMailing(
  store: Store,
  id: number,
  now: number,
  { resendUncertain, mostRows = MOST_ROWS }: { resendUncertain: boolean; mostRows?: number },
): Promise<MailingLook | undefined> {
  const details = await showMailing(store.db, id, now, async (mailing) => await lastCounted(store, mailing, now))
  if (details === undefined) return undefined
  return {
    ...details,
    now,
    workers: await countWorkers(store, id),
    nextRetry: await nextRetry(store.db, id, resendUncertain ? ['deferred', 'uncertain'] : ['deferred'], mostRows),
    domains: await troubledDomains(store, id, mostRows),
    slowed: await slowedDomains(store.db, now, MOST_DOMAINS),
    isPartial: TROUBLED.some((state) => details[state] > mostRows),
  }
}

/** Counting a million takes a third of a second: of a mailing to so many or more the last numbers serve for a while. */
const LARGE = 100_000

interface LastCounted {
  readonly counted: Promise<Counted>
  readonly at: number
  readonly state: MailingRow['state']
}

const lastOf = new WeakMap<Store, NewestCache<number, LastCounted>>()

/** Of a million deliveries the numbers are five seconds old at most, of fewer that much less. */
async function lastCounted(store: Store, { id, audience, state }: MailingRow, now: number): Promise<Counted> {
  if (audience < LARGE) return await countedOf(store.db, id)
  const known = lastOf.get(store) ?? new NewestCache({ most: 10 })
  lastOf.set(store, known)
  const last = known.get(id)
  const isFresh = last?.state === state && now >= last.at && now - last.at < audience / 200
  if (last !== undefined && isFresh) return await last.counted
  const counted = countedOf(store.db, id)
  known.set(id, { counted, at: now, state })
  // What failed is asked again.
  counted.catch(() => known.delete(id))
  return await counted
}

async function countWorkers({ db, dialect }: Store, mailing: number): Promise<number> {
  const row = await db
    .selectFrom('deliveries')
    .select((e) => e.fn.count<number>('owner').distinct().as('count'))
    .where('mailing_id', '=', mailing)
    .where(UNDER_LEASE)
    .where('leased_until', '>', dialect.now())
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

async function nextRetry(
  queries: Queries,
  mailing: number,
  states: readonly Troubled[],
  mostRows: number,
): Promise<number | null> {
  const dues: number[] = []
  for (const state of states) {
    const row = await queries
      .selectFrom((e) => rowsIn(e, mailing, state, mostRows).as('waiting'))
      .select((e) => e.fn.min<number | null>('due_at').as('due'))
      .executeTakeFirstOrThrow()
    if (row.due !== null) dues.push(row.due)
  }
  return dues.length === 0 ? null : Math.min(...dues)
}

async function troubledDomains({ db, dialect }: Store, mailing: number, mostRows: number): Promise<TroubledDomain[]> {
  const count = (state: Troubled) => sql<number>`count(case when state = ${sql.lit(state)} then 1 end)`.as(state)
  const rows = await db
    .with('troubled', (looking) =>
      looking
        .selectFrom((e) => rowsIn(e, mailing, 'deferred', mostRows).as('deferred'))
        .selectAll()
        .unionAll((e) => e.selectFrom((i) => rowsIn(i, mailing, 'failed', mostRows).as('failed')).selectAll())
        .unionAll((e) => e.selectFrom((i) => rowsIn(i, mailing, 'uncertain', mostRows).as('uncertain')).selectAll()),
    )
    .with('placed', (looking) =>
      looking
        .selectFrom('troubled')
        .select((e) => ['state', 'reply', dialect.domainOf(e.ref('address')).as('domain')])
        .select((e) =>
          // The last try of a deferred one was as long ago as the next one is far away: that is near enough.
          sql<number>`row_number() over (
            partition by ${dialect.domainOf(e.ref('address'))} order by due_at desc, id desc)`.as('place'),
        ),
    )
    .selectFrom('placed')
    .select(['domain', ...TROUBLED.map(count), sql<string>`max(case when place = 1 then reply end)`.as('reply')])
    .groupBy('domain')
    .orderBy(sql`count(*)`, 'desc')
    .orderBy('domain')
    .limit(MOST_DOMAINS)
    .execute()
  return rows.map((row) => ({
    ...row,
    deferred: Number(row.deferred),
    failed: Number(row.failed),
    uncertain: Number(row.uncertain),
  }))
}

/** Rows of one state in the order of the index, which begins with mailing and state. */
function rowsIn(e: ExpressionBuilder<Tables, never>, mailing: number, state: Troubled, mostRows: number) {
  return e
    .selectFrom('deliveries')
    .select(['id', 'state', 'address', 'due_at', 'reply'])
    .where('mailing_id', '=', mailing)
    .where(isIn(state))
    .orderBy('id')
    .limit(mostRows)
}

/** The announcement that is being sent, or will be first: in the order in which workers take them. Else the newest. */
export async function mailingToWatch(queries: Queries): Promise<{ id: number; isUnderWay: boolean } | undefined> {
  const announcements = queries.selectFrom('mailings').select('id').where(OF_NOTICES)
  const next = announcements.orderBy('released', 'desc').orderBy('priority').orderBy('id').limit(1)
  for (const state of ['sending', 'queued'] as const) {
    const row = await next.where('state', '=', state).executeTakeFirst()
    if (row !== undefined) return { id: row.id, isUnderWay: true }
  }
  const newest = await announcements.orderBy('id', 'desc').limit(1).executeTakeFirst()
  return newest === undefined ? undefined : { id: newest.id, isUnderWay: false }
}
