/** The archive (RFC 5005) and the bound of bytes: complete, stable, and no document larger than it may be. */
import { describe, expect, test } from 'vitest'
import type { Config } from '../../src/config/schema.js'
import { feedFiles } from '../../src/feeds/files.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { emptyRegister } from '../../src/register/register.js'
import { announcement, configOf } from '../support/announcements.js'
import { all, one, parseXml } from './xml-tree.js'

const now = Date.parse('2026-06-01T00:00:00Z')
const posts = (count: number, body = 'Text.') =>
  Array.from({ length: count }, (_, index) => {
    const day = new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10)
    return announcement({ title: `Post ${index + 1}`, day, body: `${body}\n` })
  })

function files(announcements: readonly Announcement[], feeds: Partial<Config['feeds']> = {}) {
  const config = configOf({ feeds: { entries: 4, ...feeds } })
  const made = feedFiles({ announcements, register: emptyRegister, config, now }).files
  return new Map(made.map(({ path, bytes }) => [path, String(bytes())]))
}

const titlesOf = (text = '{"items":[]}') =>
  JSON.parse(text).items.map(({ title }: { title: string }) => Number(title.slice('Post '.length)))

const pagesOf = (held: ReadonlyMap<string, string>) =>
  [...held.keys()].filter((path) => /^feeds\/archive\/\d+\/feed\.json$/.test(path))

test('full pages from the oldest on; what is newer is in the main feed', () => {
  const held = files(posts(10))
  expect(titlesOf(held.get('feeds/archive/1/feed.json'))).toEqual([4, 3, 2, 1])
  expect(titlesOf(held.get('feeds/archive/2/feed.json'))).toEqual([8, 7, 6, 5])
  expect(pagesOf(held)).toHaveLength(2)
  expect(titlesOf(held.get('feed.json'))).toEqual([10, 9, 8, 7])
})

test('where the main feed holds all there is, there is no archive', () => {
  expect(pagesOf(files(posts(3)))).toEqual([])
})

test('what is new changes no full page, and gives the newest a link when the next one comes', () => {
  const before = files(posts(10))
  const after = files(posts(11))
  const next = files(posts(12))
  for (const page of [1, 2])
    for (const file of ['atom.xml', 'rss.xml', 'feed.json'])
      expect(after.get(`feeds/archive/${page}/${file}`)).toBe(before.get(`feeds/archive/${page}/${file}`))
  expect(next.get('feeds/archive/1/atom.xml')).toBe(before.get('feeds/archive/1/atom.xml'))
  expect(next.get('feeds/archive/2/feed.json')).toBe(before.get('feeds/archive/2/feed.json'))
})

const links = (text = '', name: 'link' | 'atom:link' = 'link') => {
  const root = parseXml(text)
  const holder = name === 'link' ? root : one(root, 'channel')
  return Object.fromEntries(all(holder, name).map(({ attributes }) => [attributes.rel, attributes.href]))
}
const at = (path: string) => `https://lantern.example/${path}`

test('Atom and RSS link the pages by RFC 5005, JSON Feed by next_url', () => {
  const held = files(posts(13))
  for (const [file, name] of [
    ['atom.xml', 'link'],
    ['rss.xml', 'atom:link'],
  ] as const) {
    expect(links(held.get(file), name)).toMatchObject({ self: at(file), 'prev-archive': at(`feeds/archive/3/${file}`) })
    expect(held.get(file)).not.toContain('fh:')
    const page = held.get(`feeds/archive/2/${file}`)
    expect(links(page, name)).toMatchObject({
      ...{ self: at(`feeds/archive/2/${file}`), current: at(file) },
      ...{ 'prev-archive': at(`feeds/archive/1/${file}`), 'next-archive': at(`feeds/archive/3/${file}`) },
    })
    expect(page?.match(/<fh:archive\/>/g)).toHaveLength(1)
    expect(page).toContain('xmlns:fh="http://purl.org/syndication/history/1.0"')
    expect(links(held.get(`feeds/archive/1/${file}`), name)).not.toHaveProperty('prev-archive')
    expect(links(held.get(`feeds/archive/3/${file}`), name)).not.toHaveProperty('next-archive')
  }
  const seen: number[] = []
  for (let url: string | undefined = at('feed.json'); url !== undefined; ) {
    const text: string = held.get(url.slice(at('').length)) ?? ''
    seen.push(...titlesOf(text))
    url = JSON.parse(text).next_url
  }
  expect([...new Set(seen)].sort((a, b) => b - a)).toEqual(posts(13).map((_, index) => 13 - index))
})

