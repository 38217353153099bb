/** People as operators see them. In: what is looked for. Out: records, page by page. Door. */
import { type RawBuilder, sql } from 'kysely'
import { isoInstant } from '../base/clock.js'
import { ALL_DELIVERIES } from '../store/all-deliveries.js'
import type { Queries } from '../store/open.js'
import type { Person, SubscriptionTable } from '../store/tables.js'
import { movedLists } from './moved-list-store.js'
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

/** All people in the order they came, page by page: any number of them fits into memory. */
export async function* listSubscribers(queries: Queries, search: Search = {}): AsyncGenerator<SubscriberRecord> {
  const moved = await movedLists(queries)
  for (let after = 0, full = true; full; ) {
    const people = await queries
      .selectFrom('people')
      .leftJoin('suppressions', 'suppressions.address_key', 'people.address_key')
      .select(['people.id', 'people.address', 'people.format', 'people.runs', 'people.language'])
      .select('suppressions.reason as suppressed')
      .where('people.id', '>', after)
      .where(found(search))
      .orderBy('people.id')
      .limit(PAGE)
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
    after = ids.at(-1) ?? after
    full = people.length === PAGE
  }
}

async function subscriptionsOf(queries: Queries, people: readonly number[]): Promise<Map<number, SubscriptionTable[]>> {
  const byPerson = new Map(people.map((id): [number, SubscriptionTable[]] => [id, []]))
  if (people.length === 0) return byPerson
  const rows = await queries
    .selectFrom('subscriptions')
    .selectAll()
    .where('person_id', 'in', [...people])
    .orderBy('list')
    .execute()
  for (const row of rows) byPerson.get(row.person_id)?.push(row)
  return byPerson
}

/** Who was erased is nobody. */
function found({ list, state, since, text, bounced, person }: Search): RawBuilder<boolean> {
  const isSuppressed = sql`suppressions.address_key is not null`
  const ofSubscription = [
    ...(list === undefined ? [] : [sql`s.list = ${list}`]),
    ...(state === undefined || state === 'suppressed' ? [] : [sql`s.state = ${state}`]),
  ]
  const conditions = [
    sql`people.address <> ''`,
    ...(person === undefined ? [] : [sql`people.id = ${person}`]),
    ...(text === undefined ? [] : [contains(text)]),
    ...(since === undefined ? [] : [sql`people.created_at >= ${since}`]),
    ...(state === 'suppressed' ? [isSuppressed] : []),
    ...(bounced === true ? [sql`people.id in (select person_id from bounces)`] : []),
    ...(ofSubscription.length === 0
      ? []
      : [
          sql`exists (select 1 from subscriptions s
            where s.person_id = people.id and ${sql.join(ofSubscription, sql` and `)})`,
        ]),
  ]
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}

/** A part is there if taking it out changes the text: LIKE would want its wildcards escaped. */
function contains(text: string): RawBuilder<unknown> {
  return sql`replace(people.address_key, cast(${text.toLowerCase()} as text), '') <> people.address_key`
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
