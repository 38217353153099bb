/** What a page strikes out, raises or names between angle brackets, as edits are judged. */
import { describe, expect, test } from 'vitest'
import type { PostText } from '../../../src/notices/edits/post-text.js'
import { judgeEdit } from '../../../src/notices/edits/significance.js'

const post = (body: string): PostText => ({ title: 'Wick 5.0', body, severity: 'info', withdrawn: false, updates: [] })
const TOLD = 'Wick 5.0 burns longer.\n\nEverybody should trim to 5.0 today by calling the keeper.\n\nUse lamp A.\n'
const judge = (after: string, before = TOLD) => judgeEdit(post(before), post(after))
const SENTENCE = 'Everybody should trim to 5.0 today by calling the keeper.'

describe('a told sentence that is struck out is asked, never silent', () => {
  test.each([
    ['tildes', TOLD.replace(SENTENCE, `~~${SENTENCE}~~`)],
    ['del', TOLD.replace(SENTENCE, `<del>${SENTENCE}</del>`)],
    ['s', TOLD.replace(SENTENCE, `<s>${SENTENCE}</s>`)],
    ['strike', TOLD.replace(SENTENCE, `<strike>${SENTENCE}</strike>`)],
    ['HTML of its own', TOLD.replace(SENTENCE, `<p><del>${SENTENCE}</del></p>`)],
    ['del around paragraphs', TOLD.replace(SENTENCE, `<del>\n\n${SENTENCE}\n\n</del>`)],
    ['one word', TOLD.replace('longer', '~~longer~~')],
    ['a letter’s worth in a list', TOLD.replace('Use lamp A.', '- ~~Use lamp A.~~')],
  ])('with %s', (_how, after) => {
    const { verdict, reason } = judge(after)
    expect(verdict).toBe('ask')
    expect(reason).toMatch(/words? struck out/)
  })
})

test('a sentence that is no longer struck out is asked as well', () => {
  const before = TOLD.replace(SENTENCE, `~~${SENTENCE}~~`)
  expect(judge(TOLD, before)).toMatchObject({ verdict: 'ask', reason: '10 words no longer struck out' })
})

test('the same words struck out in another spelling are form only', () => {
  const before = TOLD.replace(SENTENCE, `~~${SENTENCE}~~`)
  expect(judge(TOLD.replace(SENTENCE, `<del>${SENTENCE}</del>`), before).verdict).toBe('silent')
})

test('what was struck out before stays out of a comparison of other words', () => {
  const before = `${TOLD}\n~~Old news of 2019.~~\n`
  expect(judge(before.replace('burns longer', 'burns on'), before).verdict).toBe('silent')
})

test('the difference shows what is struck out', () => {
  const { wordDiff } = judge(TOLD.replace(SENTENCE, `~~${SENTENCE}~~`))
  expect(wordDiff.find(({ kind }) => kind === 'added')?.text).toContain(`~~${SENTENCE}~~`)
})

test.each([
  ['a number that was raised', 'Holds 210 drops.', 'Holds 2<sup>10</sup> drops.'],
  ['another exponent', 'Holds 2<sup>10</sup> drops.', 'Holds 2<sup>12</sup> drops.'],
  ['a lowered number', 'Holds 12 drops.', 'Holds 1<sub>2</sub> drops.'],
])('%s is asked', (_what, before, after) => {
  expect(judge(after, before).verdict).toBe('ask')
})

test('words between angle brackets and what a picture shows are words', () => {
  expect(judge('Run lamp <4.3-beta> now.', 'Run lamp <4.2-beta> now.').verdict).toBe('ask')
  const shown = (what: string) => `![${what}](/a.png)\n`
  expect(judge(shown('Wick 5.1 burns'), shown('Wick 5.0 burns')).verdict).toBe('ask')
})