test('a page of the archive has the id of the feed it belongs to', () => {
  const id = (text = '') => one(parseXml(text), 'id').text
  const held = files(posts(10))
  expect(id(held.get('feeds/archive/1/atom.xml'))).toBe(id(held.get('atom.xml')))
})

describe('bounded by bytes', () => {
  const bytes = 20_000
  const long = 'A <b>word</b> & "another" | and *more* of it. '.repeat(60)
  const held = files(posts(23, long), { entries: 10, bytes })

  test('no feed is larger, and the newest could not hold one entry more; pages of the archive are counted in entries', () => {
    for (const [path, text] of held)
      if (!path.startsWith('feeds/archive/')) expect(Buffer.byteLength(text), path).toBeLessThanOrEqual(bytes)
    expect(titlesOf(held.get('feeds/archive/1/feed.json'))).toHaveLength(10)
    expect(Buffer.byteLength(held.get('atom.xml') ?? '')).toBeGreaterThan(bytes / 2)
  })

  test('all formats hold the same entries, the newest', () => {
    const newest = titlesOf(held.get('feed.json'))
    expect(newest[0]).toBe(23)
    expect(newest.length).toBeLessThan(10)
    expect(all(parseXml(held.get('atom.xml') ?? ''), 'entry')).toHaveLength(newest.length)
    expect(all(one(parseXml(held.get('rss.xml') ?? ''), 'channel'), 'item')).toHaveLength(newest.length)
  })

  test('the main feed and its pages hold every entry, whatever their number', () => {
    for (let count = 1; count <= 23; count++) {
      const some = files(posts(count, long), { entries: 10, bytes })
      const seen = ['feed.json', ...pagesOf(some)].flatMap((path) => titlesOf(some.get(path)))
      expect(new Set(seen).size, String(count)).toBe(count)
    }
  })

  test('an entry larger than the bound stands alone', () => {
    const huge = files(posts(3, long.repeat(10)), { entries: 10, bytes })
    expect(titlesOf(huge.get('feed.json'))).toEqual([3])
    expect(pagesOf(huge).map((path) => titlesOf(huge.get(path)))).toEqual([[3, 2, 1]])
  })
})

test('feeds.archive says in which formats the pages stand; a feed links the pages of its own format alone', () => {
  const held = files(posts(13), { archive: ['atom'] })
  const pages = [...held.keys()].filter((path) => path.startsWith('feeds/archive/'))
  expect(pages).toEqual([1, 2, 3].map((page) => `feeds/archive/${page}/atom.xml`))
  const whole = files(posts(13))
  for (const path of [...pages, 'atom.xml']) expect(held.get(path)).toBe(whole.get(path))
  expect(held.get('rss.xml')).not.toContain('archive')
  expect(JSON.parse(held.get('feed.json') ?? '')).not.toHaveProperty('next_url')
  expect(links(held.get('atom.xml'))).toHaveProperty('prev-archive')
})

test('feeds.archive: [] publishes none, and no feed links one', () => {
  const held = files(posts(13), { archive: [] })
  expect([...held.keys()].filter((path) => path.startsWith('feeds/archive/'))).toEqual([])
  for (const file of ['atom.xml', 'rss.xml', 'feed.json']) expect(held.get(file)).not.toContain('feeds/archive')
})
