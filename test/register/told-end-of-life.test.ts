/**
 * What the releases table said, as announcements: stable ids, and addresses that are safe whatever a cycle is called.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endOfLifeKey } from '../../src/register/notice-keys.js'
import { emptyRegister, type ToldEndOfLife } from '../../src/register/register.js'
import { endOfLifeAnnouncement, toldEndOfLife } from '../../src/register/told-end-of-life.js'
import type { Occasion } from '../../src/releases/release.js'
import { pagePath } from '../../src/site/paths.js'

const site = { url: 'https://lantern.example', timezone: 'Pacific/Auckland', author: 'The Lantern team' }
const at = Date.parse('2026-11-14T20:00:00Z')

function told(about: Partial<Occasion> = {}, when = at): ToldEndOfLife {
  const occasion = {
    product: 'lantern',
    cycles: ['2.1'],
    field: 'eol',
    date: '2026-12-15',
    stage: 'reached',
    count: 1,
  } as const
  return { key: endOfLifeKey({ ...occasion, ...about }), at: when, severity: 'info', title: 'T', text: 'Text.\n' }
}

const of = (about: Partial<Occasion>) => endOfLifeAnnouncement(told(about), site)

test('it reads like a post of the day on which it was told, in the site’s zone', () => {
  expect(of({})).toMatchObject({
    id: 'end-of-life/lantern/2.1/eol/2026-12-15/reached',
    url: 'https://lantern.example/end-of-life/lantern/2.1/2026-12-15/reached/',
    path: '',
    kind: 'end-of-life',
    categories: ['end-of-life'],
    authors: ['The Lantern team'],
    version: '2.1',
    day: '2026-11-15',
    body: 'Text.\n',
  })
})

test('the field stands in the address where it is not the end of life, and the number of a date that came back', () => {
  expect(of({ field: 'eoas', date: 'none' }).url).toBe(`${site.url}/end-of-life/lantern/2.1/eoas/none/reached/`)
  expect(of({ count: 2 }).url).toBe(`${site.url}/end-of-life/lantern/2.1/2026-12-15/reached-2/`)
})

test('it is published at once, never in the future, and two of one run keep apart', () => {
  const [one, two] = toldEndOfLife({ ...emptyRegister, endOfLife: [told(), told({ cycles: ['2.0'] })] }, site, at)
  expect(one?.instant).toBeLessThanOrEqual(at)
  expect(two?.instant).toBeLessThanOrEqual(at)
  expect(one?.instant).not.toBe(two?.instant)
  expect(toldEndOfLife({ ...emptyRegister, endOfLife: [told()] }, site, at - 1)).toEqual([])
})

test('later stages of a cycle follow its first', () => {
  const endOfLife = [told({}, at + 2000), told({ stage: 'approaching-30d' }), told({ cycles: ['2.0'] }, at + 1000)]
  expect(
    toldEndOfLife({ ...emptyRegister, endOfLife }, site, at + 5000).map(({ id, follows }) => [id, follows]),
  ).toEqual([
    ['end-of-life/lantern/2.1/eol/2026-12-15/approaching-30d', undefined],
    ['end-of-life/lantern/2.0/eol/2026-12-15/reached', undefined],
    ['end-of-life/lantern/2.1/eol/2026-12-15/reached', 'end-of-life/lantern/2.1/eol/2026-12-15/approaching-30d'],
  ])
})

const cycle = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 300 }),
  fc.constantFrom(
    '.',
    '..',
    '...',
    '/',
    'a/b',
    'a%2Fb',
    '~',
    '~2F',
    '.belfry-x',
    '2.1:eol:none:reached',
    '2.1/eol',
    ' ',
    '\\',
    '?',
    '#',
    '\n',
    'x'.repeat(400),
  ),
)
const occasion = fc.record({
  cycles: fc.uniqueArray(cycle, { minLength: 1, maxLength: 3 }),
  field: fc.constantFrom('eoas', 'eol', 'eoes'),
  date: fc.constantFrom('2026-12-15', 'none'),
  stage: fc.constantFrom('reached', 'date-changed', 'approaching-30d'),
  count: fc.integer({ min: 1, max: 3 }),
})

test('any cycle gives a page of its own inside end-of-life/, under a safe and unique address', () => {
  fc.assert(
    fc.property(occasion, occasion, (one, two) => {
      const [first, second] = [of(one), of(two)]
      for (const { id, url } of [first, second]) {
        expect(id).toMatch(/^end-of-life(\/[A-Za-z0-9._~-]+)+$/)
        expect(new URL(url).href).toBe(url)
        expect(pagePath(url, site.url)).toBe(`${url.slice(site.url.length + 1)}index.html`)
      }
      const same = told(one).key === told(two).key
      expect(first.url === second.url).toBe(same)
      expect(first.id === second.id).toBe(same)
    }),
    { numRuns: 500 },
  )
})
