/** What is undefined is left out, and all else stays in its order. */
import { expect, test } from 'vitest'
import { present } from '../../src/base/present.js'

test('fields that are undefined are left out, others stay in their order', () => {
  const made = present({ b: 1, a: undefined as string | undefined, empty: '', none: null, no: false, c: [] })
  expect(Object.keys(made)).toEqual(['b', 'empty', 'none', 'no', 'c'])
  expect('a' in made).toBe(false)
})
