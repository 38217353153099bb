/**
 * What check finds between table and posts, and what it must not find: over made-up posts, and over the archive beside
 * the checkout.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { formatProblem } from '../../src/base/errors.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { checkReleases } from '../../src/releases/check.js'
import { ReleaseNames } from '../../src/releases/cycles-in-text.js'
import { statedEnds } from '../../src/releases/ends-in-posts.js'
import { renamesIn } from '../../src/releases/former-names.js'
import { parseReleases } from '../../src/releases/parse.js'
import type { ReleaseTable } from '../../src/releases/release.js'
import { readPosts } from '../../src/source/read-posts.js'
import { announcementOf, noIds, post } from '../posts/parsing.js'
import { corpusMissing, corpusPosts, corpusSettings, corpusTable } from '../support/corpus.js'

function tableOf(text: string): ReleaseTable {
  const { products, unreadable } = parseReleases('releases.yaml', text, 'https://lantern.example')
  return { products, unreadable }
}

const check = (table: string, ...announcements: Announcement[]) =>
  checkReleases({ releases: tableOf(table), announcements, fileOf: (path) => `posts/${path}` })
    .map(formatProblem)
    .map((line) => line.replace(/ \([^()]*\)$/, ''))

const LANTERN = `title: Lantern OS
permalink: /lantern
releases:
- { releaseCycle: 4.2, releaseDate: 2023-12-18, eol: false }
- { releaseCycle: 4.1, releaseDate: 2022-02-04, eoas: 2023-12-18, eol: 2024-06-30, eoes: 2025-06-30 }
- { releaseCycle: 4.0, releaseDate: 2018-03-28, eol: 2022-08-04 }
`
const SEVERAL = `products:
  lantern:
    title: Lantern OS
    releases: [{ releaseCycle: 4.1, releaseDate: 2022-02-04, eol: 2024-06-30 }]
  moth:
    title: Moth
    releases: [{ releaseCycle: 26, eol: 2018-05-29 }, { releaseCycle: 27, eol: 2018-11-30 }]
`
const said = (title: string, body = 'Text.', more = '') =>
  announcementOf(post(`title: "${title}"${more}`, `${body}\n`), { path: '2024-05-01-news.md' })

describe('the table', () => {
  test('that is right says nothing, and neither does one that is not there', () => {
    expect([
      check(LANTERN),
      check(SEVERAL),
      checkReleases({ releases: { products: [], unreadable: [] }, announcements: [], fileOf: String }),
    ]).toEqual([[], [], []])
  })

  test('has no end before its release', () => {
    expect(
      check(
        'title: T\npermalink: /t\nreleases:\n- releaseCycle: 1\n  releaseDate: 2024-01-02\n  eoas: 2024-01-01\n  eol: 2023-12-31\n  eoes: 2024-01-02\n',
      ),
    ).toEqual([
      'releases.yaml:4: t/1: eoas is 2024-01-01, before its releaseDate 2024-01-02.',
      'releases.yaml:4: t/1: eol is 2023-12-31, before its releaseDate 2024-01-02.',
    ])
  })

  test('has every successor that it names', () => {
    const table = (successor: string) =>
      `title: T\npermalink: /t\nreleases:\n- releaseCycle: 4.10\n- releaseCycle: 4.1\n  successor: ${successor}\n- releaseCycle: 4.0\n  eol: soon\n`
    expect(check(table('4.10'))).toEqual([])
    expect(check(table('4.0'))).toEqual([])
    expect(check(table('4.11'))).toEqual(['releases.yaml:5: t/4.1: successor is 4.11, which t does not have.'])
    expect(check(table('4.1'))).toEqual(['releases.yaml:5: t/4.1: successor is itself.'])
    const [problem] = checkReleases({ releases: tableOf(table('4.11')), announcements: [], fileOf: String })
    expect(problem?.fix).toBe('Did you mean 4.10?')
  })
})

describe('front matter', () => {
  const front = (value: string) => said('News', 'Text.', `\nendOfLife: ${value}`)

  test('names a product and a cycle that the table has', () => {
    expect(check(LANTERN, front('4.1'))).toEqual([])
    expect(check(SEVERAL, front('{ product: moth, cycle: 26 }'))).toEqual([])
    expect(check(SEVERAL, front('{ product: moht, cycle: 26 }'))).toEqual([
      'posts/2024-05-01-news.md:3: endOfLife: the table has no product moht.',
    ])
    expect(check(SEVERAL, front('26'))).toEqual([
      'posts/2024-05-01-news.md:3: endOfLife: names no product, and the table has several.',
    ])
    expect(check(LANTERN, front('4.10'))).toEqual(['posts/2024-05-01-news.md:3: endOfLife: lantern has no cycle 4.10.'])
    expect(check(LANTERN.replace('4.0,', '4.0, eoas: x,'), front('4.0'))).toEqual([])
  })

  test('that says another cycle, support or stage than the title is remarked, and counts', () => {
    const both = (title: string, value: string) => check(LANTERN, said(title, 'Text.', `\nendOfLife: ${value}`))
    const remark = (stated: string, title: string) => [
      `posts/2024-05-01-news.md:3: warning: endOfLife: ${stated} is not what the title says (${title}); endOfLife counts.`,
    ]
    expect(both('Lantern OS 4.1 has reached end of life', '4.0')).toEqual(remark('4.0', '4.1'))
    expect(both('Lantern OS 4.1 and 4.0 have reached end of life', '4.0')).toEqual(remark('4.0', '4.1, 4.0'))
    expect(both('4.1: end of active support', '{ cycle: 4.1, field: eol }')).toEqual(remark('eol', 'eoas'))
    expect(both('4.1 is nearing EOL', '{ cycle: 4.1, stage: reached }')).toEqual(remark('reached', 'approaching'))
    expect(both('Support of 4.1 extended', '{ cycle: 4.1, stage: approaching-30d }')).toEqual(
      remark('approaching-30d', 'date-changed'),
    )
    for (const [title, value] of [
      ['Lantern OS 4.1 is nearing EOL', '{ cycle: 4.1, stage: approaching-30d }'],
      ['Support for 4.1 has ended', '{ cycle: 4.1, field: eoes, stage: reached }'],
      ['4.1 reaches end of life', '{ cycle: [4.1, 4.0], stage: reached }'],
      ['Goodbye, four point one', '{ cycle: 4.1, field: eoas, stage: reached }'],
    ] as const)
      expect([title, both(title, value)]).toEqual([title, []])
  })

  test('is of no use without a table', () => {
    const releases = { products: [], unreadable: [] }
    expect(checkReleases({ releases, announcements: [front('4.1')], fileOf: String })).toMatchObject([
      { severity: 'warning', line: 3 },
    ])
    expect(
      checkReleases({ releases: { ...releases, unreadable: ['*'] }, announcements: [front('4.1')], fileOf: String }),
    ).toEqual([])
  })
})

describe('a stable release', () => {
  const missing = (title: string, version = title.match(/[\d.]+/)?.[0]) => [
    `posts/2024-05-01-news.md:2: warning: The releases table has no cycle for Lantern OS ${version}, which this post announces.`,
  ]

  test.each([
    'Lantern OS 4.2 has been released',
    'Lantern 4.2.3 has been released',
    'Lantern OS 4.2.0 released',
    'Version 4.1.2 is out',
  ])('%s: has its cycle', (title) => expect(check(LANTERN, said(title))).toEqual([]))

  test.each([
    'Lantern OS 4.3 has been released',
    'Lantern OS 4.3.1 has been released',
    'Version 5.0 has been released',
  ])('%s: has none', (title) => expect(check(LANTERN, said(title))).toEqual(missing(title)))

  test.each([
    'Lantern OS 4.3-rc1 is ready for testing',
    'Moth 4.3 has been released',
    'Templates for Lantern OS 4.3 are here',
  ])('%s: is none, or not of this product', (title) => expect(check(LANTERN, said(title))).toEqual([]))

  test('that is older than the table was left behind on purpose', () => {
    const old = announcementOf(post('title: Lantern OS 3.0 has been released'), { path: '2015-10-01-old.md' })
    expect(check(LANTERN, old)).toEqual([])
  })

  test('is looked for in the product that its title names', () => {
    expect(check(SEVERAL, said('Moth 27 has been released'))).toEqual([])
    expect(check(SEVERAL, said('Moth 4.1 has been released'))).toHaveLength(1)
    expect(check(SEVERAL, said('Something 9.9 has been released'))).toEqual([])
  })
})

describe('a day that a post states', () => {
  const differs = (what: string, post: string, table: string, line: number) => [
    `posts/2024-05-01-news.md:${line}: warning: ${what} of Lantern OS 4.1: the post says ${post}, and the releases table says ${table} (releases.yaml:5).`,
  ]
  const TITLE = 'Lantern OS 4.1 approaching end of life'

  test.each([
    ['Lantern OS 4.1 will reach its end of life on 2024-06-18.'],
    ['Lantern OS 4.1 will reach end-of-life (EOL) on **18 June 2024**.'],
    ['The EOL date for it is near.\n\nLantern 4.1 is\nEOL on June 18th, 2024.'],
    ['On Tuesday, 18 June 2024, Lantern OS 4.1 reaches its official end of life.'],
    [
      'It will reach [end of life][eol] on 2024-06-18. Lantern OS 4.2 is better.\n\n[eol]: https://x.example/1999-01-01',
    ],
    ['After the release of Lantern 4.2, Lantern 4.1 will reach EOL on 2024/06/18.'],
  ])('%j differs from the table', (body) => {
    const line = body.slice(0, body.search(/EOL on|will reach|On Tuesday/)).split('\n').length + 4
    const [found] = check(LANTERN, said(TITLE, body))
    expect(found?.replace(/:\d+: w/, ':1: w')).toBe(differs('End of life', '2024-06-18', '2024-06-30', 1)[0])
    expect(Number(/:(\d+): w/.exec(found ?? '')?.[1])).toBeGreaterThanOrEqual(line)
  })

  test('in a title counts too, and so does one in a release post', () => {
    expect(check(LANTERN, said('Lantern OS 4.1 EOL on 2024-06-18'))).toEqual(
      differs('End of life', '2024-06-18', '2024-06-30', 2),
    )
    const body =
      'It is out.\n\n```\nLantern OS 4.1 EOL on 1999-01-01\n```\n\n- Support of Lantern OS 4.1 ends\n  soon: it will be supported until 2024-06-18.\n- Lantern OS 4.1 will be supported until 2024-06-18.'
    expect(check(LANTERN, said('Lantern OS 4.2 has been released', body))).toEqual(
      differs('End of support', '2024-06-18', '2023-12-18 and 2024-06-30 and 2025-06-30', 12),
    )
  })

  test('of active or extended support is compared with its own column', () => {
    const body = (active: string, extended: string) =>
      `Lantern OS 4.1 reaches end of active support on ${active}. Its end of extended support is ${extended}.`
    expect(check(LANTERN, said(TITLE, body('2023-12-18', '2025-06-30')))).toEqual([])
    expect(check(LANTERN, said(TITLE, body('2024-06-30', '2024-06-30')))).toEqual([
      ...differs('End of active support', '2024-06-30', '2023-12-18', 5),
      ...differs('End of extended support', '2024-06-30', '2025-06-30', 5),
    ])
  })

  test('of a cycle whose end the table denies is told', () => {
    expect(check(LANTERN, said('Lantern OS 4.2 EOL on 2026-12-31'))).toEqual([
      'posts/2024-05-01-news.md:2: warning: End of life of Lantern OS 4.2: the post says 2026-12-31, and the releases table says false (releases.yaml:4).',
    ])
  })

  test.each([
    ['the right day', 'Lantern OS 4.1 reaches end of life on 30 June 2024.'],
    ['another product', 'Moth 4.1 reaches end of life on 2024-06-18.'],
    ['several cycles', 'Lantern OS 4.0 and Lantern OS 4.1 reach end of life on 2024-06-18.'],
    [
      'another day of the sentence',
      'Lantern OS 4.1, released on 2022-02-04, nears its end of life, and 4.2 came on 2023-12-18.',
    ],
    ['a patch level', 'Lantern OS 4.1-rc1 reaches end of life on 2024-06-18.'],
    ['a day without an end', 'Upgrade from Lantern OS 4.1 by 2024-06-18.'],
    ['a comment', 'Text. <!-- Lantern OS 4.1 reaches end of life on 2024-06-18. -->'],
    ['an anyone’s guess', 'Lantern OS 4.1 reaches end of life on 06/18/2024.'],
    [
      'a correction in the same post',
      'Lantern OS 4.1 EOL on 2024-06-18.\n\n**Update:** Lantern OS 4.1 EOL on 2024-06-30.',
    ],
  ])('%s is no alarm', (_, body) => expect(check(LANTERN, said('Some news', body))).toEqual([]))

  test('in an old post is let be once a newer one states another', () => {
    const old = announcementOf(post('title: Lantern OS 4.1 EOL on 2024-06-18'), { path: '2024-01-01-old.md' })
    const moved = announcementOf(post('title: Lantern OS 4.1 EOL on 2024-06-30'), { path: '2024-02-01-moved.md' })
    expect([check(LANTERN, old).length, check(LANTERN, old, moved)]).toEqual([1, []])
  })

  test('costs no time in a hostile post', () => {
    const body = [
      // As much as a post may hold (posts/limits.ts).
      'EOL '.repeat(24_000),
      `${' '.repeat(190)}\n`.repeat(1_000),
      '[EOL]('.repeat(4_900),
      'support ends (on '.repeat(4_900),
      '`'.repeat(9_900),
    ]
    expect(check(LANTERN, ...body.map((text) => said('Lantern OS 4.1 EOL', `Text. ${text}`)))).toEqual([])
  })
})

const folder = corpusPosts()
const [statements, releases] = ['eol_statements.csv', 'releases.csv'].map((name) => corpusTable(name))
if (folder === undefined) console.log(corpusMissing)

describe.skipIf(folder === undefined || statements === undefined || releases === undefined)('the archive', async () => {
  const rows = (file: string | undefined) =>
    readFileSync(file ?? '', 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
  const { announcements, fileOf } = await readPosts(folder ?? '', corpusSettings, noIds)

  /** The table as it stood at the end, each stated end moved by so many days. */
  function archiveTable(movedDays: number): ReleaseTable {
    const products = new Map<string, Map<string, Record<string, string>>>()
    const put = (product: string, cycle: string, key: string, day: string) => {
      const cycles = products.get(product) ?? new Map<string, Record<string, string>>()
      products.set(product, cycles.set(cycle, { ...cycles.get(cycle), [key]: day }))
    }
    for (const [product = '', version = '', stage, level, day = ''] of rows(releases))
      if (stage === 'stable' && level !== 'patch') put(product, version, 'releaseDate', day)
    for (const [name = '', day = ''] of rows(statements)) {
      const [, product, cycle] = /^(.*?) (\d[\d.]*)$/.exec(name) ?? []
      if (product === undefined || cycle === undefined || !/^\d{4}-\d\d-\d\d$/.test(day)) continue
      put(product, cycle, 'eol', new Date(Date.parse(day) + movedDays * 86_400_000).toISOString().slice(0, 10))
    }
    const lines = [...products].flatMap(([title, cycles]) => [
      `  ${title.toLowerCase().replaceAll(' ', '-')}:`,
      `    title: ${title}`,
      '    releases:',
      ...[...cycles].flatMap(([cycle, fields]) => [
        `      - releaseCycle: ${cycle}`,
        ...Object.entries(fields).map((field) => `        ${field.join(': ')}`),
      ]),
    ])
    return tableOf(['products:', ...lines, ''].join('\n'))
  }

  test('is compared without a false alarm', () => {
    const problems = checkReleases({ releases: archiveTable(0), announcements, fileOf })
    // Its table lists what the project ended, and Whonix 15 had not ended: a cycle that is missing indeed.
    expect(problems.map(({ message }) => message)).toEqual([
      'The releases table has no cycle for Whonix 15, which this post announces.',
    ])
  })

  test('shows every date that was moved, with both places', () => {
    const table = archiveTable(7)
    const differences = checkReleases({ releases: table, announcements, fileOf }).filter(({ message }) =>
      message.includes('table says'),
    )
    const names = new ReleaseNames(table)
    const stated = new Set(
      announcements.flatMap((one) =>
        statedEnds(one, names).map(({ product, release }) => `${product.title} ${release.cycle}`),
      ),
    )
    console.log(
      `${stated.size} cycles whose end the archive states in words that are understood: ${[...stated].sort().join(', ')}`,
    )
    expect(differences.map(({ message }) => /life of (.*?):/.exec(message)?.[1]).sort()).toEqual([...stated].sort())
    expect(stated.size).toBeGreaterThanOrEqual(7)
    for (const { line, message } of differences)
      expect([(line ?? 0) > 1, message]).toEqual([true, expect.stringMatching(/\(releases\.yaml:\d+\)/)])
  })
})

