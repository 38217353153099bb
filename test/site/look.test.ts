/**
 * The pages in a real browser: nobody has to scroll sideways, axe finds nothing, at phone and desktop width, light and
 * dark.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeChanged } from '../../src/files/write-folder.js'
import { emptyRegister } from '../../src/register/register.js'
import { siteFiles } from '../../src/site/files.js'
import { makePage } from '../../src/site/make-page.js'
import { announcement, configOf, SITE_URL } from '../support/announcements.js'
import { findings } from '../support/axe.js'
import { openBrowser, sideways, type TestBrowser } from '../support/chromium.js'
import { product, release, releaseTable } from '../support/releases.js'

const body = `Text with \`code\`, a [link](/doc/) and a note.[^1] ${'Aveverylongwordwithoutanybreak'.repeat(4)}

## Verify

\`\`\`
$ sha256sum lantern-3.1.1-x86_64.iso && echo "a line that is much longer than any phone is wide, and then some more"
\`\`\`

> A quote.

| Release | Affected | Fixed in | Notes |
|---|---|---|---|
| 3.0.0, 3.0.1 | yes | lantern-shell-3.0.1-4-with-a-long-name | takes effect after the next login |

[^1]: The note.
`
const lists = ['Releases', 'Security'].map((title) => ({
  id: title.toLowerCase(),
  title,
  description: 'What it is about',
  categories: [title],
}))
const statedUpdates = [
  { day: '2026-05-08', text: 'An update with `code` and a [link](/doc/).\n\n| a | b |\n|---|---|\n| c | d |' },
]
const announcements = [
  announcement({
    title: 'Everything in one post',
    day: '2026-05-04',
    body,
    severity: 'recall',
    kind: 'security',
    statedUpdates,
  }),
  announcement({
    title: 'Lantern OS 3.1.0-rc1 is ready',
    day: '2026-03-01',
    kind: 'release-candidate',
    downloadUrl: `${SITE_URL}/d/`,
    severity: 'important',
  }),
  announcement({ title: 'Lantern OS 2.0 has reached end of life', day: '2025-03-01', kind: 'end-of-life' }),
]
const releases = releaseTable(
  product('lantern', [
    release('3.2', { releaseDate: '2026-09-01', eol: '2028-12-15' }),
    release('3.1', { releaseDate: '2026-03-10', eoas: '2027-12-15', eol: '2028-12-15', link: `${SITE_URL}/3.1/` }),
    release('3.0', {
      releaseDate: '2024-09-23',
      eoas: '2026-01-15',
      eol: '2026-06-02',
      lts: true,
      codename: 'Aveverylongcodename',
    }),
    release('2.1', { releaseDate: '2023-10-15', eol: '2026-05-31' }),
    release('2.0', { releaseDate: '2020-10-15', eol: '2023-05-31' }),
    release('1.0', { eol: true }),
  ]),
  product('toolbox', [release('9', { eol: '2026-03-31', eoes: '2029-03-31' }), release('10', { eol: false })], {
    title: 'Lantern Toolbox for the Administration of Many Machines',
  }),
)
const paths = [
  'index.html',
  'archive/2026/index.html',
  'feeds/index.html',
  '404.html',
  'news/gone/index.html',
  'news/2026/05/04/everything-in-one-post/index.html',
  'news/2026/03/01/lantern-os-3-1-0-rc1-is-ready/index.html',
]
let browser: TestBrowser
let folder = ''
let rightToLeft = ''

beforeAll(async () => {
  folder = await publishedIn('en')
  rightToLeft = await publishedIn('ar')
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  for (const one of [folder, rightToLeft]) rmSync(one, { recursive: true })
})

async function publishedIn(language: string): Promise<string> {
  const into = mkdtempSync(join(tmpdir(), 'belfry-look-'))
  const config = configOf({ lists })
  const input = {
    announcements,
    releases,
    register: { ...emptyRegister, retractions: [{ post: 'gone', url: `${SITE_URL}/news/gone/`, at: 0 }] },
    config: { ...config, site: { ...config.site, language } },
    now: Date.parse('2026-06-01T00:00:00Z'),
  }
  await writeChanged(into, siteFiles(input, makePage))
  return into
}

/** Sizes and schemes, and which of them axe is asked about: the smallest in light, the largest in dark. */
test.each([
  [320, 'light', true],
  [360, 'dark', false],
  [800, 'light', false],
  [1280, 'light', false],
  [1280, 'dark', true],
] as const)('at %i px, %s', async (width, colorScheme, isAsked) => {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
  for (const path of paths) {
    await page.goto(pathToFileURL(join(folder, path)).href)
    // The page for what is not there links by absolute paths; from a file its style is not found.
    if (path === '404.html') await page.addStyleTag({ path: join(folder, 'belfry.css') })
    expect(await sideways(page), path).toBe(0)
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    expect(await sideways(page), path).toBe(0)
    if (isAsked) expect(await findings(page, 'page'), path).toEqual([])
  }
  await page.close()
})

test.each([320, 1280])('from right to left, at %i px', async (width) => {
  const page = await browser.newPage({ viewport: { width, height: 900 } })
  for (const path of paths.filter((one) => one !== '404.html')) {
    await page.goto(pathToFileURL(join(rightToLeft, path)).href)
    expect(await page.evaluate("getComputedStyle(document.querySelector('main')).direction"), path).toBe('rtl')
    expect(await sideways(page), path).toBe(0)
    if (width === 320) expect(await findings(page, 'page'), path).toEqual([])
  }
  await page.close()
})

test('the first thing the keyboard reaches leads to the content', async () => {
  const page = await browser.newPage()
  await page.goto(pathToFileURL(join(folder, 'index.html')).href)
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content')
  expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
  await page.close()
})
