/**
 * How people come and go: subscribe, confirm, leave, change what they get. The same for the web, the command line and
 * an import. In: parsed addresses, list ids, link tokens. Out: what changed. No way in changes anything before the
 * address itself has confirmed.
 */
import type { Transaction } from 'kysely'
import { languageNamed } from '../../config/spoken.js'
import { createPersonal } from '../../delivery/mailing-store.js'
import type { Person, Tables } from '../../store/tables.js'
import type { Address } from '../../subscribers/address.js'
import { networkHash, recordAsked, recordConfirmed } from '../../subscribers/consent-store.js'
import { forgetErased, hashOf, isErased } from '../../subscribers/erase-store.js'
import { type NewEvent, personsWord, recordEvent, type Word } from '../../subscribers/event-store.js'
import {
  askFor,
  confirmLists,
  findByAddress,
  type PersonDetails,
  savePerson,
  setDetails,
  subscriptionsOf,
} from '../../subscribers/person-store.js'
import type { Ask } from '../../subscribers/subscription.js'
import { isSuppressed } from '../../subscribers/suppression-store.js'
import type { AppContext } from '../app-context.js'
import { endAndRemember, inLedger, listsLeft } from '../in-ledger.js'
import { type LinkHolder, waitingFor } from './link-holder.js'
import { frozenWelcome, mailConfirmation, mailPreferences, type Settle } from './mail-person.js'

export interface SubscribeRequest {
  readonly address: Address
  readonly lists: readonly string[]
  readonly details: PersonDetails
  readonly ask: Ask
  /** An operator's word on the details counts for confirmed subscribers too. */
  readonly byOperator?: boolean
  /** Where a person said it themselves, as a keyed hash of the network, and in which words they were asked. */
  readonly said?: { readonly from: string; readonly wording: string }
  /** Who added them, where an operator did. */
  readonly word?: Word
  /** When they said it, where that was before now: lists that they left since stay left. */
  readonly at?: number
  /** When they said it to somebody else, whom an operator vouches for; of who is on no list here yet. */
  readonly since?: number
}

export interface Said {
  /** The network, as a limit counts it; a keyed hash of it is kept. */
  readonly network: string
  readonly wording: string
}

export interface SubscribeResult {
  readonly changed: boolean
  /** The address was not known before. */
  readonly isNew: boolean
  /**
   * Lists that wait for a confirmation, which was mailed unless one went out a moment ago; where none waits, the link
   * to preferences was.
   */
  readonly pending: readonly string[]
  /** Why an operator's word was not enough, or why nothing is mailed to this address. */
  readonly refused?: string
}

/** @param settle ends what asked for this; see mail-person */
export async function subscribe(
  context: AppContext,
  request: SubscribeRequest,
  settle?: Settle,
): Promise<SubscribeResult> {
  const now = context.clock.now()
  const asked = await inLedger(
    context,
    async ({ transaction }) => await subscribeWithin(context, transaction, request, request.at ?? now),
  )
  if (asked.person === undefined) return asked
  const { person, isNew, pending, changed, refused } = asked
  if (request.ask === 'request' && pending.length > 0)
    await mailConfirmation(context, { person, ids: pending, now, settle })
  // Whoever asks for what they have gets the link to change it: the page they asked on says the same to everybody.
  if (request.ask === 'request' && pending.length === 0 && request.byOperator !== true)
    await mailPreferences(context, { person, ids: await confirmedLists(context, person), now, settle })
  return { changed, isNew, pending, ...(refused !== undefined && { refused }) }
}

export interface AskedFor extends SubscribeResult {
  /** Undefined where nothing is asked of this address, nor mailed to it. */
  readonly person?: Person
}

/** Writes what is asked and mails nothing. */
export async function subscribeWithin(
  context: AppContext,
  transaction: Transaction<Tables>,
  request: SubscribeRequest,
  now: number,
): Promise<AskedFor> {
  if (await isSuppressed(transaction, request.address)) return refusedAs(reasonOfSuppressed)
  const isRefused =
    request.byOperator === true && (await isErased(transaction, hashOf(request.address, context.hashKey())))
  if (isRefused) return refusedAs(reasonOfErased)
  const left = request.ask === 'vouch' ? await listsLeftBy(context, transaction, request) : []
  const lists = request.lists.filter((list) => !left.includes(list))
  if (lists.length === 0 && left.length > 0) return refusedAs(reasonOfLeft)
  const person = await savePerson(transaction, request.address, {}, now)
  const had = await subscriptionsOf(transaction, person.id)
  // Whoever fills in a form may not change how a confirmed subscriber gets their mail.
  const isConfirmed = [...had.values()].some(({ state }) => state === 'confirmed')
  const mayChange = !isConfirmed || request.ask === 'vouch' || request.byOperator === true
  const details = { ...request.details, ...languageOfLists(context, person.language, request) }
  const hasOtherDetails = mayChange && (await setDetails(transaction, person.id, details))
  const wanted = lists.filter((list) => !leftSince(had.get(list), request.at))
  const saidAt = request.ask === 'vouch' && had.size === 0 ? (request.since ?? now) : now
  const asked = await askFor(transaction, { person: person.id, lists: wanted }, request.ask, saidAt)
  if (request.said !== undefined) {
    const saying = { way: 'form' as const, ...request.said }
    await recordAsked(transaction, { person: person.id, lists: asked.pending }, saying, now)
  }
  const isChanged = asked.changed || hasOtherDetails
  if (request.word !== undefined && isChanged) {
    const event = { action: 'add', person: person.id, details: { lists: wanted, ask: request.ask } } as const
    await recordEvent(transaction, event, request.word, now)
  }
  return {
    ...asked,
    ...(left.length > 0 && { refused: reasonOfLeft }),
    person: {
      ...person,
      format: (mayChange && details.format) || person.format,
      language: (mayChange && details.language) || person.language,
    },
    isNew: had.size === 0,
    changed: isChanged,
  }
}

