/**
 * A project in German, one in Hebrew and one in Arabic, the languages that Belfry ships beside English: whole, without
 * an English word, and pages and mail that a browser shows without a fault.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stylesheet } from '../../src/site/style.js'
import { webStylesheet } from '../../src/web/pages/style.js'
import { loadWords } from '../../src/words/load-words.js'
import { findings } from '../support/axe.js'
import { openBrowser, sideways, type TestBrowser } from '../support/chromium.js'
import { everythingSaid } from '../support/everything-said.js'
import { NAMES } from '../support/no-words.js'

let browser: TestBrowser

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
})

const saidBefore = new Map<string, ReturnType<typeof everythingSaid>>()

/** Made once for a language. */
async function saidIn(language: string): ReturnType<typeof everythingSaid> {
  const made = saidBefore.get(language) ?? everythingSaid(loadWords('', language).words)
  saidBefore.set(language, made)
  return await made
}

/** What is the same word in English, is a name, or holds nothing but values. */
const SAME = {
  de: /^(?:pages\.(?:feeds|feedIn|feedsPage\.inFormat|support\.longTerm)|feeds\.titled|calendar\.(?:of|other\.)|posts\.(?:callout\.info|month\.)|mail\.test$|endOfLife\.named)/,
  he: /^pages\.support\.longTerm$/,
  ar: /^$/,
}

describe.each(['de', 'he', 'ar'] as const)('the words in %s', (language) => {
  test('are whole, and others than in English', () => {
    const { words, warnings } = loadWords('', language)
    expect(warnings).toEqual([])
    const english = loadWords('', 'en').words.sentences
    const same = Object.entries(words.sentences).filter(
      ([key, { forms }]) =>
        forms.other === english[key]?.forms.other && /\p{L}/u.test(forms.other.replace(/\{\w+\}/g, '')),
    )
    expect(same.map(([key]) => key).filter((key) => !SAME[language].test(key))).toEqual([])
  })
})

/** Names of formats and programs that have no Hebrew letters. */
const LATIN_NAMES = /\b(?:OPML|JSON|Thunderbird|Belfry)\b/g

describe('Hebrew', () => {
  test('says no word with a Latin letter, and the pages say whose letters they are', async () => {
    const { texts, html } = await saidIn('he')
    const found = [...texts].flatMap(([name, text]) => {
      const left =
        text
          .replace(NAMES, '')
          .replace(LATIN_NAMES, '')
          .match(/\p{Script=Latin}+/gu) ?? []
      return left.length === 0 ? [] : [`${name}: ${[...new Set(left)].join(' ')}`]
    })
    expect(found).toEqual([])
    for (const [name, page] of html) expect(page, name).toMatch(/<html[^>]* lang="he"[^>]*dir="rtl"/)
    // The full stop behind it keeps its side.
    expect(html.get('subscribe, faults')).toContain('\u2068name@example.org\u2069.')
  })
})

/** What points at the sentence beside a field. */
const ARROW = "getComputedStyle(document.querySelector('.fault'), '::before').content"

const SHOWN =
  /(?: |^)(?:index\.html|feeds\/index\.html|404\.html|news\/gone\/index\.html|subscribe, faults|preferences, fault|unsubscribed|help)$/

test.each([
  ['de', 360, 'light'],
  ['he', 360, 'dark'],
  ['he', 1280, 'light'],
  ['ar', 360, 'light'],
] as const)(
  'pages in %s at %i px, %s: nobody scrolls sideways, axe finds nothing',
  async (language, width, colorScheme) => {
    const { html } = await saidIn(language)
    const pages = [...html].filter(([name]) => SHOWN.test(name))
    expect(pages.length).toBeGreaterThan(7)
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
    for (const [name, text] of pages) {
      await page.setContent(text.replace(/<link rel="stylesheet"[^>]*>/g, ''))
      await page.addStyleTag({ content: stylesheet() + webStylesheet })
      expect(await sideways(page), name).toBe(0)
      expect(await findings(page, 'page'), name).toEqual([])
      if (name.endsWith('subscribe, faults'))
        expect(await page.evaluate(ARROW)).toContain(language === 'de' ? '→' : '←')
    }
    await page.close()
  },
)

const MAILS =
  /^(?:announcement, recalled|update, (?:important, said|recall, unsaid)|end of life [013]|confirm 2|welcome 1|address new)$/

test.each(['de', 'he', 'ar'])('mail in %s: nobody scrolls sideways, axe finds nothing', async (language) => {
  const { html } = await saidIn(language)
  const mails = [...html].filter(([name]) => MAILS.test(name))
  expect(mails.length).toBe(9)
  const page = await browser.newPage({ viewport: { width: 360, height: 900 } })
  for (const [name, text] of mails) {
    await page.setContent(text)
    expect(await sideways(page), name).toBe(0)
    expect(await findings(page, 'mail'), name).toEqual([])
  }
  await page.close()
})
