/** Work that never ends is ended, whatever it does; what ends is as if nobody had watched. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withinTime } from '../../src/base/open-deadline.js'

const SHORT_MS = 20
const LONG_MS = 60_000

describe('work that would never end is ended', () => {
  test.each<[string, () => unknown]>([
    [
      'a loop',
      () => {
        for (;;);
      },
    ],
    [
      'a loop that catches what is thrown',
      () => {
        for (;;) {
          try {
            JSON.parse('{')
          } catch {}
        }
      },
    ],
    ['a regular expression', () => /^(a+)+$/.test(`${'a'.repeat(60)}b`)],
    ['a sort', () => [3, 1, 2].sort(() => (withinTime(LONG_MS, () => /^(a|a)*$/.test(`${'a'.repeat(60)}b`)) ? 1 : 0))],
  ])('%s', (_what, work) => {
    expect(withinTime(SHORT_MS, work)).toBeUndefined()
    // And the next is not.
    expect(withinTime(LONG_MS, () => 1)).toEqual({ made: 1 })
  })
})

test('what is made is given back, the same object, also from within', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(withinTime(LONG_MS, () => withinTime(LONG_MS, () => value))?.made?.made).toBe(value)
    }),
  )
})

test('what is thrown is thrown, and is no end', () => {
  const fault = Object.assign(new Error('no'), { code: 'ENOENT' })
  expect(() =>
    withinTime(LONG_MS, () => {
      throw fault
    }),
  ).toThrow(fault)
})
