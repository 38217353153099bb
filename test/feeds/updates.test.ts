/** What was told after an announcement: entries of their own, moved dates, recalls. */
import { expect, test } from 'vitest'
import { midnight, spreadMs } from '../../src/base/days.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { emptyRegister, type Register, type ToldUpdate } from '../../src/register/register.js'
import { announcement, configOf } from '../support/announcements.js'
import { feedOf } from './main-feed.js'

const now = Date.parse('2026-06-01T00:00:00Z')
const config = configOf()
const post = announcement({ body: 'It is out.\n' })
const at = Date.parse('2026-05-10T12:00:00Z')

function told(about: Partial<ToldUpdate> = {}): ToldUpdate {
  const key = `update:${post.id}:2026-05-10`
  return { key, post: post.id, at, severity: 'info', text: 'Fixed *mirrors*: [list](/mirrors/).', ...about }
}

function document(updates: readonly ToldUpdate[], about: Partial<Announcement> = {}, settings = config, instant = now) {
  const register: Register = { ...emptyRegister, updates }
  return feedOf({ announcements: [{ ...post, ...about }], register, config: settings, now: instant })
}

const entries = (...given: Parameters<typeof document>) => document(...given).entries
const second = (instant: number | undefined) => Math.floor((instant ?? 0) / 1000) * 1000

test('a told update is an entry of its own above its announcement, dated when it was told', () => {
  const [update, original] = entries([told()])
  expect(update).toMatchObject({
    id: `tag:lantern.example,2026:${post.id}/update/2026-05-10`,
    url: `${post.url}#update-2026-05-10`,
    title: `Update: ${post.title}`,
    summary: 'Fixed mirrors: list.',
    authors: post.authors,
    categories: post.categories,
    inReplyTo: { id: original?.id, url: post.url },
  })
  expect(update?.updated).toBe(update?.published)
  expect(second(update?.published)).toBe(at)
  expect(original).toMatchObject({ title: post.title, published: post.instant })
  expect(original).not.toHaveProperty('inReplyTo')
})

test('it says what was told, with absolute links, and leads to the announcement', () => {
  expect(entries([told()])[0]?.html).toBe(
    '<p>Fixed <em>mirrors</em>: <a href="https://lantern.example/mirrors/">list</a>.</p>\n' +
      `<p><a href="${post.url}">The whole announcement</a></p>\n`,
  )
})

test('with feeds.content: summary it has no HTML, and says something even without a text', () => {
  const [update] = entries([told({ text: '' })], {}, configOf({ feeds: { content: 'summary' } }))
  expect(update).not.toHaveProperty('html')
  expect(update?.summary).toBe('The whole announcement')
})

test('two updates of one day have two ids and two addresses', () => {
  const [latest] = entries([told(), told({ key: `update:${post.id}:2026-05-10#2`, at: at + 60_000 })])
  expect(latest?.id).toBe(`tag:lantern.example,2026:${post.id}/update/2026-05-10%232`)
  expect(latest?.url).toBe(`${post.url}#update-2026-05-10-2`)
})

test('a site whose ids are addresses has the place on the page as the id', () => {
  const [update] = entries([told()], {}, configOf({ feeds: { ids: 'url' } }))
  expect(update?.id).toBe(`${post.url}#update-2026-05-10`)
})

test('the id does not depend on title, address or text, so a renamed post keeps it', () => {
  const [update] = entries([told()])
  const [moved] = entries([told({ text: 'Else' })], { title: 'Else', url: 'https://lantern.example/else/' })
  expect(moved?.id).toBe(update?.id)
})

test('the announcement is updated when its latest update was told', () => {
  const original = entries([
    told(),
    told({ key: `update:${post.id}:2026-05-20`, at: Date.parse('2026-05-21T08:00:00Z') }),
  ])
  expect(second(original.at(-1)?.updated)).toBe(Date.parse('2026-05-21T08:00:00Z'))
})

test('what front matter states moves it as a marker in the body does, and stands before the body', () => {
  const statedUpdates = ['2026-05-08', '2026-07-01'].map((day) => ({ day, text: `News of *${day}*.\n\n## It\n` }))
  const [original] = entries([], { statedUpdates, updates: announcement({ statedUpdates }).updates })
  expect(original?.updated).toBe(midnight('2026-05-08', 'UTC') + spreadMs(post.id))
  expect(original?.html).toBe(
    '<p><strong>Update, 8 May 2026</strong></p>\n<p>News of <em>2026-05-08</em>.</p>\n<h2>It</h2>\n<p>It is out.</p>\n',
  )
})

