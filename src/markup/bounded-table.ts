/**
 * Tables of GitHub's form with a bound. Pure: a rule of markdown-it around its own. A row with too few cells is filled
 * up to the width of the head: a wide head above thousands of short rows would stand for a hundred times its size.
 */
import type { MarkdownIt, StateBlock } from 'markdown-it'

/** Cells, filled ones among them: no post has so many that it wrote (posts/limits.ts). */
export const MOST_CELLS = 10_000

export function boundedTables(markdown: MarkdownIt): void {
  const table = markdown.block.ruler.__rules__.find(({ name }) => name === 'table')?.fn
  if (table === undefined) return
  markdown.block.ruler.at(
    'table',
    (state, start, end, silent) => isWithin(state, start, end) && table(state, start, end, silent),
    { alt: ['paragraph', 'reference'] },
  )
}

/** What the rule below a head begins with. */
const RULE_BEGINS: ReadonlySet<number> = new Set([...'|-:'].map((sign) => sign.charCodeAt(0)))

/** By the rule below the head, and the lines to the next empty one. */
function isWithin(state: StateBlock, start: number, end: number): boolean {
  const below = start + 1
  const begin = (state.bMarks[below] ?? 0) + (state.tShift[below] ?? 0)
  // Asked of each line, and few begin as a rule does.
  if (!RULE_BEGINS.has(state.src.charCodeAt(begin))) return true
  const rule = below < end ? state.src.slice(begin, state.eMarks[below]) : ''
  const columns = rule.split('|').length - 1
  // Another line is no such rule, and no table begins: of thousands of lines each would look at all behind it.
  if (columns === 0 || /[^\s|:-]/.test(rule)) return true
  let line = start + 2
  while (line < end && !state.isEmpty(line) && (line - start) * columns <= MOST_CELLS) line += 1
  return (line - start) * columns <= MOST_CELLS
}
