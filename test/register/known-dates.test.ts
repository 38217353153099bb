/** What is known of the dates of the releases table over time. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatRegister } from '../../src/register/format.js'
import { knownDates } from '../../src/register/known-dates.js'
import { parseRegister } from '../../src/register/parse.js'
import { emptyRegister } from '../../src/register/register.js'
import type { ReleaseTable } from '../../src/releases/release.js'
import { product, release, releaseTable } from '../support/releases.js'

const day = (text: string) => Date.parse(`${text}T00:00:00Z`)
const now = Date.parse('2026-06-01T12:34:56.789Z')
/** Between the releases and their ends: a release date is known while it is to come alone. */
const released = day('2022-03-01')
const tableOf = (eol: string | boolean, unreadable: readonly string[] = []): ReleaseTable => ({
  ...releaseTable(product('qubes', [release('4.1', { releaseDate: '2022-02-04', eol })])),
  unreadable,
})

describe('the known dates', () => {
  test('name every stated date once, in the order of their names, and no boolean', () => {
    const table = releaseTable(
      product('b', [release('2', { eoas: '2026-01-01', eol: '2027-01-01', eoes: '2028-01-01', lts: '2025-01-01' })]),
      product('a', [
        release('10', { eol: true }),
        release('9', { eol: '2026-02-02' }),
        release('9', { eol: '2026-03-03' }),
      ]),
    )
    expect(knownDates([], table, now).map(({ name, date }) => `${name} ${date}`)).toEqual([
      'a/9:eol 2026-02-02',
      'b/2:eoas 2026-01-01',
      'b/2:eoes 2028-01-01',
      'b/2:eol 2027-01-01',
    ])
  })

  test('are known since the release, or since the day itself, whatever the clock shows', () => {
    const table = releaseTable(
      product('qubes', [
        release('4.1', { releaseDate: '2022-02-04', eol: '2024-06-18' }),
        release('3', { eol: '2019-03-28' }),
      ]),
    )
    expect(knownDates([], table, now)).toEqual([
      { name: 'qubes/3:eol', date: '2019-03-28', sequence: 0, at: day('2019-03-28') },
      { name: 'qubes/4.1:eol', date: '2024-06-18', sequence: 0, at: day('2022-02-04') },
    ])
    expect(knownDates([], table, released)).toEqual(knownDates([], table, now))
  })

  test('count one up when a date moves, and stay as they are while it does not', () => {
    const first = knownDates([], tableOf('2024-06-18'), released)
    const moved = knownDates(first, tableOf('2024-07-30'), now)
    expect(moved).toEqual([
      { name: 'qubes/4.1:eol', date: '2024-07-30', sequence: 1, at: Date.parse('2026-06-01T12:34:56Z') },
    ])
    expect(knownDates(moved, tableOf('2024-07-30'), now + 1e9)).toEqual(moved)
    expect(knownDates(moved, tableOf('2024-06-18'), now + 1e9)[0]?.sequence).toBe(2)
  })

  test('go on counting after a date was withdrawn', () => {
    const first = knownDates([], tableOf('2024-06-18'), released)
    const withdrawn = knownDates(first, tableOf(false), now)
    expect(withdrawn).toEqual(first)
    expect(knownDates(withdrawn, tableOf('2025-01-01'), now)[0]?.sequence).toBe(1)
  })

  test.each([['*'], ['qubes'], ['qubes/4.1']])('stay where %s cannot be read', (part) => {
    const first = knownDates([], tableOf('2024-06-18'), released)
    expect(knownDates(first, { products: [], unreadable: [part] }, now)).toEqual(first)
  })

  test('go with their cycle where the table was read', () => {
    const first = knownDates([], tableOf('2024-06-18'), released)
    expect(knownDates(first, releaseTable(), now)).toEqual([])
    expect(knownDates(first, { products: [], unreadable: ['qubes/4.2', 'qube', 'other'] }, now)).toEqual([])
  })

  test('come back from the register as they went in', () => {
    const dates = knownDates(knownDates([], tableOf('2024-06-18'), released), tableOf('2024-07-30'), now)
    expect(parseRegister(formatRegister({ ...emptyRegister, dates }), 'register.yaml').dates).toEqual(dates)
  })

  test('never count down and never count twice, whatever is moved', () => {
    const step = fc.constantFrom<string | boolean>('2024-06-18', '2024-07-30', '2025-01-01', true, false)
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let known = knownDates([], releaseTable(), released)
        let last: string | undefined
        let moves = -1
        for (const [index, eol] of steps.entries()) {
          known = knownDates(known, tableOf(eol), now + index * 1000)
          if (typeof eol === 'string' && eol !== last) {
            moves += 1
            last = eol
          }
          expect(known[0]?.sequence ?? -1).toBe(moves)
          expect(knownDates(known, tableOf(eol), now + 1e6)).toEqual(known)
        }
      }),
    )
  })
})
