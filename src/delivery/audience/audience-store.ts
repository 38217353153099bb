/**
 * Who gets a mailing, and who got one. In: lists, people. Out: a delivery for each person, written by the database;
 * counts; the lists that a link or a request was about. Door.
 */
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { ALL_DELIVERIES, someDelivery } from '../../store/all-deliveries.js'
import type { Queries } from '../../store/open.js'
import type { Tables } from '../../store/tables.js'
import { RUNS, SOME, TOLD_APART } from '../../subscribers/because.js'
import { namesOf, type RunningCycle } from '../../subscribers/runs.js'
import type { SameRuns } from '../../subscribers/unknown-runs.js'
import { OF_NOTICES } from '../states-store.js'

/** Who a mailing is for. */
export interface Audience {
  /** Ids in the order of the configuration. */
  readonly lists: readonly string[]
  /** Keys of mailings that nobody is to get again, nor on a list that got one unless they confirmed it since. */
  readonly without?: readonly string[]
  /** Only people who run this release cycle or one told with it, who named none, or who run only what has ended. */
  readonly runs?: RunningCycle
}

/** Who would get one. */
export interface CountedAudience extends Audience {
  /** Nobody who confirmed one of these lists. */
  readonly notOn?: readonly string[]
}

/** And in which languages beside the site's its mail is. */
export interface SpokenAudience extends Audience {
  readonly languages: readonly string[]
}

/** People by their numbers, above the one and up to the other. */
export interface AudiencePart {
  readonly after: number
  readonly upTo: number
}

/**
 * One statement in the database, for any audience or a part of it: every person with a confirmed subscription to one
 * of the lists, once, with the lists they have in the order of the configuration. What was never tried is due at once,
 * also by a clock that was set back since.
 * @returns its size
 */
export async function insertAudience(
  transaction: Transaction<Tables>,
  { id: mailing, now }: { readonly id: number; readonly now: number },
  audience: SpokenAudience,
  part?: AudiencePart,
): Promise<number> {
  const { lists, languages } = audience
  if (lists.length === 0) return 0
  const [only, ...others] = lists
  const { listIds, first, since, grouped } =
    only !== undefined && others.length === 0 ? ofOneList(only) : ofLists(lists)
  const inserted = await sql`
    insert into deliveries (mailing_id, person_id, address, lists, list, format, because, language,
      state, due_at, attempts, since, fence, reply, maybe_twice)
    select cast(${mailing} as bigint), p.id, p.address, ${listIds}, ${first}, p.format, ${becauseOf(audience, now)},
      ${languageOf(languages)}, 'queued', 0, 0, ${since}, 0, '', 0
    from ${members(audience, await overTexts(transaction, audience, part), part)}
    ${grouped}
    order by p.id`.execute(transaction)
  return Number(inserted.numAffectedRows ?? 0)
}

/** What an audience's rows say of a person's lists. */
interface Columns {
  readonly listIds: RawBuilder<unknown>
  readonly first: RawBuilder<unknown>
  readonly since: RawBuilder<unknown>
  readonly grouped: RawBuilder<unknown>
}

/** A person has one subscription to a list: nothing need be gathered, which takes half of the time. */
function ofOneList(list: string): Columns {
  const name = sql`cast(${list} as text)`
  return { listIds: name, first: name, since: sql`s.since`, grouped: sql`` }
}

