import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  BelfryError,
  type Code,
  formatProblem,
  messageOf,
  problem,
  remedies,
  systemCode,
} from '../../src/base/errors.js'
import { repository } from '../support/project.js'

const codes = Object.keys(remedies) as Code[]

test('every code stands in docs/errors.md, and no other', () => {
  const documented = [...readFileSync(join(repository, 'docs', 'errors.md'), 'utf8').matchAll(/`([A-Z][A-Z_]+)`/g)].map(
    (match) => match[1] ?? '',
  )
  expect(codes.filter((code) => !documented.includes(code))).toEqual([])
  const known: readonly string[] = codes
  expect([...new Set(documented)].filter((word) => !known.includes(word) && !/^BELFRY_/.test(word))).toEqual([])
})

test('every remedy is a sentence', () => {
  for (const code of codes) expect(remedies[code], code).toMatch(/^[A-Z].*\.$/)
})

test('an error brings the remedy of its code, unless its place knows better', () => {
  expect(new BelfryError('ADDRESS', 'No.')).toMatchObject({
    code: 'ADDRESS',
    fix: remedies.ADDRESS,
    exitCode: 1,
    problems: [],
  })
  expect(new BelfryError('DATABASE', 'No.', { fix: 'Do this.', exitCode: 3 })).toMatchObject({
    fix: 'Do this.',
    exitCode: 3,
  })
  const cause = new Error('why')
  expect(new BelfryError('DATABASE', 'No.', { cause }).cause).toBe(cause)
})

test('a problem is a line that editors turn into a link', () => {
  const at = { file: 'posts/a.md', line: 3, column: 7 }
  expect(formatProblem(problem('POST_TITLE', 'title is missing', at))).toBe(
    'posts/a.md:3:7: title is missing (Add a title: line to the front matter.)',
  )
  expect(
    formatProblem(problem('POST_DATE', 'no such day', { file: 'a.md' }, { severity: 'warning', fix: 'Mend it.' })),
  ).toBe('a.md: warning: no such day (Mend it.)')
})

test('whatever was thrown has a sentence', () => {
  expect([messageOf(new Error('no')), messageOf('text'), messageOf(undefined)]).toEqual(['no', 'text', 'undefined'])
  expect(systemCode(Object.assign(new Error('no'), { code: 'ENOENT' }))).toBe('ENOENT')
  for (const thrown of [new Error('no'), 'ENOENT', { code: 'ENOENT' }, Object.assign(new Error('no'), { code: 7 })])
    expect(systemCode(thrown)).toBeUndefined()
})