test('was: of a cycle that is there still, or that two cycles say, does not count', () => {
  const table = `title: Lantern OS
permalink: /lantern
was: [lamp, beacon]
releases:
- { releaseCycle: 4.2, releaseDate: 2023-12-18, eol: false, was: [4.1, 4.0] }
- { releaseCycle: 4.1, releaseDate: 2022-02-04, eol: 2027-01-01, was: 4.0 }
- { releaseCycle: "3 old", releaseDate: 2021-02-04, eol: 2026-01-01, was: 3 new }
`
  expect(check(table)).toEqual([
    expect.stringContaining('lantern/4.2: was names lantern/4.1, which is a cycle of the table still; it does not'),
    expect.stringContaining('lantern/4.1: was names lantern/4.0, which is said of another cycle too; it does not'),
  ])
  expect([...renamesIn(tableOf(table))].map(([old, { product, cycle }]) => [old, product, cycle])).toEqual([
    ['lamp/4.2', 'lantern', '4.2'],
    ['beacon/4.2', 'lantern', '4.2'],
    ['lamp/4.1', 'lantern', '4.1'],
    ['beacon/4.1', 'lantern', '4.1'],
    ['lantern/3 new', 'lantern', '3 old'],
    ['lamp/3 old', 'lantern', '3 old'],
    ['lamp/3 new', 'lantern', '3 old'],
    ['beacon/3 old', 'lantern', '3 old'],
    ['beacon/3 new', 'lantern', '3 old'],
  ])
})

test('a post may name a cycle and a product as they were called', () => {
  const table = `title: Lantern OS
permalink: /lantern
was: lamp
releases:
- { releaseCycle: 4.1-lts, releaseDate: 2022-02-04, eol: 2027-01-01, was: 4.1 }
`
  const about = (product: string, cycle: string) =>
    said('News', 'Text.', `\nendOfLife: { product: ${product}, cycle: "${cycle}", stage: reached }`)
  expect(check(table, about('lamp', '4.1'), about('lantern', '4.1'), about('lamp', '4.1-lts'))).toEqual([])
  expect(check(table, about('lamp', '4.0'))).toHaveLength(1)
})
