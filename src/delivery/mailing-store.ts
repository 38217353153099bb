/**
 * Mailings in the ledger: a notice's frozen content, written once, and the states it goes through. In: frozen bytes and
 * lists. Out: rows. Door.
 */

import { type RawBuilder, type SelectQueryBuilder, sql, type Transaction } from 'kysely'
import type { Frozen, Slot } from '../mail/slots.js'
import type { Writing } from '../store/dialect.js'
import type { Queries, Store } from '../store/open.js'
import type { DeliveryRow, MailingRow, Tables } from '../store/tables.js'
import { recordEvent, SERVICE_WORD, type Word } from '../subscribers/event-store.js'
import type { TokenForm } from '../subscribers/links.js'
import type { RunningCycle } from '../subscribers/runs.js'
import { beginAudience, endAudience } from './audience/unwritten-store.js'
import { ENDED, isIn, OPEN_TO_MANY, PRIORITIES, UNDER_LEASE, WAITING } from './states-store.js'

export interface NewMailing {
  readonly key: string
  readonly kind: MailingRow['kind']
  /** 0 recall, 1 confirmation, 2 important, 3 the rest. */
  readonly priority: number
  readonly subject: string
  readonly messageId: string
  /** Ids in the order of the configuration. */
  readonly lists: readonly string[]
  /** Keys of mailings that nobody is to get again. */
  readonly without?: readonly string[]
  /** Only people who run this release cycle, or who named none. */
  readonly runs?: RunningCycle
  readonly linkKey: number
  readonly variants: readonly MailVariant[]
}

/** A frozen message, and who gets it. */
interface MailVariant {
  readonly list: string
  readonly format: 'html' | 'text'
  /** Those who are told for this reason; absent for all for whom there is no other. */
  readonly because?: string
  /** Those who are spoken to in this language; absent for all others. */
  readonly language?: string
  readonly frozen: Frozen
}

/**
 * Freezes a mailing and writes a delivery for every person in its audience; of a large one to whole lists the first
 * ones, and `writeAudiences` the others. @returns its number and the size of its audience
 */
export async function createMailing(
  { dialect, transaction }: Writing,
  mailing: NewMailing,
  now: number,
): Promise<{ id: number; audience: number }> {
  const id = await insertMailing(transaction, mailing, now)
  const languages = new Set(mailing.variants.flatMap(({ language }) => language ?? []))
  const whole = { ...mailing, languages: [...languages] }
  const { people: audience, unwritten } = await beginAudience({ dialect, transaction }, { id, now }, whole)
  const finished = audience === 0 ? { state: 'finished' as const, finished_at: now } : {}
  await transaction
    .updateTable('mailings')
    .set({ audience, unwritten, ...finished })
    .where('id', '=', id)
    .execute()
  return { id, audience }
}

/**
 * What one person is mailed because of something they did: a mailing of one. Published is nothing for it, so it may go
 * at once.
 */
export async function createPersonal(
  { dialect, transaction }: Writing,
  mailing: NewMailing,
  person: { id: number; address: string; format: 'html' | 'text' },
  now: number,
): Promise<number> {
  const id = await insertMailing(transaction, mailing, now)
  const isSingle = PRIORITIES.some((priority) => priority === mailing.priority)
  const row = {
    mailing_id: id,
    single_priority: isSingle ? mailing.priority : null,
    person_id: person.id,
    address: person.address,
    lists: mailing.lists.join(' '),
    list: mailing.lists[0] ?? '',
    format: person.format,
    state: 'queued' as const,
    due_at: 0,
    attempts: 0,
    since: now,
    fence: 0,
    reply: '',
    maybe_twice: 0,
  }
  await transaction.insertInto('deliveries').values(row).execute()
  await transaction
    .updateTable('mailings')
    .set({ audience: 1, single: isSingle ? 1 : 0 })
    .where('id', '=', id)
    .execute()
  await dialect.wakeWorkers()?.execute(transaction)
  return id
}

