import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noReleases } from '../../src/releases/release.js'
import { onlyProduct, parseRuns, RUNS_LIMIT, runName } from '../../src/subscribers/runs.js'
import { matchesRuns } from '../support/matches-runs.js'
import { lantern, product, release, releaseTable } from '../support/releases.js'

const two = releaseTable(
  product('lantern', [release('3.1'), release('3.0-LTS')]),
  product('Beacon', [release('3.1'), release('Server 2.0')]),
)

describe('with one product', () => {
  test.each([
    ['as the table has it', 'lantern/3.1', ['lantern/3.1']],
    ['a bare cycle', '3.1', ['lantern/3.1']],
    [
      'several in one text, in any letter case, one of them twice',
      ' LANTERN/3.1\t2.0 lantern/3.1',
      ['lantern/3.1', 'lantern/2.0'],
    ],
    ['nothing', '', []],
  ])('%s is kept', (_what, written, runs) => {
    expect(parseRuns([written], lantern)).toEqual({ runs })
  })

  test('an unknown cycle is a fault that names the nearest', () => {
    expect(parseRuns(['lantern/3.2'], lantern).fault).toBe(
      'there is no release cycle "lantern/3.2"; did you mean "lantern/3.1"?',
    )
    expect(parseRuns(['3.2'], lantern).fault).toBe('there is no release cycle "3.2"; did you mean "lantern/3.1"?')
    expect(parseRuns(['lantrn/3.0'], lantern).fault).toContain('did you mean "lantern/3.0"?')
    expect(parseRuns(['something-else-altogether'], lantern).fault).toBe(
      'there is no release cycle "something-else-altogether"; there are lantern/3.1, lantern/3.0, lantern/2.1, lantern/2.0',
    )
  })

  test('a word from before stays, though its cycle left the table', () => {
    expect(parseRuns(['lantern/1.0', '3.1'], lantern, ['lantern/1.0'])).toEqual({
      runs: ['lantern/1.0', 'lantern/3.1'],
    })
    expect(parseRuns(['lantern/1.1'], lantern, ['lantern/1.0']).fault).toBeDefined()
  })
})

describe('with several products', () => {
  test('the product is needed, and a cycle without one is answered with those that have it', () => {
    expect(parseRuns(['3.1'], two).fault).toBe('the release cycle "3.1" needs its product: lantern/3.1 or Beacon/3.1')
    expect(parseRuns(['beacon/3.1'], two)).toEqual({ runs: ['Beacon/3.1'] })
  })

  test('letter case is the table’s, and white space in a cycle is written as _', () => {
    expect(parseRuns(['lantern/3.0-lts', 'beacon/server_2.0'], two)).toEqual({
      runs: ['lantern/3.0-LTS', 'Beacon/Server_2.0'],
    })
  })

  test('of two cycles that differ in letter case the one is meant that was written', () => {
    const table = releaseTable(product('lantern', [release('lts'), release('LTS')]))
    expect(parseRuns(['LTS', 'lts', 'Lts'], table)).toEqual({ runs: ['lantern/LTS', 'lantern/lts'] })
  })
})

describe('where the table does not say', () => {
  test('without a table words are kept as given', () => {
    expect(parseRuns(['qubes/4.1 4.2'], noReleases)).toEqual({ runs: ['qubes/4.1', '4.2'] })
  })

  test('words about what cannot be read are kept as given, others are not', () => {
    const table = { ...lantern, unreadable: ['beacon', 'lantern/4.0 beta'] }
    expect(parseRuns(['beacon/9', 'lantern/4.0_beta'], table)).toEqual({ runs: ['beacon/9', 'lantern/4.0_beta'] })
    expect(parseRuns(['lantern/5'], table).fault).toBeDefined()
    expect(parseRuns(['anything/5'], { ...lantern, unreadable: ['*'] })).toEqual({ runs: ['anything/5'] })
  })

  test('a product is the only one as far as all of the table can be read', () => {
    expect(onlyProduct(lantern)?.id).toBe('lantern')
    expect(onlyProduct({ ...lantern, unreadable: ['lantern/4.0'] })?.id).toBe('lantern')
    expect(onlyProduct({ ...lantern, unreadable: ['beacon'] })).toBeUndefined()
    expect(onlyProduct({ ...lantern, unreadable: ['*'] })).toBeUndefined()
    expect(onlyProduct(two)).toBeUndefined()
    expect(onlyProduct(noReleases)).toBeUndefined()
  })
})

describe('hostile input', () => {
  test.each([
    ['control characters', 'qubes/4\u0000'],
    ['a direction override', 'qubes/\u202e4.1'],
    ['half a character', 'qubes/\ud8004'],
    ['a word without a cycle', 'qubes/'],
    ['a word without a product', '/4.1'],
    ['a novel', 'x'.repeat(121)],
  ])('%s is refused', (_what, word) => {
    for (const table of [noReleases, lantern]) expect(parseRuns([word], table).fault).toMatch(/no release cycle/)
  })

  test('more than anybody runs is refused', () => {
    const words = Array.from({ length: RUNS_LIMIT + 1 }, (_, index) => `qubes/${index}`)
    expect(parseRuns(words, noReleases).fault).toContain('at most 100')
    expect(parseRuns(words.slice(1), noReleases).runs).toHaveLength(RUNS_LIMIT)
  })

  test('whatever is written, what is kept are words that mean themselves when read again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }),
        fc.constantFrom(noReleases, lantern, two),
        (written, table) => {
          const { runs } = parseRuns(written, table)
          if (runs !== undefined) expect(parseRuns([runs.join(' ')], table)).toEqual({ runs })
        },
      ),
    )
  })
})

test('who names none hears of all, who names some hears of those', () => {
  const about = { product: 'lantern', cycle: '3.1' }
  expect(matchesRuns([], about)).toBe(true)
  expect(matchesRuns(['lantern/3.0', 'lantern/3.1'], about)).toBe(true)
  expect(matchesRuns(['lantern/3.10', 'lantern/3'], about)).toBe(false)
  expect(matchesRuns(['3.1'], about)).toBe(true)
  expect(matchesRuns(['beacon/3.1'], about)).toBe(false)
  expect(runName('lantern', ' 3.1 beta ')).toBe('lantern/3.1_beta')
})
