import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spreadMs } from '../../src/base/days.js'
import { announcementOf, faults, noIds, parse, post, settings } from './parsing.js'

test('a plain post becomes an announcement with everything filled in', () => {
  const announcement = announcementOf(
    post('title: Lantern 2.4 has been released\ncategories: releases\ndownload_url: /get/\nimage: /lamp.png'),
  )
  expect(announcement).toEqual({
    id: '2026-03-01-lamps',
    bodyLength: 16,
    path: '2026-03-01-lamps.md',
    placing: { dayOnly: true },
    slug: 'lamps',
    title: 'Lantern 2.4 has been released',
    instant: Date.parse('2026-03-01T00:00Z') + spreadMs('2026-03-01-lamps'),
    day: '2026-03-01',
    url: 'https://lantern.example/news/2026/03/01/lamps/',
    kind: 'stable-release',
    severity: 'info',
    version: '2.4',
    authors: ['The Lantern team'],
    categories: ['releases'],
    downloadUrl: 'https://lantern.example/get/',
    image: 'https://lantern.example/lamp.png',
    updates: [],
    statedUpdates: [],
    withdrawn: false,
    body: '\nLamps are lit.\n',
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    lines: { title: 2, body: 7 },
    places: { categories: { line: 3, column: 13 } },
  })
})

test('the id is front matter’s, else what the register keeps for the file, else the file’s name', () => {
  const ids = new Map([['2026-03-01-lamps', '2026-02-28-lamp']])
  expect(announcementOf(post('title: x\nid: tag:lantern.example,2026:7'), { ids }).id).toBe(
    'tag:lantern.example,2026:7',
  )
  expect(announcementOf(post('title: x'), { ids }).id).toBe('2026-02-28-lamp')
  expect(announcementOf(post('title: x'), { path: 'deep/2026-03-01-lamps.markdown' }).id).toBe('2026-03-01-lamps')
  expect(faults(parse(post('title: x\nid: two words')))).toEqual(['POST_FIELD:3:5'])
})

test('bytes that are not UTF-8 are named with the line of the first bad one', () => {
  const text = Buffer.from(post('title: Lämp', 'één\nlast line\n'), 'latin1')
  expect(faults(parse(text))).toEqual(['POST_ENCODING:2:9'])
  expect(faults(parse(Buffer.concat([Buffer.from(post('title: Lamp')), Buffer.from([0xc3])])))).toEqual([
    'POST_ENCODING:6:1',
  ])
})

test('a post of 5 MB is refused for its size and one of 250 KB is not', () => {
  expect(faults(parse(post('title: x', 'x'.repeat(5 * 1024 * 1024))))).toEqual(['POST_TOO_LARGE:1'])
  expect(faults(parse(post('title: x', 'x'.repeat(250 * 1024))))).toEqual([])
})

test('executable front matter is a problem with file and line, never an announcement', () => {
  const parsed = parse('---js\n{ title: "x" }\n---\nBody\n')
  expect(faults(parsed)).toEqual(['POST_FRONT_MATTER_EXECUTABLE:1:4'])
  expect(parsed.problems[0]).toMatchObject({
    file: '2026-03-01-lamps.md',
    severity: 'error',
    fix: expect.stringContaining('---'),
  })
  expect(parsed.announcement).toBeUndefined()
})

test.each([
  ['2026-05-01', '2026-05-01T00:00Z', true],
  ['"2026-05-01 09:30"', '2026-05-01T09:30Z', false],
  ['2026-05-01 09:30:15', '2026-05-01T09:30:15Z', false],
  ['2026-05-01 09:30:15 +0200', '2026-05-01T07:30:15Z', false],
  ['2026-05-01 09:30 -05:00', '2026-05-01T14:30Z', false],
  ['2026-05-01 09:30:15 UTC', '2026-05-01T09:30:15Z', false],
  ['2026-05-01T09:30:15Z', '2026-05-01T09:30:15Z', false],
  ['2026-05-01T23:30:00.250-01:00', '2026-05-02T00:30:00.250Z', false],
])('the date %s in front matter beats the file’s name', (written, instant, dayOnly) => {
  const announcement = announcementOf(post(`title: x\ndate: ${written}`))
  expect(announcement.instant).toBe(Date.parse(instant) + (dayOnly ? spreadMs(announcement.id) : 0))
  expect(announcement.day).toBe(instant.slice(0, 10))
})

