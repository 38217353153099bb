/**
 * Posts are added, deleted and edited in their front matter, and built after each edit or after several: the folder
 * holds what one does that is built from nothing, whatever was planned before. What the edits are about is seldom
 * planned wrongly alone: two posts that want one place, a neighbour, the first that is no longer in a feed.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CONFIG, feeds, isAsNew, type Project, START } from './edited-project.js'

type Post = readonly [string, string]
type Edit = (project: Project) => Project

const NAMES = [2, 3, 4, 5, 6, 7, 8, 9].map((at) => `2026-05-0${at}-lamp-${at}.md`)
/** That one stays: a folder without any post is not built. */
const name = fc.constantFrom(...NAMES, '2026-05-03-lamp.md', 'undated.md', '2027-01-01-to-come.md')

const lines = fc
  .record(
    {
      title: fc.constantFrom('Lamp', 'Wick & oil', 'Lamp 3', '<b>Flame</b>', 'Lantern 3.1 has been released'),
      date: fc.constantFrom('2026-05-03', '2026-05-05', '2026-05-05 10:00', '2025-12-31', '2026-07-01', 'yesterday'),
      categories: fc.constantFrom('[news]', '[news, oil]', '[News]', '[security]', '[]'),
      tags: fc.constantFrom('[a]', '[a, b]'),
      slug: fc.constantFrom('wick', 'lamp-4'),
      permalink: fc.constantFrom('/other/', '/other/below/', '/news/2026/05/04/lamp-4/', '/feeds/', '/other.html'),
      id: fc.constantFrom('2026-05-03-lamp-3', 'own'),
      redirect_from: fc.constantFrom('/old/', '/news/2026/05/04/lamp-4/', '/other/', '[/old/, /other/below/]'),
      severity: fc.constantFrom('important', 'recall'),
      withdrawn: fc.constantFrom('true', 'false'),
      unlisted: fc.constant('true'),
      draft: fc.constant('true'),
      expires: fc.constantFrom('2026-05-20', '2027-01-01'),
      updates: fc.constant('\n  - { date: 2026-05-20, text: News of it. }'),
      '{unreadable': fc.constant('['),
    },
    { requiredKeys: ['title'] },
  )
  // Most posts say little.
  .chain((all) =>
    fc.subarray(Object.entries(all).slice(1), { maxLength: 2 }).map((some) => [['title', all.title], ...some]),
  )
  .map((all) => all.map(([key, value]) => `${key}: ${value}\n`).join(''))
const bodies = fc.constantFrom(
  'Text.\n',
  'Other *text*, [news](/news/).\n',
  'Text.\n\n**Update (2026-05-20):** News.\n',
)

const withPosts = (project: Project, posts: readonly (readonly [string, Post])[]): Project => ({
  ...project,
  posts: new Map(posts),
})
const placed = fc.tuple(name, lines, bodies).map(
  ([path, head, body]): Edit =>
    (project) =>
      withPosts(project, [...project.posts, [path, [head, body]]]),
)
const bodyAlone = fc.tuple(name, bodies).map(
  ([path, body]): Edit =>
    (project) => {
      const [head] = project.posts.get(path) ?? []
      return head === undefined ? project : withPosts(project, [...project.posts, [path, [head, body]]])
    },
)
const deleted = name.map(
  (path): Edit =>
    (project) =>
      withPosts(
        project,
        [...project.posts].filter(([one]) => one !== path),
      ),
)
const mended = name.map(
  (path): Edit =>
    (project) => {
      const before = START.posts.get(path)
      return before === undefined ? project : withPosts(project, [...project.posts, [path, before]])
    },
)
const edit = fc.oneof({ weight: 3, arbitrary: placed }, { weight: 2, arbitrary: bodyAlone }, deleted, mended)
/** Built once after them. */
const edits = fc.array(edit, { minLength: 1, maxLength: 2 }).map(
  (all): Edit =>
    (project) =>
      all.reduce((done, one) => one(done), project),
)

test.each([
  ['', '', ''],
  [', updates: in-place', '', ''],
  [', ids: url', '', ''],
  [', pages: false', '', ''],
  ['', 'lists: [{ id: oil, title: Oil, categories: [oil] }, { id: all, title: All, categories: ["*"] }]', ''],
  ['', '', 'retractions: [{ post: gone, url: "https://lantern.example/other/", at: "2026-05-09T10:00:00Z" }]\n'],
])('any edits of posts, with feeds%s %s %s', async (keys, more, register) => {
  const from = { ...START, config: [...CONFIG, feeds(keys), more], register: START.register + register }
  await fc.assert(
    fc.asyncProperty(fc.array(edits, { minLength: 2, maxLength: 5 }), async (all) => void (await isAsNew(all, from))),
    { numRuns: 12 },
  )
})

const put =
  (path: string, head: string, body = 'Text.\n'): Edit =>
  (project) =>
    withPosts(project, [...project.posts, [path, [head, body]]])

test('a body that changed alone, and is as it was when another post is new', async () => {
  const [path = '', of] = [...START.posts][1] ?? []
  const [head = '', body = ''] = of ?? []
  const { changed } = await isAsNew([
    put(path, head, 'Otherwise.\n'),
    (project) => put('2026-05-09-nine.md', 'title: Nine\n')(put(path, head, body)(project)),
  ])
  expect(changed).toContain('news/2026/05/02/lamp-2/index.html')
})
