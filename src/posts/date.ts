/**
 * Dates as posts write them. Pure. In: the text and the site's time zone. Out: the instant and the day there, or
 * undefined where it is no date. A date alone is that day's midnight in the zone.
 */
import { Temporal } from 'temporal-polyfill'
import { dayIn, midnight } from '../base/days.js'

export interface PostDate {
  /** Milliseconds since the epoch. */
  readonly instant: number
  /** YYYY-MM-DD in the site's zone. */
  readonly day: string
  /** True when no time of day was given. */
  readonly dayOnly: boolean
}

/** The form that was always read: a post dated so is no news to an older ledger. */
const PLAIN =
  /^(\d{4}-\d\d-\d\d)(?:(?:[Tt]|[ \t]+)(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)[ \t]*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?$/i

const MONTH = String.raw`(?<word>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?`
const DAY = String.raw`(?<day>\d{1,2})`
const YEAR = String.raw`(?<year>\d{4})`
const NUMBER = String.raw`(?<month>\d{1,2})`
const WEEKDAY = String.raw`(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?`
const SECOND = String.raw`(?::(?<second>\d{1,2})(?:[.,](?<part>\d*))?)?`
/** An hour alone is one beside AM or PM (`clockOf`). */
const CLOCK = String.raw`(?<hour>\d{1,2})(?::(?<minute>\d{1,2})${SECOND})?(?:\s*(?<half>[ap])\.?m\.?)?`
/** Behind an offset its zone may be named: in brackets in mail, without them where Go prints a time. */
const NAMED = String.raw`(?:\s*\([A-Z]{1,5}\)|(?<=\d)\s+[A-Z]{3,5})?`
const ZONE = String.raw`(?:\s*(?<zone>Z|[A-Z]{3,4}|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d\d)?)${NAMED})?`
const TIME = String.raw`(?:(?:T|,?\s+(?:at\s+)?)${CLOCK}${ZONE})?`

/**
 * As Ruby reads them, Psych where YAML has a date and Time.parse behind it, and Hugo. Day and month in figures only
 * behind the year.
 */
const FORMS = [
  `${YEAR}([-/.])${NUMBER}\\2${DAY}${TIME}`,
  [
    String.raw`(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)`,
    String.raw`(?:T?(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)?(?<zone>Z|[+-]\d\d:?\d\d)?)?`,
  ].join(''),
  `(?<short>\\d\\d)-${NUMBER}-${DAY}${TIME}`,
  `${WEEKDAY}${DAY}(?:st|nd|rd|th|\\.)?[\\s-]+(?:of\\s+)?${MONTH}[\\s,-]+${YEAR}${TIME}`,
  `${WEEKDAY}${MONTH}[\\s-]+${DAY}(?:st|nd|rd|th)?,?\\s+${YEAR}${TIME}`,
  `${YEAR}[\\s-]${MONTH}[\\s-]${DAY}${TIME}`,
  // ctime and date(1): Tue Jan  7 10:00:00 UTC 2020, with or without a zone; git has it behind the year.
  `${WEEKDAY}${MONTH}\\s+${DAY}\\s+${CLOCK}${ZONE}\\s+${YEAR}`,
  `${WEEKDAY}${MONTH}\\s+${DAY}\\s+${CLOCK}\\s+${YEAR}${ZONE}`,
].map((form) => new RegExp(`^${form}$`, 'i'))

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** RFC 2822's names, and those of Europe; what stands for several zones (IST) is none. */
const ZONES: ReadonlyMap<string, string> = new Map([
  ...['Z', 'UTC', 'GMT', 'UT', 'WET'].map((name): [string, string] => [name, '+00:00']),
  ...['EDT', 'CDT', 'MDT', 'PDT'].map((name, index): [string, string] => [name, `-0${index + 4}:00`]),
  ...['EST', 'CST', 'MST', 'PST'].map((name, index): [string, string] => [name, `-0${index + 5}:00`]),
  ...['BST', 'CET', 'WEST'].map((name): [string, string] => [name, '+01:00']),
  ...['CEST', 'EET'].map((name): [string, string] => [name, '+02:00']),
  ...['EEST', 'MSK'].map((name): [string, string] => [name, '+03:00']),
  ['JST', '+09:00'],
])

const PLAIN_CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/

/** Was the date always read, or only since posts are read as Ruby and Hugo read them? */
export function isPlainDate(written: unknown): boolean {
  const [, day, time = '00:00', zone = 'Z'] = (typeof written === 'string' && PLAIN.exec(written.trim())) || []
  if (day === undefined) return false
  if (isInCalendar(day) && !day.startsWith('0') && PLAIN_CLOCK.test(time) && /^[a-z]/i.test(zone)) return true
  try {
    // 30 February and 24:00 have the form, and were no dates.
    Temporal.Instant.from(`${day}T${time}${/^[a-z]/i.test(zone) ? 'Z' : zone}`)
    return true
  } catch (thrown) {
    if (thrown instanceof RangeError) return false
    throw thrown
  }
}

/**
 * A date as Jekyll and Hugo read it: `2024-02-29`, `2020-1-5`, `2013/10/12`, `18 January 2020`, with a time of day
 * (`9:05`, `5:00 PM`, `5PM`, `24:00:00`) and a zone behind it (`+0200`, `+8`, `Z`, `EST`); RFC 2822; as date(1), git
 * and Go print it; `20200118`; seconds since 1970. A time without a zone is the site's.
 * @returns undefined for anything else, and for days and times that do not exist
 */
export function parsePostDate(written: string | number, timezone: string): PostDate | undefined {
  const text = String(written).trim()
  if (/^\d{9,10}$/.test(text)) return atInstant(Number(text) * 1000, timezone)
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups
    if (groups !== undefined) return fromParts(groups, timezone)
  }
  return undefined
}

