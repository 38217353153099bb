/** A post that takes longer than it may is refused by its name, keeps nobody waiting, and may be read the next time. */
import { expect, test } from 'vitest'
import { collectPosts } from '../../src/source/collect-posts.js'
import { openPost } from '../../src/source/open-post.js'

const settings = { url: 'https://lantern.example', timezone: 'UTC', author: 'L', permalink: '/:title/' }
const post = (paragraphs: number) =>
  Buffer.from(`---\ntitle: Lantern\n---\n\n${'The *lamp* burns, see [there](/there).\n\n'.repeat(paragraphs)}`)
const ids = new Map<string, string>()
const STATE = { size: 1, mtimeMs: 1, ctimeMs: 1, ino: 1, dev: 1 }

test('a long post is ended where it takes too long; a short one is not watched', () => {
  const long = { path: '2026-05-01-long.md', bytes: post(1500) }
  const ended = openPost(long, settings, { ids, longestMs: 1 })
  expect(ended.announcement).toBeUndefined()
  expect(ended.problems).toMatchObject([{ code: 'POST_LIMIT', file: long.path, line: 1, severity: 'error' }])
  expect(openPost(long, settings, { ids }).announcement?.title).toBe('Lantern')
  expect(openPost({ ...long, bytes: post(3) }, settings, { ids, longestMs: 0.1 }).announcement).toBeDefined()
})

test('words make no post long, as long as they are words', () => {
  const longestMs = 1
  const read = (text: string) => {
    const bytes = Buffer.from(`---\ntitle: Lantern\n---\n\n${text}`)
    return openPost({ path: '2026-05-01-long.md', bytes }, settings, { ids, longestMs }).announcement
  }
  expect(read('Lanterns burning everywhere tonight, '.repeat(900))).toBeDefined()
  expect(read('a'.repeat(40_000))).toBeUndefined()
  expect(read('- a\n'.repeat(4_500))).toBeUndefined()
})

test('the others are read, and that it was ended is not remembered of the file', async () => {
  const remembered: string[] = []
  const findings = [1500, 2].map((paragraphs, index) => {
    const bytes = post(paragraphs)
    return { path: `2026-05-0${index + 1}-lamp-${index + 1}.md`, bytes, state: STATE, read: () => bytes }
  })
  const collect = (longestMs?: number) =>
    collectPosts(findings, {
      settings,
      ids,
      ...(longestMs !== undefined && { longestMs }),
      shown: (path) => `content/${path}`,
      remember: (path) => void remembered.push(path),
    })
  const read = await collect(1)
  expect(read.announcements.map(({ path }) => path)).toEqual(['2026-05-02-lamp-2.md'])
  expect(read.unreadable).toEqual(['2026-05-01-lamp-1.md'])
  expect(read.problems).toMatchObject([{ code: 'POST_LIMIT', file: 'content/2026-05-01-lamp-1.md' }])
  expect(remembered).toEqual(['2026-05-02-lamp-2.md'])
  expect((await collect()).announcements).toHaveLength(2)
})