test.each([
  '2024-13-01',
  '2023-02-29',
  '2026-05-01 25:00',
  '01.05.2026',
  'yesterday',
  '2026',
  '2026-05-01 09:30 XYZ',
  '[2026-05-01]',
])(
  'the date %s gives way to the day in the file’s name, with a warning; without one the post is refused',
  (written) => {
    const text = post(`title: x\ndate: ${written}`)
    const parsed = parse(text)
    expect([faults(parsed), parsed.announcement?.day]).toEqual([['POST_DATE_READ:3:7'], '2026-03-01'])
    expect(parsed.problems[0]?.severity).toBe('warning')
    expect(faults(parse(text, { path: 'lamps.md' }))).toEqual(['POST_DATE:3:7'])
  },
)

test('an impossible date in the file’s name is refused unless front matter has one', () => {
  expect(faults(parse(post('title: x'), { path: '2026-02-30-x.md' }))).toEqual(['POST_DATE:1'])
  expect(announcementOf(post('title: x\ndate: 2026-02-28'), { path: '2026-02-30-x.md' }).day).toBe('2026-02-28')
  expect(faults(parse(post('title: x'), { path: 'x.md' }))).toEqual(['POST_DATE:1'])
})

test('days are days in the site’s zone', () => {
  const berlin = { settings: { timezone: 'Europe/Berlin' } }
  const dayOnly = announcementOf(post('title: x\ndate: 2026-07-01'), berlin)
  expect(dayOnly.instant).toBe(Date.parse('2026-06-30T22:00Z') + spreadMs(dayOnly.id))
  expect(announcementOf(post('title: x\ndate: 2026-07-01 09:00'), berlin).instant).toBe(Date.parse('2026-07-01T07:00Z'))
  const late = announcementOf(post('title: x\ndate: 2026-07-01 23:00 +0000'), berlin)
  expect([late.day, late.url]).toEqual(['2026-07-02', 'https://lantern.example/news/2026/07/02/lamps/'])
})

test('a date alone spreads posts over the first 4096 seconds of their day, each always at the same one', () => {
  fc.assert(
    fc.property(fc.string(), (id) => {
      expect(spreadMs(id)).toBe(spreadMs(id))
      expect(spreadMs(id) % 1000).toBe(0)
      expect(spreadMs(id)).toBeGreaterThanOrEqual(0)
      expect(spreadMs(id)).toBeLessThan(4_096_000)
    }),
  )
})

test('categories are words of a string or a list, each once, in their order', () => {
  const categories = (lines: string) => announcementOf(post(`title: x\n${lines}`)).categories
  expect(categories('categories: releases security releases')).toEqual(['releases', 'security'])
  expect(categories('categories: [ " Foo Bar ", releases, 7 ]')).toEqual(['Foo Bar', 'releases', '7'])
  expect(categories('category: Foo Bar')).toEqual(['Foo Bar'])
  expect(categories('category: news\ncategories: releases news')).toEqual(['news', 'releases'])
  expect(categories('categories:')).toEqual([])
  expect(faults(parse(post('title: x\ncategories: {a: b}')))).toEqual(['POST_FIELD:3:13'])
})

test('authors are a string, several in a string, a list, or maps with a name; never none', () => {
  const authors = (lines: string, site = settings.author) =>
    announcementOf(post(`title: x\n${lines}`), { settings: { author: site } }).authors
  expect(authors('author: Ada')).toEqual(['Ada'])
  expect(authors('author: Ada, Grace and Mary')).toEqual(['Ada', 'Grace', 'Mary'])
  expect(authors('author: Ada, Grace, and Mary')).toEqual(['Ada', 'Grace', 'Mary'])
  expect(authors('authors: [Ada, {name: Grace, email: g@x.example}]')).toEqual(['Ada', 'Grace'])
  expect(authors('author: {name: Ada}')).toEqual(['Ada'])
  expect(authors('author: ""')).toEqual(['The Lantern team'])
  expect(authors('layout: post', '')).toEqual(['lantern.example'])
  expect(authors('author: Sandy Andersen')).toEqual(['Sandy Andersen'])
})