function ofLists(lists: readonly string[]): Columns {
  const has = lists.map((list) => sql`max(case when s.list = ${list} then 1 else 0 end) = 1`)
  const listIds = sql.join(
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
  return {
    listIds: sql`trim(${listIds})`,
    first: sql`case ${first} end`,
    since: sql`case ${since} end`,
    grouped: sql`group by p.id, p.address, p.format, p.runs, p.language`,
  }
}

/** How many people a mailing to these lists, or a part of it, would reach now. */
export async function countAudience(queries: Queries, audience: CountedAudience, part?: AudiencePart): Promise<number> {
  const { lists, without = [], notOn = [], runs } = audience
  const [only, ...others] = lists
  if (only === undefined) return 0
  const isWhole = without.length === 0 && notOn.length === 0 && runs === undefined
  if (isWhole && others.length === 0) return (await countOnList(queries, only, part)).now
  const { rows } = await sql<{ people: number }>`
    select count(distinct p.id) as people
    from ${members(audience, await overTexts(queries, audience, part), part)}`.execute(queries)
  return Number(rows[0]?.people ?? 0)
}

/**
 * Who confirmed a list, and how many of them are not suppressed: those are few, and looked for one by one. Joined, a
 * million people took PostgreSQL two seconds. SQLite takes the tables of a cross join in their order.
 */
async function countOnList(
  queries: Queries,
  list: string,
  part?: AudiencePart,
): Promise<Pick<ListReach, 'confirmed' | 'now'>> {
  const on = sql`s.state = 'confirmed' and s.list = ${list} ${part === undefined ? sql`` : within(part)}`
  const { rows } = await sql<{ confirmed: number; suppressed: number }>`
    select (select count(*) from subscriptions s where ${on}) as confirmed,
      (select count(*) from suppressions x cross join people p cross join subscriptions s
        where p.address_key = x.address_key and s.person_id = p.id and ${on}) as suppressed`.execute(queries)
  const [confirmed, suppressed] = [Number(rows[0]?.confirmed ?? 0), Number(rows[0]?.suppressed ?? 0)]
  return { confirmed, now: confirmed - suppressed }
}

/** Who a mailing to these lists would reach now, by what they run. */
export async function runsOnLists(queries: Queries, lists: readonly string[]): Promise<SameRuns[]> {
  if (lists.length === 0) return []
  const { rows } = await sql<{ runs: string; people: number }>`
    select p.runs, count(distinct p.id) as people from ${members({ lists })} group by p.runs`.execute(queries)
  return rows.map(({ runs, people }) => ({ runs: runs.split(' ').filter(Boolean), people: Number(people) }))
}

/** How many people a list has. */
export interface ListReach {
  readonly list: string
  /** Confirmed, suppressed ones too. */
  readonly confirmed: number
  /** Who would get a mail now. */
  readonly now: number
  /** Who was in the audience of the last notice that went to this list and to all its people; 0 before. */
  readonly last: number
}

export async function listReach(queries: Queries, lists: readonly string[]): Promise<ListReach[]> {
  return await Promise.all(
    lists.map(async (list) => ({
      list,
      ...(await countOnList(queries, list)),
      last: await lastAudience(queries, list),
    })),
  )
}

/** Repetitions and what the releases table says go to some of a list's people. */
async function lastAudience(queries: Queries, list: string): Promise<number> {
  const word = sql<boolean>`(' ' || lists || ' ') like ${`% ${list} %`}`
  const mailing = await queries
    .selectFrom('mailings')
    .select('id')
    .where(OF_NOTICES)
    .where('key', 'not like', 'end-of-life:%')
    .where('key', 'not like', 'manual:%')
    .where(word)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (mailing === undefined) return 0
  const { people } = await queries
    .selectFrom(ALL_DELIVERIES.as('deliveries'))
    .select((e) => e.fn.countAll<number>().as('people'))
    .where('mailing_id', '=', mailing.id)
    .where(word)
    .executeTakeFirstOrThrow()
  return Number(people)
}

/** People and those of their subscriptions that a mailing is for. */
function members(
  { lists, without = [], notOn = [], runs }: CountedAudience,
  over: readonly string[] = [],
  part?: AudiencePart,
): RawBuilder<unknown> {
  const repeated =
    without.length === 0
      ? sql``
      : sql`and not exists (
        select 1 from mailings m where m.key in (${sql.join([...without])}) and (
          ${someDelivery(sql`d.mailing_id = m.id and d.person_id = p.id and d.state not in ('failed', 'cancelled')`)}
          or (s.since < m.created_at and p.created_at < m.created_at
            and exists (select 1 from variants v where v.mailing_id = m.id and v.list = s.list))
        ))`
  const others =
    notOn.length === 0
      ? sql``
      : sql`and not exists (select 1 from subscriptions o
        where o.person_id = p.id and o.state = 'confirmed' and o.list in (${sql.join([...notOn])}))`
  return sql`people p join subscriptions s on s.person_id = p.id
    where s.state = 'confirmed' and s.list in (${sql.join([...lists])})
      and not exists (select 1 from suppressions x where x.address_key = p.address_key)
      ${part === undefined ? sql`` : within(part)} ${repeated} ${others}
      ${runs === undefined ? sql`` : sql`and ${whereRuns(runs, over)}`}`
}

/** Of subscriptions, whose index by list has them in this order. */
function within({ after, upTo }: AudiencePart): RawBuilder<unknown> {
  return sql`and s.person_id > cast(${after} as bigint) and s.person_id <= cast(${upTo} as bigint)`
}

/**
 * People who run one of the cycles or named none. A word is there if taking it out changes the text: LIKE
 * would want its wildcards escaped, and SQLite's does not see letter case.
 */
function whereRuns(about: RunningCycle, over: readonly string[]): RawBuilder<boolean> {
  return sql`(p.runs in (${sql.join(['', ...over])}) or ${saysOneOf(namesOf(about))})`
}

function saysOneOf(words: readonly string[]): RawBuilder<boolean> {
  const text = sql`(' ' || p.runs || ' ')`
  const each = words.map((word) => sql`replace(${text}, cast(${` ${word} `} as text), '') <> ${text}`)
  return sql`(${sql.join(each, sql` or `)})`
}

const YEAR_MS = 365 * 86_400_000

/** A word of subscribers/because.ts. */
function becauseOf({ runs: about }: Audience, now: number): RawBuilder<unknown> {
  if (about === undefined) return sql`''`
  const { each = [namesOf(about)] } = about
  const digits = each.map((names) => sql`case when ${saysOneOf(names)} then '1' else '0' end`)
  const choice = each.length > TOLD_APART ? sql`${text(SOME)}` : sql`${text(RUNS)} || ${sql.join(digits, sql` || `)}`
  const asked = someDelivery(
    sql`d.person_id = p.id and d.because = 'ask' and m.created_at > cast(${now - YEAR_MS} as bigint)
      and d.state not in ('failed', 'cancelled')`,
    sql`join mailings m on m.id = d.mailing_id`,
  )
  return sql`case when p.runs = '' then 'none' when ${saysOneOf(namesOf(about))} then ${choice}
    when ${asked} then 'ended' else 'ask' end`
}

/** Of a language that the mail is not in any more, nothing: the site's. */
function languageOf(languages: readonly string[]): RawBuilder<unknown> {
  if (languages.length === 0) return sql`''`
  const each = languages.map((one) => sql`when ${text(one.toLowerCase())} then ${text(one)}`)
  return sql`case lower(p.language) ${sql.join(each, sql` `)} else '' end`
}

function text(word: string): RawBuilder<unknown> {
  return sql`cast(${word} as text)`
}

/** Databases limit the parameters of a statement. */
const MOST_TEXTS = 10_000

/** What people say who run only what has ended: of all that people say there are few different texts. */
async function overTexts(queries: Queries, { runs: about }: Audience, part?: AudiencePart): Promise<string[]> {
  if (about?.ended === undefined || about.ended.size === 0) return []
  const { ended } = about
  const named = queries.selectFrom('people').select('runs').where('runs', '!=', '').distinct()
  const rows = await (part === undefined
    ? named
    : named.where('id', '>', part.after).where('id', '<=', part.upTo)
  ).execute()
  const isOver = (text: string) => text.split(' ').every((run) => ended.has(run))
  return rows.flatMap(({ runs }) => (isOver(runs) ? [runs] : [])).slice(0, MOST_TEXTS)
}

/** The lists of the delivery that a link was mailed with; undefined where there was none. */
export async function listsOfDelivery(
  queries: Queries,
  mailing: number,
  person: number,
): Promise<string[] | undefined> {
  const row = await queries
    .selectFrom(ALL_DELIVERIES.as('deliveries'))
    .select('lists')
    .where('mailing_id', '=', mailing)
    .where('person_id', '=', person)
    .executeTakeFirst()
  return row?.lists.split(' ').filter(Boolean)
}

/** Was this person sent such a mail that was frozen after `since`, which is days ago at the most? */
export async function wasMailedSince(
  queries: Queries,
  person: number,
  kind: Tables['mailings']['kind'],
  since: number,
): Promise<boolean> {
  const row = await queries
    .selectFrom('mailings')
    .innerJoin('deliveries', 'deliveries.mailing_id', 'mailings.id')
    .select('mailings.id')
    .where('deliveries.person_id', '=', person)
    .where('mailings.kind', '=', kind)
    .where('mailings.created_at', '>', since)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * The lists that confirmations frozen after `since` asked this person about, and when the last of each was frozen: so
 * that nobody can be flooded with them.
 */
export async function listsAskedSince(queries: Queries, person: number, since: number): Promise<Map<string, number>> {
  const rows = await queries
    .selectFrom('mailings')
    .innerJoin('deliveries', 'deliveries.mailing_id', 'mailings.id')
    .select(['mailings.lists', 'mailings.created_at'])
    .where('deliveries.person_id', '=', person)
    .where('mailings.kind', '=', 'confirmation')
    .where('mailings.created_at', '>', since)
    .orderBy('mailings.created_at')
    .execute()
  return new Map(rows.flatMap((row) => row.lists.split(' ').map((list) => [list, row.created_at] as const)))
}
