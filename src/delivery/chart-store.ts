/**
 * What charts are drawn from: what became of the mail of each mailing, who is on which list, bounces by the hour. In:
 * since when. Out: counts; whoever draws knows the time zone, and makes days of them. Door.
 */
import { sql } from 'kysely'
import { ALL_DELIVERIES } from '../store/all-deliveries.js'
import type { Queries } from '../store/open.js'
import { ENDED, OF_NOTICES } from './states-store.js'

/** What became of a mailing's people. */
export interface MailingEnds {
  /** When it began, milliseconds since the epoch. */
  readonly at: number
  readonly accepted: number
  readonly failed: number
}

/** Of notices, the newest mailings that began since then. */
export async function mailSince(queries: Queries, since: number, most: number): Promise<MailingEnds[]> {
  const mailings = await queries
    .selectFrom('mailings')
    .select(['id', 'started_at'])
    .where(OF_NOTICES)
    .where('started_at', '>=', since)
    .orderBy('id', 'desc')
    .limit(most)
    .execute()
  if (mailings.length === 0) return []
  const counts = await queries
    .selectFrom(ALL_DELIVERIES.as('deliveries'))
    .select((e) => ['mailing_id', 'state', e.fn.countAll<number>().as('count')])
    .where(
      'mailing_id',
      'in',
      mailings.map(({ id }) => id),
    )
    .where(ENDED)
    .groupBy(['mailing_id', 'state'])
    .execute()
  const countOf = (mailing: number, state: string) =>
    Number(counts.find((one) => one.mailing_id === mailing && one.state === state)?.count ?? 0)
  return mailings.map(({ id, started_at: at }) => ({
    at: at ?? since,
    accepted: countOf(id, 'accepted'),
    failed: countOf(id, 'failed'),
  }))
}

export interface ListCount {
  /** Id. */
  readonly list: string
  readonly state: 'pending' | 'confirmed' | 'ended'
  readonly people: number
}

/** It reads all subscriptions: whoever asks often keeps the answer. */
export async function peopleByList(queries: Queries): Promise<ListCount[]> {
  const rows = await queries
    .selectFrom('subscriptions')
    .select((e) => ['list', 'state', e.fn.countAll<number>().as('people')])
    .groupBy(['list', 'state'])
    .execute()
  return rows.map(({ people, ...row }) => ({ ...row, people: Number(people) }))
}

export interface HourOfBounces {
  /** Milliseconds since the epoch: its beginning. */
  readonly at: number
  readonly class: 'hard' | 'soft' | 'policy' | 'complaint'
  readonly count: number
}

const HOUR_MS = 3_600_000

/** By hours, because days begin at another instant in each time zone. */
export async function bouncesSince(queries: Queries, since: number): Promise<HourOfBounces[]> {
  const hour = sql<number>`at / ${sql.lit(HOUR_MS)}`
  const rows = await queries
    .selectFrom('bounces')
    .select((e) => [hour.as('hour'), 'class', e.fn.countAll<number>().as('count')])
    .where('at', '>=', since)
    .groupBy([hour, 'class'])
    .execute()
  return rows.map((row) => ({ at: Number(row.hour) * HOUR_MS, class: row.class, count: Number(row.count) }))
}
