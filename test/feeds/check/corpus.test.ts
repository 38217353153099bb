/**
 * The feeds of a real archive, where it lies beside the checkout: no rule is broken, and three programs read back the
 * same from every format.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { validateFeed } from '../../../src/feeds/check/document.js'
import { HtmlValidator } from '../../../src/feeds/check/html.js'
import { feedFiles } from '../../../src/feeds/files.js'
import type { Announcement } from '../../../src/posts/announcement.js'
import { emptyRegister } from '../../../src/register/register.js'
import { readPosts } from '../../../src/source/read-posts.js'
import { configOf } from '../../support/announcements.js'
import { corpusMissing, corpusPosts, corpusSettings } from '../../support/corpus.js'
import { feedParser, feedsmith, itemsOf, type ReadItem, rssParser } from '../read-back.js'

const folder = corpusPosts()
const config = configOf({ site: corpusSettings, feeds: { entries: 1000 } })
const now = Date.parse('2026-01-01T00:00:00Z')

/** Path → text. */
function textsOf(announcements: readonly Announcement[]): Map<string, string> {
  const { files } = feedFiles({ announcements, register: emptyRegister, config, now })
  return new Map(files.map(({ path, bytes }) => [path, String(bytes())]))
}

describe.skipIf(folder === undefined)(`a real archive (${folder === undefined ? corpusMissing : 'present'})`, () => {
  let announcements: Announcement[] = []
  let texts: Map<string, string>
  let items: ReadItem[]
  const html = new HtmlValidator()
  const findings = (files: ReadonlyMap<string, string>) => {
    const paths = new Set(files.keys())
    const { url } = corpusSettings
    return [...files].flatMap(([path, text]) =>
      validateFeed({ path, text }, { url, now, paths, html }).map((finding) => ({ path, ...finding })),
    )
  }
  const textOf = (path: string) => texts.get(path) ?? ''

  beforeAll(async () => {
    announcements = (await readPosts(folder ?? '', corpusSettings, new Map())).announcements
    texts = textsOf(announcements)
    items = itemsOf(textOf('feed.json'))
  })

  test('all 202 posts in one feed break no rule, neither as error nor as warning', () => {
    expect(items).toHaveLength(202)
    expect(findings(texts)).toEqual([])
  })

  test('the posts of each category break no rule', () => {
    const categories = new Set(announcements.flatMap((announcement) => announcement.categories))
    expect(categories.size).toBeGreaterThan(5)
    for (const category of categories) {
      const some = announcements.filter((announcement) => announcement.categories.includes(category))
      expect(findings(textsOf(some)), category).toEqual([])
    }
  })

  test('summaries break no rule', () => {
    const feeds = { ...config.feeds, content: 'summary' as const }
    const { files } = feedFiles({ announcements, register: emptyRegister, config: { ...config, feeds }, now })
    expect(findings(new Map(files.map(({ path, bytes }) => [path, String(bytes())])))).toEqual([])
  })

  test('feedsmith reads the same from all three formats', async () => {
    expect(await feedsmith(textOf('feed.json'))).toEqual(items)
    expect(await feedsmith(textOf('atom.xml'))).toEqual(items)
    expect(await feedsmith(textOf('rss.xml'))).toEqual(items.map(inWholeSeconds))
  })

  test('rss-parser reads the same from Atom and RSS, of several authors the first', async () => {
    const alone = items.map((item) => ({ ...item, authors: item.authors.slice(0, 1) }))
    expect((await rssParser(textOf('atom.xml'))).map(withoutCategories)).toEqual(alone.map(withoutCategories))
    expect((await rssParser(textOf('rss.xml'))).map(withoutCategories)).toEqual(
      alone.map(inWholeSeconds).map(withoutCategories),
    )
  })

  test('feed-parser reads the same from Atom and RSS; it decodes content once more than it should', async () => {
    const decoded = items.map((item) => ({ ...item, html: item.html && decodedTwice(item.html) }))
    expect(await feedParser(textOf('atom.xml'))).toEqual(decoded)
    expect(await feedParser(textOf('rss.xml'))).toEqual(decoded.map(inWholeSeconds))
  })
})

/** RFC 822 has no fractions. */
function inWholeSeconds(item: ReadItem): ReadItem {
  return { ...item, published: Math.floor(item.published / 1000) * 1000 }
}

/** What feed-parser makes of references in HTML, in whatever format. */
function decodedTwice(html: string): string {
  const references: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }
  return html.replace(/&(?:lt|gt|quot|amp);/g, (reference) => references[reference] ?? reference)
}

/** rss-parser gives none of Atom. */
function withoutCategories({ categories: _, ...item }: ReadItem): Omit<ReadItem, 'categories'> {
  return item
}
