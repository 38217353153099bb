/** The releases table as text: endoflife.date's documented format, our own keys, what is wrong with either. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { parseReleases } from '../../src/releases/parse.js'
import { endFields, type Release } from '../../src/releases/release.js'

const parse = (text: string, file = 'releases.yaml') => parseReleases(file, text, 'https://lantern.example')

/**
 * A product file from its front matter and its releases, in the form that CONTRIBUTING.md of endoflife.date asks for.
 */
const productFile = (releases: string, keys = '') =>
  `---
title: Timeturner
category: device
tags: magic time
iconSlug: codemagic
permalink: /timeturner
alternate_urls:
-   /hourglass
versionCommand: swish and flick
releasePolicyLink: https://timeturner.example/policy
${keys}
identifiers:
-   repology: timeturner
-   purl: pkg:npm/%40time/turner # url-encoded

# A list of releases, supported or not.
releases:
${releases}
---

> [Timeturner](https://timeturner.example) turns time.
`

function only(text: string, file?: string) {
  const { products, unreadable, problems } = parse(text, file)
  expect([problems, unreadable]).toEqual([[], []])
  if (products[0] === undefined || products.length > 1) throw new Error('not one product')
  return products[0]
}

const releasesOf = (entries: string, keys?: string) => only(productFile(entries, keys), 'timeturner.md').releases
const faults = (text: string, file?: string) =>
  parse(text, file).problems.map(({ severity, line, column, message }) => `${severity[0]}${line}:${column} ${message}`)

