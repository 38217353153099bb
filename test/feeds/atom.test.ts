import { expect, test } from 'vitest'
import { atom } from '../../src/feeds/atom.js'
import { rss } from '../../src/feeds/rss.js'
import { documentOf, full, little } from './documents.js'
import { all, one, parseXml, texts } from './xml-tree.js'

const feed = parseXml(atom(documentOf()))
const [first, second] = all(feed, 'entry')
if (first === undefined || second === undefined) throw new Error('two entries were expected')

test('the feed has the elements RFC 4287 §4.1.1 demands, once each, and names its language', () => {
  expect(feed.name).toBe('feed')
  expect(feed.attributes).toMatchObject({ xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': 'pt-BR' })
  expect(texts(feed, 'id')).toEqual(['tag:lantern.example,2026:/feeds/all'])
  expect(texts(feed, 'title')).toEqual(['Lantern & Sons'])
  expect(texts(feed, 'subtitle')).toEqual(['News <of> Lantern'])
  expect(texts(feed, 'updated')).toEqual(['2020-01-15T00:00:00.000Z'])
  expect(texts(feed, 'generator')).toEqual(['Belfry'])
})

test('the feed links to itself and to the page, with types', () => {
  expect(all(feed, 'link').map(({ attributes }) => attributes)).toEqual([
    { rel: 'alternate', type: 'text/html', href: 'https://lantern.example/' },
    { rel: 'self', type: 'application/atom+xml', href: 'https://lantern.example/atom.xml' },
  ])
})

test('titles are text, not HTML', () => {
  expect(one(first, 'title').text).toBe(full.title)
  expect(one(first, 'title').attributes).toEqual({})
  expect(one(first, 'summary')).toMatchObject({ text: full.summary, attributes: {} })
})

test('content is HTML, and reads back as it was', () => {
  expect(one(first, 'content')).toMatchObject({ text: full.html, attributes: { type: 'html' } })
})

test('an entry without content has a summary and an alternate link (RFC 4287 §4.1.2)', () => {
  expect(all(second, 'content')).toEqual([])
  expect(one(second, 'summary').text).toBe(little.summary)
  expect(one(second, 'link').attributes).toEqual({ rel: 'alternate', type: 'text/html', href: little.url })
})

test('what an entry points to is a related link', () => {
  expect(all(first, 'link').map(({ attributes }) => attributes)).toEqual([
    { rel: 'alternate', type: 'text/html', href: full.url },
    { rel: 'related', href: full.externalUrl },
  ])
  expect(all(first, 'rights')).toEqual([])
})

test('every author is an author and every category has a term', () => {
  expect(all(first, 'author').map((author) => one(author, 'name').text)).toEqual(full.authors)
  expect(all(first, 'category').map(({ attributes }) => attributes.term)).toEqual(full.categories)
})

test('published and updated are two dates', () => {
  expect(texts(first, 'published')).toEqual(['2020-01-02T03:04:05.000Z'])
  expect(texts(first, 'updated')).toEqual(['2020-01-15T00:00:00.000Z'])
})

test('an update answers its announcement (RFC 4685 §3), beside whatever else it points to', () => {
  const inReplyTo = { id: little.id, url: little.url }
  const read = parseXml(atom(documentOf([{ ...full, inReplyTo }, little])))
  expect(read.attributes['xmlns:thr']).toBe('http://purl.org/syndication/thread/1.0')
  const [update, other] = all(read, 'entry').map((entry) => all(entry, 'thr:in-reply-to'))
  expect(update?.map(({ attributes }) => attributes)).toEqual([{ ref: little.id, href: little.url, type: 'text/html' }])
  expect(other).toEqual([])
  expect(feed.attributes).not.toHaveProperty('xmlns:thr')
})

test('ids are written as they are, never resolved', () => {
  expect(all(feed, 'entry').map((entry) => one(entry, 'id').text)).toEqual([full.id, little.id])
})

test('a feed without entries is a feed, with a date that does not move', () => {
  const empty = parseXml(atom(documentOf([])))
  expect(one(empty, 'updated').text).toBe('1970-01-01T00:00:00.000Z')
  expect(all(empty, 'entry')).toEqual([])
})

test('the hubs are links of the feed', () => {
  const hubs = ['https://hub.example/?a=1&b=2', 'https://other.example/']
  const links = all(parseXml(atom(documentOf(undefined, { hubs }))), 'link').filter(
    ({ attributes }) => attributes.rel === 'hub',
  )
  expect(links.map(({ attributes }) => attributes)).toEqual(hubs.map((href) => ({ rel: 'hub', href })))
})

test('an entry’s image is media of it, in Atom and in RSS', () => {
  for (const written of [atom(documentOf()), rss(documentOf())]) {
    parseXml(written)
    const media = [...written.matchAll(/<media:(thumbnail|content)[^>]* url="([^"]*)"/g)].map(([, name, url]) => [
      name,
      url,
    ])
    const url = full.image?.replaceAll('&', '&amp;')
    expect(media).toEqual([
      ['thumbnail', url],
      ['content', url],
    ])
  }
})
