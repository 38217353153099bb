import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Reply, settle } from '../../src/delivery/reply.js'
import { retryDelayMs } from '../../src/delivery/retry-delay.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const first = { id: 0, attempts: 0 }
const at = { since: 0, now: 10 * MINUTE, retryForMs: 5 * 24 * HOUR }

test('the wait begins at 5 minutes, doubles, and ends at 4 hours', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => retryDelayMs(attempt, 0) / MINUTE)).toEqual([
    5, 10, 20, 40, 80, 160, 240, 240,
  ])
  expect(retryDelayMs(1_000_000, 0)).toBe(4 * HOUR)
})

test('tries are counted from 1', () => {
  expect(() => retryDelayMs(0, 1)).toThrow(RangeError)
})

test('what was accepted or failed has come to its end, with the words of the server', () => {
  expect(settle({ outcome: 'accepted', text: '250 ok' }, first, at)).toMatchObject({
    state: 'accepted',
    reply: '250 ok',
  })
  expect(settle({ outcome: 'failed', text: '550 5.1.1\r\n550 nobody' }, first, at)).toMatchObject({
    state: 'failed',
    reply: '550 5.1.1 550 nobody',
  })
})

test('what was deferred waits', () => {
  expect(settle({ outcome: 'deferred', text: '450' }, { id: 0, attempts: 2 }, { ...at })).toEqual({
    state: 'deferred',
    dueAt: 30 * MINUTE,
    reply: '450',
    attempts: 3,
  })
})

test('retrying ends as failed once the next try would come later than retryFor allows', () => {
  const lastTry = at.retryForMs - 4 * HOUR
  expect(
    settle({ outcome: 'deferred', text: '450 later' }, { id: 0, attempts: 39 }, { ...at, now: lastTry }).state,
  ).toBe('deferred')
  expect(
    settle({ outcome: 'deferred', text: '450 later' }, { id: 0, attempts: 39 }, { ...at, now: lastTry + 1 }),
  ).toMatchObject({
    state: 'failed',
    reply: 'gave up after 40 tries: 450 later',
  })
})

test('a refusal of the sender costs the recipient nothing', () => {
  expect(settle({ outcome: 'refused', text: '550' }, first, at)).toMatchObject({ state: 'queued', dueAt: at.now })
})

test('an uncertain delivery is not sent again at once: a server that never answers would make a copy each time', () => {
  expect(settle({ outcome: 'uncertain', text: 'lost' }, { id: 0, attempts: 1 }, { ...at })).toMatchObject({
    state: 'uncertain',
    dueAt: 20 * MINUTE,
  })
  expect(
    settle({ outcome: 'uncertain', text: 'lost' }, { id: 0, attempts: 39 }, { ...at, now: at.retryForMs }),
  ).toMatchObject({
    state: 'failed',
    reply: 'gave up after 40 tries, the last of which may have arrived: lost',
  })
})

test('from the first try to the last, waits never get shorter and the tries of five days are some thirty', () => {
  let now = 0
  let tries = 0
  let earlier = 0
  for (let state = 'deferred'; state === 'deferred'; ) {
    tries += 1
    const settled = settle({ outcome: 'deferred', text: '450' }, { id: 0, attempts: tries - 1 }, { ...at, now })
    if (settled.state === 'deferred') {
      expect(settled.dueAt - now).toBeGreaterThanOrEqual(earlier)
      earlier = settled.dueAt - now
      now = settled.dueAt
    }
    state = settled.state
  }
  expect(now).toBeLessThanOrEqual(at.retryForMs)
  expect(tries).toBe(35)
})

test('a stored reply is one line of at most 500 characters', () => {
  const outcome = fc.constantFrom<Reply['outcome'][]>('accepted', 'deferred', 'failed', 'uncertain', 'refused')
  fc.assert(
    fc.property(outcome, fc.string({ unit: 'binary', maxLength: 2000 }), (of, text) => {
      const { reply } = settle({ outcome: of, text }, first, { ...at, retryForMs: Number.MAX_SAFE_INTEGER })
      expect(reply).not.toMatch(/[\p{Cc}\p{Cs}]/u)
      expect([...reply].length).toBeLessThanOrEqual(500)
    }),
  )
})
