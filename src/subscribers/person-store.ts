/**
 * People and their subscriptions, in the ledger. In: parsed addresses, list ids, the instant. Out: rows. Door.
 */
import { sql, type Transaction } from 'kysely'
import type { Queries, Store } from '../store/open.js'
import type { Person, Tables } from '../store/tables.js'
import type { Address } from './address.js'
import { movedLists, underAllNames } from './moved-list-store.js'
import { type Ask, afterAsk, type SubscriptionState } from './subscription.js'

export interface PersonDetails {
  readonly format?: 'html' | 'text'
  /** Release cycles they run; absent leaves what is known. */
  readonly runs?: readonly string[]
  /** Tag of a language that the site offers; absent leaves what is known. */
  readonly language?: string
}

/** The person with this address, made if new; details that are given replace what was known. */
export async function savePerson(
  queries: Queries,
  address: Address,
  details: PersonDetails,
  now: number,
): Promise<Person> {
  const update = columnsOf(details)
  return await queries
    .insertInto('people')
    .values({
      address: address.address,
      address_key: address.key,
      format: 'html',
      runs: '',
      ...update,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('address_key').doUpdateSet({ address_key: address.key, ...update }))
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** What is given, as columns. */
function columnsOf({ format, runs, language }: PersonDetails) {
  return {
    ...(format !== undefined && { format }),
    ...(runs !== undefined && { runs: runs.join(' ') }),
    ...(language !== undefined && { language }),
  }
}

export interface AskResult {
  /** Lists that wait for the person to confirm. */
  readonly pending: string[]
  readonly changed: boolean
  readonly refused?: string
}

/** Lists of one person, by their ids. */
export interface PersonLists {
  readonly person: number
  readonly lists: readonly string[]
}

/** Asks for lists in a person's name; what they already have stays. */
export async function askFor(
  transaction: Transaction<Tables>,
  { person, lists }: PersonLists,
  ask: Ask,
  now: number,
): Promise<AskResult> {
  const have = await subscriptionsOf(transaction, person)
  const outcomes = lists.map((list) => ({ list, ...afterAsk(have.get(list)?.state, ask) }))
  for (const { list, state, changed } of outcomes) {
    // A clock that was set back does not make the asking younger than the mail about it.
    const isAhead = state === 'pending' && (have.get(list)?.since ?? now) > now
    if (changed || isAhead) await setState(transaction, person, list, { state, since: now })
  }
  const refused = outcomes.find((outcome) => outcome.refused !== undefined)?.refused
  return {
    pending: outcomes.filter((outcome) => outcome.state === 'pending').map((outcome) => outcome.list),
    changed: outcomes.some((outcome) => outcome.changed),
    ...(refused !== undefined && { refused }),
  }
}

/** Pending → confirmed. @returns the lists that this confirmed */
export async function confirmLists(
  transaction: Transaction<Tables>,
  which: PersonLists,
  now: number,
): Promise<string[]> {
  return await moveStates(transaction, which, { from: ['pending'], to: 'confirmed', now })
}

/**
 * Ends subscriptions, pending ones too. In force for every delivery not yet started once the transaction is committed.
 */
export async function endLists(
  store: Store,
  transaction: Transaction<Tables>,
  { person, lists }: PersonLists,
  now: number,
): Promise<string[]> {
  await store.dialect.lockPeople([person], 'update')?.execute(transaction)
  const which = { person, lists: underAllNames(lists, await movedLists(transaction)) }
  return await moveStates(transaction, which, { from: ['pending', 'confirmed'], to: 'ended', now })
}

/** Records that a person left lists of which nothing is known yet. @returns which these were */
export async function endUnknown(queries: Queries, { person, lists }: PersonLists, now: number): Promise<string[]> {
  if (lists.length === 0) return []
  const rows = await queries
    .insertInto('subscriptions')
    .values(lists.map((list) => ({ person_id: person, list, state: 'ended' as const, since: now })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('list')
    .execute()
  return rows.map((row) => row.list)
}

interface StateMove {
  readonly from: readonly SubscriptionState[]
  readonly to: SubscriptionState
  readonly now: number
}

async function moveStates(
  queries: Queries,
  { person, lists }: PersonLists,
  { from, to, now }: StateMove,
): Promise<string[]> {
  if (lists.length === 0) return []
  const rows = await queries
    .updateTable('subscriptions')
    .set({ state: to, since: now })
    .where('person_id', '=', person)
    .where('list', 'in', [...lists])
    .where('state', 'in', [...from])
    .returning('list')
    .execute()
  return rows.map((row) => row.list)
}

async function setState(
  queries: Queries,
  person: number,
  list: string,
  { state, since }: { readonly state: SubscriptionState; readonly since: number },
): Promise<void> {
  await queries
    .insertInto('subscriptions')
    .values({ person_id: person, list, state, since })
    .onConflict((conflict) => conflict.columns(['person_id', 'list']).doUpdateSet({ state, since }))
    .execute()
}

/** @returns undefined for who was erased, too */
export async function findPerson(queries: Queries, id: number): Promise<Person | undefined> {
  return await queries
    .selectFrom('people')
    .selectAll()
    .where('id', '=', id)
    .where('address', '!=', '')
    .executeTakeFirst()
}

/** Address keys at a domain in A-labels, written exactly: no wildcard of LIKE is one. */
export function ofDomain(domain: string) {
  const end = `@${domain.toLowerCase()}`
  return sql<boolean>`substr(address_key, length(address_key) - ${end.length - 1}) = ${end}`
}

export async function peopleOfDomain(queries: Queries, domain: string): Promise<Person[]> {
  return await queries.selectFrom('people').selectAll().where(ofDomain(domain)).orderBy('id').execute()
}

export async function findByAddress(queries: Queries, address: Address): Promise<Person | undefined> {
  return await queries.selectFrom('people').selectAll().where('address_key', '=', address.key).executeTakeFirst()
}

/** List id → state and since when. */
export async function subscriptionsOf(
  queries: Queries,
  person: number,
): Promise<Map<string, { state: SubscriptionState; since: number }>> {
  const rows = await queries
    .selectFrom('subscriptions')
    .select(['list', 'state', 'since'])
    .where('person_id', '=', person)
    .execute()
  return new Map(rows.map(({ list, state, since }) => [list, { state, since }]))
}

/** Details that are given replace what was known. @returns did that change anything? */
export async function setDetails(queries: Queries, person: number, details: PersonDetails): Promise<boolean> {
  const columns = columnsOf(details)
  const { format, runs, language } = columns
  if (Object.keys(columns).length === 0) return false
  const done = await queries
    .updateTable('people')
    .set(columns)
    .where('id', '=', person)
    .where((e) =>
      e.or([
        ...(format === undefined ? [] : [e('format', '!=', format)]),
        ...(runs === undefined ? [] : [e('runs', '!=', runs)]),
        ...(language === undefined ? [] : [e('language', '!=', language)]),
      ]),
    )
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}
