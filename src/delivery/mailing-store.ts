/**
 * Mailings in the ledger: a notice's frozen content and audience. In: frozen bytes and lists. Out: rows, and what `mailings` prints.
 * Door.
 */
import { sql, type Transaction } from 'kysely'
import { isoInstant } from '../clock.js'
import type { Frozen, Slot } from '../mail/slots.js'
import type { DialectWords } from '../store/dialect.js'
import type { Queries } from '../store/open-store.js'
import type { DeliveryRow, MailingRow, Tables } from '../store/tables.js'

export interface NewMailing {
  readonly key: string
  readonly kind: MailingRow['kind']
  /** 0 recall, 1 confirmation, 2 important, 3 the rest. */
  readonly priority: number
  readonly subject: string
  readonly messageId: string
  /** Ids in the order of the configuration. */
  readonly lists: readonly string[]
  readonly linkKey: number
  readonly variants: readonly { list: string; format: 'html' | 'text'; frozen: Frozen }[]
}

/** Freezes a mailing and writes a delivery for every person in its audience. @returns its number and the size of its audience */
export async function createMailing(
  transaction: Transaction<Tables>,
  mailing: NewMailing,
  now: number,
): Promise<{ id: number; audience: number }> {
  const id = await insertMailing(transaction, mailing, now)
  await insertAudience(transaction, id, mailing.lists, now)
  const counted = await transaction
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll<number>().as('audience'))
    .where('mailing_id', '=', id)
    .executeTakeFirstOrThrow()
  const audience = Number(counted.audience)
  const finished = audience === 0 ? { state: 'finished' as const, finished_at: now } : {}
  await transaction
    .updateTable('mailings')
    .set({ audience, ...finished })
    .where('id', '=', id)
    .execute()
  return { id, audience }
}

/** A confirmation is a mailing of one, to a person whose subscriptions are pending. */
export async function createConfirmation(
  transaction: Transaction<Tables>,
  mailing: NewMailing,
  person: { id: number; address: string; format: 'html' | 'text' },
  now: number,
): Promise<number> {
  const id = await insertMailing(transaction, mailing, now)
  const row = {
    mailing_id: id,
    person_id: person.id,
    address: person.address,
    lists: mailing.lists.join(' '),
    list: mailing.lists[0] ?? '',
    format: person.format,
    state: 'queued' as const,
    due_at: now,
    attempts: 0,
    since: now,
    fence: 0,
    reply: '',
    maybe_twice: 0,
  }
  await transaction.insertInto('deliveries').values(row).execute()
  await transaction.updateTable('mailings').set({ audience: 1 }).where('id', '=', id).execute()
  return id
}

