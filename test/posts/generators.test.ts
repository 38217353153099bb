/** Posts as other generators have them: front matter in TOML and JSON, MDX, HTML, their keys, a site's own keys. */
import { describe, expect, test } from 'vitest'
import { contentHtml } from '../../src/posts/content-html.js'
import { contentOf } from '../../src/posts/post-content.js'
import { isPost } from '../../src/source/found-post.js'
import { announcementOf, faults, parse, post, settings } from './parsing.js'

const toml = (lines: string, body = 'Lamps are lit.\n') => `+++\n${lines}\n+++\n\n${body}`
const html = (text: string, path: string) => contentHtml(contentOf(announcementOf(text, { path })), settings.url)

describe('TOML', () => {
  test('is read like YAML', () => {
    const lines = [
      'title = "Lantern 4.2 released" # the news',
      'date = 2026-03-07T08:30:00-07:00',
      'authors = ["Mara", "Ada"]',
      'version = "4.2"',
      'upgrade = """Run `lantern-upgrade`."""',
      '[taxonomies]',
      'categories = ["releases"]',
      'tags = ["wick", "oil"]',
      '[extra]',
      'draft = true',
    ]
    expect(announcementOf(toml(lines.join('\n')), { path: 'lantern.md' })).toMatchObject({
      title: 'Lantern 4.2 released',
      instant: Date.parse('2026-03-07T15:30:00Z'),
      authors: ['Mara', 'Ada'],
      version: '4.2',
      upgrade: 'Run `lantern-upgrade`.',
      categories: ['releases'],
      tags: ['wick', 'oil'],
      readableSince: 3,
      body: '\nLamps are lit.\n',
      lines: { title: 2, body: 13 },
    })
  })

  test.each([
    ['2026-03-07', '2026-03-07'],
    ['2026-03-07 23:30:00', '2026-03-07'],
    ['"2026/3/7"', '2026-03-07'],
    ['"7 March 2026"', '2026-03-07'],
  ])('date = %s', (date, day) => {
    expect(announcementOf(toml(`title = "x"\ndate = ${date}`), { path: 'x.md' }).day).toBe(day)
  })

  test.each([
    ['date = 2026-02-30', 'POST_DATE:3:8'],
    ['date = 99999-01-01', 'POST_FRONT_MATTER:3:13'],
    ['date = 2026-03-07T25:00:00', 'POST_FRONT_MATTER:3:8'],
    ['date = 2026-3-7', 'POST_FRONT_MATTER:3:12'],
    ['title = "y"', 'POST_FRONT_MATTER:3:1'],
    [`a = ${'['.repeat(99)}`, 'POST_FRONT_MATTER:3:55'],
    ['severtiy = "recall"\ndate = 2026-01-01', 'POST_KEY:3:1'],
    ['download_url = "{{ site.url }}/x"\ndate = 2026-01-01', 'POST_TEMPLATE:3:17'],
  ])('%s is named where it stands', (line, fault) => {
    expect(faults(parse(toml(`title = "x"\n${line}`), { path: 'x.md' }))).toContain(fault)
  })

  test('numbers keep the form in which they were typed', () => {
    const lines = 'title = "Lantern 4.10 has reached its end of life"\ndate = 2026-01-01\nendOfLife = { cycle = 4.10 }'
    expect(announcementOf(toml(lines)).endOfLife?.cycles).toEqual(['4.10'])
  })

  test('without an end it is named as TOML', () => {
    const { problems } = parse('+++\ntitle = "x"\n')
    expect(problems).toMatchObject([{ code: 'POST_FRONT_MATTER', line: 1, message: expect.stringContaining('+++') }])
  })
})