async function insertMailing(transaction: Transaction<Tables>, mailing: NewMailing, now: number): Promise<number> {
  const { id } = await transaction
    .insertInto('mailings')
    .values({
      key: mailing.key,
      kind: mailing.kind,
      state: 'queued',
      released: mailing.kind === 'notice' ? 0 : 1,
      priority: mailing.priority,
      subject: mailing.subject,
      message_id: mailing.messageId,
      lists: mailing.lists.join(' '),
      audience: 0,
      link_key: mailing.linkKey,
      token_form: 'masked',
      reason: '',
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (const { list, format, because = '', language = '', frozen } of mailing.variants) {
    const row = { mailing_id: id, list, format, message: frozen.bytes, slots: JSON.stringify(frozen.slots) }
    if (language !== '')
      await transaction
        .insertInto('language_variants')
        .values({ ...row, because, language })
        .execute()
    else if (because === '') await transaction.insertInto('variants').values(row).execute()
    else
      await transaction
        .insertInto('reason_variants')
        .values({ ...row, because })
        .execute()
  }
  return id
}

/** The frozen message of a delivery's list, format, reason and language. */
export async function readVariant(queries: Queries, row: DeliveryRow): Promise<Frozen> {
  const spoken = row.language === '' ? undefined : await variantIn(queries, row)
  const own = spoken ?? (row.because === '' ? undefined : await variantFor(queries, row))
  const variant =
    own ??
    (await queries
      .selectFrom('variants')
      .select(['message', 'slots'])
      .where('mailing_id', '=', row.mailing_id)
      .where('list', '=', row.list)
      .where('format', '=', row.format)
      .executeTakeFirstOrThrow())
  const slots: Slot[] = JSON.parse(variant.slots)
  return { bytes: Buffer.from(variant.message), slots }
}

/** For their reason, or else for all who are told for no other. */
async function variantIn(queries: Queries, row: DeliveryRow) {
  return await queries
    .selectFrom('language_variants')
    .select(['message', 'slots'])
    .where('mailing_id', '=', row.mailing_id)
    .where('list', '=', row.list)
    .where('format', '=', row.format)
    .where('language', '=', row.language)
    .where('because', 'in', [row.because, ''])
    .orderBy('because', 'desc')
    .limit(1)
    .executeTakeFirst()
}

async function variantFor(queries: Queries, row: DeliveryRow) {
  return await queries
    .selectFrom('reason_variants')
    .select(['message', 'slots'])
    .where('mailing_id', '=', row.mailing_id)
    .where('list', '=', row.list)
    .where('format', '=', row.format)
    .where('because', '=', row.because)
    .executeTakeFirst()
}

/** What its deliveries need to know of a mailing. */
export interface MailingTerms {
  readonly createdAt: number
  readonly kind: MailingRow['kind']
  /** Number of the secret key its links are made with. */
  readonly linkKey: number
  readonly tokenForm: TokenForm
}

export async function mailingTerms(queries: Queries, id: number): Promise<MailingTerms> {
  const row = await queries
    .selectFrom('mailings')
    .select(['created_at', 'kind', 'link_key', 'token_form'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const { created_at, kind, link_key, token_form } = row
  return { createdAt: created_at, kind, linkKey: link_key, tokenForm: token_form }
}

/** A recall overtakes its thread: nobody reads "has been released!" after "withdrawn". */
export async function supersede(
  { dialect, transaction }: Writing,
  keys: readonly string[],
  now: number,
): Promise<void> {
  if (keys.length === 0) return
  const rows = await transaction
    .selectFrom('mailings')
    .select('id')
    .where('key', 'in', [...keys])
    .execute()
  const mailings = rows.map((row) => row.id)
  await cancelWaiting({ dialect, transaction }, mailings, 'superseded by a recall', now)
}

/** What was not started is never sent, and nothing more is written. */
async function cancelWaiting(
  { dialect, transaction }: Writing,
  mailings: readonly number[],
  reason: string,
  now: number,
): Promise<void> {
  if (mailings.length === 0) return
  // Before their deliveries are looked at: a part of an audience that is being written is waited for.
  await dialect.lockMailings(mailings)?.execute(transaction)
  await endAudience(transaction, mailings)
  await dialect.lockDeliveriesOf(mailings)?.execute(transaction)
  await transaction
    .updateTable('deliveries')
    .set({ state: 'cancelled', reply: reason, finished_at: now, owner: null, leased_until: null })
    .where('mailing_id', 'in', [...mailings])
    .where('state', 'in', ['queued', 'leased', 'deferred', 'uncertain'])
    .execute()
}

/** @returns undefined for one that a restored ledger forgot: numbers are never used twice */
export async function mailingMadeAt(queries: Queries, id: number): Promise<number | undefined> {
  return (await queries.selectFrom('mailings').select('created_at').where('id', '=', id).executeTakeFirst())?.created_at
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
export async function releaseMailings({ db, dialect }: Store, upTo: number): Promise<void> {
  const released = await db
    .updateTable('mailings')
    .set({ released: 1 })
    .where('released', '=', 0)
    .where('id', '<=', upTo)
    .executeTakeFirst()
  if (released.numUpdatedRows > 0n) await dialect.wakeWorkers()?.execute(db)
}

/** An operator's word on a mailing, and the states it can be said in. */
const MOVES = {
  pause: { from: ['queued', 'sending'], to: 'paused' },
  resume: { from: ['paused'], to: 'sending' },
  cancel: { from: ['queued', 'sending', 'paused'], to: 'cancelled' },
} as const
export type MailingMove = keyof typeof MOVES

interface Moving {
  readonly move: MailingMove
  readonly reason: string
  /** The service's where it is left out. */
  readonly word?: Word
  /** Kept with it in `events`: how many operators agreed. */
  readonly details?: Readonly<Record<string, unknown>>
}

/**
 * Deliveries not yet started wait while a mailing is paused; cancelling ends them.
 * @returns false where the mailing is in no state for it
 */
export async function moveMailing(
  { dialect, transaction }: Writing,
  id: number,
  { move, reason, word = SERVICE_WORD, details = {} }: Moving,
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
  await recordEvent(transaction, { action: move, key: `mailing:${id}`, details }, word, now)
  if (to === 'sending') await dialect.wakeWorkers()?.execute(transaction)
  if (to === 'cancelled') await cancelWaiting({ dialect, transaction }, [id], reason, now)
  return true
}

/**
 * Marks mailings as finished that have nothing left to send. Held uncertain deliveries wait for an operator, not for a
 * worker.
 */
export async function finishMailings(ledger: Ledger, resendUncertain: boolean, now: number): Promise<void> {
  await finishSingles(ledger, resendUncertain, now)
  const { db, dialect } = ledger
  const rows = await nothingLeft(db.selectFrom('mailings').select('id'), resendUncertain).execute()
  for (const { id } of rows) {
    await db.transaction().execute(async (transaction) => {
      // Its row is locked before its deliveries are looked at again: an operator may have had some of them sent again
      // meanwhile.
      // One that somebody holds is finished by the next call.
      const row = transaction.selectFrom('mailings').select('id').where('id', '=', id)
      const free = await (dialect.skipLocked ? row.forUpdate().skipLocked() : row).executeTakeFirst()
      if (free === undefined) return
      const still = await nothingLeft(transaction.selectFrom('mailings').select('id'), resendUncertain)
        .where('id', '=', id)
        .executeTakeFirst()
      if (still === undefined) return
      await transaction
        .updateTable('mailings')
        .set({ state: 'finished', finished_at: now })
        .where('id', '=', id)
        .execute()
    })
  }
}

/** Looks at each mailing to many: there are few. */
function nothingLeft<Row>(mailings: SelectQueryBuilder<Tables, 'mailings', Row>, resendUncertain: boolean) {
  const waiting = resendUncertain ? [WAITING] : [isIn('queued'), isIn('deferred')]
  const some = (which: RawBuilder<boolean>) =>
    sql<boolean>`(select 1 from deliveries where mailing_id = mailings.id and ${which} limit 1) is null`
  return mailings
    .where(OPEN_TO_MANY)
    .where('unwritten', 'is', null)
    .where((e) => e.and([...waiting, UNDER_LEASE].map(some)))
}

/** So many in one transaction. */
const SINGLES = 1000

type Ledger = Pick<Store, 'db' | 'dialect'>

/** Finds mail to one person by the end that it came to, so that what waits is not looked at. */
async function finishSingles(ledger: Ledger, resendUncertain: boolean, now: number): Promise<void> {
  const held = sql<boolean>`single_priority in (${sql.join(PRIORITIES.map(sql.lit))}) and ${isIn('uncertain')}`
  for (const end of [sql<boolean>`single_priority is not null and ${ENDED}`, ...(resendUncertain ? [] : [held])])
    while ((await finishSome(ledger, end, now)) === SINGLES);
}

/** @returns how many deliveries it found */
async function finishSome({ db, dialect }: Ledger, end: RawBuilder<boolean>, now: number): Promise<number> {
  const found = await db.selectFrom('deliveries').select('mailing_id').where(end).limit(SINGLES).execute()
  const ids = found.map((row) => row.mailing_id)
  if (ids.length === 0) return 0
  await db.transaction().execute(async (transaction) => {
    // Looked at again under the locks, as above. What is finished is marked no more, and nobody comes across it again.
    await dialect.lockMailings(ids)?.execute(transaction)
    await dialect.lockDeliveriesOf(ids)?.execute(transaction)
    const ended = await transaction
      .updateTable('deliveries')
      .set({ single_priority: null })
      .where('mailing_id', 'in', ids)
      .where(end)
      .returning('mailing_id')
      .execute()
    if (ended.length === 0) return
    await transaction
      .updateTable('mailings')
      .set({
        single: 0,
        state: sql`case when state in ('queued', 'sending') then 'finished' else state end`,
        finished_at: sql`case when state in ('queued', 'sending') then cast(${now} as bigint) else finished_at end`,
      })
      .where(
        'id',
        'in',
        ended.map((row) => row.mailing_id),
      )
      .execute()
  })
  return ids.length
}