test('nothing is told before its time, and an update without its post is nowhere', () => {
  expect(entries([told()], {}, config, at - 1)).toHaveLength(1)
  expect(entries([told({ post: 'gone', key: 'update:gone:2026-05-10' })])).toHaveLength(1)
})

test('with feeds.updates: in-place there is one entry, which moves and says what the post itself does not', () => {
  const settings = configOf({ feeds: { updates: 'in-place' } })
  const [only, ...others] = entries([told()], {}, settings)
  expect(others).toEqual([])
  expect(second(only?.updated)).toBe(at)
  expect(only?.html).toMatch(/^<p><strong>Update, 10 May 2026<\/strong><\/p>\n<p>Fixed /)
  const updates = [{ day: '2026-05-10', instant: Date.parse('2026-05-10T00:00:00Z') }]
  expect(entries([told()], { updates }, settings)[0]?.html).toBe('<p>It is out.</p>\n')
})

test('a recall is called one, and the announcement begins with it', () => {
  const [recall, original] = entries([told({ severity: 'recall', text: 'Do not install it.' })])
  expect(recall?.title).toBe(`Withdrawn: ${post.title}`)
  expect(original?.html).toBe(
    '<p><strong>Withdrawn:</strong> do not use what this announces before you have read ' +
      `<a href="${post.url}#update-2026-05-10">its update</a>.</p>\n<p>It is out.</p>\n`,
  )
  expect(original?.summary).toMatch(/^Withdrawn: /)
})

test('a post that is a recall begins with it too, unless its first lines say so', () => {
  expect(entries([], { severity: 'recall' })[0]?.html).toMatch(
    /^<p><strong>Withdrawn:<\/strong> do not use what this announces.<\/p>/,
  )
  expect(entries([], { withdrawn: true })[0]?.html).toMatch(/^<p><strong>Withdrawn:/)
  expect(entries([], { severity: 'recall', title: '[Withdrawn] 3.1.0' })[0]?.html).toBe('<p>It is out.</p>\n')
  expect(entries([], { severity: 'recall', body: 'Lantern 3.1 was withdrawn.' })[0]?.html).toBe(
    '<p>Lantern 3.1 was withdrawn.</p>\n',
  )
})

test('several told in one run, and what they move, have instants of their own', () => {
  const others = ['a', 'b', 'c', 'd'].map((title) => announcement({ title }))
  const announcements = [post, ...others]
  const updates = announcements.map(({ id }) => told({ post: id, key: `update:${id}:2026-05-10` }))
  const read = feedOf({ announcements, register: { ...emptyRegister, updates }, config, now })
  expect(new Set(read.entries.map(({ updated }) => updated)).size).toBe(10)
})

test('posts updated on one day have instants of their own', () => {
  const updates = [{ day: '2026-05-10', instant: Date.parse('2026-05-10T00:00:00Z') }]
  const announcements = ['a', 'b', 'c'].map((title) => announcement({ title, updates }))
  const read = feedOf({ announcements, register: emptyRegister, config, now })
  expect(new Set(read.entries.map(({ updated }) => updated)).size).toBe(3)
})

test('fractions of a second, which the file of the register does not hold, change nothing', () => {
  expect(document([told({ at: at + 999 })])).toEqual(document([told()]))
})

test('the same update twice in the register is one entry', () => {
  expect(entries([told(), told({ at: at + 5000 })])).toHaveLength(2)
})

test('updates count among feeds.entries, and the newest stay', () => {
  const [only, ...others] = entries([told()], {}, configOf({ feeds: { entries: 1 } }))
  expect(only?.title).toBe(`Update: ${post.title}`)
  expect(others).toEqual([])
})

test('in a post of another language only what the post says is marked as that language', () => {
  const about = { severity: 'recall' as const, language: 'de', body: 'Sie ist da.\n' }
  const statedUpdates = [{ day: '2026-05-08', text: 'Neues.' }]
  const { updates } = announcement({ statedUpdates })
  expect(entries([], { ...about, statedUpdates, updates })[0]?.html).toBe(
    '<p><strong>Withdrawn:</strong> do not use what this announces.</p>\n' +
      '<p><strong>Update, 8 May 2026</strong></p>\n<div lang="de"><p>Neues.</p>\n</div>' +
      '<div lang="de"><p>Sie ist da.</p>\n</div>',
  )
})