/**
 * Who said no language and is on lists of one alone is spoken to in that, where the site offers it.
 * @param known tag of the language that they are spoken to in, or ''
 */
export function languageOfLists(
  { config }: Pick<AppContext, 'config'>,
  known: string,
  { lists, details }: Pick<SubscribeRequest, 'lists' | 'details'>,
): Pick<PersonDetails, 'language'> {
  if (details.language !== undefined || known !== '') return {}
  const theirs = config.lists.filter(({ id }) => lists.includes(id)).map(({ language = '' }) => language)
  const [first = '', ...others] = new Set(theirs)
  const language = others.length === 0 ? languageNamed(config, first) : undefined
  return language === undefined ? {} : { language }
}

function leftSince(has: { readonly state: string; readonly since: number } | undefined, at: number | undefined) {
  return at !== undefined && has?.state === 'ended' && has.since > at
}

const reasonOfSuppressed = 'is suppressed: it bounced, complained or asked never to be written to'

const reasonOfLeft = 'left this list and can only come back by confirming'

const reasonOfErased = 'erased at their own wish: they can come back by signing up themselves'

/** Of lists that nobody knows they confirmed since: a new ledger, or a restored one, knows it by the log alone. */
async function listsLeftBy(
  context: AppContext,
  transaction: Transaction<Tables>,
  { address, lists }: SubscribeRequest,
): Promise<string[]> {
  const person = await findByAddress(transaction, address)
  const had = person === undefined ? new Map() : await subscriptionsOf(transaction, person.id)
  return listsLeft(context, address, lists, (list) => {
    const known = had.get(list)
    return known?.state === 'confirmed' ? known.since : undefined
  })
}

function refusedAs(refused: string): AskedFor {
  return { changed: false, isNew: false, pending: [], refused }
}

/**
 * Mails the link to what they get to a subscriber who asks for it. Whoever gets nothing yet is asked what a form would
 * ask: were they mailed nothing, a mail that leaves would tell who is subscribed, to whoever measures the service.
 * @param instead absent where nobody said what that is
 */
export async function askForPreferences(
  context: AppContext,
  address: Address,
  instead?: SubscribeRequest,
  settle?: Settle,
): Promise<void> {
  const person = await findByAddress(context.store.db, address)
  const ids = person === undefined ? [] : await confirmedLists(context, person)
  if (person === undefined || ids.length === 0) {
    if (instead !== undefined) await subscribe(context, instead, settle)
    return
  }
  if (await isSuppressed(context.store.db, address)) return
  await mailPreferences(context, { person, ids, now: context.clock.now(), settle })
}

async function confirmedLists(context: AppContext, person: Person): Promise<string[]> {
  const states = await subscriptionsOf(context.store.db, person.id)
  return [...states].filter(([, { state }]) => state === 'confirmed').map(([list]) => list)
}

/** An operator's word on a known person, who is asked nothing. @returns undefined where nobody has this address */
export async function changeDetails(
  context: AppContext,
  address: Address,
  details: PersonDetails,
  word: Word,
): Promise<boolean | undefined> {
  return await inLedger(context, async ({ transaction }) => {
    const person = await findByAddress(transaction, address)
    const isChanged = person && (await setDetails(transaction, person.id, details))
    if (person !== undefined && isChanged === true)
      await recordEvent(
        transaction,
        { action: 'set', person: person.id, details: { ...details } },
        word,
        context.clock.now(),
      )
    return isChanged
  })
}

function networkOf(context: AppContext, { network }: Pick<Said, 'network'>): string {
  return networkHash(network, context.hashKey())
}

