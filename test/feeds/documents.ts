/** A feed for tests of the formats: one entry with everything, one with little. */
import type { FeedDocument, FeedEntry } from '../../src/feeds/document.js'

export const full: FeedEntry = {
  id: 'tag:lantern.example,2026:full',
  url: 'https://lantern.example/news/full/?a=1&b=2',
  title: 'AT&T <b>bold</b> &amp; "quoted" ]]> done',
  html: '<p>Text &amp; <a href="https://lantern.example/">link</a> ]]>]]></p>\n<pre>a\n\tb</pre>',
  summary: 'Text & link <3',
  authors: ['Ada <Lovelace>', 'Zoë'],
  categories: ['releases', 'R&D <"x">'],
  published: Date.parse('2020-01-02T03:04:05Z'),
  updated: Date.parse('2020-01-15T00:00:00Z'),
  externalUrl: 'https://elsewhere.example/?x=1&y=2',
  image: 'https://lantern.example/image.png',
}

export const little: FeedEntry = {
  id: 'https://lantern.example/news/little/',
  url: 'https://lantern.example/news/little/',
  title: 'Little',
  summary: 'Only a summary.',
  authors: ['The Lantern team'],
  categories: [],
  published: Date.parse('2019-12-31T23:59:59Z'),
  updated: Date.parse('2019-12-31T23:59:59Z'),
}

export function documentOf(
  entries: readonly FeedEntry[] = [full, little],
  about: Partial<FeedDocument> = {},
): FeedDocument {
  return {
    id: 'tag:lantern.example,2026:/feeds/all',
    title: 'Lantern & Sons',
    description: 'News <of> Lantern',
    language: 'pt-BR',
    author: 'The Lantern team',
    homeUrl: 'https://lantern.example/',
    urls: {
      'atom.xml': 'https://lantern.example/atom.xml',
      'rss.xml': 'https://lantern.example/rss.xml',
      'feed.json': 'https://lantern.example/feed.json',
    },
    style: 'feed.css',
    updated: Math.max(0, ...entries.map(({ updated }) => updated)),
    entries,
    tombstones: [],
    hubs: [],
    ...about,
  }
}
