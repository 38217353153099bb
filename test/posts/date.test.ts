/** A day and a time with a zone of figures are the instant that a calendar makes of them. */
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { isPlainDate, parsePostDate } from '../../src/posts/date.js'

const two = (most: number) => fc.integer({ min: 0, max: most }).map((figure) => String(figure).padStart(2, '0'))
const day = fc.tuple(fc.constantFrom('0000', '0099', '1000', '1900', '2000', '2023', '2024', '9999'), two(13), two(32))
const clock = fc.tuple(two(25), two(61), two(61))
const zone = fc.oneof(
  fc.constantFrom('', 'Z'),
  fc.tuple(fc.constantFrom('+', '-'), two(25), two(61)).map(([sign, hours, minutes]) => `${sign}${hours}:${minutes}`),
)

/** Undefined where there is no such instant. */
function inCalendar(written: string, offset: string): number | undefined {
  try {
    const local = Temporal.PlainDateTime.from(written, { overflow: 'reject' })
    return local.toZonedDateTime(offset === 'Z' || offset === '' ? 'UTC' : offset).epochMilliseconds
  } catch {
    return undefined
  }
}

test('days and times are those of the calendar', () => {
  const kinds = { dates: 0, none: 0 }
  fc.assert(
    fc.property(day, clock, zone, (days, [hour, minute, second], offset) => {
      const date = days.join('-')
      const alone = inCalendar(date, '')
      expect(parsePostDate(date, 'UTC')?.instant).toBe(alone)
      expect(isPlainDate(date)).toBe(alone !== undefined)
      if (hour === '24') return
      const time = `${date}T${hour}:${minute}:${second}`
      const expected = inCalendar(time, offset)
      expect(parsePostDate(`${time}${offset}`, 'UTC')?.instant).toBe(expected)
      kinds[expected === undefined ? 'none' : 'dates'] += 1
    }),
    { numRuns: 400, seed: 20 },
  )
  expect(Math.min(...Object.values(kinds))).toBeGreaterThan(40)
})
