/** A text of a sentence or two that is exchanged for another: no run of words is long, and nothing of it is left. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PostText } from '../../../src/notices/edits/post-text.js'
import { judgeEdit } from '../../../src/notices/edits/significance.js'

const post = (body: string, title = 'The lamp is out'): PostText => ({
  title,
  body,
  severity: 'info',
  withdrawn: false,
  updates: [],
})
const judge = (before: string, after: string) => judgeEdit(post(before), post(after))

test.each([
  ['one sentence', 'The lamp brings light to the whole harbour.', 'Wicks are made of a new kind of cotton.'],
  ['two', 'The lamp brings light.\n\nIt is made of brass.', 'A wick burns slowly.\n\nCotton was spun for this.'],
  ['a longer one', 'Details follow soon, look here.', 'We meet at the old pier, beside the tall crane.'],
  ['German', 'Die Lampe leuchtet dem ganzen Hafen.', 'Dochte kommen jetzt aus neuer Baumwolle hierher.'],
])('%s that is exchanged is asked about', (_, before, after) => {
  expect(judge(before, after)).toMatchObject({ verdict: 'ask', reason: expect.stringMatching(/most of the text/) })
  expect(judge(before, after).updates[0]?.text).not.toBe('')
})

test.each([
  ['a phrase', 'The lamp brings light to the harbour.', 'The lamp brings bright light to our harbour.'],
  ['three words', 'Details follow soon.', 'More comes later.'],
  ['another order', 'The lamp is lit and the wick is new.', 'The wick is new and the lamp is lit.'],
  ['who found it', 'Found by Mara Lint and Tom Wick.', 'Found by Ada Glass, Bo Brass and Cy Mantle.'],
])('%s is not', (_, before, after) => {
  expect(judge(before, after).verdict).toBe('silent')
})

const WORDS = ['lamp', 'wick', 'glass', 'brass', 'oil', 'pier', 'crane', 'boat', 'rope', 'sail', 'mast', 'keel']

test('no text of four words and more is exchanged in silence', () => {
  const half = (from: number) =>
    fc.array(fc.constantFrom(...WORDS.slice(from, from + 6)), { minLength: 4, maxLength: 9 })
  const unlike = (words: readonly string[]) => new Set(words).size >= 4
  fc.assert(
    fc.property(half(0).filter(unlike), half(6).filter(unlike), (before, after) => {
      expect(judge(`${before.join(' ')}.`, `${after.join(' ')}.`).verdict).toBe('ask')
    }),
  )
})
