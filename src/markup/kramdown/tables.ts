/**
 * Tables as kramdown reads them: with or without a head, in parts between lines of `---`, with a foot below `===`.
 * Pure: a rule of markdown-it in place of those for other tables. An empty line stands before a table and behind it.
 */
import type { MarkdownIt, StateBlock } from 'markdown-it'
import { MOST_CELLS } from '../bounded-table.js'
import { cellsOf, MOST_COLUMNS } from '../headless-table.js'

export function kramdownTables(markdown: MarkdownIt): void {
  markdown.block.ruler.at('headless_table', table, { alt: [] })
  markdown.disable('table')
  markdown.core.ruler.disable('table_rules')
}

const HAS_PIPE = /^\||[^\\]\|/
const RULE = /^[+|: \t-]*-[+|: \t-]*$/
const FOOT = /^[+|: \t=]*=[+|: \t=]*$/

type Kind = 'thead' | 'tbody' | 'tfoot'
interface Row {
  readonly cells: readonly string[]
  readonly line: number
}
interface Part {
  readonly kind: Kind
  readonly rows: readonly Row[]
}
type Align = '' | 'left' | 'right' | 'center'

function table(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  if ((state.sCount[start] ?? 0) - state.blkIndent > 3 || !HAS_PIPE.test(lineAt(state, start))) return false
  let last = start
  while (last < end && !state.isEmpty(last) && HAS_PIPE.test(lineAt(state, last))) last += 1
  if (last < end && !state.isEmpty(last) && !/^\{:[^}]*\}[ \t]*$/.test(lineAt(state, last))) return false
  const { parts, aligns } = partsOf(state, start, last)
  const rows = parts.flatMap((part) => part.rows)
  const columns = Math.max(0, ...rows.map(({ cells }) => cells.length))
  if (!parts.some(({ kind }) => kind === 'tbody') || columns > MOST_COLUMNS || columns * rows.length > MOST_CELLS)
    return false
  if (silent) return true
  state.push('table_open', 'table', 1).map = [start, last]
  for (const part of parts) pushPart(state, part, { columns, aligns })
  state.push('table_close', 'table', -1)
  state.line = last
  return true
}

function lineAt(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
}

function partsOf(state: StateBlock, start: number, end: number): { parts: Part[]; aligns: Align[] } {
  const parts: Part[] = []
  let rows: Row[] = []
  let aligns: Align[] | undefined
  let hasFoot = false
  const close = (kind: Kind) => {
    if (rows.length > 0) parts.push({ kind, rows })
    rows = []
  }
  for (let line = start; line < end; line += 1) {
    const text = lineAt(state, line).trimEnd()
    if (RULE.test(text)) {
      if (line > start && rows.length > 0 && aligns === undefined && !hasFoot) {
        close('thead')
        aligns = alignsOf(text)
      } else if (!hasFoot) close('tbody')
    } else if (FOOT.test(text)) {
      close('tbody')
      hasFoot = true
    } else rows.push({ cells: cellsOf(text), line })
  }
  close(hasFoot ? 'tfoot' : 'tbody')
  return { parts, aligns: aligns ?? [] }
}

function alignsOf(rule: string): Align[] {
  return [...rule.matchAll(/(:?)-+(:?)/g)].map(([, left, right]) => {
    if (left !== '') return right === '' ? 'left' : 'center'
    return right === '' ? '' : 'right'
  })
}

interface Shape {
  readonly columns: number
  readonly aligns: readonly Align[]
}

function pushPart(state: StateBlock, { kind, rows }: Part, { columns, aligns }: Shape): void {
  state.push(`${kind}_open`, kind, 1)
  const tag = kind === 'thead' ? 'th' : 'td'
  for (const { cells, line } of rows) {
    state.push('tr_open', 'tr', 1).map = [line, line + 1]
    for (let column = 0; column < columns; column += 1) {
      const open = state.push(`${tag}_open`, tag, 1)
      const align = aligns[column] ?? ''
      if (align !== '') open.attrSet('style', `text-align:${align}`)
      const inline = state.push('inline', '', 0)
      inline.content = cells[column] ?? ''
      inline.map = [line, line + 1]
      inline.children = []
      state.push(`${tag}_close`, tag, -1)
    }
    state.push('tr_close', 'tr', -1)
  }
  state.push(`${kind}_close`, kind, -1)
}
