/**
 * The rows of a file of people, whatever form it has: CSV with a header line, JSON, addresses. Pure. In: its text,
 * piece by piece. Out: how its columns are read, and its rows with the lines they stand in; but for JSON, which is read
 * whole, no more of it is held than a piece.
 */

import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { BelfryError } from '../base/errors.js'
import { parseAddress } from './address.js'
import { unquoted } from './export-csv.js'
import { jsonRows } from './import-json.js'
import { type FileRecord, type Shape, shapeOf } from './import-shapes.js'
import { subscribersTexts } from './texts.js'

/** A text in parts that may end anywhere. */
export type Pieces = AsyncIterable<string> | Iterable<string>

export interface Row {
  readonly record: FileRecord
  /** The line it ends in, as an editor counts them. */
  readonly info: { readonly lines: number }
}

export interface ImportTable {
  readonly shape: Shape
  /** Of the columns, in lower case. */
  readonly names: readonly string[]
  /** To be read once. @throws BelfryError IMPORT_FORMAT where the file is no CSV */
  readonly rows: AsyncIterable<Row>
}

/**
 * @param map our column → theirs, as an operator says it
 * @throws BelfryError IMPORT_FORMAT where the file is empty, its first lines are no CSV, or no column holds addresses
 */
export async function importRows(pieces: Pieces, map?: Shape['columns']): Promise<ImportTable> {
  const rest = lineEnds(pieces)
  const begin = await beginningOf(rest)
  if (begin.trim() === '') throw new BelfryError('IMPORT_FORMAT', subscribersTexts.importRows.fileEmpty())
  const text = chained(begin, rest)
  if (/^\s*[[{]/.test(begin)) return fromJson(await whole(text), map)
  const line = firstLine(begin)
  return parseAddress(addressIn(line)) === undefined ? await tableIn(text, delimiterOf(line), map) : listedIn(text)
}

/** A line ends where an editor shows an end, whichever of them a file mixes. No byte order mark. */
async function* lineEnds(pieces: Pieces): AsyncGenerator<string> {
  let [isFirst, held] = [true, '']
  for await (const piece of pieces) {
    const text = held + (isFirst ? piece.replace(/^\ufeff/, '') : piece)
    isFirst &&= piece === ''
    held = text.endsWith('\r') ? '\r' : ''
    yield text.slice(0, text.length - held.length).replace(/\r\n?/g, '\n')
  }
  if (held !== '') yield '\n'
}

/** At least the first line that is not blank, and all before it. */
async function beginningOf(text: AsyncGenerator<string>): Promise<string> {
  const read: string[] = []
  for (let isBegun = false; ; ) {
    const { value, done } = await text.next()
    if (done === true) return read.join('')
    read.push(value)
    if (isBegun ? value.includes('\n') : /\S[^\n]*\n/.test(value)) return read.join('')
    isBegun ||= /\S/.test(value)
  }
}

async function* chained<Part>(first: Part, others: AsyncIterable<Part>): AsyncGenerator<Part> {
  yield first
  yield* others
}

async function whole(text: AsyncIterable<string>): Promise<string> {
  const pieces: string[] = []
  for await (const piece of text) pieces.push(piece)
  return pieces.join('')
}

function fromJson(text: string, map: Shape['columns'] | undefined): ImportTable {
  const { names, rows } = jsonRows(text)
  const shape = shapeOf(names, map)
  if (shape !== undefined) return { shape, names, rows: Readable.from(rows) }
  throw noAddresses('field of the people holds addresses: they have', names)
}

function noAddresses(said: string, names: readonly string[]): BelfryError {
  const there = names.length === 0 ? 'nothing' : names.map((name) => `"${name}"`).join(', ')
  return new BelfryError('IMPORT_FORMAT', `No ${said} ${there}.`)
}

/** The first that is not blank. */
function firstLine(text: string): string {
  const at = text.search(/\S/)
  return at === -1 ? '' : (text.slice(text.lastIndexOf('\n', at) + 1).split('\n', 1)[0] ?? '')
}

/** One address a line, with or without a name, as Mailman 2 writes its members. */
function listedIn(text: AsyncIterable<string>): ImportTable {
  const columns = { address: 'address' }
  const shape: Shape = { from: 'addresses alone', columns, standingBy: [], standing: () => 'subscribed' }
  return { shape, names: ['address'], rows: addressRows(text) }
}

async function* addressRows(text: AsyncIterable<string>): AsyncGenerator<Row> {
  let number = 0
  for await (const line of linesOf(text)) {
    number += 1
    const address = addressIn(line)
    if (address !== '') yield { record: { address }, info: { lines: number } }
  }
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest: string[] = []
  for await (const piece of text) {
    const lines = piece.split('\n')
    const last = lines.pop() ?? ''
    for (const line of lines) {
      yield rest.join('') + line
      rest = []
    }
    rest.push(last)
  }
  yield rest.join('')
}

/** `Ada Lovelace <ada@example.org>`, or the address alone. */
function addressIn(line: string): string {
  return (/<([^<>]*)>\s*$/.exec(line)?.[1] ?? line).trim()
}

async function tableIn(
  text: AsyncIterable<string>,
  delimiter: string,
  map: Shape['columns'] | undefined,
): Promise<ImportTable> {
  let names: string[] = []
  const parser = parse({
    delimiter,
    columns: (header: string[]) => {
      names = header.map((name) => name.toLowerCase())
      return names
    },
    // What an export put before a formula is no part of it.
    cast: (field, { header }) => (header ? field : unquoted(field)),
    info: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
  })
  // What goes wrong on the way is thrown where the rows are read.
  pipeline(Readable.from(text), parser, () => undefined)
  const rows = parsedRows(parser)
  const first = await rows.next()
  const shape = shapeOf(names, map)
  if (shape === undefined) throw noAddresses('column of the header line holds addresses: it names', names)
  return { shape, names, rows: first.done === true ? rows : chained(first.value, rows) }
}

async function* parsedRows(parser: AsyncIterable<Row>): AsyncGenerator<Row> {
  try {
    yield* parser
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    const where = 'lines' in cause ? ` (line ${String(cause.lines)})` : ''
    throw new BelfryError('IMPORT_FORMAT', subscribersTexts.importRows.fileNotCsv(where), { cause })
  }
}

const DELIMITERS = [',', ';', '\t', '|']

/** What parts the header line most often; a comma where nothing does. */
function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}
