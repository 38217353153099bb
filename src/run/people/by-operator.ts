/**
 * What an operator does for one person, or for a list of them, and why. In: the app context, addresses, an operator's
 * word. Out: what changed; each change is kept in `events`. In force for every mail not yet started when it returns.
 */

import { setTimeout as delay } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import { isoInstant } from '../../base/clock.js'
import { BelfryError } from '../../base/errors.js'
import { type BounceRecord, bouncesOf } from '../../inbound/bounce-store.js'
import { EVERY_LIST } from '../../marks/left-log.js'
import { type CycleName, cycleId } from '../../releases/former-names.js'
import type { Person, Tables } from '../../store/tables.js'
import { type Address, parseAddress } from '../../subscribers/address.js'
import { type ConsentRecord, consentsOf } from '../../subscribers/consent-store.js'
import { emptyDeliveries, emptyPerson, hashOf } from '../../subscribers/erase-store.js'
import { type EventRecord, eventsOf, recordEvent, type Word } from '../../subscribers/event-store.js'
import { type MovedPeople, movedLists, moveList, nowCalled } from '../../subscribers/moved-list-store.js'
import { findByAddress, peopleOfDomain, setDetails, subscriptionsOf } from '../../subscribers/person-store.js'
import { type RenamedCycle, renameCycle, settleCycle } from '../../subscribers/renamed-cycle-store.js'
import {
  deliveriesTo,
  listSubscribers,
  type PersonDelivery,
  type SubscriberRecord,
} from '../../subscribers/search/listing-store.js'
import type { ToSuppress } from '../../subscribers/suppression-csv.js'
import {
  isSuppressed,
  type Suppression,
  suppress,
  suppressedAt,
  suppressionOf,
  unsuppress,
} from '../../subscribers/suppression-store.js'
import type { AppContext } from '../app-context.js'
import { endAndRemember, type InLedger, inLedger } from '../in-ledger.js'
import { runTexts } from '../texts.js'

/**
 * Ends lists of a known person. @param lists ids; undefined for all
 * @returns ids of the lists that this ended
 * @throws BelfryError PERSON_UNKNOWN
 */
export async function unsubscribe(
  context: AppContext,
  address: Address,
  lists: readonly string[] | undefined,
  word: Word,
): Promise<string[]> {
  return await withPerson(context, address, async (within, person, now) => {
    const { transaction } = within
    const ended = await endOf(context, within, person, lists)
    if (ended.length > 0)
      await recordEvent(transaction, { action: 'unsubscribe', person: person.id, details: { lists: ended } }, word, now)
    return ended
  })
}

/** Ends all lists and forgets what is known beside the address. @throws BelfryError PERSON_UNKNOWN */
export async function remove(context: AppContext, address: Address, word: Word): Promise<string[]> {
  return await withPerson(context, address, async (within, person, now) => {
    const { transaction } = within
    const ended = await endOf(context, within, person, undefined)
    await setDetails(transaction, person.id, { format: 'html', runs: [], language: '' })
    await recordEvent(transaction, { action: 'remove', person: person.id, details: { lists: ended } }, word, now)
    return ended
  })
}

/** Never to be mailed again, known or not. @returns how many of the addresses were not suppressed before */
export async function suppressAll(context: AppContext, addresses: readonly Address[], word: Word): Promise<number> {
  const entries = addresses.map((address) => ({ address, reason: '' }))
  return await suppressEach(context, entries, word)
}

/** The same, each for a reason and since an instant of its own. @param dryRun counts and changes nothing */
export async function suppressEach(
  context: AppContext,
  entries: readonly ToSuppress[],
  word: Word,
  dryRun = false,
): Promise<number> {
  if (dryRun) {
    let count = 0
    for (const { address } of entries) if (!(await isSuppressed(context.store.db, address))) count += 1
    return count
  }
  return await each(context, entries, async ({ transaction, left }, { address, reason, since }, now) => {
    const person = await findByAddress(transaction, address)
    if (person !== undefined) await context.store.dialect.lockPeople([person.id], 'update')?.execute(transaction)
    const why = reason || word.reason || 'an operator says so'
    const isNew = await suppress(transaction, address, why, since ?? now)
    left.push({ address: address.key, list: EVERY_LIST, at: await nothingBefore(transaction, person, now) })
    // A reason out of a file may name anybody.
    if (isNew) await recordEvent(transaction, { action: 'suppress', ...aboutPerson(person) }, word, now)
    return isNew
  })
}

