import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asUtf8 } from '../../src/base/utf8.js'

const texts = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary', maxLength: 400 })))

test('texts are the bytes of all of them together, whatever was written before', () => {
  fc.assert(
    fc.property(texts, (parts) => {
      expect(asUtf8(parts, (bytes) => Buffer.from(bytes))).toEqual(Buffer.from(parts.join('')))
    }),
  )
})

test('the room grows under what was written already', () => {
  const parts = ['a', '→'.repeat(70_000), 'é', '😀'.repeat(200_000), 'z']
  expect(asUtf8(parts, (bytes) => bytes.equals(Buffer.from(parts.join(''))))).toBe(true)
})