describe('a product file of endoflife.date', () => {
  test('is accepted as it is', () => {
    const { releases, ...product } = only(
      productFile(`
-   releaseCycle: "1.2"
    releaseDate: 2017-03-12
    eoas: 2018-01-31
    eol: 2019-01-01   # security
    latest: "1.2.3"
    latestReleaseDate: 2018-01-23
    supportedIosVersions: "9 - 15"`),
    )
    expect(product).toEqual({
      id: 'timeturner',
      title: 'Timeturner',
      category: 'device',
      tags: ['magic', 'time'],
      aliases: ['hourglass'],
      identifiers: [
        { type: 'repology', id: 'timeturner' },
        { type: 'purl', id: 'pkg:npm/%40time/turner' },
      ],
      versionCommand: 'swish and flick',
      policyLink: 'https://timeturner.example/policy',
      iconSlug: 'codemagic',
      labels: { eoas: 'Active Support', eol: 'Security Support' },
      file: 'releases.yaml',
      line: 1,
    })
    expect(releases).toEqual([
      {
        cycle: '1.2',
        label: '1.2',
        releaseDate: '2017-03-12',
        lts: false,
        eoas: '2018-01-31',
        eol: '2019-01-01',
        latest: '1.2.3',
        latestReleaseDate: '2018-01-23',
        computed: [],
        line: 19,
      },
    ])
  })

  test('is accepted as plain YAML, with or without a line of dashes before it, with a byte order mark and CRLF', () => {
    const plain = 'title: Lamp\nreleases:\n- releaseCycle: 4.10\n  eol: true\n'
    for (const text of [plain, `---\n${plain}`, `\uFEFF---\r\n${plain.replaceAll('\n', '\r\n')}---\r\n\r\nText\r\n`]) {
      const { id, releases } = only(text, 'content/lamp-oil.yaml')
      expect([id, releases[0]?.cycle, releases[0]?.eol]).toEqual(['lamp-oil', '4.10', true])
    }
  })

  test.each([
    ['4.10', '4.10'],
    ['"4.10"', '4.10'],
    ["'4.1'", '4.1'],
    ['4.1 # a comment', '4.1'],
    ['010', '010'],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    ['20.04', '20.04'],
    ['2024-06-18', '2024-06-18'],
    ['"R390 (LTSB)"', 'R390 (LTSB)'],
    ['true', 'true'],
    ['"~"', '~'],
  ])('keeps cycles and versions as they were typed: %s', (typed, kept) => {
    const [release] = releasesOf(`- releaseCycle: ${typed}\n  eol: false\n  latest: ${typed}\n  successor: ${typed}`)
    expect([release?.cycle, release?.label, release?.latest, release?.successor]).toEqual([kept, kept, kept, kept])
  })

  test.each([
    ['2026-05-31', '2026-05-31'],
    ['"2026-05-31"', '2026-05-31'],
    ["'2026-05-31' # a comment", '2026-05-31'],
    ['true', true],
    ['True', true],
    ['false', false],
    ['no', false],
    ['', undefined],
    ['~', undefined],
    ['null', undefined],
  ])('reads %s as a date, a boolean or nothing', (typed, end) => {
    const keys = ['lts', 'eoas', 'eol', 'eoes', 'discontinued']
    const [release] = releasesOf(`- releaseCycle: "1"\n${keys.map((key) => `  ${key}: ${typed}\n`).join('')}`)
    expect(keys.map((key) => release && Reflect.get(release, key))).toEqual([end ?? false, end, end, end, end])
  })

  test('reads the older spellings, in which support: true meant that it lasts', () => {
    const [a, b, c] = releasesOf(`
- releaseCycle: "3"
  release: 2021-05-04
  support: true
  extendedSupport: false
- releaseCycle: "2"
  support: 2022-01-01
  extendedSupport: 2024-01-01
- releaseCycle: "1"
  support: true
  eoas: true`)
    expect([a?.releaseDate, a?.eoas, a?.eoes]).toEqual(['2021-05-04', false, true])
    expect([b?.eoas, b?.eoes, c?.eoas]).toEqual(['2022-01-01', '2024-01-01', true])
  })

  test('fills releaseLabel, of the release before that of the product', () => {
    const labels = releasesOf(
      `
- releaseCycle: "3.1"
  codename: Wick
- releaseCycle: "3.0"
- releaseCycle: "2.0"
  releaseLabel: "Two <abbr title='Long'>LTS</abbr> __LATEST__"
  latest: "2.0.4"`,
      'releaseLabel: "__RELEASE_CYCLE__ (__CODENAME__)"',
    ).map(({ label }) => label)
    expect(labels).toEqual(['3.1 (Wick)', '3.0', 'Two LTS 2.0.4'])
  })

  test('fills links from changelogTemplate, with the Liquid that such files use; null is none', () => {
    const link = (template: string, more = '') =>
      releasesOf(
        `- releaseCycle: "3.1"\n  latest: "3.1.0"\n  latestReleaseDate: 2026-11-10\n${more}`,
        `changelogTemplate: ${template}`,
      )[0]?.link
    expect(link('https://x.example/__RELEASE_CYCLE__/__LATEST__')).toBe('https://x.example/3.1/3.1.0')
    expect(link('https://x.example/__LATEST_RELEASE_DATE__')).toBe('https://x.example/2026-11-10')
    expect(link(`'https://x.example/{{"__LATEST__" | replace:".","-"}}'`)).toBe('https://x.example/3-1-0')
    expect(link(`'https://x.example/{{"__RELEASE_CYCLE__"|split:"."|first}}/{{"__LATEST__"}}'`)).toBe(
      'https://x.example/3/3.1.0',
    )
    expect(link('/news/__RELEASE_CYCLE__/')).toBe('https://lantern.example/news/3.1/')
    expect(link('https://x.example/__LATEST__', '  link: null')).toBeUndefined()
    expect(link('https://x.example/__LATEST__', '  link: https://y.example/__LATEST__/')).toBe(
      'https://y.example/3.1.0/',
    )
    expect(link('https://x.example/__CODENAME__')).toBeUndefined()
    expect(link(`'https://x.example/{{"__LATEST__" | date: "%Y"}}'`)).toBeUndefined()
  })

  test('names its columns, unless they are switched off or nothing stands in them', () => {
    const labels = (keys: string) => only(productFile('- releaseCycle: "1"\n  eol: false\n  eoas: false', keys)).labels
    expect(labels('')).toEqual({ eoas: 'Active Support', eol: 'Security Support' })
    expect(labels('eoasColumn: false\neolColumn: <b>Fixes</b>\neoesColumn: true')).toEqual({
      eol: 'Fixes',
      eoes: 'Extended Support',
    })
    expect(labels('activeSupportColumn: Hardware')).toEqual({ eoas: 'Hardware', eol: 'Security Support' })
  })

  test('has words of its own for kinds of support where its columns have other titles than by themselves', () => {
    const words = (keys: string) => only(productFile('- releaseCycle: "1"\n  eol: false', keys)).supportWords
    expect(words('eolColumn: Security support\neoasColumn: true\neoesColumn: Debian LTS')).toEqual({
      eoes: 'Debian LTS',
    })
    expect(words('')).toBeUndefined()
  })

  test('tells cycles of one label apart, and says so', () => {
    const two = (more: string) =>
      parse(
        productFile(
          `- releaseCycle: 10-21h2-e\n  releaseLabel: 10 21H2\n- releaseCycle: 10-21h2\n  releaseLabel: 10 21H2${more}`,
        ),
        'windows.md',
      )
    const labels = ({ products }: ReturnType<typeof two>) => products[0]?.releases.map(({ label }) => label)
    expect(labels(two(''))).toEqual(['10 21H2 (10-21h2-e)', '10 21H2 (10-21h2)'])
    const lts = two('\n  lts: true')
    expect(labels(lts)).toEqual(['10 21H2', '10 21H2 LTS'])
    expect(lts.problems).toMatchObject([
      {
        severity: 'warning',
        message: 'The cycles 10-21h2-e, 10-21h2 have one label; they are called "10 21H2", "10 21H2 LTS".',
      },
    ])
  })
})