async function insertMailing(transaction: Transaction<Tables>, mailing: NewMailing, now: number): Promise<number> {
  const { id } = await transaction
    .insertInto('mailings')
    .values({
      key: mailing.key,
      kind: mailing.kind,
      state: 'queued',
      released: mailing.kind === 'confirmation' ? 1 : 0,
      priority: mailing.priority,
      subject: mailing.subject,
      message_id: mailing.messageId,
      lists: mailing.lists.join(' '),
      audience: 0,
      link_key: mailing.linkKey,
      reason: '',
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (const { list, format, frozen } of mailing.variants) {
    const row = { mailing_id: id, list, format, message: frozen.bytes, slots: JSON.stringify(frozen.slots) }
    await transaction.insertInto('variants').values(row).execute()
  }
  return id
}

/**
 * One statement in the database, for any audience: every person with a confirmed subscription to one of the lists, once, with the
 * lists they have in the order of the configuration.
 */
async function insertAudience(
  transaction: Transaction<Tables>,
  mailing: number,
  lists: readonly string[],
  now: number,
): Promise<void> {
  if (lists.length === 0) return
  const has = lists.map((list) => sql`max(case when s.list = ${list} then 1 else 0 end) = 1`)
  const words = sql.join(
    has.map((had, index) => sql`case when ${had} then ${` ${lists[index] ?? ''}`} else '' end`),
    sql` || `,
  )
  const first = sql.join(
    has.map((had, index) => sql`when ${had} then cast(${lists[index] ?? ''} as text)`),
    sql` `,
  )
  const since = sql.join(
    lists.map(
      (list, index) => sql`when ${has[index] ?? sql`false`} then max(case when s.list = ${list} then s.since end)`,
    ),
    sql` `,
  )
  await sql`
    insert into deliveries (mailing_id, person_id, address, lists, list, format, state, due_at, attempts, since, fence, reply, maybe_twice)
    select cast(${mailing} as bigint), p.id, p.address, trim(${words}), case ${first} end, p.format, 'queued', cast(${now} as bigint), 0, case ${since} end, 0, '', 0
    from people p join subscriptions s on s.person_id = p.id
    where s.state = 'confirmed' and s.list in (${sql.join([...lists])})
      and not exists (select 1 from suppressions x where x.address_key = p.address_key)
    group by p.id, p.address, p.format
    order by p.id`.execute(transaction)
}

/** The frozen message of a delivery's list and format. */
export async function readVariant(queries: Queries, row: DeliveryRow): Promise<Frozen> {
  const variant = await queries
    .selectFrom('variants')
    .select(['message', 'slots'])
    .where('mailing_id', '=', row.mailing_id)
    .where('list', '=', row.list)
    .where('format', '=', row.format)
    .executeTakeFirstOrThrow()
  const slots: Slot[] = JSON.parse(variant.slots)
  return { bytes: Buffer.from(variant.message), slots }
}

/** What its deliveries need to know of a mailing. */
export interface MailingTerms {
  readonly createdAt: number
  /** Number of the secret key its links are made with. */
  readonly linkKey: number
}

export async function mailingTerms(queries: Queries, id: number): Promise<MailingTerms> {
  const row = await queries
    .selectFrom('mailings')
    .select(['created_at', 'link_key'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { createdAt: row.created_at, linkKey: row.link_key }
}

/** How many people a mailing to these lists would reach now. */
export async function countAudience(queries: Queries, lists: readonly string[]): Promise<number> {
  if (lists.length === 0) return 0
  const { rows } = await sql<{ people: number }>`
    select count(distinct p.id) as people from people p join subscriptions s on s.person_id = p.id
    where s.state = 'confirmed' and s.list in (${sql.join([...lists])})
      and not exists (select 1 from suppressions x where x.address_key = p.address_key)`.execute(queries)
  return Number(rows[0]?.people ?? 0)
}

export type DeliveryCounts = Record<Tables['deliveries']['state'], number>

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

/** Newest first; confirmations are left out unless asked for. */
export async function listMailings(queries: Queries, confirmations: boolean): Promise<MailingRecord[]> {
  const rows = await queries
    .selectFrom('mailings')
    .selectAll()
    .select((e) =>
      e
        .selectFrom('deliveries')
        .select((d) => d.fn.countAll<number>().as('accepted'))
        .whereRef('deliveries.mailing_id', '=', 'mailings.id')
        .where('deliveries.state', '=', 'accepted')
        .as('accepted'),
    )
    .$if(!confirmations, (query) => query.where('kind', '=', 'notice'))
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => recordOf(row, Number(row.accepted)))
}

export async function showMailing(queries: Queries, id: number, now: number): Promise<MailingDetails | undefined> {
  const row = await queries.selectFrom('mailings').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const { accepted, ...counts } = await countDeliveries(queries, id)
  const twice = await maybeTwice(queries, id)
  const seconds = row.started_at === null ? 0 : Math.max(0.001, ((row.finished_at ?? now) - row.started_at) / 1000)
  return {
    ...recordOf(row, accepted),
    ...counts,
    messageId: row.message_id,
    lists: row.lists.split(' ').filter(Boolean),
    reason: row.reason,
    maybeTwice: twice.length,
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

/** Deliveries by state, of one mailing or of all. */
export async function countDeliveries(queries: Queries, mailing?: number): Promise<DeliveryCounts> {
  const rows = await queries
    .selectFrom('deliveries')
    .select((e) => ['state', e.fn.countAll<number>().as('count')])
    .$if(mailing !== undefined, (query) => query.where('mailing_id', '=', mailing ?? 0))
    .groupBy('state')
    .execute()
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
  for (const row of rows) counts[row.state] = Number(row.count)
  return counts
}

/** Addresses whose message may have arrived twice. */
export async function maybeTwice(queries: Queries, mailing: number): Promise<string[]> {
  const rows = await queries
    .selectFrom('deliveries')
    .select('address')
    .where('mailing_id', '=', mailing)
    .where('maybe_twice', '=', 1)
    .orderBy('id')
    .execute()
  return rows.map((row) => row.address)
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

/** A recall overtakes its thread: nobody reads "has been released!" after "withdrawn". */
export async function supersede(
  words: DialectWords,
  transaction: Transaction<Tables>,
  keys: readonly string[],
  now: number,
): Promise<void> {
  if (keys.length === 0) return
  const rows = await transaction
    .selectFrom('mailings')
    .select('id')
    .where('key', 'in', [...keys])
    .execute()
  await cancelWaiting(
    words,
    transaction,
    rows.map((row) => row.id),
    'superseded by a recall',
    now,
  )
}

/** What was not started is never sent. */
async function cancelWaiting(
  words: DialectWords,
  transaction: Transaction<Tables>,
  mailings: readonly number[],
  reason: string,
  now: number,
): Promise<void> {
  if (mailings.length === 0) return
  await words.lockDeliveriesOf(transaction, mailings)
  await transaction
    .updateTable('deliveries')
    .set({ state: 'cancelled', reply: reason, finished_at: now, owner: null, leased_until: null })
    .where('mailing_id', 'in', [...mailings])
    .where('state', 'in', ['queued', 'leased', 'deferred', 'uncertain'])
    .execute()
}

/** The lists of the delivery that a link was mailed with; undefined where there was none. */
export async function listsOfDelivery(
  queries: Queries,
  mailing: number,
  person: number,
): Promise<string[] | undefined> {
  const row = await queries
    .selectFrom('deliveries')
    .select('lists')
    .where('mailing_id', '=', mailing)
    .where('person_id', '=', person)
    .executeTakeFirst()
  return row?.lists.split(' ').filter(Boolean)
}

/** The lists that confirmations frozen after `since` asked this person about, so that nobody can be flooded with them. */
export async function listsAskedSince(queries: Queries, person: number, since: number): Promise<Set<string>> {
  const rows = await queries
    .selectFrom('mailings')
    .innerJoin('deliveries', 'deliveries.mailing_id', 'mailings.id')
    .select('mailings.lists')
    .where('deliveries.person_id', '=', person)
    .where('mailings.kind', '=', 'confirmation')
    .where('mailings.created_at', '>', since)
    .execute()
  return new Set(rows.flatMap((row) => row.lists.split(' ')))
}

/** Number of the newest mailing, 0 where there is none. */
export async function newestMailing(queries: Queries): Promise<number> {
  const row = await queries
    .selectFrom('mailings')
    .select((e) => e.fn.max('id').as('newest'))
    .executeTakeFirst()
  return row?.newest ?? 0
}

/** After what they tell was published, mailings may be sent; one that was queued since is not published yet. */
export async function releaseMailings(queries: Queries, upTo: number): Promise<void> {
  await queries.updateTable('mailings').set({ released: 1 }).where('released', '=', 0).where('id', '<=', upTo).execute()
}

/** An operator's word on a mailing, and the states it can be said in. */
const MOVES = {
  pause: { from: ['queued', 'sending'], to: 'paused' },
  resume: { from: ['paused'], to: 'sending' },
  cancel: { from: ['queued', 'sending', 'paused'], to: 'cancelled' },
} as const
export type MailingMove = keyof typeof MOVES

/**
 * Deliveries not yet started wait while a mailing is paused; cancelling ends them.
 * @returns false where the mailing is in no state for it
 */
export async function moveMailing(
  words: DialectWords,
  transaction: Transaction<Tables>,
  id: number,
  move: MailingMove,
  reason: string,
  now: number,
): Promise<boolean> {
  const { from, to } = MOVES[move]
  const ends = to === 'cancelled' ? { finished_at: now } : {}
  const moved = await transaction
    .updateTable('mailings')
    .set({ state: to, reason, ...ends })
    .where('id', '=', id)
    .where('state', 'in', [...from])
    .executeTakeFirst()
  if (moved.numUpdatedRows !== 1n) return false
  if (to === 'cancelled') await cancelWaiting(words, transaction, [id], reason, now)
  return true
}

/** Marks mailings as finished that have nothing left to send. Held uncertain deliveries wait for an operator, not for a worker. */
export async function finishMailings(queries: Queries, resendUncertain: boolean, now: number): Promise<void> {
  const open = resendUncertain
    ? (['queued', 'leased', 'sending', 'deferred', 'uncertain'] as const)
    : (['queued', 'leased', 'sending', 'deferred'] as const)
  await queries
    .updateTable('mailings')
    .set({ state: 'finished', finished_at: now })
    .where('state', 'in', ['queued', 'sending'])
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom('deliveries')
            .select('deliveries.id')
            .whereRef('deliveries.mailing_id', '=', 'mailings.id')
            .where('deliveries.state', 'in', [...open]),
        ),
      ),
    )
    .execute()
}
