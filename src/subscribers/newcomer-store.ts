/**
 * Many people at once, as an import brings them. In: addresses; newcomers with their lists. Out: what the ledger knows
 * of each address, by one query a table; rows. Door.
 */
import { sql, type Transaction } from 'kysely'
import type { Queries, Store } from '../store/open.js'
import type { Person, Tables } from '../store/tables.js'
import type { Address } from './address.js'
import type { SubscriptionState } from './subscription.js'

export interface KnownPerson {
  readonly person: Person
  /** List id → state and since when. */
  readonly states: ReadonlyMap<string, { readonly state: SubscriptionState; readonly since: number }>
}

export interface KnownOfMany {
  /** Key of an address → who has it. */
  readonly people: ReadonlyMap<string, KnownPerson>
  /** Keys of addresses that are never mailed, or were erased. */
  readonly closed: ReadonlySet<string>
}

/** @param hash as erase-store has it */
export async function knownOfMany(
  { dialect }: Pick<Store, 'dialect'>,
  queries: Queries,
  addresses: readonly Address[],
  hash: (address: Address) => string,
): Promise<KnownOfMany> {
  const keys = addresses.map(({ key }) => ({ key }))
  const asked = dialect.rows('asked', { key: 'text' }, keys)
  const found = await sql<Person>`select people.* from ${asked} join people on people.address_key = asked.key`.execute(
    queries,
  )
  const never = await sql<{ key: string }>`select asked.key from ${asked}
    join suppressions on suppressions.address_key = asked.key`.execute(queries)
  const states = await statesOf({ dialect }, queries, found.rows)
  return {
    people: new Map(
      found.rows.map((person) => [person.address_key, { person, states: states.get(person.id) ?? new Map() }]),
    ),
    closed: new Set([...never.rows.map(({ key }) => key), ...(await erasedOf({ dialect }, queries, addresses, hash))]),
  }
}

/** Hashing a million addresses takes seconds: where nobody was erased it is left out. @returns keys */
async function erasedOf(
  { dialect }: Pick<Store, 'dialect'>,
  queries: Queries,
  addresses: readonly Address[],
  hash: (address: Address) => string,
): Promise<string[]> {
  const any = await queries.selectFrom('erased').select('at').limit(1).executeTakeFirst()
  if (any === undefined) return []
  const hashed = addresses.map((address) => ({ key: address.key, hash: hash(address) }))
  const rows = await sql<{ key: string }>`select asked.key
    from ${dialect.rows('asked', { key: 'text', hash: 'text' }, hashed)}
    join erased on erased.hash = asked.hash`.execute(queries)
  return rows.rows.map(({ key }) => key)
}

async function statesOf({ dialect }: Pick<Store, 'dialect'>, queries: Queries, people: readonly Person[]) {
  const states = new Map<number, Map<string, { state: SubscriptionState; since: number }>>()
  if (people.length === 0) return states
  const ids = people.map(({ id }) => id)
  const rows = await queries
    .selectFrom('subscriptions')
    .select(['person_id', 'list', 'state', 'since'])
    .where(dialect.isOneOf(sql.ref('person_id'), ids))
    .execute()
  for (const { person_id: person, list, state, since } of rows) {
    const theirs = states.get(person) ?? new Map<string, { state: SubscriptionState; since: number }>()
    states.set(person, theirs.set(list, { state, since }))
  }
  return states
}

export interface Newcomer {
  readonly address: Address
  readonly format: 'html' | 'text'
  readonly runs: readonly string[]
  /** Tag, or ''. */
  readonly language: string
  readonly states: ReadonlyMap<string, SubscriptionState>
  /** Of what was decided; who waits does so from now on. */
  readonly since: number
}

const PERSON = { address: 'text', address_key: 'text', format: 'text', runs: 'text', language: 'text' } as const
const SINCE = { person_id: 'bigint', since: 'bigint' } as const
const STATE = { list: 'text', state: 'text', waits: 'bigint' } as const
const SUBSCRIPTION = { person_id: 'bigint', list: 'text', state: 'text', since: 'bigint' } as const
/** So many people at least that are on the same lists are worth a statement. */
const ALIKE = 50

/** @returns key of an address → who was made; who came by another way meanwhile is not among them, nor changed */
export async function addNewcomers(
  { dialect }: Pick<Store, 'dialect'>,
  transaction: Transaction<Tables>,
  newcomers: readonly Newcomer[],
  now: number,
): Promise<Map<string, Person>> {
  if (newcomers.length === 0) return new Map()
  const rows = newcomers.map(({ address: { address, key }, format, runs, language }) => {
    return { address, address_key: key, format, runs: runs.join(' '), language }
  })
  const made = await sql<Pick<Person, 'id' | 'address_key'>>`
    insert into people (address, address_key, format, runs, language, created_at)
    select address, address_key, format, runs, language, cast(${now} as bigint)
    from ${dialect.rows('newcomers', PERSON, rows)}
    where true on conflict (address_key) do nothing returning id, address_key`.execute(transaction)
  const ids = new Map(made.rows.map(({ id, address_key: key }) => [key, id]))
  const people = new Map<string, Person>()
  for (const row of rows) {
    const id = ids.get(row.address_key)
    if (id !== undefined) people.set(row.address_key, { ...row, id, created_at: now })
  }
  const [few, many]: [Alike[], Alike[]] = [[], []]
  for (const group of alikeIn(newcomers, people)) (group.people.length < ALIKE ? few : many).push(group)
  // Lists stand there once, at half the cost. Person by person: the pages of the table's keys are filled in order.
  for (const { states, people: those } of many) {
    const asked = [...states].map(([list, state]) => ({ list, state, waits: state === 'pending' ? 1 : 0 }))
    await sql`insert into subscriptions (person_id, list, state, since)
      select person_id, list, state, case when waits = 1 then cast(${now} as bigint) else since end
      from ${dialect.rows('those', SINCE, those)} cross join ${dialect.rows('asked', STATE, asked)}`.execute(
      transaction,
    )
  }
  const others = few.flatMap(({ states, people: those }) =>
    those.flatMap(({ person_id, since }) =>
      [...states].map(([list, state]) => ({ person_id, list, state, since: state === 'pending' ? now : since })),
    ),
  )
  if (others.length > 0)
    await sql`insert into subscriptions (person_id, list, state, since) select person_id, list, state, since
      from ${dialect.rows('states', SUBSCRIPTION, others)}`.execute(transaction)
  return people
}

/** People who are on the same lists, and since when. */
interface Alike {
  readonly states: Newcomer['states']
  readonly people: { readonly person_id: number; readonly since: number }[]
}

function alikeIn(newcomers: readonly Newcomer[], people: ReadonlyMap<string, Person>): Iterable<Alike> {
  const groups = new Map<string, Alike>()
  // Whoever makes newcomers gives those that are alike the same map.
  const bySame = new Map<Newcomer['states'], Alike>()
  const groupOf = (states: Newcomer['states']): Alike => {
    const key = [...states].sort().join(' ')
    const group = groups.get(key) ?? { states, people: [] }
    groups.set(key, group)
    bySame.set(states, group)
    return group
  }
  for (const { address, states, since } of newcomers) {
    const id = people.get(address.key)?.id
    if (id === undefined || states.size === 0) continue
    const group = bySame.get(states) ?? groupOf(states)
    group.people.push({ person_id: id, since })
  }
  return groups.values()
}
