/**
 * A table as text. Pure. In: rows of cells as text, how many of them are heads, the columns there are. Out: lines
 * under each other that nobody may change where they fit; else a record for each row, which may be wrapped. Words keep
 * their order in both.
 */
import { VERBATIM } from './verbatim.js'

export interface Cell {
  readonly text: string
  readonly colspan: number
  readonly rowspan: number
}

interface Placed extends Cell {
  readonly column: number
}

const GAP = 2

export function tableText(rows: readonly (readonly Cell[])[], heads: number, width: number): string {
  const grid = placed(rows)
  const lines = isFlat(rows) ? columnLines(grid) : []
  if (lines.length > 0 && lines.every((line) => widthOf(line) <= width))
    return lines.map((line) => VERBATIM + line).join('\n')
  return records(grid, heads)
}

function isFlat(rows: readonly (readonly Cell[])[]): boolean {
  return rows.every((row) => row.every(({ text }) => !text.includes('\n') && !text.includes(VERBATIM)))
}

/** More is no table, and would be a line for each. */
const MOST_SPANNED = 100
/** Nothing spans further: cells that reach down push those below to the right, row by row. */
const WIDEST = 200

/** In which column each cell stands, past those that reach down from the rows above. */
function placed(rows: readonly (readonly Cell[])[]): Placed[][] {
  const reaching = new Map<number, number>()
  return rows.map((row) => {
    let column = 0
    const taken = new Set([...reaching].flatMap(([at, left]) => (left > 0 ? [at] : [])))
    for (const [at, left] of reaching) reaching.set(at, left - 1)
    return row.map((cell) => {
      while (taken.has(column)) column += 1
      const found = { ...cell, column }
      const span = column < WIDEST ? Math.min(Math.max(1, cell.colspan), MOST_SPANNED) : 1
      if (column < WIDEST) for (let at = column; at < column + span; at += 1) reaching.set(at, cell.rowspan - 1)
      column += span
      return found
    })
  })
}

function columnLines(grid: readonly (readonly Placed[])[]): string[] {
  const widths: number[] = []
  for (const { column, colspan, text } of grid.flat())
    if (colspan <= 1) widths[column] = Math.max(widths[column] ?? 0, widthOf(text))
  const startOf = (column: number) =>
    Array.from({ length: column }, (_, at) => (widths[at] ?? 0) + GAP).reduce((sum, one) => sum + one, 0)
  return grid.map((row) => {
    let line = ''
    for (const { column, text } of row) {
      const gap = line === '' ? startOf(column) : Math.max(GAP, startOf(column) - widthOf(line))
      line += ' '.repeat(text === '' && line === '' ? 0 : gap) + text
    }
    return line.trimEnd()
  })
}

/** Its heads once, in their place, and then with each cell. */
function records(grid: readonly (readonly Placed[])[], heads: number): string {
  const labels = new Map((grid[heads - 1] ?? []).map(({ column, text }) => [column, text.replace(/\s+/g, ' ').trim()]))
  const head = grid.slice(0, heads).flatMap((row) => joined(row))
  const body = grid.slice(heads).map((row) => {
    const lines = row.flatMap(({ column, text }, index) =>
      cellLines(text, row.length > 1 ? (labels.get(column) ?? '') : '', index === 0 ? '' : '  '),
    )
    return lines.join('\n')
  })
  return [...head, ...body].filter((part) => part !== '').join('\n\n')
}

function joined(row: readonly Placed[]): string[] {
  const isPlain = row.every(({ text }) => !text.includes('\n') && !text.includes(VERBATIM))
  const texts = row.map(({ text }) => text).filter((text) => text !== '')
  return [texts.join(isPlain ? ' | ' : '\n')]
}

function cellLines(text: string, label: string, indent: string): string[] {
  if (text.trim() === '') return []
  const lines = text.split('\n')
  const begin = label === '' ? '' : `${label}:`
  if (lines.length === 1 && !text.includes(VERBATIM)) return [`${indent}${begin === '' ? '' : `${begin} `}${text}`]
  return [...(begin === '' ? [] : [indent + begin]), ...lines.map((line) => (line === '' ? '' : indent + line))]
}

/** Han, kana, Hangul and full-width forms take two columns. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/gu

function widthOf(text: string): number {
  return [...text].length + (text.match(WIDE)?.length ?? 0)
}
