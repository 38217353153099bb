/**
 * What other programs read back from all formats of a feed of two posts; corpus.test.ts does the same over a real
 * archive.
 */
import Parser from 'rss-parser'
import { expect, test } from 'vitest'
import { feedFiles } from '../../src/feeds/files.js'
import { emptyRegister } from '../../src/register/register.js'
import { announcement, configOf } from '../support/announcements.js'
import { feedParser, feedsmith, itemsOf, rssParser } from './read-back.js'

const announcements = [
  announcement({
    title: 'Lantern OS 3.1.0 & friends <have been> released',
    body: 'It is *out*:\n\n    a  b\n',
    authors: ['Ada', 'Zoë & Co'],
    categories: ['releases', 'R&D'],
  }),
  announcement({ title: 'Olá, Porto', day: '2026-05-06', categories: ['events'] }),
]
const { files } = feedFiles({
  announcements,
  register: emptyRegister,
  config: configOf(),
  now: Date.parse('2026-06-01T00:00:00Z'),
})
const textOf = (path: string) => String(files.find((file) => file.path === path)?.bytes())
const items = itemsOf(textOf('feed.json'))

test('JSON Feed holds what the posts say', () => {
  expect(items).toMatchObject([
    { id: 'tag:lantern.example,2026:2026-05-06-ol-porto', title: 'Olá, Porto', authors: ['Mara Lindqvist'] },
    {
      url: announcements[0]?.url,
      title: announcements[0]?.title,
      published: announcements[0]?.instant,
      authors: ['Ada', 'Zoë & Co'],
      categories: ['releases', 'R&D'],
      html: '<p>It is <em>out</em>:</p>\n<pre><code>a  b\n</code></pre>',
    },
  ])
})

test.each(['feed.json', 'atom.xml', 'rss.xml'])('feedsmith reads the same from %s', async (path) => {
  expect(await feedsmith(textOf(path))).toEqual(items)
})

test.each(['atom.xml', 'rss.xml'])('feed-parser reads the same from %s', async (path) => {
  expect(await feedParser(textOf(path))).toEqual(items)
})

test.each(['atom.xml', 'rss.xml'])('rss-parser reads the same from %s, of several authors the first', async (path) => {
  const read = (await rssParser(textOf(path))).map(({ categories: _, ...item }) => item)
  expect(read).toEqual(items.map(({ categories: _, ...item }) => ({ ...item, authors: item.authors.slice(0, 1) })))
  expect((await new Parser().parseString(textOf(path))).title).toBe('Lantern OS')
})
