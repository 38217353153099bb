/** Posts that did not change are not read again, and what comes of them is the same to the last field. */
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Announcement } from '../../src/posts/announcement.js'
import { POST_LIMIT_BYTES } from '../../src/posts/decode.js'
import { parsePost } from '../../src/posts/parse.js'
import { openPost } from '../../src/source/open-post.js'
import { keptJson, keptOf, type PostCache, postCache } from '../../src/source/post-cache.js'
import { readPosts } from '../../src/source/read-posts.js'
import { readPostFile } from '../../src/source/unread/read-post-file.js'
import { corpusMissing, corpusPosts, corpusSettings } from '../support/corpus.js'

const settings = { url: 'https://lantern.example', timezone: 'UTC', author: 'The team', permalink: '/:title/' }
const LONG_AGO = new Date('2026-01-01T00:00:00Z')
const LATER = Date.parse('2100-01-01T00:00:00Z')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belfry-cache-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
  utimesSync(join(folder, name), LONG_AGO, LONG_AGO)
}

/** The clock of the files is the machine's: what the cache believes is written as if it were long after. */
function again(cache: PostCache, key = 'key'): PostCache {
  return postCache(Buffer.from(cache.text(LATER) ?? ''), key)
}

async function read(cache?: PostCache) {
  const { announcements, problems, unreadable } = await readPosts(folder, settings, new Map(), { cache })
  return { announcements: announcements.map(whole), problems, unreadable }
}

/** A body that is read when it is asked for is a getter. */
function whole(announcement: Announcement): Announcement {
  return { ...announcement }
}

const GOOD = '---\ntitle: One\nupdates:\n  - date: 2026-02-01\n    text: News.\n---\n\nThe body.\n'

test('what was known is what would have been read: announcements, problems, drafts, files that are no posts', async () => {
  write('2026-01-01-good.md', GOOD)
  write('2026-01-02-bad.md', '---\ntitle: [\n---\n\nText.\n')
  write('2026-01-03-draft.md', '---\ntitle: Draft\npublished: false\n---\n\nText.\n')
  write('readme.md', '# Read me\n')
  const cache = postCache(undefined, 'key')
  const first = await read(cache)
  expect(first).toEqual(await read())
  const known = again(cache)
  expect(await read(known)).toEqual(first)
  expect(known.text(LATER)).toBeUndefined()
})

test('a file that changed is read again, in size, in time or in place', async () => {
  write('2026-01-01-good.md', GOOD)
  const cache = postCache(undefined, 'key')
  await read(cache)
  write('2026-01-01-good.md', GOOD.replace('One', 'Two'))
  const { announcements } = await read(again(cache))
  expect(announcements.map(({ title }) => title)).toEqual(['Two'])
})

test('another program or other settings believe nothing; neither does anybody who finds a broken cache', async () => {
  write('2026-01-01-good.md', GOOD)
  const cache = postCache(undefined, 'key')
  await read(cache)
  const text = cache.text(LATER) ?? ''
  const state = statSync(join(folder, '2026-01-01-good.md'))
  expect(postCache(Buffer.from(text), 'key').find('2026-01-01-good.md', state)).toBeTruthy()
  expect(postCache(Buffer.from(text), 'other').find('2026-01-01-good.md', state)).toBeUndefined()
  expect(postCache(Buffer.from(text.slice(0, -9)), 'key').find('2026-01-01-good.md', state)).toBeUndefined()
  expect(postCache(Buffer.of(), 'key').text(LATER)).toBeDefined()
})

test('what changed just before the cache was written may change again unseen, and is not believed', async () => {
  write('2026-01-01-good.md', GOOD)
  const cache = postCache(undefined, 'key')
  await read(cache)
  const stat = statSync(join(folder, '2026-01-01-good.md'))
  const young = postCache(Buffer.from(cache.text(stat.ctimeMs + 1_000) ?? ''), 'key')
  expect(young.find('2026-01-01-good.md', stat)).toBeUndefined()
})

test('a body that was changed since the post was judged is refused, not taken for it', async () => {
  write('2026-01-01-good.md', GOOD)
  const cache = postCache(undefined, 'key')
  await read(cache)
  const { announcements } = await readPosts(folder, settings, new Map(), { cache: again(cache) })
  write('2026-01-01-good.md', GOOD.replace('The body', 'Another'))
  expect(() => announcements[0]?.body).toThrow('changed while it was being read')
})

