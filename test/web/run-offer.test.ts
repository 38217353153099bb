/** Which release cycles the forms offer to whom. */
import { expect, test } from 'vitest'
import { noReleases } from '../../src/releases/release.js'
import { type RunGroup, runOffer } from '../../src/web/run-offer.js'
import { lantern, product, release, releaseTable } from '../support/releases.js'

const TODAY = '2026-11-20'
const words = (groups: readonly RunGroup[]) =>
  groups.map(({ title, boxes }) => [
    title,
    ...boxes.map(({ run, note, isChosen }) => `${isChosen ? '+' : ''}${run}${note ? ` ${note}` : ''}`),
  ])

test('what has not ended is offered; the last day is not the end', () => {
  expect(words(runOffer(lantern, TODAY, []))).toEqual([['Lantern OS', 'lantern/3.1', 'lantern/3.0', 'lantern/2.1']])
  expect(words(runOffer(lantern, '2026-12-15', []))[0]).toContain('lantern/2.1')
  expect(words(runOffer(lantern, '2026-12-16', []))[0]).not.toContain('lantern/2.1')
})

test('what somebody names stays on offer when it ended, left the table, or its product did', () => {
  expect(words(runOffer(lantern, TODAY, ['lantern/3.0', 'lantern/2.0', 'lantern/1.0', 'beacon/1']))).toEqual([
    ['Lantern OS', 'lantern/3.1', '+lantern/3.0', 'lantern/2.1', '+lantern/2.0 ended', '+lantern/1.0 gone'],
    [undefined, '+beacon/1 gone'],
  ])
})

test('a bare cycle from a time without a table is that of the one product', () => {
  expect(words(runOffer(lantern, TODAY, ['3.1']))[0]).toContain('+lantern/3.1')
})

test('a product without anything to offer has no heading', () => {
  const table = releaseTable(...lantern.products, product('beacon', [release('1', { eol: true })]))
  expect(runOffer(table, TODAY, []).map(({ title }) => title)).toEqual(['Lantern OS'])
})

test('without a table nothing is offered, whatever somebody names', () => {
  expect(runOffer(noReleases, TODAY, ['lantern/3.1'])).toEqual([])
})