describe('JSON', () => {
  test('is read like YAML', () => {
    const text =
      '{\n  "title": "Lantern", "date": "2026-03-07",\n  "categories": ["releases"],\n  "draft": false\n}\n\nLit.\n'
    expect(announcementOf(text, { path: 'lantern.md' })).toMatchObject({
      title: 'Lantern',
      day: '2026-03-07',
      categories: ['releases'],
      body: '\nLit.\n',
      lines: { title: 2, body: 6 },
      places: { categories: { line: 3, column: 17 } },
    })
  })

  test.each([
    ['{ "title": "x",\n"date" "2026-01-01" }\nb\n', 'POST_FRONT_MATTER:2'],
    ['{ "title": "x" } b\n', 'POST_FRONT_MATTER:1:1'],
    ['{ "title": "x",\n', 'POST_FRONT_MATTER:1:1'],
    [`{ "a": ${'['.repeat(99)}`, 'POST_FRONT_MATTER:1'],
    ['{ "title": "x",\n "severtiy": "recall" }\nb\n', 'POST_KEY:2:2'],
    ['{ "title": "x", "title": "y" }\nb\n', 'POST_KEY_TWICE:1:17'],
  ])('%j', (text, fault) => {
    expect(faults(parse(text)).join()).toContain(fault)
  })
})

test.each([
  ['a.md', '+++\ndate = 2026-01-01\n+++\nb\n', true],
  ['a.md', '{ "title": "x", "date": "2026-01-01" }\nb\n', true],
  ['a.mdx', '---\npubDate: 2026-01-01\n---\nb\n', true],
  ['2026-01-01-a.html', '---\ntitle: x\n---\nb\n', true],
  ['2026-01-01-a.html', '<html></html>\n', false],
  ['2026-01-01-a.mdx', 'b\n', false],
  ['2026-01-01-a.md', 'b\n', true],
  ['a.html', '---\ntitle: x\n---\nb\n', false],
  ['a.md', '+++\ntitle = "x"\n[extra]\ndate = 2026-01-01\n+++\nb\n', false],
  ['a.md', '---\nupdates:\n  - date: 2026-01-01\n---\nb\n', false],
])('%s with %j is a post: %s', (path, text, is) => {
  expect(isPost(path, new TextEncoder().encode(text))).toBe(is)
})

test('a key of the site may hold the date', () => {
  const bytes = new TextEncoder().encode('---\ntitle: x\ncreated_at: 2026-01-02\n---\nb\n')
  const fields = { date: ['created_at'] }
  expect([isPost('a.md', bytes, { fields }), isPost('a.md', bytes)]).toEqual([true, false])
  expect(parse(bytes, { path: 'a.md', settings: { fields } }).announcement?.day).toBe('2026-01-02')
})

describe('HTML', () => {
  const path = '2026-03-01-lamps.html'
  test('is not read as Markdown, and keeps its lines', () => {
    const body = '<p>A *star*</p>\n\n    <p>Not code</p>\n\n<pre>a\n\nb</pre>\n\n<p>{{ site.url }}</p>\n'
    expect(html(post('title: x', body), path)).toContain('<p>A *star*</p>')
    expect(html(post('title: x', body), path)).toContain('<p>Not code</p>')
    expect(html(post('title: x', body), path).replace(/<!--.*?-->/g, '')).toContain('<pre>a\n\nb</pre>')
    expect(faults(parse(post('title: x', body), { path }))).toEqual(['POST_TEMPLATE:13:4'])
  })

  test('a comment with a blank line hides what it hid', () => {
    expect(html(post('title: x', '<p>a</p>\n<!-- b\n\nc -->\n<p>d</p>\n'), path)).not.toContain('c')
  })
})

describe('MDX', () => {
  const path = '2026-03-01-lamps.mdx'
  const body = [
    "import Tabs from '@theme/Tabs';",
    'import {',
    '  A,',
    "} from 'b'",
    '',
    'import the data from the lamp by hand.',
    '',
    '<Tabs value="a" items={["x", { a: 1 }]}>',
    '',
    '**Bold** words. {/* a comment */}',
    '',
    '</Tabs>',
    '',
    '`<Tabs>` stays, <VERSION> too.',
    '',
  ].join('\n')

  test('keeps its Markdown and loses what only its site can run', () => {
    const shown = html(post('title: x', body), path)
    for (const kept of ['import the data', '<strong>Bold</strong>', '<code>&lt;Tabs&gt;</code>'])
      expect(shown).toContain(kept)
    for (const lost of ['@theme', "from 'b'", 'items=', 'a comment']) expect(shown).not.toContain(lost)
  })

  test('says what was left out, once for each sort, and what was to be filled in', () => {
    const parsed = parse(post('title: x', `${body}\nRun {props.version}.\n\nexport const a = 1\n`), { path })
    expect(faults(parsed)).toEqual(
      expect.arrayContaining(['POST_DROPPED:12:1', 'POST_DROPPED:22:1', 'POST_TEMPLATE:20:5']),
    )
    expect(parsed.announcement?.remarks?.map(({ code }) => code)).toEqual(['POST_TEMPLATE'])
  })
})

