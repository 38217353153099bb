import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { noReleases } from '../../src/releases/release.js'
import { exportLines } from '../../src/subscribers/export-csv.js'
import { importText } from '../support/import-text.js'
import { lantern } from '../support/releases.js'

const lists = ['releases', 'security']
const rules = { lists, releases: noReleases, languages: ['en'] }
const read = async (text: string) => {
  const { people, skipped } = await importText(text, rules)
  return { people: people.map(({ address, ...rest }) => ({ address: address.address, ...rest })), skipped }
}

test('the columns are those of the header line, in any order and letter case', async () => {
  expect(await read('Format,ADDRESS,runs,lists\ntext,ada@example.org,4.1 4.2,releases security\n')).toEqual({
    people: [
      { line: 2, address: 'ada@example.org', lists: ['releases', 'security'], format: 'text', runs: ['4.1', '4.2'] },
    ],
    skipped: [],
  })
})

test('only the address is needed', async () => {
  expect((await read('address\nada@example.org')).people).toEqual([{ line: 2, address: 'ada@example.org', lists: [] }])
})

test('a byte order mark, CRLF, quotes, empty lines and spaces around values change nothing', async () => {
  const text =
    '\ufeffaddress,lists,format\r\n"ada@example.org","releases  security",HTML\r\n\r\n  bea@example.org , releases , \r\n'
  expect(await read(text)).toEqual({
    people: [
      { line: 2, address: 'ada@example.org', lists: ['releases', 'security'], format: 'html' },
      { line: 4, address: 'bea@example.org', lists: ['releases'] },
    ],
    skipped: [],
  })
})

test('lines are counted as an editor shows them, whatever ends each', async () => {
  const { people, skipped } = await read('address,name\r\nada@example.org,a\rbad,b\n\r\nworse,c\r')
  expect(people.map(({ line }) => line)).toEqual([2])
  expect(skipped.map(({ line }) => line)).toEqual([3, 5])
})

test('a line that cannot be used is named with its number and the reason; the others are used', async () => {
  const text = [
    'address,lists,format',
    'ada@example.org,releases,',
    'not an address,,',
    'bea@example.org,news,',
    'cleo@example.org,,pdf',
    'ADA@example.org,,',
    'dora@example.org,,text',
  ].join('\n')
  const { people, skipped } = await read(text)
  expect(people.map((person) => [person.line, person.address])).toEqual([
    [2, 'ada@example.org'],
    [7, 'dora@example.org'],
  ])
  expect(skipped).toEqual([
    { line: 3, reason: '"not an address" is not a mail address' },
    { line: 4, reason: 'there is no list "news"' },
    { line: 5, reason: 'format is "pdf", which is neither html nor text' },
    { line: 6, reason: 'ADA@example.org stands in line 2 already' },
  ])
})

test('a line with too few or too many values is read as far as it goes', async () => {
  expect(
    (await read('address,lists,format\nada@example.org\nbea@example.org,releases,text,more\n')).people.map(
      (person) => person.lists,
    ),
  ).toEqual([[], ['releases']])
})

test('one list twice is one', async () => {
  expect((await read('address,lists\nada@example.org,releases releases\n')).people[0]?.lists).toEqual(['releases'])
})

test.each([
  ['JSON without addresses', '[{"name": "Ada"}]', /No field of the people holds addresses.*"name"/],
  ['no header', 'ada@example.org,releases\n', /No column of the header line holds addresses.*"ada@example.org"/],
  ['no column of addresses', 'name,since\nAda,2026\n', /it names "name", "since"/],
  ['nothing at all', '', /empty|header/],
  ['a quote that never ends', 'address\n"ada@example.org\nbea@example.org\n', /not CSV/],
])('a file with %s is refused whole', async (_what, text, message) => {
  await expect(importText(text, rules)).rejects.toThrow(
    expect.objectContaining({ code: 'IMPORT_FORMAT', message: expect.stringMatching(message) }),
  )
})

test('every line of a file is either used or skipped, whatever it holds and wherever it is cut', async () => {
  const value = fc.string({ unit: 'grapheme-ascii', maxLength: 20 }).map((text) => text.replaceAll('"', ''))
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          value,
          fc.emailAddress().map((text) => text.replaceAll('"', '')),
        ),
      ),
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      async (values, piece, end) => {
        const text = ['\ufeffaddress', ...values.map((one) => `"${one}"`)].join(end)
        const { people, skipped } = await importText(text, rules, piece)
        expect([...people, ...skipped].map((one) => one.line).sort((a, b) => a - b)).toEqual(
          values.map((_, index) => index + 2),
        )
      },
    ),
  )
})

