/** What most announcements' pages share is made once; each must be what would be made for it alone. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { kinds, severities } from '../../src/posts/announcement.js'
import { announcementPage } from '../../src/site/announcement-page.js'
import type { Site } from '../../src/site/site.js'
import { webSite } from '../../src/web/web-context.js'
import { configOf, SITE_URL } from '../support/announcements.js'

const text = fc.oneof(
  fc.constantFrom('a "b" & <i>c</i>', "d'é", '3.1-rc1 und 2', '\uE000title\uE001', '$& $1'),
  fc.string({ unit: 'grapheme' }),
)
const there = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((one) => (one === undefined ? {} : { [key]: one }))
const neighbour = fc.record({ url: fc.constantFrom(`${SITE_URL}/x/?a&b`, 'https://other.example/"y"/'), title: text })

const facts = fc
  .record({
    post: fc.record({
      title: text,
      url: fc.constant(`${SITE_URL}/news/a&b/`),
      id: fc.constant('a'),
      day: fc.constantFrom('2026-05-04', '2025-11-01'),
      instant: fc.constant(0),
      kind: fc.constantFrom(...kinds),
      severity: fc.constantFrom(...severities),
      authors: fc.array(text, { maxLength: 3 }),
      categories: fc.array(text, { maxLength: 2 }),
      path: fc.constant('2026-05-04-a.md'),
    }),
    more: fc
      .tuple(
        there('language', fc.constantFrom('de', 'ar', 'en')),
        there('downloadUrl', fc.constantFrom('https://other.example/?a&b', 'https://other.example/"b"')),
        there('version', text),
        there('redirectTo', fc.constant('https://other.example/')),
      )
      .map((parts) => Object.assign({}, ...parts)),
    around: fc.tuple(there('newer', neighbour), there('older', neighbour)).map((parts) => Object.assign({}, ...parts)),
  })
  .map(({ post, more, around }) => ({
    page: 'announcement' as const,
    path: 'news/a&b/index.html',
    newsUrl: `${SITE_URL}/news/`,
    post: { ...post, ...more },
    content: undefined as never,
    updates: { before: [], inBody: [] },
    ...around,
  }))

/** A sentence that looks like one of the gaps has the content made for each page. */
const mark = '\uE000body\uE001'

function aloneIn({ words, ...site }: Site): Site {
  const key = 'pages.announcement.published'
  const sentence = words.sentences[key]
  if (sentence === undefined) throw new Error(key)
  const marked = { ...sentence, forms: { other: sentence.forms.other + mark } }
  return { ...site, words: { ...words, sentences: { ...words.sentences, [key]: marked } } }
}

test.each(['en', 'de', 'ar'])('in %s the page of an announcement is what is made for it alone', (language) => {
  const site = { ...webSite(configOf()), language }
  const alone = aloneIn(site)
  fc.assert(
    fc.property(facts, fc.constantFrom('', '<p>b &amp; "c"</p>', '<p>$&</p>'), (one, html) => {
      const props = { facts: one, html, description: 'D', updatesHtml: [], root: '../../' }
      const made = announcementPage(site, props)
      expect(announcementPage(alone, props).replace(mark, '')).toBe(made)
      if (one.post.redirectTo === undefined) expect(made).toContain(html)
    }),
  )
})
