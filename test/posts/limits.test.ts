/** How much a post may hold: each count to its limit and one above, the place of what is too much, the table. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { proseTokens } from '../../src/notices/edits/tokens.js'
import { limits, overLimit } from '../../src/posts/limits.js'
import { repository } from '../support/project.js'
import { parse, post } from './parsing.js'

/** A text that holds so many of each, and no other limit is near. */
const texts: Readonly<Record<keyof typeof limits, (count: number) => string>> = {
  lines: (count) => '\n'.repeat(count),
  words: (count) => 'ab '.repeat(count),
  signs: (count) => 'a#'.repeat(Math.floor(count / 2)) + '#'.repeat(Math.ceil(count / 2)),
  tags: (count) => '<'.repeat(count),
  brackets: (count) => '['.repeat(count),
  notes: (count) => '[^'.repeat(count),
  parentheses: (count) => '('.repeat(count),
  marks: (count) => `a${'*_~a'.repeat(Math.floor(count / 3))}${'*'.repeat(count % 3)}`,
  ticks: (count) => '`'.repeat(count),
  cells: (count) => '|'.repeat(count),
  references: (count) => '&'.repeat(count),
  braces: (count) => '{'.repeat(count),
  blanks: (count) => `a${' '.repeat(count)}b`,
  updates: (count) => 'Update:\n\n'.repeat(count),
  depth: (count) => `a\n${'> - '.repeat(Math.floor(count / 2))}${'> '.repeat(count % 2)}b`,
}

describe.each(Object.entries(limits))('at most so many: %s', (counted, { most, name }) => {
  const text = texts[counted as keyof typeof limits]
  const faultOf = (count: number) =>
    counted === 'updates'
      ? parse(post('title: A', text(count))).problems.filter(({ code }) => code === 'POST_LIMIT')[0]
      : overLimit(text(count))

  test('the limit itself is no fault, and one more is', () => {
    expect(faultOf(most)).toBeUndefined()
    expect(faultOf(most + 1)).toMatchObject({
      code: 'POST_LIMIT',
      message: `The post has more than ${most} ${name}; it is not read.`,
      fix: limits[counted as keyof typeof limits].cure,
    })
  })
})

test('the place is that of the first one too many', () => {
  const { most } = limits.tags
  expect(overLimit(`${'<'.repeat(most)}\nab <b>`)).toMatchObject({ line: 2, column: 4 })
  const parsed = parse(post('title: A', `${'<b>'.repeat(most)}\nx <b>`))
  expect(parsed.announcement).toBeUndefined()
  expect(parsed.problems).toMatchObject([{ code: 'POST_LIMIT', line: 6, column: 3, severity: 'error' }])
})

test('letters of scripts without spaces are words, those of others are none', () => {
  const { most } = limits.words
  expect(overLimit('灯'.repeat(most + 1))).toBeDefined()
  expect(overLimit('é'.repeat(most + 1))).toBeUndefined()
  expect(overLimit('a'.repeat(most * 2))).toBeUndefined()
  expect(overLimit('😀'.repeat(most))).toBeUndefined()
})

test.each([
  ['a letter that stands for four words', '\uFDFA'],
  ['a square of four letters', '\u337F'],
  ['a figure in parentheses', '\u2474'],
  ['a fraction', '\u00BD'],
  ['a dash', 'a\u2014'],
  ['a bullet', 'a\u2022'],
  ['a hard blank', 'a\u00A0'],
  ['two letters in a square', '\u{1F200}'],
])('words count as they are compared: %s', (_, unit) => {
  const { most } = limits.words
  const wordsOfEach = proseTokens(unit.repeat(100)).length / 100
  expect(overLimit(unit.repeat(Math.ceil((most + 1) / wordsOfEach)))).toMatchObject({ code: 'POST_LIMIT' })
})

test('no character that stands for others is compared as more words than were counted', () => {
  const { most } = limits.words
  const isChanged = (character: string) => character !== character.normalize('NFKC')
  const points = Array.from({ length: 0x30000 - 0x80 }, (_, index) => index + 0x80)
  const all = points
    .filter((point) => point < 0xd800 || point > 0xdfff)
    .map((point) => String.fromCodePoint(point))
    .filter(isChanged)
    .join(' ')
  const compared = proseTokens(all).length
  expect(compared).toBeGreaterThan(5_000)
  expect(overLimit(`${'ab '.repeat(most + 1 - compared)}${all}`)).toMatchObject({ code: 'POST_LIMIT' })
})

test('dashes and quotes of a typesetter make no more words than a reader counts', () => {
  const { most } = limits.words
  expect(overLimit('so\u2014on '.repeat(most / 2))).toBeUndefined()
  expect(overLimit('\u201Cab\u201D '.repeat(most / 2))).toBeUndefined()
  expect(overLimit('so\u00ADon '.repeat(most))).toBeUndefined()
})

test('docs/posts.md shows the limits with their cures', () => {
  const rows = readFileSync(join(repository, 'docs/posts.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| [\d,]+ \|/.test(line))
  const expected = Object.values(limits).map(
    ({ most, name, counted, cure }) => `| ${most.toLocaleString('en')} | ${name} | ${counted} | ${cure} |`,
  )
  expect(rows).toEqual(expected.map((row) => row.replaceAll('`|`', '`\\|`')))
})