test('release cycles are those of the table; one that is not there is named with its line', async () => {
  const text = 'address,runs\nada@example.org,3.1 LANTERN/3.0\nbea@example.org,lantern/3.2\ncleo@example.org,\n'
  const { people, skipped } = await importText(text, { lists, releases: lantern, languages: ['en'] })
  expect(people.map(({ line, runs }) => [line, runs])).toEqual([
    [2, ['lantern/3.1', 'lantern/3.0']],
    [4, undefined],
  ])
  expect(skipped).toEqual([{ line: 3, reason: 'there is no release cycle "lantern/3.2"; did you mean "lantern/3.1"?' }])
})

test('columns that are not read are named, whatever parts them', async () => {
  for (const part of [',', ';', '\t', '|']) {
    const text = ['E-Mail,Name,Lists,Phone', 'ada@example.org,Ada,releases,5'].join('\n').replaceAll(',', part)
    const { people, columns, unused } = await importText(text, rules)
    expect(people.map((person) => [person.address.address, person.lists])).toEqual([['ada@example.org', ['releases']]])
    expect({ columns, unused }).toEqual({ columns: { address: 'e-mail', lists: 'lists' }, unused: ['name', 'phone'] })
  }
})

test('an operator says what a column is called', async () => {
  const text = 'Contact,Post Format\nada@example.org,text\n'
  const map = { address: 'contact', format: 'post format' }
  expect((await importText(text, { ...rules, map })).people).toMatchObject([
    { address: { key: 'ada@example.org' }, format: 'text' },
  ])
})

test('a column that a map names and nobody wrote is refused; an empty name reads none', async () => {
  const text = 'address,lists\nada@example.org,releases\n'
  const read = async (map: Record<string, string>) => await importText(text, { ...rules, map })
  await expect(read({ lists: 'groups' })).rejects.toThrow(
    expect.objectContaining({ code: 'IMPORT_FORMAT', message: expect.stringMatching(/called "groups": it names/) }),
  )
  const { columns, unused } = await read({ lists: '' })
  expect({ columns, unused }).toEqual({ columns: { address: 'address' }, unused: ['lists'] })
})

test('one address a line needs no header', async () => {
  const text = '\ufeffada@example.org\r\n\r\nBea Bright <bea@example.org>\r\nnobody\r\n'
  const { people, skipped, from } = await importText(text, rules)
  expect(people.map(({ line, address }) => [line, address.address])).toEqual([
    [1, 'ada@example.org'],
    [3, 'bea@example.org'],
  ])
  expect(skipped).toEqual([{ line: 4, reason: '"nobody" is not a mail address' }])
  expect(from).toBe('addresses alone')
})

/** Header, one row a person, and what the file says of each. */
const programs: readonly [string, string, readonly string[], readonly (string | undefined)[]][] = [
  [
    'listmonk',
    'uuid,email,name,attributes,status,created_at,updated_at',
    [
      'u1,a@example.org,A,"{""x"": ""a, b""}",enabled,,',
      'u2,b@example.org,B,{},blocklisted,,',
      'u3,c@example.org,C,{},disabled,,',
    ],
    [undefined, 'suppressed', 'ended'],
  ],
  [
    'Mailchimp',
    'Email Address,First Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,TAGS',
    ['a@example.org,A,2,2020-01-01,2020-01-01,"x,y"', 'b@example.org,B,2,2020-01-01,,'],
    [undefined, 'pending'],
  ],
  [
    'Mailchimp (unsubscribed)',
    'Email Address,First Name,MEMBER_RATING,UNSUB_TIME',
    ['a@example.org,A,2,2020-01-01'],
    ['ended'],
  ],
  ['Mailchimp (cleaned)', 'Email Address,MEMBER_RATING,CLEAN_TIME', ['a@example.org,2,2020-01-01'], ['suppressed']],
  [
    'Ghost',
    'id,email,name,note,subscribed_to_emails,complimentary_plan,created_at,deleted_at,labels',
    [
      '1,a@example.org,A,,true,false,,,',
      '2,b@example.org,B,,false,false,,,',
      '3,c@example.org,C,,true,false,,2024-01-01,',
    ],
    [undefined, 'ended', 'ended'],
  ],
  [
    'Buttondown',
    'email,notes,metadata,tags,subscriber_type',
    [
      'a@example.org,,,,regular',
      'b@example.org,,,,unactivated',
      'c@example.org,,,,unsubscribed',
      'd@example.org,,,,undeliverable',
    ],
    [undefined, 'pending', 'ended', 'suppressed'],
  ],
  [
    'Mailman 3',
    'email,display_name,delivery_mode,delivery_status',
    ['a@example.org,A,regular,enabled', 'b@example.org,B,regular,by_bounces', 'c@example.org,C,regular,by_user'],
    [undefined, 'suppressed', 'ended'],
  ],
]

