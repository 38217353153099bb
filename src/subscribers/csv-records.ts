/**
 * A table's text parted into records, as spreadsheets part it. Pure. In: text, piece by piece, its lines ended by LF.
 * Out: the cells of each record that is complete, and the line it begins in. RFC 4180, and what it leaves open as
 * programs read it that meet everything: a quote inside a bare cell is a character, what follows a closing quote
 * belongs to the cell, cells have no blanks around them.
 */
import { BelfryError } from '../base/errors.js'
import { subscribersTexts } from './texts.js'

export interface CsvRecord {
  readonly cells: readonly string[]
  /** As an editor counts them, from 1. */
  readonly line: number
}

export interface CsvReader {
  /** @throws BelfryError IMPORT_FORMAT where a quote does not end */
  push(text: string): CsvRecord[]
  /** What was left. @throws BelfryError IMPORT_FORMAT */
  end(): CsvRecord[]
}

/** Characters of one record: behind a quote that does not end stands the rest of the file. */
const LONGEST = 1_000_000

/** @param delimiter one character @param line that the text begins in */
export function csvReader(delimiter: string, line = 1): CsvReader {
  let held = ''
  let next = line
  const read = (text: string, isEnd: boolean): CsvRecord[] => {
    const records: CsvRecord[] = []
    let at = 0
    while (at < text.length) {
      const found = recordAt(text, at, delimiter, isEnd)
      if (found === undefined) break
      const isBlank = found.cells.every((cell) => cell === '') && (found.cells.length > 1 || found.lines === 0)
      if (!isBlank) records.push({ cells: found.cells, line: next })
      next += Math.max(found.lines, 1)
      at = found.end
    }
    held = text.slice(at)
    if (held.length > LONGEST || (isEnd && held !== ''))
      throw new BelfryError('IMPORT_FORMAT', subscribersTexts.csvRecords.quoteDoesNotEnd(next), {
        fix: subscribersTexts.csvRecords.closeQuote(),
      })
    return records
  }
  return { push: (text) => read(held + text, false), end: () => read(held, true) }
}

interface Found {
  readonly cells: string[]
  /** Where the next one begins. */
  readonly end: number
  /** How many it stands in; 0 where it is a blank line. */
  readonly lines: number
}

/** @returns undefined where the text ends before it does */
function recordAt(text: string, start: number, delimiter: string, isEnd: boolean): Found | undefined {
  const newline = text.indexOf('\n', start)
  if (newline === -1 && !isEnd) return undefined
  const stop = newline === -1 ? text.length : newline
  const line = text.slice(start, stop)
  if (!line.includes('"')) {
    const cells = line.split(delimiter)
    for (let index = 0; index < cells.length; index += 1) cells[index] = (cells[index] ?? '').trim()
    return { cells, end: stop + 1, lines: cells.length === 1 && cells[0] === '' ? 0 : 1 }
  }
  return quotedRecordAt(text, start, delimiter, isEnd)
}

function quotedRecordAt(text: string, start: number, delimiter: string, isEnd: boolean): Found | undefined {
  const cells: string[] = []
  for (let at = start; ; ) {
    const cell = cellAt(text, at, delimiter)
    // A quote at the very end may be the first of two.
    if (cell === undefined || (cell.end === text.length && !isEnd)) return undefined
    cells.push(cell.value.trim())
    if (text[cell.end] !== delimiter)
      return { cells, end: cell.end + 1, lines: text.slice(start, cell.end).split('\n').length }
    at = cell.end + 1
  }
}

/** One cell, and where its delimiter or its line's end stands. @returns undefined where its quote does not end */
function cellAt(text: string, start: number, delimiter: string): { value: string; end: number } | undefined {
  let at = start
  while (text[at] === ' ' || (text[at] === '\t' && delimiter !== '\t')) at += 1
  if (text[at] !== '"') {
    const end = endOfBare(text, start, delimiter)
    return { value: text.slice(start, end), end }
  }
  const parts: string[] = []
  for (at += 1; ; ) {
    const quote = text.indexOf('"', at)
    if (quote === -1) return undefined
    parts.push(text.slice(at, quote))
    if (text[quote + 1] !== '"') {
      const end = endOfBare(text, quote + 1, delimiter)
      return { value: parts.join('') + text.slice(quote + 1, end), end }
    }
    parts.push('"')
    at = quote + 2
  }
}

function endOfBare(text: string, start: number, delimiter: string): number {
  let end = start
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end += 1
  return end
}
