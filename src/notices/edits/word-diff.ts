/**
 * A difference for people to read. Pure. In: the runs between two texts. Out: the same with their words as written,
 * long unchanged stretches abbreviated.
 */
import type { Run } from './changes.js'
import { SHOWN_WORDS } from './significance-rules.js'
import type { Word } from './tokens.js'

export interface WordDiff {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

export function wordDiff(runs: readonly Run[]): WordDiff[] {
  return runs.map(({ kind, words }, index) => ({
    kind,
    text: kind === 'same' ? abbreviated(words, index === 0, index === runs.length - 1) : textOf(words),
  }))
}

function abbreviated(words: readonly Word[], isFirst: boolean, isLast: boolean): string {
  const head = isFirst ? 0 : SHOWN_WORDS
  const tail = isLast ? 0 : SHOWN_WORDS
  if (words.length <= head + tail + 1) return textOf(words)
  return `${textOf(words.slice(0, head))}… ${tail === 0 ? '' : textOf(words.slice(-tail))}`
}

function textOf(words: readonly Word[]): string {
  return words.map(({ text }) => text).join('')
}
