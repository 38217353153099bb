/** What is packed comes out as it went in, key by key and in order, and what many have in common stands once. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnValue, packColumn, packTable, tableReader } from '../../src/source/packed-table.js'

const plain = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.string({ maxLength: 2 }), { maxLength: 2 }),
  fc.record({ line: fc.nat(3), column: fc.nat(3) }),
)
const record = fc.dictionary(fc.constantFrom('id', 'title', 'authors', 'lines', 'at', 'values'), plain)

test('records come out of JSON as they went in, with their keys in order', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 12 }), (records) => {
      const read = tableReader(JSON.parse(JSON.stringify(packTable(records))))
      const out = records.map((_one, number) => read(number))
      expect(out).toEqual(records)
      expect(out.map((one) => JSON.stringify(one))).toEqual(records.map((one) => JSON.stringify(one)))
    }),
    { numRuns: 60 },
  )
})

test('values that are few stand once, and those of one a record do not', () => {
  const few = packColumn(['a', 'a', ['x'], 'a', ['x']])
  expect(few).toEqual({ values: ['a', ['x']], at: [0, 0, 1, 0, 1] })
  expect([0, 1, 2, 3, 4].map((number) => columnValue(few, number))).toEqual(['a', 'a', ['x'], 'a', ['x']])
  expect(packColumn(['a', 'b', 'c'])).toEqual({ values: ['a', 'b', 'c'] })
})

test('a key without a value is as good as none', () => {
  expect(tableReader(packTable([{ a: 1, b: undefined }]))(0)).toEqual({ a: 1 })
})
