/** Posts that were told and taken back. */
import { expect, test } from 'vitest'
import { atom } from '../../src/feeds/atom.js'
import { jsonFeed } from '../../src/feeds/json-feed.js'
import { rss } from '../../src/feeds/rss.js'
import { emptyRegister, type Retraction } from '../../src/register/register.js'
import { announcement, configOf, SITE_URL } from '../support/announcements.js'
import { feedOf } from './main-feed.js'
import { all, one, parseXml } from './xml-tree.js'

const now = Date.parse('2026-06-01T00:00:00Z')
const post = announcement()
const retraction = (about: Partial<Retraction> = {}): Retraction => ({
  post: '2026-05-01-gone',
  url: `${SITE_URL}/news/2026/05/01/gone/?a&b`,
  at: Date.parse('2026-05-09T10:11:12Z'),
  ...about,
})
const read = (retractions: readonly Retraction[], config = configOf()) =>
  feedOf({ announcements: [post], register: { ...emptyRegister, retractions }, config, now })

test('a tombstone names the entry, when it was taken back and where it was (RFC 6721 §3)', () => {
  const feed = parseXml(atom(read([retraction()])))
  expect(feed.attributes['xmlns:at']).toBe('http://purl.org/atompub/tombstones/1.0')
  const deleted = one(feed, 'at:deleted-entry')
  expect(deleted.attributes).toEqual({
    ref: 'tag:lantern.example,2026:2026-05-01-gone',
    when: '2026-05-09T10:11:12.000Z',
  })
  expect(one(deleted, 'link').attributes).toEqual({ rel: 'alternate', type: 'text/html', href: retraction().url })
  expect(one(feed, 'updated').text).toBe('2026-05-09T10:11:12.000Z')
})

test('no name is declared that is not used', () => {
  expect(atom(read([]))).not.toMatch(/xmlns:(?:at|thr)/)
})

test('RSS and JSON Feed know nothing of it', () => {
  const document = read([retraction()])
  const items = all(one(parseXml(rss(document)), 'channel'), 'item')
  expect(items.map((item) => one(item, 'link').text)).toEqual([post.url])
  expect(jsonFeed(document)).not.toContain('gone')
})

test('with addresses as ids a tombstone names the address', () => {
  const [tombstone] = read([retraction()], configOf({ feeds: { ids: 'url' } })).tombstones
  expect(tombstone?.ref).toBe(retraction().url)
})

test('a post that came back has no tombstone, and one taken back twice has one', () => {
  const again = retraction({ at: Date.parse('2026-05-20T00:00:00Z') })
  expect(read([retraction({ post: post.id })]).tombstones).toEqual([])
  expect(read([again, retraction()]).tombstones.map(({ at }) => at)).toEqual([again.at])
})

test('the latest 20 are kept, newest first, or as many as the feed has entries', () => {
  const days = Array.from({ length: 25 }, (_, index) => Date.parse('2026-04-01T00:00:00Z') + index * 86_400_000)
  const retractions = days.map((at, index) => retraction({ post: `gone-${index}`, at }))
  const newest = days.toReversed()
  expect(read(retractions).tombstones.map(({ at }) => at)).toEqual(newest.slice(0, 20))
  expect(read(retractions, configOf({ feeds: { entries: 24 } })).tombstones).toHaveLength(24)
})

test('a retraction after now is not one yet', () => {
  expect(read([retraction({ at: now + 1 })]).tombstones).toEqual([])
})

test('updates of a post that was taken back go with it', () => {
  const register = {
    ...emptyRegister,
    retractions: [retraction()],
    updates: [
      {
        key: 'update:2026-05-01-gone:2026-05-05',
        post: '2026-05-01-gone',
        at: retraction().at,
        severity: 'info',
        text: 'x',
      },
    ] as const,
  }
  const { entries } = feedOf({ announcements: [post], register, config: configOf(), now })
  expect(entries.map(({ url }) => url)).toEqual([post.url])
})
