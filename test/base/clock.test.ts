import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { clockFrom, clockStartingAt, isoInstant, systemClock } from '../../src/base/clock.js'

test('without BELFRY_NOW the clock is that of the system', () => {
  expect(clockFrom(undefined)).toBe(systemClock)
  expect(clockFrom('')).toBe(systemClock)
})

test('BELFRY_NOW sets where the clock starts, and it never goes back', () => {
  const clock = clockFrom('2026-05-01T09:00:00Z')
  const [first, second] = [clock.now(), clock.now()]
  expect(first).toBeGreaterThanOrEqual(Date.parse('2026-05-01T09:00:00Z'))
  expect(isoInstant(first)).toMatch(/^2026-05-01T09:/)
  expect(second).toBeGreaterThanOrEqual(first)
})

test('a clock that was started ticks on by the monotonic clock, in whole milliseconds', () => {
  const monotonic = vi.spyOn(performance, 'now').mockReturnValue(500.5)
  try {
    const clock = clockStartingAt(1_000)
    expect(clock.now()).toBe(1_000)
    monotonic.mockReturnValue(503.25)
    expect(clock.now()).toBe(1_002)
  } finally {
    monotonic.mockRestore()
  }
})

test.each(['2026-05-01T09:00:00+02:00', '2026-05-01T09:00:00.250Z', '2026-05-01T09:00Z', '2026-05-01T09:00:00-0530'])(
  '%s is an instant',
  (text) => {
    expect(clockFrom(text).now()).toBeGreaterThanOrEqual(Date.parse(text))
  },
)

test.each([
  'yesterday',
  '2026-05-01',
  '2026-05-01T09:00:00',
  '2026-13-01T09:00:00Z',
  '2026-05-01T25:00:00Z',
  '1777626000000',
])('%s is none: exit code 2', (text) => {
  expect(() => clockFrom(text)).toThrow(expect.objectContaining({ code: 'NOW', exitCode: 2 }))
})

test('instants are written in UTC without fractions', () => {
  expect(isoInstant(Date.parse('2026-05-01T09:00:00.999+02:00'))).toBe('2026-05-01T07:00:00Z')
  fc.assert(
    fc.property(fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      const text = isoInstant(date.getTime())
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      expect(Date.parse(text)).toBe(Math.floor(date.getTime() / 1000) * 1000)
    }),
  )
})
