/** What other generators take from elsewhere: a title from the first heading, a day from folders, a zone from YAML. */
import { expect, test } from 'vitest'
import { bodyOf } from '../../src/posts/as-markdown.js'
import { permalinkPath } from '../../src/posts/permalink.js'
import { isPost } from '../../src/source/found-post.js'
import { nearlyPost } from '../../src/source/nearly-post.js'
import { announcementOf, parse, settings } from './parsing.js'

const post = (lines: string, body = 'Words.\n') => `---\n${lines}\n---\n${body}`

test('a post without a title has its first heading for one, which is no part of the body', () => {
  const text = post('date: 2024-05-06', '\n# Lamp *4.2* ## {#lamp}\n\nWords.\n')
  const read = announcementOf(text, { path: 'lamp.md' })
  expect(read).toMatchObject({ title: 'Lamp 4.2', headed: true, readableSince: 4, body: '\n\n\nWords.\n' })
  expect(bodyOf(read, Buffer.from(text))).toBe(read.body)
})

test.each([
  ['---\ntitle: Lamp\n---\nWords.\n', 'a.md'],
  ['\uFEFF---\r\ntitle: Lamp\r\n---\r\n\r\nWords ä 𝄞.\r\n', 'a.md'],
  ['---\ntitle: Lamp\n...\n', 'a.md'],
  ['---\ntitle: Lamp\n---', 'a.markdown'],
  ['+++\ntitle = "Lamp"\n+++\n+++\n\nWords.', 'a.md'],
  ['{"title": "Lamp"}\n{"x": 1}\n', 'a.md'],
  ['---\ntitle: Lamp\n---\n<p>Words</p>\n\n<p>More</p>\n', 'a.html'],
  ['---\ntitle: Lamp\n---\nimport X from "x"\n\nWords.\n', 'a.mdx'],
])('the body of a post whose length is known is that of who reads all of it: %j', (text, path) => {
  const bytes = Buffer.from(text)
  const body = bodyOf({ path }, bytes)
  expect(body).toBeDefined()
  expect(bodyOf({ path, bodyLength: body?.length ?? 0 }, bytes)).toBe(body)
})

test.each(['## Second level', 'Words\n\n# Later', '#hash', '# '])('%j is no title', (body) => {
  expect(parse(post('date: 2024-05-06', body), { path: 'lamp.md' }).problems[0]?.code).toBe('POST_TITLE')
})

test('a heading below a title that is stated stays', () => {
  const read = announcementOf(post('title: Lamp\ndate: 2024-05-06', '# Lamp\n\nWords.\n'), { path: 'lamp.md' })
  expect([read.headed, read.body]).toEqual([undefined, '# Lamp\n\nWords.\n'])
})

test.each([
  ['2024/05/06/lamp.md', '2024-05-06'],
  ['2024/5/6/lamp/index.md', '2024-05-06'],
  ['2024-05-06/index.md', '2024-05-06'],
])('%s is dated by its folders', (path, day) => {
  const text = post('title: Lamp')
  expect(isPost(path, Buffer.from(text))).toBe(true)
  expect(announcementOf(text, { path })).toMatchObject({ day, readableSince: 4 })
  expect(announcementOf(post('title: Lamp\npubDate: 2020-01-01'), { path }).day).toBe('2020-01-01')
})

test.each([
  ['2024-05-06 23:30:00', 'utc', '2024-05-06T23:30:00Z'],
  ['2024-05-06 23:30:00', 'site', '2024-05-06T21:30:00Z'],
  ['"2024-05-06 23:30:00"', 'utc', '2024-05-06T21:30:00Z'],
  ['2024-05-06 23:30', 'utc', '2024-05-06T21:30:00Z'],
  ['2024-05-06 23:30:00 +0100', 'utc', '2024-05-06T22:30:00Z'],
] as const)('%s, where times are of %s', (date, timestamps, instant) => {
  const site = { ...settings, timezone: 'Europe/Berlin', timestamps }
  const read = announcementOf(post(`title: Lamp\ndate: ${date}`), { path: 'lamp.md', settings: site })
  expect(read.instant).toBe(Date.parse(instant))
})

test.each([
  ['/b/:path/', '2024-05-06-Lamp & Oil.md', '/b/2024-05-06-Lamp%20&%20Oil/'],
  ['/b/:path/', 'a/b/index.md', '/b/a/b/'],
  ['/b/:path.html', 'a/b/index.md', '/b/a/b/'],
  ['/b/:path.html', 'a/b.md', '/b/a/b.html'],
  ['/b/:dateslug', '2024-05-06-lamp.md', '/b/2024/05/06/lamp'],
  ['/b/:dateslug', 'x/2024-05-06-lamp/index.mdx', '/b/2024/05/06/x/lamp'],
  ['/b/:dateslug', '2024/05/06/lamp.md', '/b/2024/05/06/lamp'],
  ['/b/:dateslug', 'lamp/index.md', '/b/lamp'],
])('%s of %s', (pattern, path, expected) => {
  const parts = { slug: 'lamp', categories: [], instant: 0, timezone: 'UTC', path }
  expect(permalinkPath(pattern, parts)).toBe(expected)
})

test.each([
  [';;;\n"title": "Lamp",\n"date": "2024-05-06"\n;;;\nWords.\n', 'begins with ;;;'],
  ['---json\n{"title": "Lamp", "date": "2024-05-06"}\n---\nWords.\n', 'begins with ---json'],
])('front matter that is not read is named: %j', (text, why) => {
  expect(nearlyPost('lamp.md', Buffer.from(text))?.problems[0]?.message).toContain(why)
  expect(nearlyPost('lamp.md', Buffer.from('Words.\n\ntitle: no\n'))).toBeUndefined()
})
