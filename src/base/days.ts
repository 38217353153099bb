/**
 * Days and instants in a time zone. Pure. In: a day (YYYY-MM-DD) or an instant (milliseconds since the epoch), and the
 * zone. Out: the other of the two.
 */
import { hash } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import { NewestCache } from './newest-cache.js'

/**
 * Midnight, or the first instant of the day where a clock change skips midnight.
 * @throws RangeError for a day that is in no calendar
 */
export function midnight(day: string, timezone: string): number {
  if (timezone === 'UTC') return plainMidnight(day) ?? Temporal.Instant.from(`${day}T00:00Z`).epochMilliseconds
  return Temporal.PlainDate.from(day).toZonedDateTime(timezone).epochMilliseconds
}

/** In UTC, of a day that is in the calendar; asked for with every post. */
function plainMidnight(day: string): number | undefined {
  const at = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(day) : Number.NaN
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(day) ? at : undefined
}

/** The day of an instant in a zone, YYYY-MM-DD. */
export function dayIn(instant: number, timezone: string): string {
  if (timezone === 'UTC') return new Date(instant).toISOString().slice(0, 10)
  return daysOf.getOrMake(`${instant} ${timezone}`, () => dayInZone(instant, timezone))
}

/** The instant of a run and that of the baseline are asked for again and again. */
const daysOf = new NewestCache<string, string>({ most: 200 })

function dayInZone(instant: number, timezone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone).toPlainDate().toString()
}

/** 0 to 4095 s: gives every post of one day an instant of its own that never changes. */
export function spreadMs(id: string): number {
  return (Number.parseInt(hash('sha256', id).slice(0, 4), 16) % 4096) * 1000
}

/** The day behind it. */
export function nextDay(day: string): string {
  return dayIn(midnight(day, 'UTC') + 86_400_000, 'UTC')
}

/** The same day of the next year; after a 29 February, 1 March. */
export function yearFrom(day: string): string {
  const year = Number(day.slice(0, 4)) + 1
  return day.endsWith('-02-29') ? `${year}-03-01` : `${year}${day.slice(4)}`
}
