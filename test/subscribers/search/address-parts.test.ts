import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PART_BITS, partBits, partBytes } from '../../../src/subscribers/search/address-parts.js'

const has = (parts: Buffer, bit: number) => ((parts[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0

test('a part of any address of a block is never ruled out', () => {
  const key = fc.string({ unit: 'grapheme', minLength: 3, maxLength: 40 })
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 8 }), fc.nat(), fc.nat(), (keys, from, length) => {
      const parts = partBytes(keys)
      for (const one of keys) {
        const begin = from % one.length
        for (const bit of partBits(one.slice(begin, begin + 1 + (length % 12)))) expect(has(parts, bit)).toBe(true)
      }
    }),
  )
})

test('of 256 usual addresses under a half of the bits is set, and what is short has none', () => {
  const keys = [...new Array(256).keys()].map((n) => `${(n * 7919).toString(36)}.person${n}@host${n % 97}.example`)
  const parts = partBytes(keys)
  expect([...new Array(PART_BITS).keys()].filter((bit) => has(parts, bit)).length).toBeLessThan(PART_BITS / 2)
  expect([partBits(''), partBits('ab'), partBits('aaaa').length]).toEqual([[], [], 1])
})
