/**
 * Cases that were met in other people's archives, each with siblings that nobody met: what an author wrote, and what is
 * read of it or named.
 */
import { describe, expect, test } from 'vitest'
import { contentHtml } from '../../src/posts/content-html.js'
import { parsePost } from '../../src/posts/parse.js'
import { contentOf } from '../../src/posts/post-content.js'
import { nearlyPost } from '../../src/source/nearly-post.js'
import { announcementOf, faults, parse, post } from './parsing.js'

const front = (lines: string, body?: string) => parse(post(lines, body))
const warned = (lines: string, body?: string) => faults(front(lines, body))

const TRUE = [
  'true',
  'True',
  'TRUE',
  'yes',
  'Yes',
  'YES',
  'on',
  'On',
  'y',
  'Y',
  '1',
  '"true"',
  "'yes'",
  '"1"',
  '" on "',
]
const FALSE = ['false', 'FALSE', 'no', 'No', 'NO', 'off', 'OFF', 'n', 'N', '0', '"false"', "'no'", '"0"', "'Off'"]

describe('switches in every spelling', () => {
  test.each(TRUE)('%s is on', (on) => {
    expect(front(`title: x\ndraft: ${on}`)).toMatchObject({ draft: true, problems: [] })
    expect(front(`title: x\npublished: ${on}`).announcement).toBeDefined()
    const lines = `title: x\nwithdrawn: ${on}\nunlisted: ${on}\nevergreen: ${on}`
    const { announcement, problems } = front(lines)
    expect(announcement).toMatchObject({ withdrawn: true, severity: 'recall', unlisted: true, evergreen: true })
    expect(problems).toEqual([])
  })

  test.each(FALSE)('%s is off', (off) => {
    expect(front(`title: x\npublished: ${off}`)).toMatchObject({ draft: true, problems: [] })
    const { announcement, problems } = front(
      `title: x\ndraft: ${off}\nwithdrawn: ${off}\nunlisted: ${off}\nevergreen: ${off}`,
    )
    expect(announcement).toMatchObject({ withdrawn: false, severity: 'info' })
    expect([announcement?.unlisted, announcement?.evergreen, problems]).toEqual([undefined, undefined, []])
  })

  test.each(['', '~', 'null', '""'])('%j says nothing', (nothing) => {
    const keys = ['published', 'draft', 'withdrawn', 'unlisted', 'evergreen']
    const { announcement, problems } = front(`title: x\n${keys.map((key) => `${key}: ${nothing}`).join('\n')}`)
    expect([announcement?.withdrawn, announcement?.unlisted, announcement?.evergreen]).toEqual([
      false,
      undefined,
      undefined,
    ])
    expect(problems).toEqual([])
  })

  test.each(['ture', 'flase', 'maybe', '2', '-1', '1.0e1', '[true]', '{ a: 1 }', '"yes!"', 'ja'])(
    '%s is neither: left out where it may be a draft, held where not',
    (value) => {
      for (const key of ['published', 'draft', 'unlisted']) {
        const parsed = front(`title: x\n${key}: ${value}`)
        expect([parsed.announcement, parsed.draft, faults(parsed)]).toEqual([
          undefined,
          undefined,
          [`POST_SWITCH:3:${key.length + 3}`],
        ])
      }
      for (const [key, code] of [
        ['withdrawn', 'POST_WITHDRAWN'],
        ['evergreen', 'POST_EVERGREEN'],
      ] as const) {
        const parsed = front(`title: x\n${key}: ${value}`)
        expect([faults(parsed), parsed.announcement?.remarks]).toEqual([
          [`${code}:3:${key.length + 3}`],
          parsed.problems,
        ])
      }
    },
  )

  test.each([
    'Draft: true',
    'DRAFT: yes',
    'isDraft: true',
    'is_draft: 1',
    'Published: false',
    'isPublished: no',
    'status: draft',
    'status: Private',
    'status: skip',
    '_build: { render: false }',
  ])('%s is a draft to the generator that reads it', (line) => {
    expect(front(`title: x\n${line}`)).toMatchObject({ draft: true })
  })

  test('another spelling that is neither is named where it stands', () => {
    expect(warned('title: x\nDraft: ture')).toContain('POST_SWITCH:3:8')
  })

  test('what is written as we write it counts before another spelling', () => {
    expect(front('title: x\ndraft: false\nDraft: true').announcement).toBeDefined()
  })

  test.each(['status: published', 'status: open', 'hidden: true', 'isDraft: false', 'Published: 2026-03-01'])(
    '%s is none',
    (line) => {
      expect(front(`title: x\n${line}`).announcement).toBeDefined()
    },
  )

  test('permalink: false is a draft, as Eleventy writes no page of it; true is no path', () => {
    const read = (line: string) => [warned(`title: x\n${line}`), front(`title: x\n${line}`).announcement]
    expect(read('permalink: false')).toEqual([[], undefined])
    expect(read('permalink: true')).toEqual([['POST_FIELD:3:12'], undefined])
  })

  test('a post without a title has that of its name where the site says so', () => {
    const read = (path: string, more: object) => {
      const bytes = Buffer.from('---\ncategories: [a]\n---\nWords.\n')
      const settings = { url: 'https://l.example', timezone: 'UTC', author: 'Ada', permalink: '/:title/', ...more }
      const { announcement, problems } = parsePost({ path, bytes }, settings, new Map())
      return announcement?.title ?? problems.map(({ code }) => code)
    }
    expect(read('2026-05-04-no-TITLE-of-4.2.md', { untitled: 'name' })).toBe('No Title Of 4.2')
    expect(read('2026-05-04-no-title.md', {})).toEqual(['POST_TITLE'])
    expect(read('2026-05-04----.md', { untitled: 'name' })).toEqual(['POST_TITLE'])
  })
})

