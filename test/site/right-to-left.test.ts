/**
 * Pages and mail from right to left, in a real browser: what is written from left to right keeps its order, nobody
 * scrolls sideways, axe finds nothing. And a post in another language than its site's is marked.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { directionOf } from '../../src/base/locale.js'
import { feedFiles } from '../../src/feeds/files.js'
import { writeChanged } from '../../src/files/write-folder.js'
import { renderAnnouncement } from '../../src/mail/render-notice.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { emptyRegister } from '../../src/register/register.js'
import { siteFiles } from '../../src/site/files.js'
import { makePage } from '../../src/site/make-page.js'
import { findings } from '../support/axe.js'
import { openBrowser, sideways, type TestBrowser } from '../support/chromium.js'
import { rightToLeft } from '../support/right-to-left.js'

const projects = { he: rightToLeft('he'), ar: rightToLeft('ar') }
const now = Date.parse('2026-06-01T00:00:00Z')
const links = {
  unsubscribeUrl: 'https://lantern.example/u',
  preferencesUrl: 'https://lantern.example/p',
  since: '2026-05-01',
}
const VERSION = '3.1.0-rc1'

let browser: TestBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
})

const inputOf = (language: 'he' | 'ar') => {
  const { config, posts: announcements } = projects[language]
  return { announcements, config, register: emptyRegister, now }
}

async function published(language: 'he' | 'ar'): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-rtl-pages-'))
  await writeChanged(folder, siteFiles(inputOf(language), makePage))
  return folder
}

async function mailOf(language: 'he' | 'ar', index = 0) {
  const { config, list, posts, words } = projects[language]
  const announcement = posts[index]
  if (announcement === undefined) throw new Error('there is no such post')
  return await renderAnnouncement({ announcement, list, config, links, templates: loadTemplates('', words) })
}

/** The places of a text's letters, from left to right as people see them, where it is shown. */
const SEEN = (text: string) => `(() => {
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = node.data.indexOf(${JSON.stringify(text)}); at !== -1; at = node.data.indexOf(${JSON.stringify(text)}, at + 1)) {
      const letters = [...${JSON.stringify(text)}].map((letter, index) => {
        const range = document.createRange()
        range.setStart(node, at + index)
        range.setEnd(node, at + index + 1)
        const { left, width, top } = range.getBoundingClientRect()
        return { letter, left, width, top }
      })
      if (letters.some(({ width }) => width === 0)) continue
      letters.sort((a, b) => a.top - b.top || a.left - b.left)
      found.push(letters.map(({ letter }) => letter).join(''))
    }
  }
  return found
})()`

async function expectInOrder(page: Page, least: number): Promise<void> {
  const seen: string[] = await page.evaluate(SEEN(VERSION))
  expect(seen.length).toBeGreaterThanOrEqual(least)
  expect(seen.filter((text) => text !== VERSION)).toEqual([])
}

test.each([
  ['he', 360, 'light'],
  ['he', 1280, 'dark'],
  ['ar', 360, 'dark'],
  ['ar', 1280, 'light'],
] as const)('%s at %i px, %s: pages and mail', async (language, width, colorScheme) => {
  const folder = await published(language)
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
  for (const path of ['index.html', 'feeds/index.html', 'news/2026/05/04/rc1/index.html']) {
    await page.goto(pathToFileURL(join(folder, path)).href)
    expect(await sideways(page), path).toBe(0)
    expect(await findings(page, 'page'), path).toEqual([])
    if (path !== 'feeds/index.html') await expectInOrder(page, path === 'index.html' ? 2 : 4)
  }
  const { html } = await mailOf(language)
  await page.setContent(html)
  expect(await sideways(page)).toBe(0)
  expect(await findings(page, 'mail')).toEqual([])
  await expectInOrder(page, 5)
  expect(await page.evaluate("getComputedStyle(document.querySelector('pre')).textAlign")).toBe('left')
  await page.close()
})

test('the text of a mail keeps versions apart, and commands as they are', async () => {
  const { text, html, subject, preview } = await mailOf('he')
  expect(text).toContain(`הורדת \u2068${VERSION}\u2069 לבדיקה`)
  expect(text).toContain(`גרסה לבדיקה \u2068${VERSION}\u2069`)
  expect(text).toContain('$ sha256sum lantern-3.1.0-rc1.iso\n')
  expect(text).toContain('\nhttps://lantern.example/u')
  expect(html).toContain(`<bdi>${VERSION}</bdi>`)
  expect(html).toMatch(/<pre[^>]* dir="ltr"/)
  expect(preview).toContain(`\u2068${VERSION}\u2069`)
  expect(subject).toBe(`פנס \u2068${VERSION}\u2069 מוכן לבדיקה`)
})

test('a post in another language is marked in pages, feeds and mail', async () => {
  const files = siteFiles(inputOf('he'), makePage)
  const textOf = async (path: string) =>
    String(await [...files, ...feedFiles(inputOf('he')).files].find((file) => file.path === path)?.bytes())
  const english = 'lang="en" dir="ltr"'
  expect(await textOf('index.html')).toContain(`${english}>In English: 3.0.9 is out</a>`)
  const page = await textOf('news/2026/04/01/in-english-3-0-9-is-out/index.html')
  expect(page).toContain(`<h1 ${english}>`)
  expect(page).toContain(`<div ${english}><p>Use <code>`)
  const atom = await textOf('atom.xml')
  expect(atom.match(/<entry[^>]*>/g)).toEqual(['<entry>', '<entry xml:lang="en">'])
  const items: { language?: string }[] = JSON.parse(await textOf('feed.json')).items
  expect(items.map(({ language }) => language)).toEqual([undefined, 'en'])
  expect((await mailOf('he', 1)).html).toContain(`<div ${english} style="text-align: left;">`)
  expect((await mailOf('he')).html).not.toContain('lang="en"')
})

test.each([
  ['he ar ar-EG fa ur yi dv ckb ks ug ps sd az-Arab pa-Arab uz-Arab ku-Arab ha-Arab ff-Adlm rhg-Rohg nqo syr', 'rtl'],
  ['en de ar-Latn he-Latn fa-Cyrl tg az pa ks-Deva sd-Deva ku ff tr ha uz', 'ltr'],
] as const)('%s run %s', (tags, direction) => {
  expect(tags.split(' ').filter((tag) => directionOf(tag) !== direction)).toEqual([])
})