type Parts = Readonly<Record<string, string | undefined>>

function fromParts(parts: Parts, timezone: string): PostDate | undefined {
  const day = dayOf(parts)
  const { hour, minute, second = '00', part = '', half } = parts
  if (!isInCalendar(day)) return undefined
  try {
    if (hour === undefined) return { instant: midnight(day, timezone), day, dayOnly: true }
    const clock = clockOf(Number(hour), half)
    const zone = zoneOf(parts.zone)
    if (clock === undefined || zone === 'unknown' || (minute ?? half) === undefined) return undefined
    const isNextDay = clock === 24 && Number(minute) === 0 && Number(second) === 0
    const fraction = part === '' ? '' : `.${part.slice(0, 9)}`
    const plain = part === '' ? plainInstant([day, clock, Number(minute), Number(second)], zone ?? timezone) : undefined
    if (plain !== undefined) return atInstant(plain, timezone)
    const time = [isNextDay ? 0 : clock, minute ?? 0, second].map((figure) => String(figure).padStart(2, '0')).join(':')
    const local = Temporal.PlainDateTime.from(`${day}T${time}${fraction}`).add({ days: isNextDay ? 1 : 0 })
    const zoned = local.toZonedDateTime(zone ?? timezone)
    return atInstant(zoned.epochMilliseconds, timezone)
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined
    throw thrown
  }
}

/** @param day `YYYY-MM-DD`, of any figures */
function isInCalendar(day: string): boolean {
  const [year = 0, month = 0, ofMonth = 0] = day.split('-').map(Number)
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = month === 2 && isLeap ? 29 : DAYS[month - 1]
  return days !== undefined && ofMonth >= 1 && ofMonth <= days
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * What most posts hold, without a calendar: a time of day, in UTC or so far from it.
 * @param written a day that is in the calendar, hour, minute, second
 * @returns milliseconds since the epoch; undefined where it takes more to tell
 */
function plainInstant([day, ...clock]: readonly [string, number, number, number], zone: string): number | undefined {
  const [hour, minute, second] = clock
  const [, sign, hours = '', minutes = ''] = (zone === 'UTC' ? ['', '+', '00', '00'] : OFFSET.exec(zone)) ?? []
  if (sign === undefined || day.startsWith('0') || !(hour < 24 && minute < 60 && second < 60)) return undefined
  const local = Date.parse(day) + ((hour * 60 + minute) * 60 + second) * 1000
  return local - (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1)
}

const OFFSET = /^([+-])([01]\d|2[0-3]):([0-5]\d)$/

function dayOf({ year, short, month, word, day = '' }: Parts): string {
  // Ruby takes 69 to 99 for the last century.
  const whole = year ?? `${Number(short) >= 69 ? 19 : 20}${short}`
  const number = month ?? String(MONTHS.indexOf((word ?? '').slice(0, 3).toLowerCase()) + 1)
  return `${whole}-${number.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** @returns undefined for what no clock shows, such as 13 PM */
function clockOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour
  if (hour < 1 || hour > 12) return undefined
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}

/** @returns undefined where none is named */
function zoneOf(written: string | undefined): string | 'unknown' | undefined {
  if (written === undefined) return undefined
  const named = ZONES.get(written.toUpperCase())
  if (named !== undefined) return named
  const [, sign, hours = '', minutes = '00'] = /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d\d)?$/i.exec(written) ?? []
  return sign === undefined ? 'unknown' : `${sign}${hours.padStart(2, '0')}:${minutes}`
}

function atInstant(instant: number, timezone: string): PostDate | undefined {
  try {
    return { instant, day: dayIn(instant, timezone), dayOnly: false }
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined
    throw thrown
  }
}
