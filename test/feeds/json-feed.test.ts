import { expect, test } from 'vitest'
import { jsonFeed } from '../../src/feeds/json-feed.js'
import { documentOf, full, little } from './documents.js'

test('it is a JSON Feed 1.1 with the same entries', () => {
  expect(JSON.parse(jsonFeed(documentOf()))).toEqual({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Lantern & Sons',
    home_page_url: 'https://lantern.example/',
    feed_url: 'https://lantern.example/feed.json',
    description: 'News <of> Lantern',
    language: 'pt-BR',
    authors: [{ name: 'The Lantern team' }],
    items: [
      {
        id: full.id,
        url: full.url,
        external_url: full.externalUrl,
        title: full.title,
        content_html: full.html,
        summary: full.summary,
        image: full.image,
        date_published: '2020-01-02T03:04:05.000Z',
        date_modified: '2020-01-15T00:00:00.000Z',
        authors: [{ name: 'Ada <Lovelace>' }, { name: 'Zoë' }],
        tags: full.categories,
      },
      {
        id: little.id,
        url: little.url,
        title: little.title,
        content_text: little.summary,
        date_published: '2019-12-31T23:59:59.000Z',
        date_modified: '2019-12-31T23:59:59.000Z',
        authors: [{ name: 'The Lantern team' }],
        tags: [],
      },
    ],
  })
})

test('an update names its announcement in an object of our own', () => {
  const inReplyTo = { id: little.id, url: little.url }
  const { items } = JSON.parse(jsonFeed(documentOf([{ ...full, inReplyTo }, little])))
  expect(items.map((item: { _belfry?: unknown }) => item._belfry)).toEqual([{ in_reply_to: inReplyTo }, undefined])
})

test('hubs and the next page are named', () => {
  const urls = { 'atom.xml': 'a', 'rss.xml': 'b', 'feed.json': 'https://lantern.example/feeds/archive/1/feed.json' }
  const document = documentOf(undefined, { hubs: ['https://hub.example/'], prevArchive: urls })
  expect(JSON.parse(jsonFeed(document))).toMatchObject({
    hubs: [{ type: 'WebSub', url: 'https://hub.example/' }],
    next_url: 'https://lantern.example/feeds/archive/1/feed.json',
  })
})

test('line separators in a text stay as they are', () => {
  const title = 'one\u2028two\u2029three'
  expect(JSON.parse(jsonFeed(documentOf([{ ...little, title }]))).items[0].title).toBe(title)
})
