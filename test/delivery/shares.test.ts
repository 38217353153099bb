import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  againAt,
  available,
  BURST_MS,
  putOff,
  type Share,
  taken,
  UNTOUCHED,
  waiting,
} from '../../src/delivery/shares.js'

const START = Date.parse('2026-05-04T12:00:00Z')
const HOUR = 3_600_000

/** Somebody asks for so many, so long after the one before. */
const asks = fc.array(
  fc.record({ afterMs: fc.oneof(fc.constant(0), fc.nat(30), fc.nat(3000)), wanted: fc.integer({ min: 1, max: 500 }) }),
  { minLength: 1, maxLength: 60 },
)
const rates = fc.oneof(fc.constantFrom(0.1, 1, 10, 50, 1000), fc.double({ min: 0.01, max: 5000, noNaN: true }))

/** What each was given, and when. */
function give(all: readonly { afterMs: number; wanted: number }[], rate: number): { at: number; count: number }[] {
  let share: Share = UNTOUCHED
  let at = START
  return all.map(({ afterMs, wanted }) => {
    at += afterMs
    const count = available(share, rate, wanted, at)
    share = taken(share, rate, count, at)
    return { at, count }
  })
}

describe('a rate', () => {
  test('is never exceeded in any stretch of time, whatever is asked for and when', () => {
    fc.assert(
      fc.property(asks, rates, (all, rate) => {
        const given = give(all, rate)
        for (const [first, { at: from }] of given.entries()) {
          let sum = 0
          for (const { at, count } of given.slice(first)) {
            sum += count
            expect(sum).toBeLessThanOrEqual(1 + ((at - from + BURST_MS) * rate) / 1000 + 1e-3)
          }
        }
      }),
    )
  })

  test('is used in full by who comes back when it says', () => {
    fc.assert(
      fc.property(fc.constantFrom(0.1, 1, 7, 50, 1000), (rate) => {
        let share: Share = UNTOUCHED
        let now = START
        let sum = 0
        for (let turn = 0; turn < 200; turn += 1) {
          const count = available(share, rate, 1000, now)
          share = taken(share, rate, count, now)
          sum += count
          expect(againAt(share, now)).toBeGreaterThan(now)
          now = againAt(share, now)
        }
        expect(sum).toBeGreaterThanOrEqual(Math.floor(((now - START) * rate) / 1000) * 0.9)
      }),
    )
  })

  test('is nobody’s limit where it is none', () => {
    expect(available(UNTOUCHED, 'none', 500, START)).toBe(500)
    expect(taken(UNTOUCHED, 'none', 500, START)).toBe(UNTOUCHED)
  })

  test('that was used while the clock was hours ahead does not stop mail for hours', () => {
    const ahead = taken(UNTOUCHED, 10, 1, START + 5 * HOUR)
    expect(available(ahead, 10, 5, START)).toBe(1)
    const later = taken(ahead, 10, 1, START)
    expect([available(later, 10, 5, START + 50), available(later, 10, 5, START + 100)]).toEqual([0, 1])
  })

  test('that was slow before holds back no longer than the new one says', () => {
    const slow = taken(UNTOUCHED, 0.0001, 1, START)
    expect(available(slow, 10, 5, START + 1)).toBe(1)
  })
})

describe('what is put off', () => {
  test('comes due one after the other, never before its time, never closer than the rate allows', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 2, maxLength: 80 }), rates, (gaps, rate) => {
        let share = taken(UNTOUCHED, rate, 1, START)
        let now = START
        let before = 0
        for (const gap of gaps) {
          now += gap
          const put = putOff(share, rate, now)
          expect(put.dueAt).toBeGreaterThan(now)
          // Due at a whole millisecond, planned within it.
          if (before > 0) expect(put.dueAt - before).toBeGreaterThan(1000 / rate - 1)
          if (before > 0) expect(put.dueAt).toBeGreaterThan(before)
          before = put.dueAt
          share = put.share
        }
      }),
    )
  })
})

describe('a domain that asks for patience', () => {
  test('gets nothing for a minute, twice as long when it asks again soon, an hour at the most', () => {
    let share = UNTOUCHED
    let now = START
    const waits = Array.from({ length: 9 }, () => {
      share = waiting(share, now)
      expect([available(share, 'none', 1, share.waitUntil - 1), available(share, 'none', 1, share.waitUntil)]).toEqual([
        0, 1,
      ])
      const ms = share.waitUntil - now
      now = share.waitUntil
      return ms / 60_000
    })
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
  })

  test('begins anew after a while without asking, and is not asked to wait longer by what it said before', () => {
    const share = waiting(UNTOUCHED, START)
    expect(waiting(share, START + 1000)).toBe(share)
    expect(waiting(share, START + HOUR).waitMs).toBe(60_000)
  })

  test('and said so while the clock was hours ahead is not left alone for hours', () => {
    const ahead = waiting(UNTOUCHED, START + 5 * HOUR)
    expect(available(ahead, 'none', 1, START)).toBe(1)
    expect(waiting(ahead, START).waitUntil).toBeLessThanOrEqual(START + 2 * 60_000)
  })
})
