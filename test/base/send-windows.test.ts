/** Windows of the week in zones whose clocks change, and the instants that people write. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instantToCome } from '../../src/base/instant-to-come.js'
import { nextOpening, type SendWindow } from '../../src/base/send-windows.js'

const at = (iso: string) => Date.parse(iso)
const opening = (windows: readonly SendWindow[], timezone: string, from: string) =>
  new Date(nextOpening({ windows, timezone }, at(from))).toISOString()

describe('not after Friday noon', () => {
  const windows = [
    { days: [1, 2, 3, 4], from: 0, until: 1440 },
    { days: [5], from: 0, until: 720 },
  ]

  test.each([
    ['on a Thursday it is open', '2026-12-03T20:00:00Z', '2026-12-03T20:00:00.000Z'],
    ['on Friday at 11:59 too', '2026-12-04T10:59:00Z', '2026-12-04T10:59:00.000Z'],
    ['noon itself is too late', '2026-12-04T11:00:00Z', '2026-12-06T23:00:00.000Z'],
    ['on a Sunday it waits for Monday', '2026-12-06T12:00:00Z', '2026-12-06T23:00:00.000Z'],
  ])('%s', (_, from, to) => expect(opening(windows, 'Europe/Berlin', from)).toBe(to))
})

describe('over midnight, as two windows', () => {
  const night = [
    { days: [6], from: 1320, until: 1440 },
    { days: [7], from: 0, until: 300 },
  ]

  test.each([
    ['before the first it waits for it', '2026-12-05T20:00:00Z', '2026-12-05T21:00:00.000Z'],
    ['midnight itself is within', '2026-12-05T23:00:00Z', '2026-12-05T23:00:00.000Z'],
    ['its end is not', '2026-12-06T04:00:00Z', '2026-12-12T21:00:00.000Z'],
    // Of the night in which 02:00 is 03:00 the window is an hour shorter, of the other one an hour longer.
    ['the short night ends at 03:00 UTC', '2026-03-29T03:00:00Z', '2026-04-04T20:00:00.000Z'],
    ['and not before', '2026-03-29T02:59:00Z', '2026-03-29T02:59:00.000Z'],
    ['the long night is open in both of its hours', '2026-10-25T01:30:00Z', '2026-10-25T01:30:00.000Z'],
    ['and ends at 04:00 UTC', '2026-10-25T04:00:00Z', '2026-10-31T21:00:00.000Z'],
  ])('%s', (_, from, to) => expect(opening(night, 'Europe/Berlin', from)).toBe(to))
})

describe('where clocks change', () => {
  const sunday = (from: number, until: number) => [{ days: [7], from, until }]

  test('an hour that is skipped moves a window with it', () => {
    expect(opening(sunday(150, 160), 'Europe/Berlin', '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:30:00.000Z')
  })
  test('of an hour that comes twice the first counts', () => {
    expect(opening(sunday(150, 160), 'Europe/Berlin', '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30:00.000Z')
  })
  test('midnight that is skipped begins the day at one', () => {
    expect(opening(sunday(0, 720), 'America/Santiago', '2026-09-05T12:00:00Z')).toBe('2026-09-06T04:00:00.000Z')
  })
  test('a day that a zone left out has no hours', () => {
    const friday = [{ days: [5], from: 480, until: 720 }]
    expect(opening(friday, 'Pacific/Apia', '2011-12-29T20:00:00Z')).toBe('2012-01-05T18:00:00.000Z')
  })
})

test('from any instant the next opening lies in a window, is not past, and is the first', () => {
  const zones = ['UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Chatham']
  const window = fc
    .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 1380 }), fc.integer({ min: 30, max: 600 }))
    .map(([day, from, length]) => ({ days: [day], from, until: Math.min(1440, from + length) }))
  const instants = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') })
  fc.assert(
    fc.property(
      fc.array(window, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...zones),
      instants,
      (all, zone, t) => {
        const sending = { windows: all, timezone: zone }
        const next = nextOpening(sending, t)
        expect(next).toBeGreaterThanOrEqual(t)
        expect(next - t).toBeLessThanOrEqual(8 * 86_400_000)
        expect(nextOpening(sending, next)).toBe(next)
        const between = t + Math.floor((next - t) / 2)
        expect(nextOpening(sending, between)).toBe(next)
      },
    ),
    { numRuns: 300 },
  )
})

describe('an instant that is to come', () => {
  const now = at('2026-12-01T12:00:00Z')
  const read = (text: string) => new Date(instantToCome(text, 'Europe/Berlin', now)).toISOString()

  test.each([
    ['2026-12-04T09:00Z', '2026-12-04T09:00:00.000Z'],
    ['2026-12-04T09:00+05:30', '2026-12-04T03:30:00.000Z'],
    ['2026-12-04 09:00', '2026-12-04T08:00:00.000Z'],
    ['2026-12-04T09:00:00.250Z', '2026-12-04T09:00:01.000Z'],
  ])('%s', (text, instant) => expect(read(text)).toBe(instant))

  test.each([
    ['tomorrow', /is no instant/],
    ['2026-12-04', /is no instant/],
    ['2026-02-30T09:00Z', /is no instant/],
    ['2026-12-01T12:00Z', /is over/],
    ['2062-12-04T09:00Z', /more than a year ahead/],
  ])('%s is refused', (text, message) => expect(() => read(text)).toThrow(message))
})
