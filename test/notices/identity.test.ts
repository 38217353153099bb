import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bodyDigest, matchPosts } from '../../src/notices/identity.js'
import { type KnownPost, postText } from '../../src/notices/notice.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { announcement } from '../support/announcements.js'

/** The post as the ledger knows it. */
function known(post: Announcement, about: Partial<KnownPost> = {}): KnownPost {
  const { id, path, slug, url, title, instant, digest } = post
  return {
    id,
    path,
    slug,
    url,
    state: 'known',
    title,
    instant,
    digest,
    bodyDigest: bodyDigest(post.body),
    goneAt: null,
    judgedAt: 0,
    openSince: null,
    judged: postText(post),
    seen: postText(post),
    ...about,
  }
}

/** Under another file name, read anew. */
function renamed(post: Announcement, day: string, slug: string, about: Partial<Announcement> = {}): Announcement {
  return { ...post, id: `${day}-${slug}`, path: `${day}-${slug}.md`, slug, day, ...about }
}

const match = (posts: readonly Announcement[], ledger: readonly KnownPost[], unreadable: readonly string[] = []) => {
  const { pairs, fresh, vanished } = matchPosts(posts, ledger, new Set(unreadable))
  return {
    pairs: pairs.map((pair) => [pair.announcement.path, pair.known.id]),
    fresh: fresh.map((one) => one.announcement.id),
    vanished: vanished.map((post) => post.id),
    ids: pairs.map((pair) => pair.announcement.id),
  }
}

const post = announcement({
  title: 'News of the project',
  slug: 'news',
  body: 'Something happened, and this is what.\n',
})

test('a post that stayed where it was is the same, whatever was edited in it', () => {
  const edited = { ...post, title: 'Other news', body: 'All else.', digest: 'x' }
  expect(match([edited], [known(post)])).toMatchObject({ pairs: [[post.path, post.id]], fresh: [], vanished: [] })
})

test('a post that was given an id keeps the one it is known by', () => {
  const named = { ...post, id: 'news-of-may' }
  expect(match([named], [known(post)])).toMatchObject({ pairs: [[post.path, post.id]], ids: [post.id], fresh: [] })
})

test('a post with an id of its own may go anywhere', () => {
  const named = { ...post, id: 'news-of-may' }
  const moved = {
    ...renamed(post, '2027-01-01', 'other'),
    id: 'news-of-may',
    path: 'elsewhere/file.md',
    body: 'All else.',
  }
  expect(match([moved], [known(named)])).toMatchObject({
    pairs: [['elsewhere/file.md', 'news-of-may']],
    fresh: [],
    vanished: [],
  })
})

test('another date in the file name is the same post: its slug stayed', () => {
  expect(match([renamed(post, '2026-05-09', 'news', { body: 'Edited as well.' })], [known(post)])).toMatchObject({
    pairs: [['2026-05-09-news.md', post.id]],
    ids: [post.id],
    fresh: [],
    vanished: [],
  })
})

test('another slug is the same post where its body stayed, white space aside', () => {
  const body = post.body.replace(', ', ',\n').trimEnd()
  expect(match([renamed(post, '2026-05-09', 'great-news', { body })], [known(post)])).toMatchObject({
    ids: [post.id],
    fresh: [],
  })
})

test('another slug and another body is another post', () => {
  const other = renamed(post, '2026-05-09', 'great-news', { body: 'Something else entirely.' })
  expect(match([other], [known(post)])).toMatchObject({ pairs: [], fresh: [other.id], vanished: [post.id] })
})

test('a move into a folder is the same post', () => {
  expect(match([{ ...post, path: `2026/${post.path}` }], [known(post)])).toMatchObject({ ids: [post.id], vanished: [] })
})

test('a copy beside the original is a new post, even with the same body and slug', () => {
  const copy = renamed(post, '2026-05-09', 'news')
  expect(match([post, copy], [known(post)])).toMatchObject({ ids: [post.id], fresh: [copy.id] })
})

