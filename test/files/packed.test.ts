import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { hasPacks, pack, packPaths } from '../../src/files/packed.js'

test.each([
  'atom.xml',
  'feeds/security/rss.xml',
  'feed.json',
  'releases.ics',
  'releases.json',
  'feeds.opml',
  'belfry.css',
  'index.html',
  'archive/2026/index.html',
])('%s has copies', (path) => expect(hasPacks(path)).toBe(true))

test.each(['news/2026/11/10/a-post/index.html', '404.html', 'atom.xml.gz', 'photo.png'])('%s has none', (path) =>
  expect(hasPacks(path)).toBe(false),
)

test('the copies of the same bytes are the same bytes, and unpack to them', async () => {
  const bytes = Buffer.from('<entry>é</entry>'.repeat(300))
  const [first, second] = [await pack(bytes), await pack(bytes)]
  expect(first).toEqual(second)
  expect([gunzipSync(first.gzip), brotliDecompressSync(first.br)]).toEqual([bytes, bytes])
  expect(packPaths('atom.xml')).toEqual(['atom.xml.br', 'atom.xml.gz'])
})
