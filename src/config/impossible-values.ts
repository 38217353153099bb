/**
 * Values that are well written, each by itself, and cannot work: an address that ends too early for those made of it,
 * one thing named twice, a duration that undoes what it is for. Pure. In: the configuration as its schema reads it.
 * Out: the key at fault, and why.
 */

import { type CalendarSpan, formatDuration, formatSpan } from '../base/units.js'
import type { KeyFault } from './key-fault.js'
import type { ListTexts } from './list-texts.js'
import { configTexts } from './texts.js'

interface Listening {
  readonly host: string
  readonly port: number
}

/** What is looked at. */
interface Settings {
  readonly site: { readonly title: string; readonly url: string }
  readonly content: { readonly permalink: string; readonly register: string }
  readonly lists: readonly {
    readonly title: string
    readonly categories: readonly string[]
    readonly texts?: ListTexts
  }[]
  readonly feeds: { readonly authority: string; readonly since: string; readonly hubs: readonly string[] }
  readonly notices: { readonly baseline: string; readonly settle: number; readonly newWithin: number }
  readonly expected: readonly { readonly every: CalendarSpan; readonly before: number }[]
  readonly database: string
  readonly mail: {
    readonly operators: readonly { readonly address: string }[]
    readonly transport: string
    readonly domain: string
  }
  readonly delivery: { readonly lease: number }
  readonly subscribers: { readonly pendingFor: number; readonly languages: readonly string[] }
  readonly web: {
    readonly url: string
    readonly origins: readonly string[]
    readonly listen: Listening
    readonly metrics?: Listening | undefined
  }
}

const HOUR_MS = 3_600_000

export function impossibleValues(settings: Settings): KeyFault[] {
  const { site, content, lists, expected, feeds, notices, mail, database, delivery, subscribers, web } = settings
  const operators = mail.operators.map(({ address }) => address.toLowerCase())
  return [
    ...titleFaults(['site', 'title'], site.title),
    ...lists.flatMap(({ title, texts }, index) =>
      Object.entries(texts?.title ?? { '': title }).flatMap(([tag, text]) =>
        titleFaults(['lists', index, 'title', ...(tag === '' ? [] : [tag])], text),
      ),
    ),
    ...baseFault(['site', 'url'], site.url),
    ...baseFault(['web', 'url'], web.url),
    ...web.origins.flatMap((origin, index) => originFault(['web', 'origins', index], origin)),
    ...signFaults(content.permalink).map((message) => fault(['content', 'permalink'], message)),
    ...(/\.(?:md|markdown|mdx|html?)$/i.test(content.register) ? [fault(['content', 'register'], A_POST)] : []),
    ...(/^(?:sqlite:(?::memory:)?)?$/.test(database.trim()) ? [fault(['database'], NO_LEDGER)] : []),
    ...(notices.settle < notices.newWithin ? [] : [fault(['notices', 'settle'], longSettle(notices.newWithin))]),
    ...expected.flatMap(({ every, before }, index) =>
      before < leastDays(every) ? [] : [fault(['expected', index, 'before'], alwaysDue(before))],
    ),
    ...(isNoDay(notices.baseline) ? [fault(['notices', 'baseline'], NO_DAY)] : []),
    ...(/^\d{4}/.test(feeds.since) && feeds.since < FIRST_DOMAIN ? [fault(['feeds', 'since'], TOO_EARLY)] : []),
    ...feeds.hubs.flatMap((hub, index) => openFault(['feeds', 'hubs', index], hub)),
    ...lists.flatMap(({ categories }, index) => twice(['lists', index, 'categories'], categories)),
    ...twice(['subscribers', 'languages'], subscribers.languages),
    ...twice(['feeds', 'hubs'], feeds.hubs),
    ...twice(['web', 'origins'], web.origins),
    ...twice(['mail', 'operators'], operators),
    ...(mail.transport.trim() === 'file:' ? [fault(['mail', 'transport'], NO_FOLDER)] : []),
    ...(isAddress(mail.domain) ? [fault(['mail', 'domain'], NO_DOMAIN)] : []),
    ...(isAddress(feeds.authority) ? [fault(['feeds', 'authority'], NO_DOMAIN)] : []),
    ...(delivery.lease > HOUR_MS ? [fault(['delivery', 'lease'], LONG_LEASE)] : []),
    ...(subscribers.pendingFor < HOUR_MS ? [fault(['subscribers', 'pendingFor'], SHORT_PENDING)] : []),
    ...(isSame(web.listen, web.metrics) ? [fault(['web', 'metrics'], SAME_LISTEN)] : []),
  ]
}