describe('front matter that contradicts the title', () => {
  test.each([
    ['Lantern 4.2 has been released', 'kind: end-of-life', 'POST_KIND:3:7'],
    ['Lantern 4.1 has reached its end of life', 'kind: stable-release', 'POST_KIND:3:7'],
    ['Lantern 4.2-rc1 is out', 'kind: stable-release', 'POST_KIND:3:7'],
    ['Lantern 4.2 released', 'kind: release-candidate', 'POST_KIND:3:7'],
    ['LSB-0012: The wick can be read', 'kind: patch-release', 'POST_KIND:3:7'],
    ['Lantern 4.2 has been released', 'endOfLife: 4.1', 'POST_KIND:3:12'],
    ['Lantern 4.1 has reached its end of life', 'endOfLife: 4.2', 'POST_VERSION:3:12'],
    ['Lantern 4.1 has reached EOL', 'endOfLife: { product: lantern, cycle: "5.0" }', 'POST_VERSION:3:12'],
    ['Lantern 4.1 has reached its end of life', 'type: release', 'POST_KIND:3:7'],
    ['Lantern 4.2 has been released', 'layout: eol', 'POST_KIND:3:9'],
    ['Lantern 4.1 approaches its end of life', 'layout: security-advisory', 'POST_KIND:3:9'],
    ['Lantern 31.0 released', 'version: 1', 'POST_VERSION:3:10'],
    ['Lantern 31 released', 'version: 1', 'POST_VERSION:3:10'],
    ['Lantern 27 has reached its end of life', 'version: "2.0"', 'POST_VERSION:3:10'],
    ['Lantern 4.2 released', 'version: "4.3"', 'POST_VERSION:3:10'],
  ])('%s, over %s, is named', (title, line, fault) => {
    const parsed = front(`title: ${title.includes(': ') ? `"${title}"` : title}\n${line}`)
    expect(faults(parsed)).toEqual([fault])
    expect(parsed.problems[0]).toMatchObject({ severity: 'warning', message: expect.stringMatching(/counts\.$/) })
    expect(parsed.announcement?.remarks).toBeUndefined()
  })

  test.each([
    ['Lantern 4.2.1 security release', 'kind: patch-release'],
    ['Lantern 4.2.1 released', 'kind: security'],
    ['Lantern 4.2.1 released', 'kind: stable-release'],
    ['Lantern 4.2 released', 'kind: general'],
    ['What comes next', 'kind: end-of-life'],
    ['Lantern 4.1 has reached its end of life', 'endOfLife: 4.1'],
    ['Lantern 4.1 has reached its end of life', 'kind: end-of-life\nendOfLife: { cycle: "4.1", stage: reached }'],
    ['Lantern 4.1.3 is no longer supported', 'endOfLife: 4.1'],
    ['Fedora 29 goes, and so does Lantern 4.1', 'endOfLife: 4.1'],
    ['Lantern 4.2-rc1 is out', 'type: release'],
    ['Lantern 4.2 has been released', 'layout: release'],
    ['Lantern 4.2 has been released', 'layout: post\ntype: post'],
    ['A talk', 'kind: article\ntype: talk\nlayout: security'],
    ['Lantern 31 released', 'version: "31.0"'],
    ['Week 5', 'version: 1'],
    ['Moving from 4.1 to 4.2', 'version: "4.2"'],
  ])('%s, over %j, is in order', (title, lines) => {
    expect(warned(`title: ${title}\n${lines}`)).toEqual([])
  })

  test('which of the two counts is what the remark says', () => {
    expect(front('title: Lantern 4.2 released\nkind: end-of-life').announcement?.kind).toBe('end-of-life')
    expect(front('title: Lantern 4.1 has reached EOL\ntype: release').announcement?.kind).toBe('end-of-life')
    expect(front('title: Lantern 31 released\nversion: 1').announcement?.version).toBe('31')
    expect(front('title: Lantern ~~4.1~~ 4.2 is out').announcement?.version).toBe('4.2')
  })
})

