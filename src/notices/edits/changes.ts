/**
 * What changed between two texts, as passages. Pure. In: the words before and after. Out: changes in order, each with
 * the words taken out and put in; passages that only moved are no change. Also the whole as a list of runs, for
 * showing.
 */
import { diffArrays } from 'diff'
import { BRIDGE_WORDS, MOST_CHANGES, MOVED_WORDS } from './significance-rules.js'
import type { DiffToken } from './tokens.js'

export interface Run {
  readonly kind: 'same' | 'added' | 'removed'
  readonly tokens: readonly DiffToken[]
}

export interface Change {
  readonly removed: readonly DiffToken[]
  readonly added: readonly DiffToken[]
}

/** Of equal words those of `after` are given. */
export function runsBetween(before: readonly DiffToken[], after: readonly DiffToken[]): Run[] {
  const keys = (tokens: readonly DiffToken[]) => tokens.map((word) => word.key)
  const parts = diffArrays(keys(before), keys(after), { maxEditLength: MOST_CHANGES })
  if (parts === undefined) return replaced(before, after)
  const at = { before: 0, after: 0 }
  return parts.map(({ added, removed, value }): Run => {
    const run = removed
      ? before.slice(at.before, at.before + value.length)
      : after.slice(at.after, at.after + value.length)
    if (!added) at.before += value.length
    if (!removed) at.after += value.length
    return { kind: removed ? 'removed' : added ? 'added' : 'same', tokens: run }
  })
}

/** Too much to align: what both begin and end with is the same, the rest is replaced. */
function replaced(before: readonly DiffToken[], after: readonly DiffToken[]): Run[] {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before[head]?.key === after[head]?.key) head++
  let tail = 0
  while (tail < most - head && before.at(-1 - tail)?.key === after.at(-1 - tail)?.key) tail++
  const runs: Run[] = [
    { kind: 'same', tokens: after.slice(0, head) },
    { kind: 'removed', tokens: before.slice(head, before.length - tail) },
    { kind: 'added', tokens: after.slice(head, after.length - tail) },
    { kind: 'same', tokens: after.slice(after.length - tail) },
  ]
  return runs.filter(({ tokens }) => tokens.length > 0)
}

export function changesIn(runs: readonly Run[]): Change[] {
  return withoutMoves(bridged(runs)).filter(({ removed, added }) => removed.length + added.length > 0)
}

interface Passage {
  removed: DiffToken[]
  added: DiffToken[]
}

/** Changes with next to nothing between them become one, with the words between on both sides. */
function bridged(runs: readonly Run[]): Passage[] {
  const passages: Passage[] = []
  let open: Passage | undefined
  for (const [index, { kind, tokens }] of runs.entries()) {
    if (kind === 'same') {
      const isBridge = tokens.length <= BRIDGE_WORDS && index < runs.length - 1
      if (open !== undefined && isBridge) {
        open.removed = open.removed.concat(tokens)
        open.added = open.added.concat(tokens)
      } else open = undefined
      continue
    }
    if (open === undefined) {
      open = { removed: [], added: [] }
      passages.push(open)
    }
    open[kind] = open[kind].concat(tokens)
  }
  return passages
}

/** A passage found whole on the other side, here or elsewhere, was moved. */
function withoutMoves(passages: readonly Passage[]): Passage[] {
  for (const side of ['added', 'removed'] as const) {
    const other = side === 'added' ? 'removed' : 'added'
    for (const passage of passages) {
      if (passage[side].length < MOVED_WORDS) continue
      for (const place of passages) {
        const at = indexOf(place[other], passage[side])
        if (at < 0) continue
        place[other].splice(at, passage[side].length)
        passage[side] = []
        break
      }
    }
  }
  return [...passages]
}

function indexOf(tokens: readonly DiffToken[], part: readonly DiffToken[]): number {
  if (part.length > tokens.length) return -1
  return tokens.findIndex((_, at) => part.every(({ key }, index) => tokens[at + index]?.key === key))
}
