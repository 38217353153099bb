/**
 * Dates as posts write them. Pure. In: the text and the site's time zone. Out: the instant and the day there, or undefined where
 * it is no date. A date alone is that day's midnight in the zone.
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

const DATE =
  /^(\d{4}-\d\d-\d\d)(?:(?:[Tt]|[ \t]+)(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)[ \t]*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?$/i

/**
 * Accepts `2024-02-29`, `2024-02-29 09:30[:15]`, either with `+0200`, `+02:00`, `Z` or `UTC` behind the time, and the ISO form with T.
 * @returns undefined for anything else, and for days and times that do not exist
 */
export function parsePostDate(text: string, timezone: string): PostDate | undefined {
  const [, day, time, zone] = DATE.exec(text.trim()) ?? []
  if (day === undefined) return undefined
  try {
    if (time === undefined) return { instant: midnight(day, timezone), day, dayOnly: true }
    const instant =
      zone === undefined
        ? localInstant(`${day}T${time}`, timezone)
        : Temporal.Instant.from(`${day}T${time}${offset(zone)}`)
    return { instant: instant.epochMilliseconds, day: dayIn(instant.epochMilliseconds, timezone), dayOnly: false }
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined
    throw thrown
  }
}

function localInstant(local: string, timezone: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(timezone).toInstant()
}

function offset(zone: string): string {
  return /^[A-Z]/i.test(zone) ? 'Z' : zone
}
