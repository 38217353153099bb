import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  againAt,
  available,
  BURST_MS,
  paceOf,
  putOff,
  quickened,
  rateNow,
  type Share,
  slowed,
  taken,
  UNTOUCHED,
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
  const ask = (share: Share, now: number, speed = 100) => slowed(share, { speed, leasedAt: now, now })

  test('is sent half as much each time, one message in ten minutes at the least, and never nothing', () => {
    let share = UNTOUCHED
    const paces = Array.from({ length: 20 }, (_, turn) => {
      share = ask(share, START + turn)
      return paceOf(share, START + turn)
    })
    expect(paces.slice(0, 4)).toEqual([50, 25, 12.5, 6.25])
    expect(paces.slice(-2)).toEqual([1 / 600, 1 / 600])
  })

  test('is not slowed once more by what it says of messages that were under way', () => {
    const share = ask(UNTOUCHED, START)
    expect(slowed(share, { speed: 100, leasedAt: START - 1, now: START + 50 })).toBe(share)
    expect(paceOf(slowed(share, { speed: 100, leasedAt: START, now: START + 50 }), START + 50)).toBe(25)
  })

  test('is sent more after each success, and as much as before in the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.double({ min: 0.5, max: 2000, noNaN: true }), (asks, speed) => {
        let share = UNTOUCHED
        for (let turn = 0; turn < asks; turn += 1) share = ask(share, START, speed)
        let turns = 0
        for (let now = START; paceOf(share, now) !== 'none' && turns < 20_000; turns += 1) {
          const pace = paceOf(share, now)
          share = quickened(share, 1, now)
          const raised = paceOf(share, now)
          if (raised !== 'none') expect(raised).toBeGreaterThan(Number(pace))
          if (raised !== 'none') expect(raised).toBeLessThanOrEqual(speed * 1.001)
        }
        expect(paceOf(share, START)).toBe('none')
      }),
    )
  })

  test('is a domain like any other an hour later, or where it asked by a clock that was hours ahead', () => {
    expect(paceOf(ask(UNTOUCHED, START), START + HOUR)).toBe('none')
    const ahead = ask(UNTOUCHED, START + 5 * HOUR)
    expect([paceOf(ahead, START), available(ahead, 'none', 9, START)]).toEqual(['none', 9])
    expect(paceOf(ask(ahead, START), START)).toBe(50)
  })

  test('is never sent more than its configured rate', () => {
    const share = ask(UNTOUCHED, START)
    expect([rateNow(share, 'none', START), rateNow(share, 20, START), rateNow(share, 80, START)]).toEqual([50, 20, 50])
  })

  test('has what waits for it looked at again within a minute, since its pace may have been raised', () => {
    let share = ask(UNTOUCHED, START, 4)
    const dues = Array.from({ length: 1000 }, () => {
      const put = putOff(share, rateNow(share, 'none', START), START)
      share = put.share
      return put.dueAt - START
    })
    expect(Math.max(...dues)).toBe(60_000)
    expect(new Set(dues.filter((due) => due < 60_000)).size).toBeGreaterThan(100)
  })

  /** A server that takes `limit` messages in any second and asks for fewer beyond that, sent to as it asks. */
  const sendTo = (refuses: (sent: readonly number[], now: number) => boolean, count: number) => {
    let share: Share = UNTOUCHED
    let now = START
    let refused = 0
    const sent: number[] = []
    while (sent.length < count) {
      const rate = rateNow(share, 'none', now)
      if (available(share, rate, 1, now) === 0) {
        now = Math.max(now + 1, Math.ceil(share.nextAt))
        continue
      }
      share = taken(share, rate, 1, now)
      const isRefused = refuses(sent, now)
      if (isRefused) refused += 1
      share = isRefused ? slowed(share, { speed: 500, leasedAt: now, now }) : quickened(share, 1, now)
      sent.push(now)
      now += 2
    }
    return { refused: refused / count, perSecond: (count * 1000) / (now - START) }
  }

  test.each([0.5, 5, 50])('and takes %d messages a second is sent about that, and refuses few', (limit) => {
    const within = Math.max(1000, 1000 / limit)
    const refuses = (sent: readonly number[], now: number) =>
      sent.slice(-100).filter((at) => at > now - within).length >= Math.max(1, limit)
    const { refused, perSecond } = sendTo(refuses, 4000)
    expect(perSecond).toBeGreaterThan(limit * 0.4)
    expect(refused).toBeLessThan(0.08)
  })

  test('for three messages of a thousand goes on at nearly full speed', () => {
    const { perSecond } = sendTo((sent) => sent.length % 333 === 332, 37_000)
    expect(perSecond).toBeGreaterThan(150)
  })
})
