/** Front matter without a first line of dashes: Pelican's headers, Hexo's YAML. */
import { expect, test } from 'vitest'
import { siteFacts } from '../../../src/adoption/site-facts.js'
import { linkedToPages } from '../../../src/posts/file-links.js'
import { isPost } from '../../../src/source/found-post.js'
import { nearlyPost } from '../../../src/source/nearly-post.js'
import { announcementOf, faults, parse } from '../parsing.js'

const pelican = [
  'Title: Lamp: the #7',
  'Date: 2026-03-04 10:20',
  'Category: Releases',
  'Tags: light, oil',
  'Authors: Ada Lamp, Bo Wick',
  'Slug: own-lamp',
  'Summary: In short,',
  '    and longer',
  '',
  'Words of the lamp.',
  '',
].join('\n')

test('headers above an empty line', () => {
  const post = announcementOf(pelican, { path: 'lamp.md', settings: { permalink: '/:plaintitle.html' } })
  expect(post).toMatchObject({
    ...{ title: 'Lamp: the #7', day: '2026-03-04', slug: 'own-lamp', url: 'https://lantern.example/own-lamp.html' },
    ...{ categories: ['Releases'], authors: ['Ada Lamp', 'Bo Wick'], body: 'Words of the lamp.\n', readableSince: 5 },
    lines: { title: 1, body: 10 },
  })
})

test('YAML above a line of dashes', () => {
  const text = 'title: Lamp\ndate: 2026-03-04 10:20:00\ntags:\n- light\n- oil\nupgrade: |\n  Do it.\n---\nWords.\n'
  expect(announcementOf(text, { path: 'lamp.md' })).toMatchObject({
    ...{ title: 'Lamp', day: '2026-03-04', tags: ['light', 'oil'], upgrade: 'Do it.', body: 'Words.\n' },
    lines: { title: 1, body: 9 },
  })
})

test.each([
  ['Title: Lamp\r\nDate: 2026-03-04\r\n\r\nWords.\r\n', 'lamp.md', true],
  ['\uFEFFTitle: Lamp\nDate: 2026-03-04\n\nWords.\n', 'lamp.md', true],
  ['Title: Lamp\n\nWords.\n', '2026-03-04-lamp.md', true],
  ['title: Lamp\npubDate: 2026-03-04\n---\nWords.\n', 'lamp.md', true],
  ['Title: Lamp\n\nWords.\n', 'lamp.md', false],
  ['Note: Lamp\nDate: 2026-03-04\n\nWords.\n', 'lamp.md', false],
  ['Title: Lamp\nand words\nDate: 2026-03-04\n\nWords.\n', 'lamp.md', false],
  ['# Title: Lamp\nDate: 2026-03-04\n\n', 'lamp.md', false],
  ['Title: Lamp\n- a\nDate: 2026-03-04\n\nWords.\n', 'lamp.md', false],
])('%j of %s is a post: %s', (text, path, is) => {
  expect(isPost(path, Buffer.from(text))).toBe(is)
  if (is) expect(announcementOf(text, { path }).title).toBe('Lamp')
  else expect(nearlyPost(path, Buffer.from(text))).toBeUndefined()
})

test('what is wrong in it is named in its line', () => {
  expect(faults(parse('title: Lamp\ndate: 2026-03-04\na: [1\n---\nWords.\n', { path: 'lamp.md' }))).toEqual([
    expect.stringMatching(/^POST_FRONT_MATTER:[34]/),
  ])
  expect(faults(parse('Title: Lamp\nDate: soon\n\nWords.\n', { path: 'lamp.md' }))).toEqual(['POST_DATE:2:7'])
  expect(faults(parse('Title: Lamp\nDate: 2026-03-04\nSevertiy: recall\n\nWords.\n', { path: 'lamp.md' }))).toEqual([
    'POST_KEY:3:1',
  ])
  expect(parse('Title: Lamp\nDate: 2026-03-04\nStatus: draft\n\nWords.\n', { path: 'lamp.md' }).draft).toBe(true)
})

