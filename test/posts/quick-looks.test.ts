/** Quick looks at a post that spare a longer one: each must say what the longer one would. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits, overLimit } from '../../src/posts/limits.js'
import { maySuspect } from '../../src/posts/remarks/body.js'
import { mayBeLabel, updateLabel } from '../../src/posts/update-label.js'

/** All forms in one expression. */
const FORMS = new RegExp(
  [
    String.raw`\{[{%#:@+~>-]|:::|<%|<\?|%%|\[\[(?!\d{1,3}\]\])|\[toc\]|\[![A-Za-z]|__GHOST_URL__`,
    '\\[(?:caption|gallery|embed|playlist|vc_|su_|et_pb_|(?:audio|video|youtube|vimeo|button)[ =`<{])',
    String.raw`^[ \t]*(?:!!!|\?\?\?|=== ")|^import |[{|](?:filename|static|attach)[}|]`,
  ].join('|'),
  'im',
)

const piece = fc.oneof(
  fc.constantFrom('{', '{-', ':::', '<', '%', '%%', '?', '[[', '12', ']]', '[TOC]', '[!', 'a', '__Ghost_url__', '\n'),
  fc.constantFrom(
    '[Embed',
    '[video',
    ' ',
    '`',
    '  !!!',
    '???',
    '=== "',
    'Import ',
    'imp',
    '|',
    'Static',
    '}',
    '\t',
    '[',
  ),
)

test('a body that may hold a form is known as one, and no other', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const body = pieces.join('')
      expect(maySuspect(body)).toBe(FORMS.test(body))
    }),
    { numRuns: 3_000 },
  )
})

const mark = fc.constantFrom('> ', '>', '* ', ' - ', '1. ', '\t+ ', '23) ')
const line = fc.oneof(
  fc.constant('words > * '),
  fc.array(mark, { maxLength: 2 }).map((marks) => marks.join('')),
)

test('a line below too many marks is found wherever it stands', () => {
  const deep = fc.array(mark, { minLength: limits.depth.most - 1, maxLength: limits.depth.most + 2 })
  const end = fc.constantFrom('\n', '\r\n')
  fc.assert(
    fc.property(fc.array(line), deep, fc.array(line), end, (before, marks, after, feed) => {
      const text = [...before, `${marks.join('')}x`, ...after].join(feed)
      expect(overLimit(text) !== undefined).toBe(marks.length > limits.depth.most)
    }),
  )
})

const OTHER_LETTERS = ['\u212a', '\u017f', '\u0130', 'é']
const labelPiece = fc.oneof(
  fc.constantFrom(
    '**',
    '## ',
    '- ',
    '[',
    '(',
    ')',
    ']',
    ':',
    ' ',
    ' ',
    ', ',
    '\n',
    '–',
    'z',
    '2',
    '10:15 UTC',
    'T1:02Z',
  ),
  fc.constantFrom(
    'Update',
    'UPDATED',
    'edit',
    'Addendum',
    'Security update',
    'eDited',
    'on ',
    'as of ',
    ...OTHER_LETTERS,
  ),
  fc.constantFrom('15 January 2020', 'MARCH 3RD, 2021', '2020-01-15', '1.2.2020', 'Sunday, 1 Feb 2020', '15 jan'),
)

test('a label in English is found in capital letters as in small ones, and stays as it was typed', () => {
  // With a word of its own it is looked for in both.
  const words = { language: 'en', updates: ['qqq'], before: [] }
  const around = { before: '', after: '' }
  let found = 0
  fc.assert(
    fc.property(fc.array(labelPiece, { maxLength: 9 }), (pieces) => {
      const line = pieces.join('')
      const label = updateLabel(line, around)
      found += label === undefined ? 0 : 1
      expect(label).toEqual(updateLabel(line, around, words))
      expect(mayBeLabel(line)).toBe(mayBeLabel(line, words))
    }),
    { numRuns: 4_000 },
  )
  expect(found).toBeGreaterThan(50)
})
