/**
 * Days as people read them. Pure. In: YYYY-MM-DD and a language tag. Out: the day in that language, e.g. `2 January
 * 2020`.
 */

import { localeFor } from './locale.js'
import { NewestCache } from './newest-cache.js'

const styles = {
  long: { dateStyle: 'long', timeZone: 'UTC' },
  short: { month: 'short', day: 'numeric', timeZone: 'UTC' },
} as const

type DayStyle = keyof typeof styles

const formats = new Map<string, Intl.DateTimeFormat>()
/** What stands around the year on such a day of any year; null where years are not written in these digits. */
type AroundYear = readonly string[] | null
/** Archives hold thousands of days and 366 of a year, and to format one costs as much as a sentence. */
const written = new NewestCache<string, AroundYear>({ most: 2000 })

/** One form everywhere; `short` leaves the year out, for lists that stand under one. */
export function formatDay(day: string, language: string, style: DayStyle = 'long'): string {
  const key = `${style} ${language}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(localeFor(language), styles[style])
  formats.set(key, format)
  if (!OF_ANY_YEAR.test(day)) return format.format(atMidnight(day))
  const ofYear = day.slice(4)
  const around = written.getOrMake(`${ofYear} ${key}`, () => aroundYear(ofYear, format, style))
  return around?.join(day.slice(0, 4)) ?? format.format(atMidnight(day))
}

/** Without those that not all months and years have. */
const OF_ANY_YEAR = /^[1-9]\d{3}-(?:0[1-9]|1[012])-(?:0[1-9]|1\d|2[0-8])$/

const atMidnight = (day: string): number => Date.parse(`${day}T00:00:00Z`)

const A_YEAR = '2020'
/** Pieces of a day around its year. */
const PIECES = { long: 2, short: 1 }

function aroundYear(ofYear: string, format: Intl.DateTimeFormat, style: DayStyle): AroundYear {
  const pieces = format.format(atMidnight(A_YEAR + ofYear)).split(A_YEAR)
  return pieces.length === PIECES[style] ? pieces : null
}
