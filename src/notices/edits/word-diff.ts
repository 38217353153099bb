/**
 * A difference for people to read. Pure. In: the runs between two texts. Out: the same with their words as written,
 * long unchanged stretches abbreviated.
 */
import type { Run } from './changes.js'
import { SHOWN_WORDS } from './significance-rules.js'
import type { DiffToken } from './tokens.js'

export interface WordDiff {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

export function wordDiff(runs: readonly Run[]): WordDiff[] {
  return runs.map(({ kind, tokens }, index) => ({
    kind,
    text: kind === 'same' ? abbreviated(tokens, index === 0, index === runs.length - 1) : asWritten(tokens),
  }))
}

function abbreviated(tokens: readonly DiffToken[], isFirst: boolean, isLast: boolean): string {
  const head = isFirst ? 0 : SHOWN_WORDS
  const tail = isLast ? 0 : SHOWN_WORDS
  if (tokens.length <= head + tail + 1) return asWritten(tokens)
  return `${asWritten(tokens.slice(0, head))}… ${tail === 0 ? '' : asWritten(tokens.slice(-tail))}`
}

function asWritten(tokens: readonly DiffToken[]): string {
  return tokens.map(({ text }) => text).join('')
}