test.each([
  ['"*Lantern* in **The** `Lamp`"', 'Lantern in The Lamp'],
  ['"Lamps &amp; wicks &lt;3"', 'Lamps & wicks <3'],
  ['"[Updated] Lantern 2.4"', '[Updated] Lantern 2.4'],
  ['"[Lantern](https://x.example) shines"', 'Lantern shines'],
  ['"<b>Bold</b> List<String> <script>x</script>"', 'Bold List<String> <script>x</script>'],
  ['"snake_case_name stays"', 'snake_case_name stays'],
  ['"two\\nlines\\tand a \\u202Etxt.exe\\u0007 \\uD800"', 'two lines and a txt.exe'],
])('the title %s reads %j', (written, shown) => {
  expect(announcementOf(post(`title: ${written}`)).title).toBe(shown)
})

test('a post without a title, or whose title shows nothing, is refused', () => {
  expect(faults(parse(post('date: 2026-01-01')))).toEqual(['POST_TITLE:1'])
  expect(faults(parse(post('layout: post\ntitle: "<b></b> "')))).toEqual(['POST_TITLE:3:8'])
  expect(faults(parse(post('title: [a, b]')))).toEqual(['POST_FIELD:2:8'])
})

test('an unquoted number is taken as typed, with a warning', () => {
  const parsed = parse(post('title: 4.20\nversion: 4.20\nid: 010'))
  expect(faults(parsed)).toEqual(['POST_NUMBER:2:8', 'POST_NUMBER:4:5', 'POST_NUMBER:3:10'])
  expect(parsed.problems.every((problem) => problem.severity === 'warning')).toBe(true)
  expect(parsed.announcement).toMatchObject({ title: '4.20', version: '4.20', id: '010' })
})

test('kind and severity come from front matter, and a misspelt one is named with the nearest', () => {
  expect(announcementOf(post('title: x\nkind: patch-release\nseverity: recall'))).toMatchObject({
    kind: 'patch-release',
    severity: 'recall',
  })
  const parsed = parse(post('title: x\nkind: stable-relaese\nseverity: urgent'))
  expect(faults(parsed)).toEqual(['POST_KIND:3:7', 'POST_SEVERITY:4:11'])
  expect(parsed.announcement).toMatchObject({ kind: 'general', severity: 'info', remarks: [parsed.problems[1]] })
  expect(parsed.problems[0]?.fix).toContain('Did you mean stable-release?')
})

test('links of front matter become absolute, and only http and https pass', () => {
  const front = (lines: string) => announcementOf(post(`title: x\n${lines}`))
  expect(front('redirect_to: https://blog.example/a').redirectTo).toBe('https://blog.example/a')
  expect(front('redirect_to:\n  - /one/\n  - /two/').redirectTo).toBe('https://lantern.example/one/')
  expect(front('image:\n  path: //cdn.example/a b.png').image).toBe('https://cdn.example/a%20b.png')
  expect(front('download_url: ""').downloadUrl).toBeUndefined()
  for (const address of [
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://x.example/',
    'http://[',
    'JavaScript:alert(1)',
  ]) {
    expect(faults(parse(post(`title: x\ndownload_url: "${address}"`)))).toEqual(['POST_FIELD:3:15'])
  }
})

test('slug and permalink of front matter change the address and not the id', () => {
  expect(announcementOf(post('title: x\nslug: other'))).toMatchObject({
    id: '2026-03-01-lamps',
    slug: 'other',
    url: 'https://lantern.example/news/2026/03/01/other/',
  })
  expect(announcementOf(post('title: x\npermalink: /about/:year/')).url).toBe('https://lantern.example/about/2026/')
  expect(announcementOf(post('title: x\npermalink: ../../etc//passwd')).url).toBe('https://lantern.example/etc/passwd')
})

test('a post without a body is a problem, unless it only points somewhere', () => {
  for (const body of ['', '  \n\n', '<!-- later -->\n', '{: .note}\n', '\u0000\n'])
    expect(faults(parse(post('title: x', body)))).toEqual(['POST_EMPTY:4'])
  expect(announcementOf(post('title: x\nredirect_to: /there/', '')).redirectTo).toBe('https://lantern.example/there/')
})

