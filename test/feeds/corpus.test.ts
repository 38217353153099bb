/**
 * The feeds of a real archive, where it lies beside the checkout: well-formed, the same in all formats, every link
 * absolute.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { atom } from '../../src/feeds/atom.js'
import type { FeedDocument } from '../../src/feeds/document.js'
import { jsonFeed } from '../../src/feeds/json-feed.js'
import { rss } from '../../src/feeds/rss.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { emptyRegister } from '../../src/register/register.js'
import { readPosts } from '../../src/source/read-posts.js'
import { configOf } from '../support/announcements.js'
import { corpusMissing, corpusPosts, corpusSettings } from '../support/corpus.js'
import { feedOf } from './main-feed.js'
import { all, one, parseXml } from './xml-tree.js'

const folder = corpusPosts()
const config = configOf({ site: corpusSettings, feeds: { entries: 1000 } })
const ABSOLUTE = /^(https?:\/\/|mailto:|tel:|xmpp:|irc:|ftp:)/

describe.skipIf(folder === undefined)(`a real archive (${folder === undefined ? corpusMissing : 'present'})`, () => {
  let announcements: Announcement[] = []
  let document: FeedDocument
  beforeAll(async () => {
    announcements = (await readPosts(folder ?? '', corpusSettings, new Map())).announcements
    document = feedOf({ announcements, register: emptyRegister, config, now: Date.parse('2026-01-01T00:00:00Z') })
  })

  test('all 202 posts are in all three, under the same ids', () => {
    const ids = document.entries.map(({ id }) => id)
    expect(new Set(ids).size).toBe(202)
    expect(all(parseXml(atom(document)), 'entry').map((entry) => one(entry, 'id').text)).toEqual(ids)
    expect(all(one(parseXml(rss(document)), 'channel'), 'item').map((item) => one(item, 'guid').text)).toEqual(ids)
    expect(JSON.parse(jsonFeed(document)).items.map((item: { id: string }) => item.id)).toEqual(ids)
  })

  test('every link and image is absolute', () => {
    const addresses = document.entries.flatMap(({ html = '', url, externalUrl = url, image = url }) => [
      ...[...html.matchAll(/<[^>]*?\s(?:href|src|poster|cite)="([^"]*)"/g)].map(([, address]) => address ?? ''),
      ...[...html.matchAll(/\ssrcset="([^"]*)"/g)].flatMap(([, set]) =>
        (set ?? '').split(/,\s+/).map((one) => one.trim()),
      ),
      ...[url, externalUrl, image],
    ])
    expect(addresses.length).toBeGreaterThan(1000)
    expect(addresses.filter((address) => !ABSOLUTE.test(address))).toEqual([])
  })

  test('every entry says something, has somebody who wrote it, and no date is before its publication', () => {
    for (const entry of document.entries) {
      expect(entry.title.trim(), entry.id).not.toBe('')
      expect(entry.html, entry.id).toMatch(/\S/)
      expect(entry.authors.length, entry.id).toBeGreaterThan(0)
      expect(entry.updated, entry.id).toBeGreaterThanOrEqual(entry.published)
    }
  })

  test('no two entries share one updated', () => {
    expect(new Set(document.entries.map(({ updated }) => updated)).size).toBe(202)
  })

  test('two builds give the same bytes, whatever order the posts come in', () => {
    const again = feedOf({
      announcements: announcements.toReversed(),
      register: emptyRegister,
      config,
      now: Date.parse('2026-01-02T00:00:00Z'),
    })
    for (const write of [atom, rss, jsonFeed]) expect(write(again)).toBe(write(document))
  })
})
