/** The page of feeds: it shows every feed that is published, and leads nowhere else. */
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { feedFiles } from '../../src/feeds/files.js'
import { emptyRegister } from '../../src/register/register.js'
import { noReleases } from '../../src/releases/release.js'
import { type SiteInput, siteFiles } from '../../src/site/files.js'
import { makePage } from '../../src/site/make-page.js'
import { announcement, configOf } from '../support/announcements.js'
import { product, release, releaseTable } from '../support/releases.js'

const cycles = Array.from({ length: 15 }, (_, index) => release(`3.${index}`, { eol: '2028-12-15' }))
const input: SiteInput = {
  announcements: [
    announcement({ title: 'Lantern OS 3.1.0 has been released', day: '2026-05-04', categories: ['releases'] }),
    announcement({ title: 'Talks', day: '2026-05-05', categories: ['R&D <x>'] }),
  ],
  register: emptyRegister,
  releases: releaseTable(product('lantern', cycles)),
  config: configOf({
    lists: [{ id: 'security', title: 'Security bulletins', description: 'What to do <now>', categories: ['*'] }],
  }),
  now: Date.parse('2026-06-01T00:00:00Z'),
}

async function page(about: Partial<SiteInput> = {}): Promise<string> {
  const file = siteFiles({ ...input, ...about }, makePage).find(({ path }) => path === 'feeds/index.html')
  return String(await file?.bytes())
}

test('links every feed that is published in every format, and every link leads to a file', async () => {
  const { files, feeds } = feedFiles(input)
  const links = [...(await page()).matchAll(/href="(\.\.\/[^"#]*\.(?:xml|json|opml))"/g)].map(([, href]) =>
    posix.join('feeds', href ?? ''),
  )
  expect(feeds.length).toBeGreaterThan(3 * 18)
  expect(feeds.filter(({ path }) => !links.includes(path))).toEqual([])
  const paths = new Set(files.map(({ path }) => path))
  expect(links.filter((link) => !paths.has(link))).toEqual([])
})

test('the feeds it is given are the feeds it would name itself', async () => {
  expect(await page({ feeds: feedFiles(input).names })).toBe(await page())
})

test('says what each holds, how to subscribe, and which address to take', async () => {
  const html = await page()
  expect(html).toContain('How to subscribe')
  expect(html).toContain('<code dir="ltr">https://lantern.example/atom.xml</code>')
  expect(html).toContain('What to do &lt;now></small>')
  expect(html).toContain('aria-label="RSS: R&amp;D &lt;x>"')
})

test('many releases are folded away, and a calendar is there where a table is', async () => {
  const html = await page()
  expect(html).toContain('<summary>3 more</summary>')
  expect(html).toContain('href="../releases.ics"')
  expect(await page({ releases: noReleases })).not.toMatch(/releases\.ics|feeds-cycle/)
})

test('pages lead to it; without pages there is none', async () => {
  const front = siteFiles(input, makePage).find(({ path }) => path === 'index.html')
  const html = String(await front?.bytes())
  expect(html).toContain('<a href="./feeds/">Feeds</a>')
  expect(html).toContain('<a href="./feeds/">All feeds, and how to subscribe</a>')
  expect(html).toContain('<a href="./feeds/#feeds-cycle">a feed of its own</a>')
  expect(siteFiles({ ...input, config: configOf({ feeds: { pages: false } }) }, makePage)).toEqual([])
})