test('drafts are neither announcements nor problems', () => {
  expect(parse(post('title: x\npublished: false'))).toEqual({ problems: [], draft: true })
  for (const path of ['2026-01-XX-x.md', '2026-XX-XX-x.md', 'YYYY-MM-DD-x.md', '_drafts/2026-01-01-x.md']) {
    expect(parse('---js\nbroken', { path })).toEqual({ problems: [], draft: true })
  }
})

test('unknown keys of front matter pass silently', () => {
  expect(faults(parse(post('title: x\nlayout: post\ntags: [a]\nredirect_from: /old/\nseo: {a: [b]}')))).toEqual([])
})

test('a map where a word belongs is a problem, also one that brings a toString of its own', () => {
  const source = new TextEncoder().encode(post('title: Lamps\ndate: { toString: "" }\npublished: { toString: "" }'))
  const { announcement, problems } = parse(source, { ids: noIds })
  expect(announcement).toBeUndefined()
  expect(problems.map(({ code }) => code)).toEqual(['POST_SWITCH', 'POST_DATE_READ'])
})

test('whatever the bytes, parsing gives an announcement with title, author and body, or an error', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .record({
        keys: fc.array(
          fc.tuple(
            fc.constantFrom(
              'title',
              'date',
              'id',
              'author',
              'categories',
              'image',
              'permalink',
              'slug',
              'kind',
              'redirect_to',
              'redirect_from',
              'updates',
              'endOfLife',
              'version',
              'severity',
              'withdrawn',
              'follows',
              'download_url',
              'upgrade',
            ),
            fc.json(),
          ),
        ),
        body: fc.string({ unit: 'binary' }),
      })
      .map(({ keys, body }) =>
        new TextEncoder().encode(post(keys.map(([key, value]) => `${key}: ${value}`).join('\n'), body)),
      ),
  )
  fc.assert(
    fc.property(bytes, (source) => {
      const { announcement, problems, draft } = parse(source, { ids: noIds })
      const held = announcement?.remarks ?? []
      const failed = problems.some((problem) => problem.severity === 'error' && !held.includes(problem))
      expect(announcement === undefined).toBe(failed || draft === true)
      if (announcement === undefined) return
      expect(announcement.title.trim()).not.toBe('')
      expect(announcement.authors).not.toEqual([])
      expect(announcement.body.trim() + (announcement.redirectTo ?? '')).not.toBe('')
      expect(new URL(announcement.url).origin).toBe(settings.url)
    }),
    { numRuns: 1000 },
  )
})

test('front matter says which end of life the post is the notice of, with the cycle as it was typed', () => {
  const stated = (value: string) => announcementOf(post(`title: x\nendOfLife: ${value}`)).endOfLife
  expect(stated('{ product: lantern, cycle: 4.10, stage: approaching-30d }')).toEqual({
    product: 'lantern',
    cycles: ['4.10'],
    stage: 'approaching-30d',
  })
  expect(stated('\n  cycle: "4.1"\n  stage: reached')).toEqual({ cycles: ['4.1'], stage: 'reached' })
  expect([stated('4.10'), stated('"4.1"'), stated('010'), stated('')]).toEqual([
    { cycles: ['4.10'] },
    { cycles: ['4.1'] },
    { cycles: ['010'] },
    undefined,
  ])
  expect(stated('{ cycle: [4.10, "4.2", 4.2], field: eoas }')).toEqual({ cycles: ['4.10', '4.2'], field: 'eoas' })
  expect([stated('[4.1, 4.10]'), stated('\n  cycle:\n  - 4.1\n  - v5')]).toEqual([
    { cycles: ['4.1', '4.10'] },
    { cycles: ['4.1', 'v5'] },
  ])
})

test('an end of life that cannot be understood is a problem at its line', () => {
  for (const value of [
    '[[4.1]]',
    '[]',
    '{ product: lantern }',
    '{ cycle: [4.1, { a: 1 }] }',
    '{ cycle: [] }',
    '{ cycle: 4.1, field: eolx }',
    '{ cycle: 4.1, sage: reached }',
    '{ cycle: 4.1, stage: gone }',
  ])
    expect([value, faults(parse(post(`title: x\nendOfLife: ${value}`)))]).toEqual([value, ['POST_FIELD:3:12']])
  expect(parse(post('title: x\nendOfLife: { cycle: 4.1, stage: reachd }')).problems[0]?.fix).toMatch(
    /Did you mean reached\?/,
  )
})
