/**
 * When something was, as exports of other programs write it. Pure. In: a cell. Out: the instant; undefined where
 * nobody can say which day it is: 03/04/2024 is one in America and another elsewhere.
 */
import { isoDay, WRITTEN_DAY, writtenDay } from '../base/written-day.js'

/** No list of people by mail is older. */
const FIRST = Date.UTC(1985, 0, 1)
const SECONDS = /^\d{9,10}(?:\.\d+)?$/
const MILLISECONDS = /^\d{12,13}$/
const DAY = new RegExp(`^(?:${WRITTEN_DAY})`, 'i')
const SLASHED = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)/
const WEEKDAY = /^[a-z]{3,9},?\s+(?=\d|[a-z]{3})/i
const TIME =
  /^[\sT,]*(?:at )?(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(am|pm)?\s*(?:(z|utc|gmt)|([+-])(\d\d):?(\d\d)?)?/i

/** @returns milliseconds since the epoch, of UTC where the cell names no zone */
export function instantIn(cell: string): number | undefined {
  const text = cell.trim()
  const instant = SECONDS.test(text) ? Number(text) * 1000 : MILLISECONDS.test(text) ? Number(text) : writtenIn(text)
  return instant !== undefined && instant >= FIRST ? Math.floor(instant) : undefined
}

function writtenIn(text: string): number | undefined {
  // The day of the week says nothing that the date does not.
  const bare = DAY.test(text) ? text : text.replace(WEEKDAY, '')
  const found = DAY.exec(bare)?.[0] ?? SLASHED.exec(bare)?.[0]
  if (found === undefined) return undefined
  const day = writtenDay(found) ?? slashedDay(found)
  return day === undefined ? undefined : Date.parse(`${day}T00:00Z`) + timeIn(bare.slice(found.length))
}

/** Where one of the two numbers can be no month, or both are the same. */
function slashedDay(text: string): string | undefined {
  const [, first = '', second = '', year = ''] = SLASHED.exec(text) ?? []
  if (Number(first) > 12) return isoDay(year, second, first)
  return Number(second) > 12 || first === second ? isoDay(year, first, second) : undefined
}

/** Milliseconds of the day. */
function timeIn(text: string): number {
  const [, hours, minutes, seconds = '0', half, , sign, zoneHours = '0', zoneMinutes = '0'] = TIME.exec(text) ?? []
  if (hours === undefined || minutes === undefined) return 0
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  const zone = (sign === '-' ? -1 : 1) * (sign === undefined ? 0 : Number(zoneHours) * 60 + Number(zoneMinutes))
  return ((hour * 60 + Number(minutes) - zone) * 60 + Number(seconds)) * 1000
}