describe('front matter that is none', () => {
  test.each([
    ['\n+++\ntitle = "x"\n+++\nb\n', 'does not begin in the first line'],
    ['\n---\ntitle: x\n---\nb\n', 'does not begin in the first line'],
    ['  ---\ntitle: x\n---\nb\n', 'does not begin in the first line'],
    ['Lamps are lit.\n', 'has no front matter'],
  ])('%j', (text, words) => {
    const parsed = parse(text)
    expect(faults(parsed)).toEqual(['POST_FRONT_MATTER_MISSING:1:1'])
    expect(parsed.problems[0]?.message).toContain(words)
  })

  test('an anchor before a map is named as one, not as an indent', () => {
    expect(front('defaults: &d\n  x: 1\ntitle: x').problems).toMatchObject([
      { code: 'POST_FRONT_MATTER_SIZE', line: 2, message: expect.stringContaining('&d') },
    ])
  })
})

describe('a file that is nearly a post', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  test.each([
    ['2026-05-04-a.mdtxt', 'b\n'],
    ['a.md', '+++\ntitle = "x"\n+++\nb\n'],
    ['a.md', '{ "title": "x" }\nb\n'],
    ['20260504-a.mdx', '---\ntitle: x\n---\nb\n'],
    ['2026-05-04-a.txt', '---\ntitle: x\n---\nb\n'],
    ['2026-05-04-a.rst', '---\ntitle: x\n---\nb\n'],
    ['2026_05_04_a.md', '---\ntitle: x\n---\nb\n'],
    ['26-05-04-a.md', '---\ntitle: x\n---\nb\n'],
    ['20260504-a.md', '---\ntitle: x\n---\nb\n'],
    ['04.05.2026-a.md', '---\ntitle: x\n---\nb\n'],
    ['a.md', '---\ntitle: x\ndaet: 2026-05-04\n---\nb\n'],
    ['a.md', '---\ntitle: x\n---\nb\n'],
  ])('%s is named: %j', (path, text) => {
    expect(nearlyPost(path, bytes(text))?.problems).toMatchObject([{ code: 'POST_NEARLY', severity: 'warning' }])
  })

  test.each([
    ['README.md', '# Posts\n'],
    ['notes.txt', 'a\n'],
    ['2026-05-04-log.txt', 'a log without front matter\n'],
    ['2026-05-04-a.mdx', '---\ntitle: x\ndraft: true\n---\nb\n'],
    ['about.md', '---\ntitle: About\n---\nb\n'],
    ['page.md', '---\ntitle: x\nlayout: page\n---\nb\n'],
  ])('%s is nobody’s post: %j', (path, text) => {
    expect(nearlyPost(path, bytes(text))).toBeUndefined()
  })
})

test('a script whose fallback is shown loses nothing', () => {
  const body = '<p><script src="/a.js"></script><noscript><a href="/a">See it</a></noscript></p>'
  expect(warned('title: x', `${body}\n`)).toEqual([])
  expect(warned('title: x', '<p><script src="/a.js"></script>It burns.</p>\n')).toEqual(['POST_DROPPED:5:4'])
})

test.each([
  ['[x](/doc/)', 'project/doc/'],
  ['[x](/project/doc/)', 'project/doc/'],
  ['<a href="/doc/">x</a>', 'project/doc/'],
  ['[x][1]\n\n[1]: /doc/', 'project/doc/'],
  ['![x](/doc/)', 'project/doc/'],
  ['[x](/projects/)', 'project/projects/'],
])('below a path of the site, %j leads to one place', (body, path) => {
  const settings = { url: 'https://lantern.example/project' }
  const html = contentHtml(contentOf(announcementOf(post('title: x', `${body}\n`), { settings })), settings.url)
  expect(/(?:href|src)="([^"]*)"/.exec(html)?.[1]).toBe(`https://lantern.example/${path}`)
})