test.each([
  ['4.0-rc1 has been released', '4.0-rc2 has been released'],
  ['Lantern OS 3.1.0', 'Lantern OS 3.1.1'],
  ['Lantern OS 3.1', 'News of the project'],
])('a different version is never a rename: %s, %s', (before, after) => {
  const first = { ...post, title: before }
  const second = renamed(post, '2026-05-09', 'news', { title: after })
  expect(match([second], [known(first)])).toMatchObject({ fresh: [second.id], vanished: [post.id] })
})

test('two posts that only redirect have no body that could make them one', () => {
  const first = announcement({ title: 'First', body: '' })
  const second = announcement({ title: 'Second', body: '\n' })
  expect(match([second], [known(first)])).toMatchObject({ fresh: [second.id], vanished: [first.id] })
  expect(match([renamed(first, '2026-06-01', first.slug)], [known(first)])).toMatchObject({
    ids: [first.id],
    fresh: [],
  })
})

test('where two that are gone have the slug, it tells nothing', () => {
  const before = [
    renamed(post, '2025-01-01', 'news', { body: 'One.' }),
    renamed(post, '2025-02-01', 'news', { body: 'Two.' }),
  ]
  const after = renamed(post, '2026-05-09', 'news', { body: 'Three.' })
  expect(
    match(
      [after],
      before.map((one) => known(one)),
    ),
  ).toMatchObject({ fresh: [after.id], pairs: [] })
})

test('of two that took one name only one can be the old post', () => {
  const twice = [renamed(post, '2026-05-08', 'news'), renamed(post, '2026-05-09', 'news')]
  const { pairs, fresh } = match(twice, [known(post)])
  expect([pairs.length, fresh.length]).toEqual([1, 1])
})

test('a file that cannot be read is there: nothing is taken for its new name', () => {
  const other = renamed(post, '2026-05-09', 'news')
  expect(match([other], [known(post)], [post.path])).toMatchObject({ fresh: [other.id], vanished: [] })
})

test('a post that came back under its name is the one that was gone', () => {
  expect(match([post], [known(post, { goneAt: 1 })])).toMatchObject({ ids: [post.id], fresh: [] })
})

test('every post is matched once, no two get one id, and every known post is matched, there, or gone', () => {
  const some = fc.array(
    fc.record({
      day: fc.constantFrom('2026-05-01', '2026-05-02'),
      slug: fc.constantFrom('a', 'b', 'c'),
      title: fc.constantFrom('News', '4.0-rc1', '4.0-rc2'),
      body: fc.constantFrom('', 'one', 'two'),
    }),
    { maxLength: 6 },
  )
  const posts = some.map((list) => [
    ...new Map(list.map((one) => [`${one.day}-${one.slug}`, announcement(one)])).values(),
  ])
  fc.assert(
    fc.property(posts, posts, (now, before) => {
      const ledger = before.map((one) => known(one))
      const { pairs, fresh, vanished } = matchPosts(now, ledger, new Set())
      const matched = [...pairs.map((pair) => pair.announcement), ...fresh.map((one) => one.announcement)]
      expect(matched.map((one) => one.path).sort()).toEqual(now.map((one) => one.path).sort())
      expect(new Set(matched.map((one) => one.id)).size).toBe(matched.length)
      expect([...pairs.map((pair) => pair.known.id), ...vanished.map((one) => one.id)].sort()).toEqual(
        ledger.map((one) => one.id).sort(),
      )
    }),
    { numRuns: 500 },
  )
})

/** Two bodies of ten words, of which so many are the same. */
function sharing(words: number): { before: string; after: string } {
  const all = 'lamp wick oil glass brass mantle globe burner gallery hook'.split(' ')
  return { before: all.join(' '), after: all.map((word, index) => (index < words ? word : `${word}s`)).join(' ') }
}

test.each([
  [3, 'fresh'],
  [4, 'perhaps'],
  [5, 'perhaps'],
  [6, 'same'],
  [7, 'same'],
])('of ten words %i the same under another name: the post is %s', (words, outcome) => {
  const { before, after } = sharing(words)
  const first = known({ ...post, body: before })
  const other = renamed(post, '2026-05-09', 'great-news', { body: after })
  const { pairs, fresh } = matchPosts([other], [first], new Set())
  const [one] = fresh
  const found = pairs.length > 0 ? 'same' : one?.perhaps === undefined ? 'fresh' : 'perhaps'
  expect(found).toBe(outcome)
})
