import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seal, unseal } from '../../src/files/sealed.js'

test('what was sealed comes back, and what was changed in any byte, cut or added to is none', () => {
  const change = fc.record({ at: fc.nat(), by: fc.integer({ min: 1, max: 255 }) })
  fc.assert(
    fc.property(fc.uint8Array(), change, (content, { at, by }) => {
      const sealed = seal(content)
      expect(unseal(sealed)).toEqual(Buffer.from(content))
      const other = Buffer.from(sealed)
      other[at % other.length] = ((other[at % other.length] ?? 0) + by) % 256
      expect(unseal(other)).toBeUndefined()
      expect(unseal(sealed.subarray(0, at % sealed.length))).toBeUndefined()
      expect(unseal(Buffer.concat([sealed, Buffer.of(by)]))).toBeUndefined()
    }),
  )
})

test('a text is sealed as UTF-8', () => {
  expect(unseal(seal('Lüge 😀'))?.toString()).toBe('Lüge 😀')
})
