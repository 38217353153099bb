/**
 * People and their subscriptions, in the ledger. In: parsed addresses, list ids, the instant. Out: rows. Door.
 */
import type { Transaction } from 'kysely'
import { isoInstant } from '../base/clock.js'
import type { Queries, Store } from '../store/open.js'
import type { Person, Tables } from '../store/tables.js'
import type { Address } from './address.js'
import { type Ask, afterAsk, type SubscriptionState } from './subscription.js'

export interface PersonDetails {
  readonly format?: 'html' | 'text'
  /** Release cycles they run; absent leaves what is known. */
  readonly runs?: readonly string[]
}

/** The person with this address, made if new; details that are given replace what was known. */
export async function savePerson(
  queries: Queries,
  address: Address,
  details: PersonDetails,
  now: number,
): Promise<Person> {
  const runs = details.runs?.join(' ')
  const update = { ...(details.format && { format: details.format }), ...(runs !== undefined && { runs }) }
  return await queries
    .insertInto('people')
    .values({
      address: address.address,
      address_key: address.key,
      format: details.format ?? 'html',
      runs: runs ?? '',
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('address_key').doUpdateSet({ address_key: address.key, ...update }))
    .returningAll()
    .executeTakeFirstOrThrow()
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
  for (const { list, state, changed } of outcomes)
    if (changed) await setState(transaction, person, list, { state, since: now })
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
  which: PersonLists,
  now: number,
): Promise<string[]> {
  await store.dialect.lockPeople([which.person], 'update')?.execute(transaction)
  return await moveStates(transaction, which, { from: ['pending', 'confirmed'], to: 'ended', now })
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

export async function findPerson(queries: Queries, id: number): Promise<Person | undefined> {
  return await queries.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst()
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
  const { format, runs: words } = details
  const runs = words?.join(' ')
  if (format === undefined && runs === undefined) return false
  const done = await queries
    .updateTable('people')
    .set({ ...(format !== undefined && { format }), ...(runs !== undefined && { runs }) })
    .where('id', '=', person)
    .where((e) =>
      e.or([
        ...(format === undefined ? [] : [e('format', '!=', format)]),
        ...(runs === undefined ? [] : [e('runs', '!=', runs)]),
      ]),
    )
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** As `subscribers list --json` prints it. */
export interface SubscriberRecord {
  readonly address: string
  readonly format: 'html' | 'text'
  readonly runs: string[]
  readonly suppressed: boolean
  readonly subscriptions: { list: string; state: SubscriptionState; since: string }[]
}

const PAGE = 1000

/** All people in the order they came, page by page: any number of them fits into memory. */
export async function* listSubscribers(queries: Queries): AsyncGenerator<SubscriberRecord> {
  for (let after = 0, full = true; full; ) {
    const people = await queries
      .selectFrom('people')
      .leftJoin('suppressions', 'suppressions.address_key', 'people.address_key')
      .select(['people.id', 'people.address', 'people.format', 'people.runs', 'suppressions.reason as suppressed'])
      .where('people.id', '>', after)
      .orderBy('people.id')
      .limit(PAGE)
      .execute()
    const ids = people.map((person) => person.id)
    const rows =
      ids.length === 0
        ? []
        : await queries.selectFrom('subscriptions').selectAll().where('person_id', 'in', ids).orderBy('list').execute()
    const byPerson = new Map(ids.map((id): [number, typeof rows] => [id, []]))
    for (const row of rows) byPerson.get(row.person_id)?.push(row)
    for (const person of people) {
      yield {
        address: person.address,
        format: person.format,
        runs: person.runs.split(' ').filter(Boolean),
        suppressed: person.suppressed !== null,
        subscriptions: (byPerson.get(person.id) ?? []).map(({ list, state, since }) => ({
          list,
          state,
          since: isoInstant(since),
        })),
      }
    }
    after = ids.at(-1) ?? after
    full = people.length === PAGE
  }
}
