/** What another program reads back from the XML feeds, and from the JSON one by its own rules. */
import Parser from 'rss-parser'
import { expect, test } from 'vitest'
import { emptyRegister } from '../../src/content/register.js'
import { atom } from '../../src/feeds/atom.js'
import { feedOf } from '../../src/feeds/feed.js'
import { jsonFeed } from '../../src/feeds/json-feed.js'
import { rss } from '../../src/feeds/rss.js'
import { announcement, configOf } from '../support/announcements.js'

const document = feedOf({
  register: emptyRegister,
  announcements: [
    announcement({ title: 'Lantern OS 3.1.0 & friends <have been> released', body: 'It is *out*: `a < b && c`.\n' }),
    announcement({ title: 'Olá, Porto', day: '2026-05-06', categories: ['events'] }),
  ],
  config: configOf(),
  now: Date.parse('2026-06-01T00:00:00Z'),
})
const expected = document.entries.map(({ title, url, html, published }) => ({ title, url, html, published }))

test.each([
  ['Atom', atom],
  ['RSS', rss],
])('rss-parser reads titles, links, dates and content from %s', async (_name, write) => {
  const { items, title } = await new Parser().parseString(write(document))
  expect(title).toBe(document.title)
  expect(
    items.map((item) => ({
      title: item.title,
      url: item.link,
      html: item['content:encoded'] ?? item.content,
      published: Date.parse(item.pubDate ?? ''),
    })),
  ).toEqual(expected)
})

test('rss-parser reads the same ids from both', async () => {
  const ids = document.entries.map(({ id }) => id)
  expect((await new Parser().parseString(atom(document))).items.map((item) => item.id)).toEqual(ids)
  expect((await new Parser().parseString(rss(document))).items.map((item) => item.guid)).toEqual(ids)
  expect(JSON.parse(jsonFeed(document)).items.map((item: { id: string }) => item.id)).toEqual(ids)
})
