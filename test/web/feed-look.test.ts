/**
 * Feeds opened in a real browser, from the service: text that people can read and no tags, at phone and desktop width,
 * light and dark.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, sideways, type TestBrowser } from '../support/chromium.js'
import { openWeb, type WebFixture } from './web-fixture.js'

let web: WebFixture
let browser: TestBrowser
beforeAll(async () => {
  ;[web, browser] = await Promise.all([openWeb({ environment: { BELFRY_FEEDS__ENTRIES: '4' } }), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await web.close()
})

/** What is shown of the first entry, by element. */
const SHOWN = `(() => {
  const entry = document.querySelector('entry, item')
  return [...entry.children].filter((one) => getComputedStyle(one).display !== 'none').map((one) => one.nodeName)
})()`

async function look(page: Page) {
  return {
    type: await page.evaluate('document.contentType'),
    words: await page.evaluate("getComputedStyle(document.documentElement, '::before').content"),
    ground: await page.evaluate('getComputedStyle(document.documentElement).backgroundColor'),
    shown: await page.evaluate(SHOWN),
    sideways: await sideways(page),
    // A phone lays such a page out wide and shows it smaller: this is what the eye gets.
    letters: await page.evaluate(
      'parseFloat(getComputedStyle(document.documentElement).fontSize) * Math.min(1, screen.width / innerWidth)',
    ),
  }
}

const paths = ['/atom.xml', '/rss.xml', '/feeds/list/security/atom.xml', '/feeds/archive/1/rss.xml']

test.each([
  [390, 'light', true],
  [390, 'dark', true],
  [1280, 'light', false],
  [1280, 'dark', false],
] as const)('at %i px, %s', async (width, colorScheme, isMobile) => {
  const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme, isMobile })
  const page = await context.newPage()
  const refused: string[] = []
  page.on('console', (message) => refused.push(message.text()))
  for (const path of paths) {
    await page.goto(web.url + path)
    const { letters, words, shown, ...rest } = await look(page)
    const ground = colorScheme === 'light' ? 'rgb(252, 251, 248)' : 'rgb(21, 24, 27)'
    expect(rest, path).toEqual({ type: 'application/xml', ground, sideways: 0 })
    expect(words).toContain('To subscribe, copy the address of this page')
    expect(new Set(shown as string[]), path).toEqual(
      new Set(
        path.endsWith('atom.xml')
          ? ['title', 'link', 'summary', 'author', 'published']
          : ['title', 'link', 'pubDate', 'description', 'dc:creator'],
      ),
    )
    expect(letters).toBeGreaterThanOrEqual(16)
    expect(letters).toBeLessThan(18)
  }
  expect(refused).toEqual([])
  await context.close()
})

test('from the front page over the page of feeds to a feed, JSON too', async () => {
  const page = await browser.newPage()
  await page.goto(web.url)
  await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'Feeds' }).click()
  await page.getByRole('heading', { name: 'How to subscribe' }).waitFor()
  await page.getByRole('link', { name: 'RSS: Security bulletins' }).click()
  await page.waitForURL('**/feeds/list/security/rss.xml')
  expect(await page.evaluate("document.querySelector('channel > title').textContent")).toContain('Security bulletins')
  await page.goto(`${web.url}/feed.json`)
  expect(await page.evaluate('document.contentType')).toBe('application/json')
  await page.close()
})