/** @returns how many of the addresses were suppressed */
export async function unsuppressAll(context: AppContext, addresses: readonly Address[], word: Word): Promise<number> {
  return await each(context, addresses, async ({ transaction, left }, address, now) => {
    const was = await unsuppress(transaction, address)
    left.push({ address: address.key, list: EVERY_LIST, at: now, isLifted: true })
    const person = await findByAddress(transaction, address)
    if (was) await recordEvent(transaction, { action: 'unsuppress', ...aboutPerson(person) }, word, now)
    return was
  })
}

/** Addresses of known people at a domain. */
export async function addressesAt({ store }: AppContext, domain: string): Promise<Address[]> {
  return (await peopleOfDomain(store.db, domain)).map(({ address, address_key: key }) => ({ address, key }))
}

/** Addresses at a domain that were suppressed since an instant. */
export async function suppressedSince({ store }: AppContext, domain: string, since: number): Promise<Address[]> {
  return (await suppressedAt(store.db, domain, since)).map((key) => ({ address: key, key }))
}

/** How long a worker may have a mail of theirs, and how often this is looked at. */
const WAIT_MS = 60_000
const LOOK_MS = 250

/**
 * Ends all lists, and empties all that names the person. A mail that a worker is sending is waited for, so that its
 * reply does not come back.
 * @param patience how long that mail is waited for, in milliseconds
 * @throws BelfryError PERSON_UNKNOWN, PERSON_BUSY
 */
export async function erase(
  context: AppContext,
  address: Address,
  word: Word,
  patience = WAIT_MS,
): Promise<{ ended: string[] }> {
  const hash = hashOf(address, context.hashKey())
  const { ended, id, left } = await withPerson(context, address, async (within, person, now) => {
    const { transaction } = within
    const ended = await endOf(context, within, person, undefined)
    const left = await emptyPerson(transaction, person, hash, now)
    await recordEvent(transaction, { action: 'erase', person: person.id }, word, now)
    return { ended, id: person.id, left }
  })
  let held = left
  for (let waited = 0; held > 0 && waited < patience; waited += LOOK_MS) {
    await delay(LOOK_MS)
    held = await emptyDeliveries(context.store.db, id)
  }
  if (held > 0) throw new BelfryError('PERSON_BUSY', runTexts.byOperator.mailBeingSentAll(address.address))
  return { ended }
}

/** As `subscribers show --json` prints it. */
export interface PersonRecord extends SubscriberRecord {
  readonly since: string
  readonly suppression: Suppression | null
  /** Proof that they asked, for each list that they asked for themselves. */
  readonly consents: readonly ConsentRecord[]
  readonly deliveries: readonly PersonDelivery[]
  /** What came back, the newest first; `at` as everywhere. */
  readonly bounces: readonly (Omit<BounceRecord, 'at'> & { readonly at: string })[]
  readonly events: readonly EventRecord[]
}

const DELIVERIES_SHOWN = 50

/** @throws BelfryError PERSON_UNKNOWN, which says where the address is suppressed all the same */
export async function showPerson({ store }: AppContext, address: Address): Promise<PersonRecord> {
  const person = await findByAddress(store.db, address)
  const suppression = (await suppressionOf(store.db, address.key)) ?? null
  if (person !== undefined)
    for await (const record of listSubscribers(store, { person: person.id }))
      return {
        ...record,
        since: isoInstant(person.created_at),
        suppression,
        consents: await consentsOf(store.db, person.id),
        deliveries: await deliveriesTo(store.db, person, DELIVERIES_SHOWN),
        bounces: (await bouncesOf(store.db, person.id)).map((one) => ({ ...one, at: isoInstant(one.at) })),
        events: await eventsOf(store.db, person.id),
      }
  const why = suppression === null ? '' : `; it is suppressed since ${suppression.since}: ${suppression.reason}`
  throw new BelfryError('PERSON_UNKNOWN', runTexts.byOperator.nobodyKnown(address.address, why))
}