/** @returns ids of the lists that this confirmed; empty when it was done before, or the link is too old */
export async function confirm(
  context: AppContext,
  holder: LinkHolder,
  said?: Pick<Said, 'network'>,
): Promise<string[]> {
  const now = context.clock.now()
  const pending = waitingFor(holder, now)
  const ids = pending.map((list) => list.id)
  const welcome = await frozenWelcome(context, holder.person, pending, now)
  return await inLedger(context, async ({ transaction, left }) => {
    const confirmed = await confirmLists(transaction, { person: holder.person.id, lists: ids }, now)
    const from = said === undefined ? '' : networkOf(context, said)
    await recordConfirmed(transaction, { person: holder.person.id, lists: confirmed }, from, now)
    await recordOwn(transaction, { action: 'confirm', person: holder.person.id }, { lists: confirmed }, now)
    // Whoever was erased has come back by their own word, and by nobody else's.
    const { address, address_key: key } = holder.person
    const hash = hashOf({ address, key }, context.hashKey())
    if (await isErased(transaction, hash))
      left.push(...context.config.lists.map(({ id: list }) => ({ address: key, list, at: now, isLifted: true })))
    await forgetErased(transaction, hash)
    if (welcome !== undefined && confirmed.length > 0)
      await createPersonal({ dialect: context.store.dialect, transaction }, welcome, holder.person, now)
    return confirmed
  })
}

/** How somebody left: by which button, by a mail program's, or by mail. */
export type LeaveWay = 'link' | 'one-click' | 'mail'

/**
 * One-click (RFC 8058): ends every subscription that the delivery came through. When this returns, no delivery of
 * theirs that was not started will start.
 */
export async function leave(context: AppContext, holder: LinkHolder, way: LeaveWay = 'link'): Promise<string[]> {
  // A list that is not in the configuration any more may still have mail under way.
  return await end(context, holder.person, holder.ids, way)
}

/** Ends every subscription they have, in force as `leave` is. */
export async function leaveAll(context: AppContext, holder: LinkHolder): Promise<string[]> {
  return await end(context, holder.person, [...new Set([...holder.ids, ...holder.states.keys()])], 'link')
}

export interface Choice {
  /** Ids of the lists they want, all of them. */
  readonly wanted: readonly string[]
  readonly details: PersonDetails
  readonly said?: Said
}

/** The link came to their mailbox, so what they choose with it needs no second confirmation. */
export async function choose(
  context: AppContext,
  holder: LinkHolder,
  { wanted, details, said }: Choice,
): Promise<void> {
  const known = context.config.lists.map((list) => list.id)
  const now = context.clock.now()
  const person = holder.person.id
  await inLedger(context, async (within) => {
    const { transaction } = within
    const unwanted = { person, lists: known.filter((list) => !wanted.includes(list)) }
    const ended = await endAndRemember(context, within, unwanted, holder.person.address_key)
    const isOther = await setDetails(transaction, person, details)
    const lists = wanted.filter((list) => known.includes(list))
    await askFor(transaction, { person, lists }, 'request', now)
    const confirmed = { person, lists: await confirmLists(transaction, { person, lists }, now) }
    const chose = { ended, confirmed: confirmed.lists, ...(isOther && details) }
    await recordOwn(transaction, { action: 'choose', person }, chose, now)
    if (said === undefined) return
    const from = networkOf(context, said)
    await recordAsked(transaction, confirmed, { way: 'preferences', from, wording: said.wording }, now)
    await recordConfirmed(transaction, confirmed, from, now)
  })
}

/** So long the page that says goodbye can take it back. */
const UNDO_FOR_MS = 3_600_000

/**
 * Takes back a leaving of a moment ago. @param lists ids, of which those count that ended within the hour
 * @returns ids of the lists they are on again
 */
export async function comeBack(context: AppContext, holder: LinkHolder, lists: readonly string[]): Promise<string[]> {
  const now = context.clock.now()
  return await inLedger(context, async ({ transaction }) => {
    const person = holder.person.id
    const states = await subscriptionsOf(transaction, person)
    const ended = lists.filter((list) => {
      const has = states.get(list)
      return has?.state === 'ended' && has.since > now - UNDO_FOR_MS
    })
    // A millisecond later than the leaving, whatever the clock says: the log of who left goes by the later one.
    const since = Math.max(now, ...ended.map((list) => (states.get(list)?.since ?? 0) + 2))
    await askFor(transaction, { person, lists: ended }, 'request', since)
    const again = await confirmLists(transaction, { person, lists: ended }, since)
    await recordOwn(transaction, { action: 'undo', person }, { lists: again }, now)
    return again
  })
}

async function end(
  context: AppContext,
  { id: person, address_key: key }: Person,
  lists: readonly string[],
  way: LeaveWay,
): Promise<string[]> {
  return await inLedger(context, async (within) => {
    const ended = await endAndRemember(context, within, { person, lists }, key)
    const event = { action: 'unsubscribe', person, via: way === 'mail' ? 'inbound' : 'web' } as const
    await recordOwn(within.transaction, event, { lists: ended, way }, context.clock.now())
    return ended
  })
}

/** What a person did by a link of theirs, where that changed anything: who presses twice writes once. */
async function recordOwn(
  transaction: Transaction<Tables>,
  { via, ...event }: Pick<NewEvent, 'action' | 'person'> & { readonly via?: 'web' | 'inbound' },
  details: Readonly<Record<string, unknown>>,
  now: number,
): Promise<void> {
  const changed = Object.entries(details).filter(([name, value]) => name !== 'way' && !isEmpty(value))
  if (changed.length > 0) await recordEvent(transaction, { ...event, details }, personsWord(via), now)
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
