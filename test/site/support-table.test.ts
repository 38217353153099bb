/** The support table of the front page. */
import { expect, test } from 'vitest'
import { emptyRegister } from '../../src/register/register.js'
import type { ReleaseTable } from '../../src/releases/release.js'
import { siteFiles } from '../../src/site/files.js'
import { makePage } from '../../src/site/make-page.js'
import { announcement, configOf } from '../support/announcements.js'
import { lantern, product, release, releaseTable } from '../support/releases.js'

const noon = '2026-11-20T12:00:00Z'

function frontPage(releases: ReleaseTable | undefined, at = noon, timezone = 'UTC') {
  const file = siteFiles(
    {
      announcements: [announcement()],
      register: emptyRegister,
      ...(releases !== undefined && { releases }),
      config: configOf({ site: { timezone } }),
      now: Date.parse(at),
    },
    makePage,
  ).find(({ path }) => path === 'index.html')
  if (file === undefined) throw new Error('no front page')
  return { html: String(file.bytes()), inputs: file.inputs }
}

/** Rows as text, a cell's lines run together. */
function rows(html: string): string[] {
  return [...html.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)]
      .map(([, cell = '']) =>
        cell
          .replace(/<small>/g, ' / ')
          .replace(/<[^>]*>/g, '')
          .trim(),
      )
      .join(' | '),
  )
}

test('says of each release how it is supported, until when, and how many days that is', () => {
  const { html } = frontPage(lantern)
  expect(rows(html)).toEqual([
    'Release | Status | Support ends',
    '3.1 / released 10 November 2026 | Supported / active until 15 December 2027 | 15 December 2028 / 756 days left',
    '3.0 / released 23 September 2025 | Supported / active until 15 December 2026 | 15 December 2027 / 390 days left',
    '2.1 / released 15 October 2024 | Security only | 15 December 2026 / 25 days left',
    '2.0 / released 14 November 2023 | Ended | 15 December 2025 / 340 days ago',
  ])
  expect(html).toContain('<caption>Lantern OS <small>on 20 November 2026</small></caption>')
  expect(html.match(/<th scope="row">/g)).toHaveLength(4)
  expect(html.match(/<th scope="col">/g)).toHaveLength(3)
  expect(html).toContain('<a href="./releases.ics" type="text/calendar">')
  expect(html).toContain('<a href="./releases.json" type="application/json">')
  expect(html).toContain('<a href="./news/2026/07/14/lantern-os-3-0-3-has-been-released/"><bdi>3.0</bdi></a>')
})

test('says when support is extended, ends today, is planned, or has no day', () => {
  const table = releaseTable(
    product('a', [
      release('5', { releaseDate: '2027-01-01', eol: '2028-01-01' }),
      release('4', { eol: '2026-11-20', eoes: '2027-11-20' }),
      release('3', { eol: '2026-11-19', eoes: '2026-11-21', codename: 'Three', lts: true }),
      release('2', { eol: false }),
      release('1', { eol: '2026-11-19' }),
    ]),
    product('b', [release('<b>', { eol: '2030-01-01' })], { title: 'B & C' }),
  )
  expect(rows(frontPage(table).html)).toEqual([
    'Release | Status | Support ends',
    '5 / due 1 January 2027 | Planned | 1 January 2028',
    '4 | Supported | 20 November 2026 / today is the last day / extended until 20 November 2027',
    '3 Three, LTS | Extended only | 21 November 2026 / 1 day left',
    '2 | Supported | not stated',
    '1 | Ended | 19 November 2026 / 1 day ago',
    'Release | Status | Support ends',
    '&lt;b> | Supported | 1 January 2030 / 1138 days left',
  ])
})

test('folds away what ended more than a year ago', () => {
  const table = releaseTable(
    product('a', [
      release('4', { eol: false }),
      release('3', { eol: '2025-11-20' }),
      release('2', { eol: '2025-11-19' }),
      release('1', { eol: true }),
    ]),
    product('b', [release('0', { eol: true })]),
  )
  const { html } = frontPage(table)
  const [before = '', folded = ''] = html.split('<details>')
  expect(rows(before).map((row) => row[0])).toEqual(['R', '4', '3'])
  expect(folded).toContain('<summary>2 releases of a that ended earlier</summary>')
  expect(rows(folded).map((row) => row[0])).toEqual(['R', '2', '1'])
  expect(html).toContain('<summary>One release of b that ended earlier</summary>')
})

test('is made anew each day of the site’s zone, and not more often', () => {
  const inputs = (at: string) => frontPage(lantern, at, 'Asia/Tokyo').inputs
  expect(inputs('2026-11-20T14:59:59Z')).toBe(inputs('2026-11-19T15:00:00Z'))
  expect(inputs('2026-11-20T15:00:00Z')).not.toBe(inputs('2026-11-20T14:59:59Z'))
})

test('is not there without a releases table, and the page is the same each day', () => {
  const { html, inputs } = frontPage(undefined)
  expect(html).not.toContain('Supported releases')
  expect(html).not.toContain('releases.ics')
  expect(frontPage(undefined, '2026-11-25T12:00:00Z').inputs).toBe(inputs)
  expect(frontPage({ products: [], unreadable: ['*'] }).inputs).toBe(inputs)
})

test('calls the kinds of support what the project calls them', () => {
  const [first] = lantern.products
  const named = { eoas: 'Feature updates', eol: 'Hardware & Maintenance', eoes: 'Lantern Care' }
  const table = { ...lantern, products: [{ ...first, supportWords: named }] } as ReleaseTable
  const { html } = frontPage(table)
  expect(rows(html)).toContain(
    '3.0 / released 23 September 2025 | Supported / Feature updates until 15 December 2026 | 15 December 2027 / 390 days left',
  )
  expect(rows(html)).toContain(
    '2.1 / released 15 October 2024 | Hardware &amp; Maintenance | 15 December 2026 / 25 days left',
  )
})