/**
 * Gives a list another id. Old links go on and end the new list.
 * @param to a list of the configuration
 */
export async function moveListTo(
  context: AppContext,
  { from, to }: { readonly from: string; readonly to: string },
  word: Word,
): Promise<MovedPeople> {
  const now = context.clock.now()
  return await inLedger(context, async ({ transaction }) => {
    const moved = await moveList(context.store, transaction, { from, to }, now)
    await recordEvent(transaction, { action: 'move-list', key: from, details: { to, ...moved } }, word, now)
    return moved
  })
}

/**
 * Says that a release cycle is called otherwise: its people, its thread and what was told of it go on.
 * @param renamed from what the releases table does not have any more to what it has
 * @returns how many people ran it
 */
export async function renameCycleTo(context: AppContext, renamed: RenamedCycle, word: Word): Promise<number> {
  const now = context.clock.now()
  return await inLedger(context, async ({ transaction }) => {
    const people = await renameCycle(transaction, renamed, now)
    const details = { to: cycleId(renamed.to), people }
    await recordEvent(transaction, { action: 'rename-cycle', key: cycleId(renamed.from), details }, word, now)
    return people
  })
}

/** Says that a release cycle left the releases table on purpose. */
export async function settleCycleOf(context: AppContext, cycle: CycleName, word: Word): Promise<void> {
  const now = context.clock.now()
  await inLedger(context, async ({ transaction }) => {
    await settleCycle(transaction, cycle, now)
    await recordEvent(transaction, { action: 'settle-cycle', key: cycleId(cycle) }, word, now)
  })
}

function aboutPerson(person: Person | undefined): { person?: number } {
  return person === undefined ? {} : { person: person.id }
}

async function endOf(
  context: AppContext,
  within: InLedger,
  person: Person,
  lists: readonly string[] | undefined,
): Promise<string[]> {
  const { transaction } = within
  const all = [...(await subscriptionsOf(transaction, person.id)).keys()]
  const which = { person: person.id, lists: lists ?? all }
  const ended = await endAndRemember(context, within, which, person.address_key)
  const moved = await movedLists(transaction)
  return [...new Set(ended.map((list) => nowCalled(list, moved)))].sort()
}

/** An instant that is later than all their subscriptions, whatever the clock says. */
async function nothingBefore(
  transaction: Transaction<Tables>,
  person: Person | undefined,
  now: number,
): Promise<number> {
  if (person === undefined) return now
  const since = [...(await subscriptionsOf(transaction, person.id)).values()].map((one) => one.since + 1)
  return Math.max(now, ...since)
}

async function withPerson<Result>(
  context: AppContext,
  address: Address,
  work: (within: InLedger, person: Person, now: number) => Promise<Result>,
): Promise<Result> {
  return await inLedger(context, async (within) => {
    const person = await findByAddress(within.transaction, address)
    if (person === undefined) throw new BelfryError('PERSON_UNKNOWN', runTexts.byOperator.nobodyKnown2(address.address))
    return await work(within, person, context.clock.now())
  })
}

async function each<One>(
  context: AppContext,
  all: readonly One[],
  work: (within: InLedger, one: One, now: number) => Promise<boolean>,
): Promise<number> {
  return await inLedger(context, async (within) => {
    let count = 0
    for (const one of all) if (await work(within, one, context.clock.now())) count += 1
    return count
  })
}

/** @throws BelfryError ADDRESS */
export function addressFrom(text: string): Address {
  const address = parseAddress(text)
  if (address === undefined) throw new BelfryError('ADDRESS', runTexts.byOperator.notMailAddress(text))
  return address
}