const BLANK = configTexts.impossibleValues.emptyOrNobodyCan()
const LONG_TITLE = configTexts.impossibleValues.mustHaveCharactersAt()
const LINE_TITLE = configTexts.impossibleValues.mustOneLineWithout()
const A_POST = configTexts.impossibleValues.calledLikePostWould()
const NO_LEDGER = configTexts.impossibleValues.namesNoFileWhat()
const NO_DAY = configTexts.impossibleValues.noDayCalendar()
const TOO_EARLY = configTexts.impossibleValues.beforeWhenFirstDomain()
const FIRST_DOMAIN = '1985'
const OPEN = configTexts.impossibleValues.mayHoldNoUser()
const NO_FOLDER = configTexts.impossibleValues.namesNoFolderWrite()
const NO_DOMAIN = configTexts.impossibleValues.mustDomainNameLike()
const LONG_LEASE = configTexts.impossibleValues.mustHAtMost()
const SHORT_PENDING = configTexts.impossibleValues.mustHAtLeast()
const SAME_LISTEN = configTexts.impossibleValues.addressWebListenWhere()

function longSettle(newWithin: number): string {
  const least = formatDuration(newWithin)
  return `must be less than notices.newWithin (${least}): a post would be too old to be told before it has settled`
}

function alwaysDue(before: number): string {
  return `must be less than every: the post would be due all the time with ${formatSpan(before)}`
}

const UNIT_DAYS = { days: 1, weeks: 7, months: 28, years: 365 } as const

function leastDays({ count, unit }: CalendarSpan): number {
  return count * UNIT_DAYS[unit]
}

function fault(path: KeyFault['path'], message: string): KeyFault {
  return { path, message }
}

const MOST_TITLE = 200

/** Controls would break a header field or a line; the overrides of Unicode turn round what stands beside them. */
function titleFaults(path: KeyFault['path'], title: unknown): KeyFault[] {
  // What has no text at all was said already.
  if (typeof title !== 'string') return []
  if (/^[\s\p{C}\u3164\u115f\u1160\uffa0]*$/u.test(title)) return [fault(path, BLANK)]
  if (/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(title.trim())) return [fault(path, LINE_TITLE)]
  return [...title].length > MOST_TITLE ? [fault(path, LONG_TITLE)] : []
}

/** Of 30 February `Date` makes 2 March. */
function isNoDay(baseline: string): boolean {
  const day = /^\d{4}-\d\d-\d\d/.exec(baseline)?.[0]
  // What is no time at all was said already.
  if (day === undefined || Number.isNaN(Date.parse(baseline))) return false
  const read = new Date(`${day}T00:00:00Z`)
  return Number.isNaN(read.getTime()) || read.toISOString().slice(0, 10) !== day
}

function openFault(path: KeyFault['path'], address: string): KeyFault[] {
  if (!URL.canParse(address)) return []
  const { username, password } = new URL(address)
  return username === '' && password === '' ? [] : [fault(path, OPEN)]
}

/** Four numbers: a name that ends with one is no domain (RFC 3696 §2). */
function isAddress(domain: string): boolean {
  return /(?:^|\.)\d+$/.test(domain)
}

/** Paths are put behind it. */
function baseFault(path: KeyFault['path'], address: string): KeyFault[] {
  if (!URL.canParse(address)) return []
  const { search, hash, username, password } = new URL(address)
  if (search !== '' || hash !== '' || /[?#]/.test(address))
    return [fault(path, 'may hold no ? and no #: paths are put behind it')]
  return username === '' && password === '' ? [] : [fault(path, 'may hold no user and no password: everybody reads it')]
}

/** As browsers send it (RFC 6454): scheme, host and port. */
function originFault(path: KeyFault['path'], address: string): KeyFault[] {
  if (!URL.canParse(address)) return []
  const { origin } = new URL(address)
  return origin === address.toLowerCase() ? [] : [fault(path, `must be an origin alone, like ${origin}`)]
}

/** A path of an address, and of a file: its parts are names. */
function signFaults(pattern: string): string[] {
  if (/[?#\\]|%(?![0-9a-f]{2})/i.test(pattern)) return ['holds a ?, #, % or \\, which no path of a page may hold']
  if (pattern.split('/').some((part) => part === '..' || part === '.'))
    return ['has a part . or .., which leads to another folder']
  return pattern.includes('//') ? ['has two slashes side by side: the name between them is missing'] : []
}

function twice(path: KeyFault['path'], names: readonly string[]): KeyFault[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [fault([...path, index], `names ${name} a second time`)] : [],
  )
}

function isSame(one: Listening, other: Listening | undefined): boolean {
  return other !== undefined && one.port !== 0 && one.port === other.port && one.host === other.host
}
