/**
 * What stands in the ledger about mailings, for people to read and for later mail to refer to. In: numbers or keys.
 * Out: what `mailings` prints, and what a thread is made of. Changes nothing. Door.
 */
import { type RawBuilder, sql } from 'kysely'
import { isoInstant } from '../base/clock.js'
import { ALL_DELIVERIES } from '../store/all-deliveries.js'
import type { Queries } from '../store/open.js'
import type { MailingRow, Tables } from '../store/tables.js'
import { ENDED, isIn, MAY_GO, OF_NOTICES, UNDER_LEASE, WAITING } from './states-store.js'

type DeliveryState = Tables['deliveries']['state']
export type DeliveryCounts = Record<DeliveryState, number>

/** As `mailings list --json` prints it. */
export interface MailingRecord {
  readonly mailing: number
  readonly key: string
  readonly subject: string
  readonly state: MailingRow['state']
  readonly audience: number
  readonly accepted: number
  readonly startedAt: string | null
}

/** As `mailings show --json` prints it. */
export interface MailingDetails extends MailingRecord, Omit<DeliveryCounts, 'accepted'> {
  readonly messageId: string
  readonly lists: string[]
  readonly reason: string
  readonly maybeTwice: number
  readonly finishedAt: string | null
  /** Accepted messages per second between the first start and the end, or now. */
  readonly rate: number
}

/** Which of them are listed; all where it says nothing. */
export interface MailingPart {
  readonly numbers?: readonly number[]
  readonly most?: number
  /** So many newer ones are left out. */
  readonly offset?: number
  /** Only those with a lower number: older ones. */
  readonly before?: number
  /** Ended, or not yet. */
  readonly isOver?: boolean
}

const OVER = ['finished', 'cancelled'] as const

/**
 * Newest first; confirmations are left out unless asked for. What each has accepted is counted, a million in a third of
 * a second: a page asks for as many as it shows.
 */
export async function listMailings(
  queries: Queries,
  confirmations: boolean,
  { numbers, most, offset = 0, before, isOver }: MailingPart = {},
): Promise<MailingRecord[]> {
  if (numbers?.length === 0) return []
  const rows = await queries
    .selectFrom('mailings')
    .selectAll()
    .select(
      sql<number>`(select count(*) from deliveries d where d.mailing_id = mailings.id and d.${isIn('accepted')})
        + (select count(*) from delivery_history d where d.mailing_id = mailings.id and d.${isIn('accepted')})`.as(
        'accepted',
      ),
    )
    .$if(!confirmations, (query) => query.where(OF_NOTICES))
    .$if(numbers !== undefined, (query) => query.where('id', 'in', [...(numbers ?? [])]))
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? 0))
    .$if(isOver !== undefined, (query) => query.where('state', isOver === true ? 'in' : 'not in', OVER))
    .orderBy('id', 'desc')
    .$if(most !== undefined, (query) => query.limit(most ?? 0).offset(offset))
    .execute()
  return rows.map((row) => recordOf(row, Number(row.accepted)))
}