test.each(programs)(
  'a file of %s: who left or bounced there is never revived',
  async (name, header, rows, standings) => {
    const { people, skipped, from } = await importText([header, ...rows].join('\n'), rules)
    expect(skipped).toEqual([])
    expect(from).toBe(name)
    expect(people.map((person) => person.standing)).toEqual(standings)
  },
)

test('a file of any other shape may say it in a column of its own', async () => {
  const text =
    'email,status\na@example.org,active\nb@example.org,Unsubscribed\nc@example.org,bounced\nd@example.org,pending\n'
  expect((await importText(text, rules)).people.map((person) => person.standing)).toEqual([
    undefined,
    'ended',
    'suppressed',
    'pending',
  ])
})

test.each([
  ['a status that nobody knows skips the line: who left is not taken for a subscriber', 'Status', ['frameldt']],
  ['a part of a country is no status', 'State', []],
])('%s', async (_says, column, unknown) => {
  const words = ['frameldt', 'Active', 'opted-in', 'abonné', '']
  const text = `email,${column}\n${words.map((word, at) => `p${at}@example.org,${word}`).join('\n')}\n`
  const { people, skipped } = await importText(text, rules)
  expect([...people.map(({ standing }) => standing), ...skipped.map(({ line }) => line)]).toEqual([
    ...Array(5 - unknown.length).fill(undefined),
    ...unknown.map(() => 2),
  ])
  for (const { reason } of skipped)
    expect(reason).toMatch(/^p0@example.org has the status "frameldt", .*: write subscribed/)
})

test('a language is one that the site offers, in any letter case, or the line is named', async () => {
  const text = 'address,language\nada@example.org,DE\nbea@example.org,\ncleo@example.org,fr\ndora@example.org,pt_br\n'
  const { people, skipped } = await importText(text, { ...rules, languages: ['en', 'de', 'pt-BR'] })
  expect(people.map(({ line, language }) => [line, language])).toEqual([
    [2, 'de'],
    [3, undefined],
    [5, 'pt-BR'],
  ])
  expect(skipped).toEqual([{ line: 4, reason: 'language is "fr"; the site offers en, de, pt-BR' }])
})

test('what an export writes of a person is read again, language and all', async () => {
  const record = {
    address: 'ada@example.org',
    format: 'text' as const,
    runs: [],
    language: 'de',
    suppressed: false,
    subscriptions: [{ list: 'releases', state: 'confirmed' as const, since: '' }],
  }
  const lines: string[] = []
  for await (const line of exportLines(Readable.from([record]))) lines.push(line)
  const { people, skipped } = await importText(lines.join(''), { ...rules, languages: ['en', 'de'] })
  expect(skipped).toEqual([])
  expect(people).toMatchObject([{ lists: ['releases'], format: 'text', language: 'de' }])
})

test('JSON is what an export writes, and what Mailman 3 answers', async () => {
  const own = `[\n${[
    {
      address: 'ada@example.org',
      format: 'text',
      runs: [],
      language: 'en',
      suppressed: false,
      subscriptions: [
        { list: 'releases', state: 'confirmed', since: 'x' },
        { list: 'security', state: 'ended', since: 'x' },
      ],
    },
    { address: 'bad', subscriptions: [] },
    { address: 'eve@example.org', suppressed: true, subscriptions: [{ list: 'releases', state: 'pending' }] },
  ]
    .map((one) => JSON.stringify(one))
    .join(',\n')}\n]\n`
  expect(await read(own)).toEqual({
    people: [
      { line: 2, address: 'ada@example.org', lists: ['releases'], ended: ['security'], format: 'text', language: 'en' },
      { line: 4, address: 'eve@example.org', lists: [], pending: ['releases'], standing: 'suppressed' },
    ],
    skipped: [{ line: 3, reason: '"bad" is not a mail address' }],
  })
  expect((await importText(own, rules)).unused).toEqual([])
  const entries = [
    { email: 'ada@example.org', member_id: 'a', list_id: 'news.example.org', role: 'member', delivery_mode: 'regular' },
    { email: 'bea@example.org', member_id: 'b', list_id: 'news.example.org', delivery_status: 'by_bounces' },
  ]
  const answer = JSON.stringify({ start: 0, total_size: 2, entries, http_etag: '"x"' })
  expect((await importText(answer, rules)).from).toBe('Mailman 3')
  expect((await read(answer)).people).toEqual([
    { line: 1, address: 'ada@example.org', lists: [] },
    { line: 2, address: 'bea@example.org', lists: [], standing: 'suppressed' },
  ])
})

test.each([
  '{',
  '[1]',
  '{"entries": 1}',
  '{"__proto__": []}',
  '[null]',
  '[{"name": "x"}]',
  '[["ada@example.org"]]',
  '[]',
])('JSON that holds no people is refused: %s', async (text) => {
  await expect(read(text)).rejects.toThrow(/JSON|addresses/)
})
