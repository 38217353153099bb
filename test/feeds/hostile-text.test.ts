/** Whatever stands in a post, the feeds are well-formed, say the same, and are the same bytes twice. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { atom } from '../../src/feeds/atom.js'
import type { FeedEntry } from '../../src/feeds/document.js'
import { jsonFeed } from '../../src/feeds/json-feed.js'
import { rss } from '../../src/feeds/rss.js'
import { documentOf, full } from './documents.js'
import { all, one, parseXml, texts } from './xml-tree.js'

/** What XML 1.0 §2.2 allows, written another way than the program does. */
function legal(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0
    const allowed =
      code === 9 ||
      code === 10 ||
      code === 13 ||
      (code >= 0x20 && code <= 0xd7ff) ||
      (code >= 0xe000 && code <= 0xfffd) ||
      code > 0xffff
    return allowed ? character : '\uFFFD'
  }).join('')
}

const pieces = fc.constantFrom(
  ...[
    ']]>',
    ']]>]]>',
    '<![CDATA[',
    '<',
    '>',
    '&',
    '&amp;',
    '&#0;',
    '"',
    "'",
    '\r',
    '\n',
    '\t',
    '\0',
    '\x1b',
    '\uFFFE',
    '\uD83D',
  ],
  ...[
    'belfry:text-0;',
    'belfry:xml-1;',
    '<rights>',
    '$&',
    '$1',
    '</title>',
    '<!--',
    '-->',
    '\u202E',
    '\u05D0',
    '\uDE00',
    '😀',
    'text',
  ],
)
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
)
const filled = hostile.filter((text) => text !== '')

const entries: fc.Arbitrary<FeedEntry> = fc.record({
  id: filled,
  url: filled,
  title: hostile,
  html: hostile,
  summary: filled,
  authors: fc.array(filled, { minLength: 1, maxLength: 3 }),
  categories: fc.array(filled, { maxLength: 3 }),
  published: fc.constant(full.published),
  updated: fc.constant(full.updated),
  externalUrl: filled,
  image: filled,
  inReplyTo: fc.record({ id: filled, url: filled }),
})
const taken = fc.record({ ref: filled, url: filled, at: fc.constant(full.updated) })
const documents = fc
  .tuple(fc.array(entries, { minLength: 1, maxLength: 3 }), fc.array(taken, { maxLength: 2 }), hostile, filled)
  .map(([some, tombstones, title, description]) => documentOf(some, { tombstones, title, description }))

test('Atom is well-formed and every text reads back', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const feed = parseXml(atom(document))
      expect(one(feed, 'title').text).toBe(legal(document.title))
      expect(one(feed, 'subtitle').text).toBe(legal(document.description))
      const read = all(feed, 'entry').map((entry) => ({
        id: one(entry, 'id').text,
        links: all(entry, 'link').map(({ attributes }) => attributes.href),
        title: one(entry, 'title').text,
        summary: one(entry, 'summary').text,
        html: one(entry, 'content').text,
        reply: one(entry, 'thr:in-reply-to').attributes,
        authors: all(entry, 'author').map((author) => one(author, 'name').text),
        categories: all(entry, 'category').map(({ attributes }) => [attributes.term, attributes.label]),
      }))
      const written = document.entries.map(
        ({ id, url, externalUrl = '', title, summary, html = '', inReplyTo, authors, categories }) => ({
          id: legal(id),
          links: [legal(url), legal(externalUrl)],
          title: legal(title),
          summary: legal(summary),
          html: legal(html),
          reply: { ref: legal(inReplyTo?.id ?? ''), href: legal(inReplyTo?.url ?? ''), type: 'text/html' },
          authors: authors.map(legal),
          categories: categories.map((name) => [legal(name), legal(name)]),
        }),
      )
      expect(read).toEqual(written)
      const deleted = all(feed, 'at:deleted-entry').map((one) => [
        one.attributes.ref,
        all(one, 'link')[0]?.attributes.href,
      ])
      expect(deleted).toEqual(document.tombstones.map(({ ref, url }) => [legal(ref), legal(url)]))
    }),
  )
})

/** An RSS description is HTML. */
function asHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;')
}

test('RSS is well-formed and every text reads back', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const channel = one(parseXml(rss(document)), 'channel')
      expect(one(channel, 'title').text).toBe(legal(document.title))
      const read = all(channel, 'item').map((item) =>
        ['guid', 'link', 'title', 'description', 'content:encoded', 'dc:creator', 'category'].flatMap((name) =>
          texts(item, name),
        ),
      )
      const written = document.entries.map(({ id, url, title, summary, html = '', authors, categories }) =>
        [id, url, title, asHtml(summary), html, ...authors, ...categories].map(legal),
      )
      expect(read).toEqual(written)
    }),
  )
})

interface JsonItem {
  readonly id: string
  readonly url: string
  readonly title?: string
  readonly content_html?: string
  readonly summary: string
  readonly external_url: string
  readonly authors: readonly { readonly name: string }[]
  readonly tags?: readonly string[]
}

test('JSON Feed is UTF-8 that reads back', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const text = jsonFeed(document)
      expect(Buffer.from(text).toString()).toBe(text)
      const { title, items }: { title: string; items: readonly JsonItem[] } = JSON.parse(text)
      expect(title).toBe(legal(document.title))
      const read = items.map(
        ({ id, url, title = '', content_html = '', summary, authors, tags = [], external_url }) => [
          ...[id, url, title, content_html, summary, external_url],
          ...[...authors.map(({ name }) => name), ...tags],
        ],
      )
      const written = document.entries.map(
        ({ id, url, title, html = '', summary, externalUrl = '', authors, categories }) =>
          [id, url, title, html, summary, externalUrl, ...authors, ...categories].map(legal),
      )
      expect(read).toEqual(written)
    }),
  )
})

test('the same input gives the same bytes twice', () => {
  fc.assert(
    fc.property(documents, (document) => {
      for (const write of [atom, rss, jsonFeed]) expect(write(document)).toBe(write(structuredClone(document)))
    }),
  )
})