test('lines without an end cost no more than they are long', () => {
  const before = process.cpuUsage()
  for (const text of ['Title: a\n'.repeat(100_000), `Title: ${'a'.repeat(900_000)}`, 'Title: a\n a'.repeat(90_000)])
    isPost('2026-01-01-lamp.md', Buffer.from(text))
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(20)
})

const pageOf = (path: string) => (path.endsWith('lamp.md') ? 'https://lantern.example/lamp.html' : undefined)

test.each([
  [
    '[a]({filename}/posts/lamp.md) [b](|filename|lamp.md#oil)',
    '[a](https://lantern.example/lamp.html) [b](https://lantern.example/lamp.html#oil)',
  ],
  [
    '![a]({static}/images/a.png) <img src="{static}b.png"> [c]({attach}c.pdf)',
    '![a](/images/a.png) <img src="/2026/b.png"> [c](c.pdf)',
  ],
  ['[a]({filename}gone.md)', '[a]({filename}gone.md)'],
  ['`{filename}lamp.md` [a]: {tag}oil', '`{filename}lamp.md` [a]: {tag}oil'],
])('Pelican: %s', (text, made) => {
  expect(linkedToPages(text, 'markdown', { path: '2026/x.md', pageOf })).toEqual({ text: made, lost: [] })
})

test('a site of Pelican says its addresses, and its host where it is published', () => {
  const conf = [
    "SITENAME = 'Lantern'",
    "SITEURL = ''",
    "AUTHOR = 'Ada'",
    "TIMEZONE = 'Europe/Rome'",
    "DEFAULT_LANG = 'it'",
    "ARTICLE_PATHS = ['news']",
    "ARTICLE_URL = 'news/{date:%Y}/{date:%b}/{date:%d}/{slug}/'",
  ].join('\n')
  const files = new Map([
    ['pelicanconf.py', conf],
    ['publishconf.py', "SITEURL = 'https://lantern.example'\n"],
  ])
  expect(siteFacts(files, new Set())).toMatchObject({
    ...{ generator: 'pelican', title: 'Lantern', url: 'https://lantern.example', author: 'Ada', language: 'it' },
    permalink: '/news/:year/:short_month/:day/:plaintitle/',
    folders: ['content/news'],
    markdownKeys: { headingIds: 'none', smartQuotes: false },
  })
  const plain = siteFacts(new Map([['pelicanconf.py', 'TYPOGRIFY = True\n']]), new Set())
  expect(plain).toMatchObject({ permalink: '/:plaintitle.html', folders: ['content'] })
  expect(plain.markdownKeys).toEqual({ headingIds: 'none' })
})

test('MkDocs’ map of dates, YAML in braces, tags with a label', () => {
  const mkdocs =
    '---\ntitle: Lamp\ndate:\n  created: 2026-03-04\n  updated: 2026-04-05\ntags: [{ label: Oil }, wick]\n---\nWords.\n'
  expect(isPost('lamp.md', Buffer.from(mkdocs))).toBe(true)
  expect(announcementOf(mkdocs, { path: 'lamp.md' })).toMatchObject({
    ...{ day: '2026-03-04', tags: ['Oil', 'wick'], readableSince: 5 },
  })
  const flow = '---\n{ "title": "Lamp", "date": "2026-03-04" }\n---\nWords.\n'
  expect(isPost('lamp.md', Buffer.from(flow))).toBe(true)
  expect(announcementOf(flow, { path: 'lamp.md' })).toMatchObject({ day: '2026-03-04', readableSince: 5 })
  expect(faults(parse('---\ntitle: Lamp\ndate: { updated: 2026-03-04 }\n---\nWords.\n', { path: 'lamp.md' }))).toEqual([
    'POST_DATE:3:7',
  ])
  expect(faults(parse('---\ntitle: Lamp\ndate: 2026-03-04\n---\n=== "Tab"\n', { path: 'lamp.md' }))).toEqual([
    'POST_CALLOUT:5:1',
  ])
})