export async function countNoticeMailings(queries: Queries): Promise<number> {
  const row = await queries
    .selectFrom('mailings')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where(OF_NOTICES)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Of notices, newest first. */
export async function mailingSubjects(queries: Queries): Promise<{ id: number; subject: string }[]> {
  return await queries
    .selectFrom('mailings')
    .select(['id', 'subject'])
    .where(OF_NOTICES)
    .orderBy('id', 'desc')
    .execute()
}

/** @param messageIds without angle brackets */
export async function mailingsWithIds(queries: Queries, messageIds: readonly string[]): Promise<number[]> {
  if (messageIds.length === 0) return []
  const rows = await queries
    .selectFrom('mailings')
    .select('id')
    .where(
      'message_id',
      'in',
      messageIds.flatMap((id) => [id, `<${id}>`]),
    )
    .execute()
  return rows.map(({ id }) => id)
}

/** Those that an operator has to resume or cancel. */
export async function pausedMailings(queries: Queries): Promise<{ id: number; subject: string; reason: string }[]> {
  return await queries
    .selectFrom('mailings')
    .select(['id', 'subject', 'reason'])
    .where('state', '=', 'paused')
    .orderBy('id')
    .execute()
}

/** What takes as long as the mailing is large. */
export interface Counted {
  readonly counts: DeliveryCounts
  readonly maybeTwice: number
}

/** @param counting gives the numbers of a mailing's deliveries where they need not be counted each time */
export async function showMailing(
  queries: Queries,
  id: number,
  now: number,
  counting: (mailing: MailingRow) => Promise<Counted> = async (mailing) => await countedOf(queries, mailing.id),
): Promise<MailingDetails | undefined> {
  const row = await queries.selectFrom('mailings').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const counted = await counting(row)
  const { accepted, ...counts } = counted.counts
  const seconds = row.started_at === null ? 0 : Math.max(0.001, ((row.finished_at ?? now) - row.started_at) / 1000)
  return {
    ...recordOf(row, accepted),
    ...counts,
    messageId: row.message_id,
    lists: row.lists.split(' ').filter(Boolean),
    reason: row.reason,
    maybeTwice: counted.maybeTwice,
    finishedAt: row.finished_at === null ? null : isoInstant(row.finished_at),
    rate: seconds === 0 ? 0 : Math.round((accepted / seconds) * 10) / 10,
  }
}

function recordOf(row: MailingRow, accepted: number): MailingRecord {
  const { id, key, subject, state, audience, started_at } = row
  return {
    mailing: id,
    key,
    subject,
    state,
    audience,
    accepted,
    startedAt: started_at === null ? null : isoInstant(started_at),
  }
}

export async function countedOf(queries: Queries, mailing: number): Promise<Counted> {
  return { counts: await countDeliveries(queries, mailing), maybeTwice: await countMaybeTwice(queries, mailing) }
}

/** Deliveries by state, of one mailing or of all. */
export async function countDeliveries(queries: Queries, mailing?: number): Promise<DeliveryCounts> {
  const count = (which: RawBuilder<boolean>) =>
    queries
      .selectFrom('deliveries')
      .select((e) => ['state', e.fn.countAll<number>().as('count')])
      .$if(mailing !== undefined, (query) => query.where('mailing_id', '=', mailing ?? 0))
      .where(which)
      .groupBy('state')
  const past = queries
    .selectFrom('delivery_history')
    .select((e) => [e.ref('state').$castTo<DeliveryState>().as('state'), e.fn.countAll<number>().as('count')])
    .$if(mailing !== undefined, (query) => query.where('mailing_id', '=', mailing ?? 0))
    .groupBy('state')
  const rows = await count(WAITING).unionAll(count(UNDER_LEASE)).unionAll(count(ENDED)).unionAll(past).execute()
  const counts: DeliveryCounts = {
    queued: 0,
    leased: 0,
    sending: 0,
    accepted: 0,
    deferred: 0,
    failed: 0,
    uncertain: 0,
    cancelled: 0,
  }
  for (const row of rows) counts[row.state] += Number(row.count)
  return counts
}

/** The states are written into the statement. SQLite would not use the index if they were parameters. */
const IS_MAYBE_TWICE = sql<boolean>`maybe_twice = 1`

/** Addresses whose message may have arrived twice. */
export async function maybeTwice(queries: Queries, mailing: number): Promise<string[]> {
  const rows = await queries
    .selectFrom(ALL_DELIVERIES.as('deliveries'))
    .select('address')
    .where('mailing_id', '=', mailing)
    .where(IS_MAYBE_TWICE)
    .orderBy('person_id')
    .execute()
  return rows.map((row) => row.address)
}

/** Of one mailing: who did not get it, or perhaps did. */
export interface TroubledDelivery {
  readonly address: string
  readonly state: DeliveryState
  /** The server's last words. */
  readonly reply: string
}

export type TroubledState = 'failed' | 'uncertain'

/** @param most of each state; absent all */
export async function troubledDeliveries(
  queries: Queries,
  mailing: number,
  states: readonly TroubledState[],
  most?: number,
): Promise<TroubledDelivery[]> {
  const rows: TroubledDelivery[] = []
  for (const state of states) {
    const found = await queries
      .selectFrom(ALL_DELIVERIES.as('deliveries'))
      .select(['address', 'reply'])
      .where('mailing_id', '=', mailing)
      .where(isIn(state))
      .orderBy('person_id')
      .$if(most !== undefined, (query) => query.limit(most ?? 0))
      .execute()
    rows.push(...found.map(({ address, reply }) => ({ address, state, reply })))
  }
  return rows
}

async function countMaybeTwice(queries: Queries, mailing: number): Promise<number> {
  const row = await queries
    .selectFrom(ALL_DELIVERIES.as('deliveries'))
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('mailing_id', '=', mailing)
    .where(IS_MAYBE_TWICE)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** A notice's mailing, by its number. */
export type MailingOf = Pick<MailingRow, 'key' | 'state' | 'audience'> & { readonly mailing: number }

export async function mailingsOf(queries: Queries, keys: readonly string[]): Promise<MailingOf[]> {
  if (keys.length === 0) return []
  return await queries
    .selectFrom('mailings')
    .select(['id as mailing', 'key', 'state', 'audience'])
    .where('key', 'in', [...keys])
    .orderBy('id')
    .execute()
}

/** Mailings of these notices, in the order of the keys: what a later one in the thread replies to. */
export async function mailedBefore(
  queries: Queries,
  keys: readonly string[],
): Promise<{ key: string; messageId: string; subject: string; lists: string[] }[]> {
  if (keys.length === 0) return []
  const rows = await queries
    .selectFrom('mailings')
    .select(['key', 'message_id', 'subject', 'lists'])
    .where('key', 'in', [...keys])
    .execute()
  return rows
    .map(({ message_id, lists, ...row }) => ({
      ...row,
      messageId: message_id,
      lists: lists.split(' ').filter(Boolean),
    }))
    .sort((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key))
}

/** Deliveries that were not sent yet and whose mailing may go on. */
export async function countWaiting(queries: Queries): Promise<number> {
  const row = await queries
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where(isIn('queued'))
    .where(MAY_GO)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}
