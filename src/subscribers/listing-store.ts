/** People as operators see them. In: what is looked for. Out: records, page by page. Door. */
import { type RawBuilder, sql } from 'kysely'
import { isoInstant } from '../base/clock.js'
import { ALL_DELIVERIES } from '../store/all-deliveries.js'
import type { Queries } from '../store/open.js'
import type { SubscriptionTable } from '../store/tables/people.js'
import type { Person } from '../store/tables.js'
import { parseAddress } from './address.js'
import { movedLists } from './moved-list-store.js'
import { findByAddress } from './person-store.js'
import type { SubscriptionState } from './subscription.js'

/** As `subscribers list --json` prints it. */
export interface SubscriberRecord {
  readonly address: string
  readonly format: 'html' | 'text'
  readonly runs: string[]
  /** Tag; empty where they said none, and are spoken to in the site's. */
  readonly language: string
  readonly suppressed: boolean
  readonly subscriptions: { list: string; state: SubscriptionState; since: string }[]
}

/** All of what is given holds for each person found. */
export interface Search {
  /** On this list, in whatever state; with `state`, in that one. */
  readonly list?: string
  readonly state?: SubscriptionState | 'suppressed'
  /** Known since, milliseconds since the epoch. */
  readonly since?: number
  /** Part of the address, in any letter case. */
  readonly text?: string
  /** Whose mail came back, of whatever kind. */
  readonly bounced?: boolean
  /** Number of one person. */
  readonly person?: number
}

const PAGE = 1000

/**
 * All people in the order they came, page by page: any number of them fits into memory.
 * @param most of one page: who looks at fifty asks for no thousand
 */
export async function* listSubscribers(
  queries: Queries,
  search: Search = {},
  most = PAGE,
): AsyncGenerator<SubscriberRecord> {
  const moved = await movedLists(queries)
  const few = await fewOf(queries, search)
  for (let after = 0, full = true; full; ) {
    const next = few?.filter((id) => id > after).slice(0, most)
    if (next?.length === 0) return
    const people = await queries
      .selectFrom('people')
      .leftJoin('suppressions', 'suppressions.address_key', 'people.address_key')
      .select(['people.id', 'people.address', 'people.format', 'people.runs', 'people.language'])
      .select('suppressions.reason as suppressed')
      .where(next === undefined ? sql<boolean>`people.id > ${after}` : sql<boolean>`people.id in (${sql.join(next)})`)
      .where(found(search))
      .orderBy('people.id')
      .limit(most)
      .execute()
    const ids = people.map((person) => person.id)
    const rows = await subscriptionsOf(queries, ids)
    for (const person of people) {
      yield {
        address: person.address,
        format: person.format,
        runs: person.runs.split(' ').filter(Boolean),
        language: person.language,
        suppressed: person.suppressed !== null,
        subscriptions: (rows.get(person.id) ?? []).flatMap(({ list, state, since }) =>
          moved.has(list) ? [] : [{ list, state, since: isoInstant(since) }],
        ),
      }
    }
    after = next?.at(-1) ?? ids.at(-1) ?? after
    full = next === undefined ? people.length === most : next.length === most
  }
}

/** So many at the most are looked up by number; of more, a walk through all people soon has a page. */
const FEW = 5_000

/**
 * Numbers of those among whom all are whom a search can find, in their order, where an index says that they are few.
 * @returns undefined where nothing that is searched for is rare
 */
async function fewOf(queries: Queries, search: Search): Promise<number[] | undefined> {
  const whole = search.text === undefined ? undefined : parseAddress(search.text)
  const person = whole && (await findByAddress(queries, whole))
  if (person !== undefined) return [person.id]
  for (const source of sourcesOf(search)) {
    const { rows } = await sql<{ id: number }>`${source} limit ${sql.lit(FEW + 1)}`.execute(queries)
    if (rows.length <= FEW) return [...new Set(rows.map(({ id }) => Number(id)))].sort((a, b) => a - b)
  }
  return undefined
}