describe('our own keys', () => {
  test('are successor, upgrade, note and stages', () => {
    const [release] = releasesOf(`
- releaseCycle: "3.0"
  successor: 3.10
  upgrade: /doc/upgrade/
  note: |
    Back up **first**.

    Then upgrade.
  stages: [0d, 180d, 30d, 2w]`)
    expect(release).toMatchObject({
      successor: '3.10',
      upgrade: 'https://lantern.example/doc/upgrade/',
      note: 'Back up **first**.\n\nThen upgrade.',
      stages: [180, 30, 14, 0],
    })
    expect(releasesOf('- releaseCycle: 1\n  stages: []')[0]?.stages).toEqual([])
  })

  test('several products stand in one file', () => {
    const { products, problems } = parse(
      'products:\n  lantern:\n    title: Lantern OS\n    link: /os/\n    releases:\n      - releaseCycle: 3.1\n  wick:\n    releases: []\n',
    )
    expect(problems).toEqual([])
    expect(products.map(({ id, title, link, line, releases }) => [id, title, link, line, releases.length])).toEqual([
      ['lantern', 'Lantern OS', 'https://lantern.example/os/', 2, 1],
      ['wick', 'wick', undefined, 7, 0],
    ])
  })
})

describe('a policy computes the ends that the table does not state', () => {
  const ends = (policy: string, releases: readonly (readonly [cycle: string, date?: string, eol?: string])[]) => {
    const entries = releases.map(
      ([cycle, date, eol]) =>
        `- releaseCycle: ${cycle}${date ? `\n  releaseDate: ${date}` : ''}${eol ? `\n  eol: ${eol}` : ''}`,
    )
    return Object.fromEntries(
      releasesOf(entries.join('\n'), `policy: ${policy}`).map(({ cycle, eol, computed }) => [
        cycle,
        [eol, computed.join()],
      ]),
    )
  }

  test('so many months after the next minor cycle, by number and not by the alphabet', () => {
    expect(
      ends('{ months: 6, after: next-minor }', [
        ['5.0'],
        ['4.10', '2025-08-31'],
        ['4.9.1', '2025-03-01'],
        ['4.9', '2024-08-31'],
        ['4.8', '2023-12-18', '2025-01-01'],
        ['4.7', '2023-01-01', 'false'],
      ]),
    ).toEqual({
      '5.0': [undefined, ''],
      '4.10': [undefined, ''],
      '4.9.1': ['2026-02-28', 'eol'],
      '4.9': ['2026-02-28', 'eol'],
      '4.8': ['2025-01-01', ''],
      '4.7': [false, ''],
    })
  })

  test('after the next major cycle, also where a branch of the old one goes on', () => {
    expect(
      ends('{ months: 12, after: next-major }', [
        ['4.0', '2020-01-31'],
        ['3.2', '2020-06-01'],
        ['3.1', '2019-01-01'],
        ['2.0', '2016-02-29'],
      ]),
    ).toEqual({
      '4.0': [undefined, ''],
      '3.2': [undefined, ''],
      '3.1': ['2021-01-31', 'eol'],
      '2.0': ['2020-01-01', 'eol'],
    })
  })

  test('after its own release, with months cut at the month’s end', () => {
    expect(ends('{ months: 1, after: release }', [['2', '2024-01-31'], ['1', '2023-01-31'], ['0']])).toEqual({
      2: ['2024-02-29', 'eol'],
      1: ['2023-02-28', 'eol'],
      0: [undefined, ''],
    })
  })

  test('names without numbers follow each other by date', () => {
    expect(
      ends('{ months: 2, after: next-minor }', [
        ['trixie', '2025-08-09'],
        ['bookworm', '2023-06-10'],
      ]),
    ).toEqual({
      trixie: [undefined, ''],
      bookworm: ['2025-10-09', 'eol'],
    })
  })

  test('another end may be meant', () => {
    const [release] = releasesOf(
      '- releaseCycle: 1\n  releaseDate: 2024-01-01',
      'policy: { months: 3, after: release, field: eoas }',
    )
    expect([release?.eoas, release?.eol, release?.computed]).toEqual(['2024-04-01', undefined, ['eoas']])
  })

  test('what it would compute from a cycle that cannot be read is not known either', () => {
    const text = (bad: string) =>
      productFile(
        `- releaseCycle: 4.3\n  releaseDate: 2025-01-01\n- releaseCycle: ${bad}\n  eol: soon\n- releaseCycle: 4.1\n  releaseDate: 2024-01-01\n- releaseCycle: 4.0\n  releaseDate: 2023-01-01\n  eol: false`,
        'policy: { months: 6, after: next-minor }',
      )
    const { products, unreadable } = parse(text('4.2'))
    expect([products[0]?.releases.map(({ cycle }) => cycle), unreadable]).toEqual([
      ['4.3', '4.0'],
      ['timeturner/4.1', 'timeturner/4.2'],
    ])
    expect(parse(text('3.9')).unreadable).toEqual(['timeturner/3.9'])
  })

  test.each([
    ['{ after: release }', 'months: is missing.'],
    ['{ months: half, after: release }', 'months: "half" is not a number of months.'],
    ['{ months: 6, after: next-patch }', 'after: "next-patch" is not known.'],
    ['{ months: 6, after: release, fields: eol }', 'fields: is no part of a policy.'],
    ['six months', 'policy: is not a list of "key: value" lines.'],
  ])('%s is a fault, and the product cannot be read', (policy, message) => {
    const { products, unreadable, problems } = parse(productFile('- releaseCycle: 1', `policy: ${policy}`))
    expect([products, unreadable, problems.map((fault) => fault.message)]).toEqual([[], ['timeturner'], [message]])
  })
})

