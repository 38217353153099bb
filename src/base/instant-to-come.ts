/**
 * An instant that a person writes for something that is to happen. Pure. In: the text, a time zone, now. Out:
 * milliseconds since the epoch.
 */
import { Temporal } from 'temporal-polyfill'
import { BelfryError } from './errors.js'

/** A slip in the year would let something wait for ever. */
const FURTHEST_MS = 366 * 86_400_000

/**
 * @param text ISO 8601: with a zone (`2026-12-04T09:00Z`, `…+01:00`), or without one in `timezone`
 * @throws BelfryError USAGE where it is no instant, is over, or lies more than a year ahead
 */
export function instantToCome(text: string, timezone: string, now: number): number {
  const instant = instantIn(text.trim(), timezone)
  if (instant === undefined)
    throw refused(`"${text}" is no instant.`, `Write it like 2026-12-04T09:00Z, or 2026-12-04T09:00 for ${timezone}.`)
  if (instant <= now) throw refused(`${text} is over.`, 'Name an instant to come, or leave it out.')
  if (instant > now + FURTHEST_MS) throw refused(`${text} is more than a year ahead.`, 'Name an instant within a year.')
  return instant
}

function instantIn(text: string, timezone: string): number | undefined {
  const match = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/i.exec(text)
  if (match === null) return undefined
  try {
    const instant =
      match[1] === undefined ? Temporal.PlainDateTime.from(text).toZonedDateTime(timezone) : Temporal.Instant.from(text)
    // Programs write parts of a second; all that is shown of it, and agreed to, has none.
    return Math.ceil(instant.epochMilliseconds / 1000) * 1000
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined
    throw thrown
  }
}

function refused(message: string, fix: string): BelfryError {
  return new BelfryError('USAGE', message, { fix, exitCode: 2 })
}