test('a few new posts are not worth writing the cache anew; many are', async () => {
  write('2026-01-01-good.md', GOOD)
  const cache = postCache(undefined, 'key')
  await read(cache)
  write('2026-01-02-new.md', GOOD)
  const few = again(cache)
  await read(few)
  expect(few.text(LATER)).toBeUndefined()
  for (let index = 0; index < 60; index += 1) write(`2026-02-01-new-${index}.md`, GOOD)
  const many = again(cache)
  await read(many)
  expect(many.text(LATER)).toBeDefined()
})

test('posts of many lines are found each by its own; where one line is damaged, the others are known', () => {
  const paths = Array.from({ length: 600 }, (_, number) => `2026-01-01-${number}.md`)
  const cache = postCache(undefined, 'key')
  const stateOf = (number: number) => ({ size: number, mtimeMs: 1.5, ctimeMs: 2, ino: number })
  const parsedOf = (path: string) =>
    parsePost({ path, bytes: Buffer.from(GOOD.replace('One', `${path} è 😀`)) }, settings, new Map())
  for (const [number, path] of paths.entries()) cache.keep(path, stateOf(number), parsedOf(path))
  const text = cache.text(LATER) ?? ''
  const findIn = (stored: string) => {
    const known = postCache(Buffer.from(stored), 'key')
    return paths.map((path, number) => known.find(path, stateOf(number)))
  }
  const all = findIn(text)
  expect(all).toEqual(paths.map((path) => JSON.parse(keptJson(parsedOf(path)))))
  // A line and its seal before it: the head, paths, posts.
  const second = text.split('\n')[7] ?? ''
  const isKnown = findIn(text.replace(second, second.replace('{', '['))).map((kept) => kept !== undefined)
  expect(isKnown).toEqual(paths.map((_, number) => number < 256 || number >= 512))
})

test('what a thread sends as text is what is kept of a post, digest and all', () => {
  const texts = [GOOD, '---\ntitle: A {{ b }}\ndate: 2026-01-01\n---\n', '---\ndraft: true\n---\n', 'no post']
  for (const text of texts) {
    const parsed = parsePost({ path: '2026-01-01-a.md', bytes: Buffer.from(text) }, settings, new Map())
    expect(JSON.parse(keptJson(parsed))).toEqual(JSON.parse(JSON.stringify(keptOf(parsed))))
  }
})

test('bytes that are kept stay what they were when the next file is read', () => {
  const how = { settings, ids: new Map(), isFilled: false }
  const readOne = (path: string, text: string) => {
    write(path, text)
    return readPostFile({ path, file: join(folder, path) }, how, openPost)
  }
  const first = readOne('2026-01-01-a.adoc', '= One\n\nFirst.\n')
  const nearly = readOne('2026_01_02_b.md', '---\ntitle: Two\ndate:\n---\n\nSecond.\n')
  readOne('2026-01-03-c.adoc', '= Three\n\nThird.\n')
  const bytesIn = ({ found }: ReturnType<typeof readPostFile>) =>
    found !== undefined && 'bytes' in found ? found.bytes : found !== undefined && 'read' in found ? found.read() : []
  expect(Buffer.from(bytesIn(first)).toString()).toContain('First.')
  expect(Buffer.from(bytesIn(nearly)).toString()).toContain('Second.')
})

test('a file that is larger than a post may be is named with its size, one byte less is read', () => {
  const how = { settings, ids: new Map(), isFilled: false }
  const readOne = (size: number) => {
    write('2026-01-01-a.md', GOOD.padEnd(size, 'a'))
    return readPostFile({ path: '2026-01-01-a.md', file: join(folder, '2026-01-01-a.md') }, how, openPost)
  }
  expect(readOne(POST_LIMIT_BYTES + 1).found).toMatchObject({ problem: { code: 'POST_TOO_LARGE' } })
  expect(readOne(POST_LIMIT_BYTES).found).not.toHaveProperty('problem')
})

const archive = corpusPosts()
test.skipIf(archive === undefined)(
  `the archive comes out of the cache as it went in${archive === undefined ? ` (${corpusMissing})` : ''}`,
  async () => {
    const posts = archive ?? ''
    const cache = postCache(undefined, 'key')
    const first = await readPosts(posts, corpusSettings, new Map(), { cache })
    const known = postCache(Buffer.from(cache.text(LATER) ?? ''), 'key')
    const second = await readPosts(posts, corpusSettings, new Map(), { cache: known })
    expect(known.text(LATER)).toBeUndefined()
    expect(second.announcements.map(whole)).toEqual(first.announcements)
    expect(second.problems).toEqual(first.problems)
    expect(readFileSync(join(posts, first.announcements[0]?.path ?? ''), 'utf8')).toContain(
      first.announcements[0]?.body,
    )
  },
)