/** What each part of a search is asked of an index by; the text at last, which none has. */
function sourcesOf({ list, state, since, text, bounced, person }: Search): RawBuilder<unknown>[] {
  const isOfSubscriptions = list !== undefined || (state !== undefined && state !== 'suppressed')
  return [
    ...(person === undefined ? [] : [sql`select id from people where id = ${person}`]),
    ...(bounced === true ? [sql`select person_id as id from bounces`] : []),
    ...(state === 'suppressed'
      ? [sql`select p.id from suppressions x join people p on p.address_key = x.address_key`]
      : []),
    ...(isOfSubscriptions
      ? [sql`select s.person_id as id from subscriptions s where ${sql.join(ofSubscription({ list, state }), AND)}`]
      : []),
    ...(since === undefined ? [] : [sql`select id from people where created_at >= ${since}`]),
    ...(text === undefined ? [] : [sql`select id from people where ${contains(text)}`]),
  ]
}

const AND = sql` and `

function ofSubscription({ list, state }: { list: Search['list']; state: Search['state'] }): RawBuilder<unknown>[] {
  return [
    ...(list === undefined ? [] : [sql`s.list = ${list}`]),
    ...(state === undefined || state === 'suppressed' ? [] : [sql`s.state = ${state}`]),
  ]
}

/** @param people in their order */
async function subscriptionsOf(queries: Queries, people: readonly number[]): Promise<Map<number, SubscriptionTable[]>> {
  const byPerson = new Map(people.map((id): [number, SubscriptionTable[]] => [id, []]))
  const [first, last] = [people[0], people.at(-1)]
  if (first === undefined || last === undefined) return byPerson
  // Of neighbours a range is read in half the time of a thousand numbers.
  const areNear = last - first < people.length * 2
  const rows = await queries
    .selectFrom('subscriptions')
    .selectAll()
    .$if(areNear, (query) => query.where('person_id', '>=', first).where('person_id', '<=', last))
    .$if(!areNear, (query) => query.where('person_id', 'in', [...people]))
    .orderBy('list')
    .execute()
  for (const row of rows) byPerson.get(row.person_id)?.push(row)
  return byPerson
}

/** Who was erased is nobody. */
function found({ list, state, since, text, bounced, person }: Search): RawBuilder<boolean> {
  const isSuppressed = sql`suppressions.address_key is not null`
  const subscribed = ofSubscription({ list, state })
  const conditions = [
    sql`people.address <> ''`,
    ...(person === undefined ? [] : [sql`people.id = ${person}`]),
    ...(text === undefined ? [] : [holds(text)]),
    ...(since === undefined ? [] : [sql`people.created_at >= ${since}`]),
    ...(state === 'suppressed' ? [isSuppressed] : []),
    ...(bounced === true ? [sql`people.id in (select person_id from bounces)`] : []),
    ...(subscribed.length === 0
      ? []
      : [
          sql`exists (select 1 from subscriptions s
            where s.person_id = people.id and ${sql.join(subscribed, AND)})`,
        ]),
  ]
  return sql<boolean>`${sql.join(conditions, AND)}`
}

/** A whole address is that of one person; who else's address holds it is found where nobody has it. */
function holds(text: string): RawBuilder<unknown> {
  const whole = parseAddress(text)
  return whole === undefined ? contains(text) : sql`(people.address_key = ${whole.key} or ${contains(text)})`
}

/** Keys are in small letters; a wildcard of LIKE is a character like any other here. */
function contains(text: string): RawBuilder<unknown> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  return sql`people.address_key like cast(${pattern} as text) escape '\\'`
}

/** A mail that a person was sent, or is to be sent. */
export interface PersonDelivery {
  readonly mailing: number
  readonly subject: string
  readonly state: string
  readonly at: string | null
  /** The server's last words. */
  readonly reply: string
  readonly maybeTwice: boolean
}

/** The newest first. */
export async function deliveriesTo(queries: Queries, person: Person, most: number): Promise<PersonDelivery[]> {
  const rows = await queries
    .selectFrom(ALL_DELIVERIES.as('deliveries'))
    .innerJoin('mailings', 'mailings.id', 'deliveries.mailing_id')
    .select([
      'deliveries.mailing_id as mailing',
      'mailings.subject',
      'deliveries.state',
      'deliveries.finished_at',
      'deliveries.reply',
      'deliveries.maybe_twice',
    ])
    .where('deliveries.person_id', '=', person.id)
    .orderBy('deliveries.mailing_id', 'desc')
    .limit(most)
    .execute()
  return rows.map(({ mailing, subject, state, finished_at: at, reply, maybe_twice: twice }) => ({
    ...{ mailing, subject, state, reply },
    at: at === null ? null : isoInstant(at),
    maybeTwice: twice === 1,
  }))
}
