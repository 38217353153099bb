/**
 * The ledger in numbers, for somebody who watches the service: each question is answered from an index or a small
 * table, and what may be large is counted up to a bound. In: the store, the instant. Out: numbers. Changes nothing.
 * Door.
 */
import { sql } from 'kysely'
import { nextDueAt } from '../../delivery/lease-store.js'
import { slowedDomains } from '../../delivery/share-store.js'
import { isIn, UNDER_LEASE, WAITING } from '../../delivery/states-store.js'
import { sequenceOfAll } from '../../marks/machine-store.js'
import { MAIL_RESTORED, MAIL_STOPPED, readFact } from '../../store/meta-store.js'
import type { Queries, Store } from '../../store/open.js'
import type { Tables } from '../../store/tables.js'

type DeliveryState = Tables['deliveries']['state']

export interface LedgerNumbers {
  /** By state, of those that there are. */
  readonly notices: ReadonlyMap<string, number>
  readonly mailings: ReadonlyMap<string, number>
  /** By state, each COUNTED at most. */
  readonly queue: ReadonlyMap<string, number>
  /** How long the delivery that is due first has been due; 0 where none is. */
  readonly oldestDueMs: number
  /** How long ago the lease ended that ended first and was not given back; 0 where none did. */
  readonly overdueLeaseMs: number
  /** By class, within RECENT_MS. */
  readonly bounces: ReadonlyMap<string, number>
  /** Deliveries of the notices mailed within RECENT_MS. */
  readonly mailed: number
  readonly slowedDomains: number
  readonly bytes: number
  readonly sequence: number
  readonly isMailStopped: boolean
  /** The last run that decided, milliseconds since the epoch; undefined before the first. */
  readonly lastRunAt: number | undefined
}

/** What waits is counted so far: counting a million takes a second of the database. */
const COUNTED = 100_000
const RECENT_MS = 7 * 86_400_000
const SLOWED = 1_000

const WAITS: readonly DeliveryState[] = ['queued', 'deferred', 'uncertain']
const LEASED: readonly DeliveryState[] = ['leased', 'sending']

/** @throws whatever the database throws */
export async function readLedgerNumbers(store: Store, now: number): Promise<LedgerNumbers> {
  const { db } = store
  const dueAt = await nextDueAt(store)
  const lastRun = await readFact(db, 'last-run')
  const stopped = [await readFact(db, MAIL_STOPPED), await readFact(db, MAIL_RESTORED)]
  return {
    notices: await byState(db, 'notices'),
    mailings: await openMailings(db),
    queue: new Map([...(await counted(db, WAITS, WAITING)), ...(await counted(db, LEASED, UNDER_LEASE))]),
    oldestDueMs: dueAt === undefined ? 0 : Math.max(0, now - dueAt),
    overdueLeaseMs: await overdueLeaseMs(store),
    ...(await recentReturns(db, now)),
    slowedDomains: (await slowedDomains(db, now, SLOWED)).length,
    bytes: await bytesOf(store),
    sequence: await sequenceOfAll(db),
    isMailStopped: stopped.some((fact) => fact !== undefined),
    lastRunAt: lastRun === undefined ? undefined : Number(lastRun),
  }
}

async function byState(db: Queries, table: 'notices'): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom(table)
    .select((e) => ['state', e.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  return new Map(rows.map(({ state, count }) => [state, Number(count)]))
}

/** Of notices; what ended is history. */
async function openMailings(db: Queries): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('mailings')
    .select((e) => ['state', e.fn.countAll<number>().as('count')])
    .where('kind', '=', 'notice')
    .where('state', 'in', ['queued', 'sending', 'paused'])
    .groupBy('state')
    .execute()
  return new Map(rows.map(({ state, count }) => [state, Number(count)]))
}

async function counted(db: Queries, states: readonly DeliveryState[], part: typeof WAITING) {
  const each: [string, number][] = []
  for (const state of states) {
    const some = db
      .selectFrom('deliveries')
      .select(sql<number>`1`.as('one'))
      .where(part)
      .where(isIn(state))
      .limit(COUNTED)
    const { count } = await db
      .selectFrom(some.as('some'))
      .select((e) => e.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    each.push([state, Number(count)])
  }
  return each
}

/** By the database's clock, as leases are. */
async function overdueLeaseMs({ db, dialect }: Store): Promise<number> {
  const row = await db
    .selectFrom('deliveries')
    .select(sql<number | null>`${dialect.now()} - min(leased_until)`.as('late'))
    .where(UNDER_LEASE)
    .executeTakeFirst()
  return Math.max(0, Number(row?.late ?? 0))
}

/** What came back lately, by class, and of how many deliveries of notices. */
export async function recentReturns(db: Queries, now: number): Promise<Pick<LedgerNumbers, 'bounces' | 'mailed'>> {
  const since = now - RECENT_MS
  return { bounces: await recentBounces(db, since), mailed: await recentlyMailed(db, since) }
}

async function recentBounces(db: Queries, since: number): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('bounces')
    .select((e) => ['class', e.fn.countAll<number>().as('count')])
    .where('at', '>', since)
    .groupBy('class')
    .execute()
  return new Map(rows.map((row) => [row.class, Number(row.count)]))
}

async function recentlyMailed(db: Queries, since: number): Promise<number> {
  const row = await db
    .selectFrom('mailings')
    .select((e) => e.fn.sum<number | null>('audience').as('people'))
    .where('kind', '=', 'notice')
    .where('created_at', '>', since)
    .executeTakeFirst()
  return Number(row?.people ?? 0)
}

async function bytesOf({ db, dialect }: Store): Promise<number> {
  const size =
    dialect.name === 'sqlite'
      ? sql<{ bytes: number }>`select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`
      : sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`
  const { rows } = await size.execute(db)
  return Number(rows[0]?.bytes ?? 0)
}
