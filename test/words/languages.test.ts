/**
 * A project in German, which Belfry ships, and one in Hebrew, whose file a translator made of the English one: whole,
 * without an English word, and pages that a browser shows without a fault.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { ownFiles } from '../../src/mail/load-templates.js'
import { stylesheet } from '../../src/site/style.js'
import { webStylesheet } from '../../src/web/pages/style.js'
import { loadWords } from '../../src/words/load-words.js'
import { findings } from '../support/axe.js'
import { openBrowser } from '../support/chromium.js'
import { everythingSaid } from '../support/everything-said.js'
import { NAMES } from '../support/no-words.js'

const folder = mkdtempSync(join(tmpdir(), 'belfry-words-'))
let browser: Browser

beforeAll(async () => {
  mkdirSync(join(folder, 'words'))
  const english: unknown = parse(ownFiles().find(({ name }) => name === 'words/en.yaml')?.text ?? '', {
    schema: 'failsafe',
  })
  writeFileSync(join(folder, 'words', 'he.yaml'), stringify(inHebrew(english)))
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true })
})

const shownBefore = new Map<string, Promise<ReadonlyMap<string, string>>>()

/** HTML by name; made once for a language. */
async function shownIn(language: string): Promise<ReadonlyMap<string, string>> {
  const made = shownBefore.get(language) ?? pagesIn(language)
  shownBefore.set(language, made)
  return await made
}

async function pagesIn(language: string): Promise<ReadonlyMap<string, string>> {
  return (await everythingSaid(loadWords(folder, language).words, 'pages')).html
}

/** Letter by letter; what counts has a form more. @param part the first name of the key */
function inHebrew(value: unknown, part = ''): unknown {
  if (typeof value === 'string')
    return value.replace(/(<\/?\w+>|\{\w+\})|[A-Za-z]/g, (one, kept) => kept ?? letter(one))
  const forms = Object.entries(value as object).map(([key, inside]): [string, unknown] => [
    key,
    inHebrew(inside, part || key),
  ])
  const { one, other } = value as { one?: unknown; other?: unknown }
  const hasForms = typeof one === 'string' && typeof other === 'string'
  // Of ends of life there are forms for one release and for several, and of what is counted.
  const counts = hasForms && (part !== 'endOfLife' || /\{(?:days|months|years|more)\}/.test(other))
  return Object.fromEntries(counts ? [...forms, ['two', inHebrew(other)]] : forms)
}

function letter(latin: string): string {
  return String.fromCharCode(0x5d0 + (latin.toLowerCase().charCodeAt(0) - 97))
}

/** With the forms of German that are the same word in English, and what is a name. */
const SAME =
  /^(?:pages\.(?:feeds|feedIn|feedsPage\.inFormat|support\.longTerm)|feeds\.titled|calendar\.(?:of|other\.)|posts\.callout\.info|mail\.test$|endOfLife\.named)/

describe('German', () => {
  test('is whole, and in other words than English', () => {
    const { words, warnings } = loadWords('', 'de')
    expect(warnings).toEqual([])
    const english = loadWords('', 'en').words.sentences
    const same = Object.entries(words.sentences).filter(
      ([key, { forms }]) =>
        forms.other === english[key]?.forms.other && /\p{L}/u.test(forms.other.replace(/\{\w+\}/g, '')),
    )
    expect(same.map(([key]) => key).filter((key) => !SAME.test(key))).toEqual([])
  })
})

describe('Hebrew', () => {
  test('says no word with a Latin letter, and the pages say whose letters they are', async () => {
    const { words, warnings } = loadWords(folder, 'he')
    expect(warnings).toEqual([])
    const { texts, html } = await everythingSaid(words)
    const found = [...texts].flatMap(([name, text]) => {
      const left = text.replace(NAMES, '').match(/\p{Script=Latin}+/gu) ?? []
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
] as const)(
  'pages in %s at %i px, %s: nobody scrolls sideways, axe finds nothing',
  async (language, width, colorScheme) => {
    const html = await shownIn(language)
    const pages = [...html].filter(([name]) => SHOWN.test(name))
    expect(pages.length).toBeGreaterThan(7)
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
    for (const [name, text] of pages) {
      await page.setContent(text.replace(/<link rel="stylesheet"[^>]*>/g, ''))
      await page.addStyleTag({ content: stylesheet() + webStylesheet })
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(width)
      expect(await findings(page, 'page'), name).toEqual([])
      if (name.endsWith('subscribe, faults'))
        expect(await page.evaluate(ARROW)).toContain(language === 'he' ? '←' : '→')
    }
    await page.close()
  },
)
