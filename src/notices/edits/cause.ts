/**
 * What a change has in common with the same change of another post. Pure. In: a judgement. Out: a text that is equal
 * for the same change.
 */
import type { Judgement } from './significance.js'

/**
 * @returns what a change has in common with the same change of another post: its words, with any figure for any other;
 * where no word changed, the reason
 */
export function causeOf({ wordDiff, reason }: Judgement): string {
  const words = wordDiff.flatMap(({ kind, text }) => (kind === 'same' ? [] : [`${kind} ${shapeOf(text)}`]))
  return words.length === 0 ? reason : [...new Set(words)].sort().join('\n')
}

const MONTHS = new RegExp(
  '\\b(?:january|february|march|april|may|june|july|august|september|october|november|december' +
    '|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\\b',
  'g',
)

function shapeOf(text: string): string {
  return text
    .toLowerCase()
    .replace(MONTHS, 'month')
    .replace(/\d+/g, '0')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
