/** How much a post may hold: each count to its limit and one above, the place of what is too much, the table. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
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

test('docs/posts.md shows the limits with their cures', () => {
  const rows = readFileSync(join(repository, 'docs/posts.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| [\d,]+ \|/.test(line))
  const expected = Object.values(limits).map(
    ({ most, name, counted, cure }) => `| ${most.toLocaleString('en')} | ${name} | ${counted} | ${cure} |`,
  )
  expect(rows).toEqual(expected.map((row) => row.replaceAll('`|`', '`\\|`')))
})
