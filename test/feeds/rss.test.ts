import { expect, test } from 'vitest'
import { rss } from '../../src/feeds/rss.js'
import { documentOf, full, little } from './documents.js'
import { all, one, parseXml, texts } from './xml-tree.js'

const root = parseXml(rss(documentOf()))
const channel = one(root, 'channel')
const [first, second] = all(channel, 'item')
if (first === undefined || second === undefined) throw new Error('two items were expected')

/** RFC 822 §5.1 with the four digits of RFC 1123 §5.2.14. */
const RFC_822 =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/

test('the channel has title, link, description and language', () => {
  expect(root.attributes.version).toBe('2.0')
  expect(texts(channel, 'title')).toEqual(['Lantern & Sons'])
  expect(texts(channel, 'link')).toEqual(['https://lantern.example/'])
  expect(texts(channel, 'description')).toEqual(['News <of> Lantern'])
  expect(texts(channel, 'language')).toEqual(['pt-BR'])
})

test('the channel links to itself', () => {
  expect(one(channel, 'atom:link').attributes).toEqual({
    rel: 'self',
    type: 'application/rss+xml',
    href: 'https://lantern.example/rss.xml',
  })
})

test('dates are RFC 822 dates with the right day of the week', () => {
  const dates = [one(channel, 'lastBuildDate'), one(first, 'pubDate'), one(second, 'pubDate')].map(({ text }) => text)
  expect(dates).toEqual([
    'Wed, 15 Jan 2020 00:00:00 GMT',
    'Thu, 02 Jan 2020 03:04:05 GMT',
    'Tue, 31 Dec 2019 23:59:59 GMT',
  ])
  for (const date of dates) expect(date).toMatch(RFC_822)
})

test('a guid is a permalink only where it is the address', () => {
  expect(one(first, 'guid')).toMatchObject({ text: full.id, attributes: { isPermaLink: 'false' } })
  expect(one(second, 'guid')).toMatchObject({ text: little.url, attributes: { isPermaLink: 'true' } })
})

test('every author is a dc:creator, for author wants a mail address', () => {
  expect(texts(first, 'dc:creator')).toEqual(full.authors)
  expect(all(first, 'author')).toEqual([])
})

test('the summary is the description as HTML, the whole is content:encoded', () => {
  expect(full.summary).toBe('Text & link <3')
  expect(one(first, 'description').text).toBe('Text &amp; link &lt;3')
  expect(one(first, 'content:encoded').text).toBe(full.html)
  expect(all(second, 'content:encoded')).toEqual([])
})

test('title, link and categories read back as they were', () => {
  expect(one(first, 'title').text).toBe(full.title)
  expect(one(first, 'link').text).toBe(full.url)
  expect(texts(first, 'category')).toEqual(full.categories)
})

test('a feed of summaries declares every prefix it uses', () => {
  expect(all(one(parseXml(rss(documentOf([little]))), 'channel'), 'item')).toHaveLength(1)
})

test('the hubs are atom links of the channel', () => {
  const hubs = ['https://hub.example/?a=1&b=2', 'https://other.example/']
  const links = all(one(parseXml(rss(documentOf(undefined, { hubs }))), 'channel'), 'atom:link')
  expect(links.slice(1).map(({ attributes }) => attributes)).toEqual(hubs.map((href) => ({ rel: 'hub', href })))
})

test('an id that is an address of before is no permalink', () => {
  const moved = { ...little, url: 'https://lantern.example/news/moved/' }
  const item = one(one(parseXml(rss(documentOf([moved]))), 'channel'), 'item')
  expect(one(item, 'guid')).toMatchObject({ text: little.id, attributes: { isPermaLink: 'false' } })
})