describe('keys of other generators', () => {
  test.each([
    ['by: Ada', ['Ada']],
    ['author_name: Ada', ['Ada']],
    ['by: Ada\nauthor: Mara', ['Mara']],
    ['authors: [mara, { name: Ada }]', ['Mara Lindqvist', 'Ada']],
  ])('%j', (line, authors) => {
    const names = { authors: { mara: 'Mara Lindqvist' } }
    expect(announcementOf(post(`title: x\n${line}`), { settings: names }).authors).toEqual(authors)
  })

  test('aliases are addresses it had, and never make an id', () => {
    const { id, redirectFrom } = announcementOf(post('title: x\naliases: [/news/2020/01/02/old/, older]'))
    expect([id, redirectFrom]).toEqual([
      '2026-03-01-lamps',
      ['https://lantern.example/news/2020/01/02/old/', 'https://lantern.example/older'],
    ])
  })

  test('publishDate: the address goes by date, and readers see it from then on', () => {
    const lines = 'title: x\ndate: 2026-03-01\npublishDate: 2026-03-05T10:00:00Z'
    expect(announcementOf(post(lines))).toMatchObject({
      instant: Date.parse('2026-03-05T10:00:00Z'),
      day: '2026-03-05',
      url: 'https://lantern.example/news/2026/03/01/lamps/',
    })
    expect(announcementOf(post(lines.replace('03-05T', '02-05T'))).day).toBe('2026-03-01')
    expect(faults(parse(post('title: x\npublishdate: soon')))).toEqual(['POST_DATE:3:14'])
  })

  test('expiryDate', () => {
    expect(announcementOf(post('title: x\nexpirydate: 2026-04-01T00:00:00Z')).expires).toBe(Date.parse('2026-04-01'))
    expect(faults(parse(post('title: x\nexpiryDate: 31/31/31')))).toEqual(['POST_DATE:3:13'])
  })
})

describe('content.fields', () => {
  const under = (fields: Record<string, string[]>, lines: string) => parse(post(lines), { settings: { fields } })
  test('a key that means something else is turned off', () => {
    const lines = 'title: Lantern 31.0 released\nversion: 1\nkind: secruity'
    expect(faults(under({}, lines))).toEqual(['POST_VERSION:3:10', 'POST_KIND:4:7'])
    expect(faults(under({ version: [], kind: [] }, lines))).toEqual([])
    expect(under({ version: [] }, lines).announcement?.version).toBe('31.0')
  })

  test('the first key that is there counts, inside a table too, and problems name its place', () => {
    const fields = { severity: ['severity', 'extra.grave', 'weight_of'] }
    expect(under(fields, 'title: x\nextra:\n  grave: recall').announcement?.severity).toBe('recall')
    expect(under(fields, 'title: x\nweight_of: important').announcement?.severity).toBe('important')
    expect(faults(under(fields, 'title: x\nextra:\n  grave: urgent'))).toEqual(['POST_SEVERITY:4:10'])
  })

  test('a draft by a key of the site is a draft', () => {
    expect(under({ draft: ['draft', 'wip'] }, 'title: x\nwip: yes').draft).toBe(true)
  })

  test('categories inside a table are gathered with the others', () => {
    const fields = { categories: ['categories', 'extra.topics'] }
    expect(under(fields, 'title: x\ncategories: [a]\nextra:\n  topics: [b, c]').announcement?.categories).toEqual([
      'a',
      'b',
      'c',
    ])
  })
})
