import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantIn } from '../../src/subscribers/import-date.js'

test.each([
  ['2024-03-05', '2024-03-05T00:00:00Z'],
  ['2024-03-05 17:08:09', '2024-03-05T17:08:09Z'],
  ['2024-03-05T17:08:09.123Z', '2024-03-05T17:08:09Z'],
  ['2024-03-05T17:08:09+02:00', '2024-03-05T15:08:09Z'],
  ['2024-03-05 17:08 -0530', '2024-03-05T22:38:00Z'],
  ['2024-03-05 17:08:09 UTC', '2024-03-05T17:08:09Z'],
  ['2024/03/05', '2024-03-05T00:00:00Z'],
  ['5.3.2024 17:08', '2024-03-05T17:08:00Z'],
  ['March 5, 2024 5:08 PM', '2024-03-05T17:08:00Z'],
  ['5 Mar 2024', '2024-03-05T00:00:00Z'],
  ['Tue, 05 Mar 2024 17:08:09 +0000', '2024-03-05T17:08:09Z'],
  ['3/25/2024 12:08 AM', '2024-03-25T00:08:00Z'],
  ['25/3/2024', '2024-03-25T00:00:00Z'],
  ['03/03/2024', '2024-03-03T00:00:00Z'],
  ['1709658489', '2024-03-05T17:08:09Z'],
  ['1709658489123', '2024-03-05T17:08:09Z'],
])('%s is an instant', (cell, iso) => {
  expect(Math.floor((instantIn(cell) ?? 0) / 1000) * 1000).toBe(Date.parse(iso))
})

test.each(['', 'yes', '03/04/2024', '2024-13-01', '31.2.2024', '0', '12', '1970-01-01', '99999', '-', 'March'])(
  '"%s" is none that anybody could name',
  (cell) => {
    expect(instantIn(cell)).toBeUndefined()
  },
)

test('whatever stands there is an instant or none, and never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (cell) => {
      expect(Number.isFinite(instantIn(cell) ?? 0)).toBe(true)
    }),
  )
})
