import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvReader } from '../../src/subscribers/csv-records.js'
import { inPieces } from '../support/import-text.js'

function recordsIn(text: string, piece: number, delimiter = ',') {
  const reader = csvReader(delimiter)
  return [...inPieces(text, piece).flatMap((one) => reader.push(one)), ...reader.end()]
}

test('what another parser reads is read alike, wherever the text is cut', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', ' ', '\t', "'"), maxLength: 6 })
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 })
  const property = fc.property(
    table,
    fc.integer({ min: 1, max: 9 }),
    fc.constantFrom(',', ';'),
    (rows, piece, part) => {
      const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(part)).join('\n')
      const trimmed = parse(text, { delimiter: part, relax_column_count: true }).map((row) =>
        row.map((one) => one.trim()),
      )
      const expected = trimmed.filter((row) => row.some((one) => one !== ''))
      expect(recordsIn(text, piece, part).map(({ cells }) => cells)).toEqual(expected)
    },
  )
  fc.assert(property)
})

test.each<[string, readonly (readonly [number, ...string[]])[]]>([
  [
    'a,"b ""c"" d",e\nf',
    [
      [1, 'a', 'b "c" d', 'e'],
      [2, 'f'],
    ],
  ],
  [
    'a,5" pipe\nb,Bea "B" Bright\n',
    [
      [1, 'a', '5" pipe'],
      [2, 'b', 'Bea "B" Bright'],
    ],
  ],
  [
    '"Bob" Smith,x\n"Ada "A" L",y',
    [
      [1, 'Bob Smith', 'x'],
      [2, 'Ada A" L"', 'y'],
    ],
  ],
  [
    'a , "b" \n\n\n,,\nc',
    [
      [1, 'a', 'b'],
      [5, 'c'],
    ],
  ],
  [
    '"two\nlines",x\nb,y',
    [
      [1, 'two\nlines', 'x'],
      [3, 'b', 'y'],
    ],
  ],
  ['""\n', [[1, '']]],
  ['', []],
])('%j', (text, expected) => {
  for (const piece of [1, 3, 100])
    expect(recordsIn(text, piece).map(({ line, cells }) => [line, ...cells])).toEqual(expected)
})

test('a quote that does not end is named by its line, and does not gather the rest of a large file', () => {
  const refused = expect.objectContaining({ code: 'IMPORT_FORMAT', message: expect.stringContaining('in line 2 ') })
  expect(() => recordsIn('a,b\n"c,d\ne,f\n', 5)).toThrow(refused)
  const reader = csvReader(',')
  reader.push('a,b\n"c')
  const feed = () => {
    for (let count = 0; count < 300; count += 1) reader.push('x,y\n'.repeat(1000))
  }
  expect(feed).toThrow(refused)
})
