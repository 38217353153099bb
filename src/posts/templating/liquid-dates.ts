/**
 * Dates in templates, as Ruby's Liquid and Jekyll write them. Pure. In: a date as it was typed, the site's time zone.
 * Out: text. The clock is never asked, nor the zone of the machine.
 */

import { Temporal } from 'temporal-polyfill'
import { parsePostDate } from '../date.js'
import { postsTexts } from '../texts.js'
import { TemplateFault } from './template-fault.js'

const OFFSET = /(?:\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?|T\d{6})\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)$/i
const CLOCK_FIX = postsTexts.liquidDates.writeDateOutWhat()

/**
 * @returns the date with its offset, YYYY-MM-DDTHH:MM:SS+HH:MM, in its own zone where it has one; undefined for no date
 * @throws TemplateFault for `now` and `today`
 */
export function zonedDate(value: unknown, timezone: string): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? inZone(value * 1000, timezone) : undefined
  if (typeof value !== 'string' || value.length > 60) return undefined
  const typed = value.trim()
  if (/^(?:now|today)$/i.test(typed)) throw new TemplateFault(postsTexts.liquidDates.timeClock(typed), CLOCK_FIX)
  if (/^-?\d{1,12}$/.test(typed) && typed.length !== 8) return inZone(Number(typed) * 1000, timezone)
  const date = parsePostDate(typed, timezone)
  return date === undefined ? undefined : inZone(date.instant, offsetOf(typed) ?? timezone)
}

/** Milliseconds since the epoch as a date with the zone's offset. */
export function inZone(instant: number, zone: string): string | undefined {
  if (Math.abs(instant) > 8.64e15) return undefined
  const date = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone)
  return date.toString({ timeZoneName: 'never', fractionalSecondDigits: 0 })
}

function offsetOf(typed: string): string | undefined {
  const offset = OFFSET.exec(typed)?.[1]
  if (offset === undefined) return undefined
  return /^[+-]/.test(offset) ? offset.replace(/(\d\d):?(\d\d)$/, '$1:$2') : '+00:00'
}

/** `%d %b %Y`, or with an ordinal: 7th Nov 2026, Nov 7th, 2026. @param month `%b` or `%B` */
export function dayFormat(date: string, month: string, ordinal: unknown, style: unknown): string {
  if (ordinal !== 'ordinal') return `%d ${month} %Y`
  const day = Number(date.slice(8, 10))
  const shown = `${day}${endingOf(day)}`
  return style === 'US' ? `${month} ${shown}, %Y` : `${shown} ${month} %Y`
}

function endingOf(day: number): string {
  if (day >= 11 && day <= 13) return 'th'
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'
}