describe('what is wrong is named with its place, and stops nothing else', () => {
  const table = (releases: string) => `products:\n  lantern:\n    title: Lantern\n    releases:\n${releases}`
  const entry = (fields: string) =>
    table(`      - { releaseCycle: 4.2, eol: 2026-01-01 }\n      - { releaseCycle: 4.1, ${fields} }\n`)

  test.each([
    [
      'eol: 2024-13-01',
      'eol: "2024-13-01" is not a date.',
      'Write a day that is in the calendar, as YYYY-MM-DD, or true or false.',
    ],
    ['eol: 24-6-18', 'eol: "24-6-18" is not a date.', 'Write 2024-06-18, if that is the day, or true or false.'],
    [
      'eol: 18 June 2024',
      'eol: "18 June 2024" is not a date.',
      'Write 2024-06-18, if that is the day, or true or false.',
    ],
    ['eoas: soon', 'eoas: "soon" is not a date.', 'Write the day as YYYY-MM-DD, like 2024-06-18, or true or false.'],
    [
      'releaseDate: 2023-02-29',
      'releaseDate: "2023-02-29" is not a date.',
      'Write a day that is in the calendar, as YYYY-MM-DD.',
    ],
    ['eol: [2024-06-18]', 'eol: is not a single value.', 'Write one value behind the colon.'],
    [
      'eol: !!timestamp 2024-06-18',
      'eol: has the YAML tag tag:yaml.org,2002:timestamp.',
      'Remove the tag: values are read as typed.',
    ],
    ['eol: 2024-06-18, eol: 2024-06-30', 'eol: is there twice.', 'Remove one of the two.'],
    [
      'stages: [30d, soon]',
      'stages: "soon" is not a number of days.',
      'Write a list of days before the end, like [180d, 30d, 0d]; 0d is the day itself.',
    ],
    [
      'upgrade: "javascript:x"',
      'upgrade: is not an http or https address.',
      'Write a whole address (https://…), or one that begins with /.',
    ],
  ])('%s', (fields, message, fix) => {
    const { products, unreadable, problems } = parse(entry(fields))
    expect(products[0]?.releases.map(({ cycle }) => cycle)).toEqual(['4.2'])
    expect(unreadable).toEqual(['lantern/4.1'])
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'RELEASES_TABLE',
        severity: 'error',
        file: 'releases.yaml',
        line: 6,
        message,
        fix,
      }),
    ])
    expect(problems[0]?.column).toBeGreaterThan(25)
  })

  test('aliases and merge keys are never followed', () => {
    const text = table(
      '      - &a { releaseCycle: 4.2, eol: &d 2026-01-01 }\n      - { <<: *a, releaseCycle: 4.1 }\n      - *a\n      - { releaseCycle: 4.0, eol: *d }\n',
    )
    const { products, unreadable } = parse(text)
    expect([products[0]?.releases.map(({ cycle }) => cycle), unreadable]).toEqual([
      ['4.2'],
      ['lantern', 'lantern/4.0', 'lantern/4.1'],
    ])
    expect(faults(text).map((fault) => fault.split(' ')[0])).toEqual(['e6:11', 'e7:9', 'e8:35'])
  })

  test('a bomb of aliases costs nothing', () => {
    const levels = Array.from(
      { length: 40 },
      (_, index) => `b${index + 1}: &b${index + 1} [${'*b0, '.replace('0', String(index)).repeat(9)}]`,
    )
    const text = `b0: &b0 [x, x]\n${levels.join('\n')}\ntitle: T\nreleases: *b40\n`
    expect(parse(text, 'bomb.yaml')).toMatchObject({ products: [], unreadable: ['bomb'] })
  })

  test('a cycle that is there twice is used in neither form', () => {
    const { products, unreadable, problems } = parse(entry('eol: 2025-01-01 }\n      - { releaseCycle: "4.1"'))
    expect([products[0]?.releases.length, unreadable]).toEqual([1, ['lantern/4.1']])
    expect(problems).toEqual([
      expect.objectContaining({ line: 7, message: 'The cycle 4.1 is there 2 times, on lines 6 and 7.' }),
    ])
  })

  test('a release without a cycle makes its product unsure, and a bad product leaves the others', () => {
    const { products, unreadable } = parse(
      'products:\n  a: { releases: [{ eol: true }, { releaseCycle: 1 }] }\n  b: nothing\n  c: { releases: 7 }\n  d: { title: [D], releases: [] }\n  e: { releases: [] }\n  e: { releases: [] }\n  f/g: { releases: [] }\n  h: { releases: [{ releaseCycle: 2 }] }\n',
    )
    expect([products.map(({ id, releases }) => [id, releases.length]), unreadable]).toEqual([
      [
        ['a', 1],
        ['h', 1],
      ],
      ['a', 'b', 'c', 'd', 'e', '*'],
    ])
  })

  test.each([
    ['', '*'],
    ['just text', '*'],
    ['- a\n- b\n', '*'],
    ['products:\n', '*'],
    ['products: []\n', '*'],
    ['products: {}\nreleases: []\n', '*'],
    ['products: "open\n', '*'],
    ['a: 1\n---\nproducts: {}\n', '*'],
    ['permalink: /lamp\nreleases: "open\n', 'lamp'],
    ['permalink: /lamp\nreleases:\n', 'lamp'],
    ['permalink: /lamp\ntitle: No releases\n', 'lamp'],
    ['permalink: [x]\nreleases: []\n', '*'],
    [`a: ${'['.repeat(20_000)}`, '*'],
  ])('%j holds nothing that can be used', (text, name) => {
    const { products, unreadable, problems } = parse(text)
    expect([products, unreadable]).toEqual([[], [name]])
    expect(problems.length).toBeGreaterThan(0)
    for (const { file, line, severity } of problems)
      expect([file, severity, (line ?? 0) > 0]).toEqual(['releases.yaml', 'error', true])
  })

  test('what only describes is a warning, and costs no release', () => {
    const text = productFile('- releaseCycle: 1\n  link: "javascript:x"\n  EOL: 2025-01-01', 'link: [x]')
    expect(parse(text).products[0]?.releases).toHaveLength(1)
    expect(faults(text).map((fault) => fault.replace(/\d+:\d+ /, ' '))).toEqual([
      'w EOL: is not known, and passed by.',
      'w link: is not an http or https address.',
      'w link: is not a single value.',
    ])
  })
})

