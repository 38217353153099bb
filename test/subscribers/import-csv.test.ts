import fc from 'fast-check'
import { expect, test } from 'vitest'
import { noReleases } from '../../src/releases/release.js'
import { parseImport } from '../../src/subscribers/import-csv.js'
import { lantern } from '../support/releases.js'

const lists = ['releases', 'security']
const read = (text: string) => {
  const { people, skipped } = parseImport(text, lists, noReleases)
  return { people: people.map(({ address, ...rest }) => ({ address: address.address, ...rest })), skipped }
}

test('the columns are those of the header line, in any order and letter case', () => {
  expect(read('Format,ADDRESS,runs,lists\ntext,ada@example.org,4.1 4.2,releases security\n')).toEqual({
    people: [
      { line: 2, address: 'ada@example.org', lists: ['releases', 'security'], format: 'text', runs: ['4.1', '4.2'] },
    ],
    skipped: [],
  })
})

test('only the address is needed', () => {
  expect(read('address\nada@example.org').people).toEqual([{ line: 2, address: 'ada@example.org', lists: [] }])
})

test('a byte order mark, CRLF, quotes, empty lines and spaces around values change nothing', () => {
  const text =
    '\ufeffaddress,lists,format\r\n"ada@example.org","releases  security",HTML\r\n\r\n  bea@example.org , releases , \r\n'
  expect(read(text)).toEqual({
    people: [
      { line: 2, address: 'ada@example.org', lists: ['releases', 'security'], format: 'html' },
      { line: 4, address: 'bea@example.org', lists: ['releases'] },
    ],
    skipped: [],
  })
})

test('a line that cannot be used is named with its number and the reason; the others are used', () => {
  const text = [
    'address,lists,format',
    'ada@example.org,releases,',
    'not an address,,',
    'bea@example.org,news,',
    'cleo@example.org,,pdf',
    'ADA@example.org,,',
    'dora@example.org,,text',
  ].join('\n')
  const { people, skipped } = read(text)
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

test('a line with too few or too many values is read as far as it goes', () => {
  expect(
    read('address,lists,format\nada@example.org\nbea@example.org,releases,text,more\n').people.map(
      (person) => person.lists,
    ),
  ).toEqual([[], ['releases']])
})

test('one list twice is one', () => {
  expect(read('address,lists\nada@example.org,releases releases\n').people[0]?.lists).toEqual(['releases'])
})

test.each([
  ['no header', 'ada@example.org,releases\n', /column "address"/],
  ['an unknown column', 'address,name\nada@example.org,Ada\n', /column "name"/],
  ['nothing at all', '', /empty|header/],
  ['a quote that never ends', 'address\n"ada@example.org\nbea@example.org\n', /not CSV/],
])('a file with %s is refused whole', (_what, text, message) => {
  expect(() => parseImport(text, lists, noReleases)).toThrow(
    expect.objectContaining({ code: 'IMPORT_FORMAT', message: expect.stringMatching(message) }),
  )
})

test('every line of a file is either used or skipped, whatever it holds', () => {
  const value = fc.string({ unit: 'grapheme-ascii', maxLength: 20 }).map((text) => text.replaceAll('"', ''))
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          value,
          fc.emailAddress().map((text) => text.replaceAll('"', '')),
        ),
      ),
      (values) => {
        const text = ['address', ...values.map((one) => `"${one}"`)].join('\n')
        const { people, skipped } = parseImport(text, lists, noReleases)
        expect([...people, ...skipped].map((one) => one.line).sort((a, b) => a - b)).toEqual(
          values.map((_, index) => index + 2),
        )
      },
    ),
  )
})

test('release cycles are those of the table; one that is not there is named with its line', () => {
  const text = 'address,runs\nada@example.org,3.1 LANTERN/3.0\nbea@example.org,lantern/3.2\ncleo@example.org,\n'
  const { people, skipped } = parseImport(text, lists, lantern)
  expect(people.map(({ line, runs }) => [line, runs])).toEqual([
    [2, ['lantern/3.1', 'lantern/3.0']],
    [4, undefined],
  ])
  expect(skipped).toEqual([{ line: 3, reason: 'there is no release cycle "lantern/3.2"; did you mean "lantern/3.1"?' }])
})
