import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearest } from '../../src/base/nearest.js'
import { durationMs, formatDuration, listenAddress, ratePerSecond, shareOfOne } from '../../src/base/units.js'

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

test('a duration is a whole number and a unit, and nothing else', () => {
  const unit = fc.constantFrom(...(Object.keys(UNITS) as (keyof typeof UNITS)[]))
  fc.assert(
    fc.property(fc.nat(999_999_999), unit, fc.constantFrom('', ' '), (count, of, space) => {
      expect(durationMs(`${space}${count}${of}${space}`)).toBe(count * UNITS[of])
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('1', '0', 'm', 's', 'h', 'd', ' ', '-', '.', 'M', '½') }), (text) => {
      expect(durationMs(text) !== undefined).toBe(/^\s*\d{1,9}(ms|s|m|h|d|w)\s*$/.test(text))
    }),
  )
})

test.each(['', '30', 'm', '1.5h', '-1d', '1h30m', '1 h', '1H', '1y', '9999999999s', '1m\n1s', '٣m'])(
  '%j is no duration',
  (text) => {
    expect(durationMs(text)).toBeUndefined()
  },
)

test('what is written as a duration is read as the same', () => {
  expect([0, 1, 1500, 60_000, 5_400_000, 86_400_000, 1_209_600_000].map(formatDuration)).toEqual([
    '0ms',
    '1ms',
    '1500ms',
    '1m',
    '90m',
    '1d',
    '2w',
  ])
  fc.assert(
    fc.property(fc.nat(999_999_999), (ms) => {
      expect(durationMs(formatDuration(ms))).toBe(ms)
    }),
  )
})

test.each([
  ['127.0.0.1:8025', '127.0.0.1', 8025],
  ['8025', '127.0.0.1', 8025],
  ['[::1]:80', '::1', 80],
  ['0.0.0.0:0', '0.0.0.0', 0],
  ['localhost:65535', 'localhost', 65_535],
])('%s is an address', (text, host, port) => {
  expect(listenAddress(text)).toEqual({ host, port })
})

test.each(['', 'localhost', 'localhost:', ':80', '127.0.0.1:65536', '::1:80', 'a b:80', '80:80:80', 'localhost:8o'])(
  '%j is none',
  (text) => {
    expect(listenAddress(text)).toBeUndefined()
  },
)

test('the nearest word is the one a slip of the finger away', () => {
  const known = ['title', 'url', 'timezone', 'language', 'holdAbove']
  expect(nearest('titel', known)).toBe('title')
  expect(nearest('time-zone', known)).toBe('timezone')
  expect(nearest('hold_above', known)).toBe('holdAbove')
  expect(nearest('lang', known)).toBeUndefined()
  expect(nearest('xylophone', known)).toBeUndefined()
  expect(nearest('url', [])).toBeUndefined()
})

test('a known word is nearest to itself, and one letter less is found again', () => {
  const known = ['connections', 'retryFor', 'uncertain', 'lease', 'transport', 'templates']
  fc.assert(
    fc.property(fc.constantFrom(...known), fc.nat(), (word, at) => {
      expect(nearest(word, known)).toBe(word)
      const cut = at % word.length
      expect(nearest(word.slice(0, cut) + word.slice(cut + 1), known)).toBe(word)
    }),
  )
})

test.each([
  ['50/s', 50],
  ['3000/m', 50],
  ['36 / h', 0.01],
  ['0/s', undefined],
  ['50', undefined],
  ['-1/s', undefined],
  ['1/d', undefined],
])('the rate %s is %s messages a second', (text, rate) => {
  expect(ratePerSecond(text)).toBe(rate)
})

test.each([
  ['25%', 0.25],
  ['100 %', 1],
  ['0%', undefined],
  ['101%', undefined],
  ['0.25', undefined],
])('the share %s is %s', (text, share) => {
  expect(shareOfOne(text)).toBe(share)
})