describe('for any table', () => {
  const day = fc
    .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10))
  const end = fc.oneof(day, fc.boolean())
  const words = fc
    .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 })
    .map((text) => text.trim().replace(/ +/g, ' '))
    .filter((text) => text !== '')
  const release = fc.record(
    {
      releaseCycle: fc.oneof(
        words,
        fc.tuple(fc.nat(99), fc.nat(99)).map(([a, b]) => `${a}.${b}`),
      ),
      lts: end,
      releaseDate: day,
      eoas: end,
      eol: end,
      eoes: end,
      discontinued: end,
      latest: words,
      codename: words,
      note: words,
      successor: words,
      latestReleaseDate: day,
      stages: fc.uniqueArray(fc.nat(400), { maxLength: 5 }),
    },
    { requiredKeys: ['releaseCycle'] },
  )
  const products = fc.dictionary(
    fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/),
    fc.record({
      title: words,
      releases: fc.uniqueArray(release, { selector: (one) => one.releaseCycle.toLowerCase(), maxLength: 6 }),
    }),
    { maxKeys: 4 },
  )

  test('what is written as YAML is read back', () => {
    fc.assert(
      fc.property(products, fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'), (written, style) => {
        const asText = Object.entries(written).map(([id, { title, releases }]) => [
          id,
          {
            title,
            releases: releases.map(({ stages, ...one }) => ({
              ...one,
              ...(stages && { stages: stages.map((days) => `${days}d`) }),
            })),
          },
        ])
        const {
          products: read,
          problems,
          unreadable,
        } = parse(stringify({ products: Object.fromEntries(asText) }, { defaultStringType: style, lineWidth: 0 }))
        expect([problems, unreadable]).toEqual([[], []])
        const back = read.map(({ id, title, releases }) => [id, { title, releases: releases.map(asWritten) }])
        const sorted = Object.entries(written).map(([id, { title, releases }]) => [
          id,
          {
            title,
            releases: releases.map(({ stages, lts, ...one }) => ({
              ...one,
              lts: lts ?? false,
              ...(stages && { stages: [...stages].sort((a, b) => b - a) }),
            })),
          },
        ])
        expect(back).toEqual(sorted)
      }),
      { numRuns: 200 },
    )
  })

  function asWritten({ cycle, label, computed, line, ...one }: Release) {
    expect([label, computed, line > 0]).toEqual([cycle, [], true])
    return { releaseCycle: cycle, ...one }
  }

  test('hostile text never throws, and says where it is wrong', () => {
    const pieces = fc.constantFrom(
      ...[
        'products:',
        'releases:',
        '\n',
        '\n  ',
        '- ',
        '---\n',
        '...\n',
        '*a',
        '&a ',
        '!!str ',
        '!x ',
        '? ',
        ': ',
        '{',
        '}',
        '[',
        ']',
        '"',
        "'",
      ],
      ...[
        '|',
        '>',
        '#',
        '%',
        '\t',
        '\0',
        '\u2028',
        '\uFEFF',
        '\uD800',
        '<<: ',
        'releaseCycle: 1',
        'eol: ',
        'permalink: /a',
        'policy: ',
        '\r',
        '@',
        '`',
      ],
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, fc.boolean(), (hostile, isInside) => {
        const {
          products: read,
          problems,
          unreadable,
        } = parse(isInside ? `title: T\nreleases:\n- releaseCycle: 1\n  eol: ${hostile}` : hostile)
        expect(unreadable.length === 0 || problems.some(({ severity }) => severity === 'error')).toBe(true)
        expect(read.length + unreadable.length + problems.length).toBeGreaterThan(0)
        for (const { line, code } of problems) expect([code, (line ?? 0) > 0]).toEqual(['RELEASES_TABLE', true])
        for (const one of read.flatMap(({ releases }) => releases))
          for (const field of endFields)
            expect(typeof one[field] === 'string' ? one[field] : '2000-01-01').toMatch(/^\d{4}-\d\d-\d\d$/)
      }),
      { numRuns: 500 },
    )
  })
})
