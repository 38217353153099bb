/**
 * Tables as kramdown has them beside GitHub's: without a head, and with lines of `---` or `===` between the rows.
 * Pure: rules of markdown-it. Rows begin with `|`, or there are two at least and each line of the paragraph has one.
 */
import type { MarkdownIt, StateBlock, StateCore } from 'markdown-it'
import { MOST_CELLS } from './bounded-table.js'

/** As GitHub's own tables: more cells are no writing. */
export const MOST_COLUMNS = 100

export function headlessTables(markdown: MarkdownIt): void {
  // As in kramdown: a quote, a list, a heading or HTML with `|` in each line is no table.
  markdown.block.ruler.before('lheading', 'headless_table', headlessTable, { alt: [] })
  markdown.core.ruler.after('block', 'table_rules', withoutRules)
}

const PLAIN_RULE = /^\|?[ \t]*:?[-=]{2,}[-=:|+ \t]*$/

function headlessTable(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  const rows: string[] = []
  let line = start
  for (; line < end && !state.isEmpty(line); line += 1) {
    const indent = (state.sCount[line] ?? 0) - state.blkIndent
    const text = state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]).trim()
    // Attributes of the table end it.
    if (indent < 0 || (line > start && /^\{:[^}]*\}$/.test(text))) break
    if (indent > 3 || !(text.startsWith('|') || /[^\\]\|/.test(text) || PLAIN_RULE.test(text))) return false
    rows.push(text)
  }
  const isMarked = rows.every((row) => row.startsWith('|'))
  const cells = rows.filter((row) => !PLAIN_RULE.test(row)).map(cellsOf)
  const columns = Math.max(0, ...cells.map((row) => row.length))
  if (
    cells.length === 0 ||
    columns > MOST_COLUMNS ||
    columns < (isMarked ? 1 : 2) ||
    columns * cells.length > MOST_CELLS
  )
    return false
  if (!isMarked && (cells.length < 2 || cells.some((row) => row.length !== columns))) return false
  if (silent) return true
  state.push('table_open', 'table', 1).map = [start, line]
  state.push('tbody_open', 'tbody', 1)
  let at = start
  for (const row of rows) {
    if (!PLAIN_RULE.test(row)) pushRow(state, cellsOf(row), columns, at)
    at += 1
  }
  state.push('tbody_close', 'tbody', -1)
  state.push('table_close', 'table', -1)
  state.line = line
  return true
}

function pushRow(state: StateBlock, cells: readonly string[], columns: number, line: number): void {
  state.push('tr_open', 'tr', 1).map = [line, line + 1]
  for (let column = 0; column < columns; column += 1) {
    state.push('td_open', 'td', 1)
    const inline = state.push('inline', '', 0)
    inline.content = cells[column] ?? ''
    inline.map = [line, line + 1]
    inline.children = []
    state.push('td_close', 'td', -1)
  }
  state.push('tr_close', 'tr', -1)
}

/** Parts at `|`, but for escaped ones and those in code. */
export function cellsOf(row: string): string[] {
  const inner = row.replace(/^\|/, '').replace(/(?<!\\)\|[ \t]*$/, '')
  const cells = ['']
  for (const [piece] of inner.matchAll(/(`+)(?!`)[^|]*?[^`|](?:\|[^`]*?)?\1(?!`)|\\.|[\s\S]/g)) {
    if (piece === '|') cells.push('')
    else cells.push((cells.pop() ?? '') + (piece === '\\|' ? '|' : piece))
  }
  return cells.map((cell) => cell.trim())
}

/** A row of nothing but rules, inside a table with a head. */
function withoutRules(state: StateCore): void {
  if (!state.tokens.some(({ type }) => type === 'table_open')) return
  const kept: StateCore['tokens'] = []
  let row: StateCore['tokens'] | undefined
  for (const token of state.tokens) {
    if (token.type === 'tr_open') row = []
    const target = row ?? kept
    target.push(token)
    if (token.type !== 'tr_close' || row === undefined) continue
    const texts = row.filter(({ type }) => type === 'inline').map(({ content }) => content)
    const isRule = texts.some((text) => text !== '') && texts.every((text) => /^(?::?-{2,}:?|={2,}|)$/.test(text))
    if (!isRule) kept.push(...row)
    row = undefined
  }
  state.tokens = kept
}
