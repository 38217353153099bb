/**
 * The rows of a file of people, whatever form it has: CSV with a header line, JSON, addresses. Pure. In: its text,
 * piece by piece. Out: how its columns are read, and its rows with the lines they begin in; no more of it is held than
 * a piece.
 */

import { BelfryError } from '../base/errors.js'
import { parseAddress } from './address.js'
import { type CsvRecord, csvReader } from './csv-records.js'
import { unquoted } from './export-csv.js'
import { recordOfJson } from './import-json.js'
import { type FileRecord, type Shape, shapeOf } from './import-shapes.js'
import { isFields, type JsonReader, jsonReader } from './json-objects.js'
import { subscribersTexts } from './texts.js'

/** A text in parts that may end anywhere. */
export type Pieces = AsyncIterable<string> | Iterable<string>

export interface Row {
  readonly record: FileRecord
  /** The line it begins in, as an editor counts them; of JSON without lines of its own which one it is. */
  readonly line: number
}

export interface ImportTable {
  readonly shape: Shape
  /** Of the columns, in lower case. */
  readonly names: readonly string[]
  /** To be read once; several at a time. @throws BelfryError IMPORT_FORMAT where the file is no CSV or JSON */
  readonly rows: AsyncIterable<readonly Row[]>
}

export interface RowRules {
  /** Our column → theirs, as an operator says it. */
  readonly map?: Shape['columns']
  /** Of the fields of JSON, where they were looked for before: any person may have one that others lack. */
  readonly names?: readonly string[]
}

/**
 * @param read gives the text from its beginning, each time: JSON is read twice where `names` is not given
 * @throws BelfryError IMPORT_FORMAT where the file is empty, its first lines are no CSV, no column holds addresses, or
 * the map names a column that is not there
 */
export async function importRows(read: () => Pieces, rules: RowRules = {}): Promise<ImportTable> {
  const { begin, text } = await begun(read)
  if (begin.trim() === '') throw new BelfryError('IMPORT_FORMAT', subscribersTexts.importRows.fileEmpty())
  if (/^\s*[[{]/.test(begin)) return await fromJson(read, begin, rules)
  const line = firstLine(begin)
  if (line.includes('\0'))
    throw new BelfryError('IMPORT_FORMAT', subscribersTexts.importRows.holdsNul(), {
      fix: subscribersTexts.importRows.sayUtf16(),
    })
  return parseAddress(addressIn(line)) === undefined ? tableIn(begin, text, rules.map) : listedIn(text)
}

/** What its columns are called, in lower case; none of what is no table. */
export async function columnNames(read: () => Pieces): Promise<readonly string[]> {
  const { begin, text } = await begun(read)
  if (/^\s*[[{]/.test(begin)) return await namesInJson(text, jsonReader(isObjectALine(begin)))
  return parseAddress(addressIn(firstLine(begin))) === undefined ? headIn(begin).names.filter(Boolean) : []
}

/** Read as if it were not said, a slip would give all people all lists. */
function refuseMissing(map: Shape['columns'] | undefined, names: readonly string[]): void {
  const missing = Object.values(map ?? {}).find((name) => name !== '' && !names.includes(name ?? ''))
  if (missing === undefined) return
  const message = subscribersTexts.importRows.noColumnCalled(missing, listedNames(names))
  throw new BelfryError('IMPORT_FORMAT', message)
}

/** The text, and its first lines, which it has once more. */
async function begun(read: () => Pieces): Promise<{ begin: string; text: AsyncGenerator<string> }> {
  const rest = lineEnds(read())
  const begin = await beginningOf(rest)
  return { begin, text: chained(begin, rest) }
}

/** A line ends where an editor shows an end, whichever of them a file mixes. No byte order mark. */
async function* lineEnds(pieces: Pieces): AsyncGenerator<string> {
  let [isFirst, held] = [true, '']
  for await (const piece of pieces) {
    const text = held + (isFirst ? piece.replace(/^\ufeff/, '') : piece)
    isFirst &&= piece === ''
    held = text.endsWith('\r') ? '\r' : ''
    if (text.includes('\r')) yield text.slice(0, text.length - held.length).replace(/\r\n?/g, '\n')
    else yield text
  }
  if (held !== '') yield '\n'
}

/** Lines before the rows of a table: a title, what parts the cells, the header. */
const MOST_BEFORE = 5
/** Characters in which a file says what it is. */
const BEGINNING = 64 * 1024

/** At least the first lines that are not blank, and all before them. */
async function beginningOf(text: AsyncGenerator<string>): Promise<string> {
  let read = ''
  for (let lines = 0; read.length < BEGINNING && lines <= MOST_BEFORE; ) {
    const { value, done } = await text.next()
    if (done === true) return read
    read += value
    if (value.includes('\n')) lines = read.split('\n').filter((line) => line.trim() !== '').length
  }
  return read
}

async function* chained(first: string, others: AsyncIterable<string>): AsyncGenerator<string> {
  yield first
  yield* others
}

async function fromJson(read: () => Pieces, begin: string, { map, names }: RowRules): Promise<ImportTable> {
  const newReader = () => jsonReader(isObjectALine(begin))
  const there = names ?? (await namesInJson((await begun(read)).text, newReader()))
  refuseMissing(map, there)
  const shape = shapeOf(there, map)
  const rows = async function* () {
    for await (const objects of objectsIn((await begun(read)).text, newReader()))
      yield objects.map(({ fields, line }) => ({ record: recordOfJson(fields), line }))
  }
  if (shape !== undefined) return { shape, names: there, rows: rows() }
  throw noAddresses(subscribersTexts.importRows.noFieldHoldsAddresses, there)
}

/** As log files and interfaces write many (`application/jsonl`). */
function isObjectALine(begin: string): boolean {
  const [first = '', ...others] = begin.trim().split('\n')
  if (others.length === 0) return false
  try {
    const value: unknown = JSON.parse(first)
    return isFields(value) && !Object.values(value).some((one) => Array.isArray(one) && one.some(isFields))
  } catch {
    // A list of people, or an object of more than one line.
    return false
  }
}

async function namesInJson(text: AsyncIterable<string>, reader: JsonReader): Promise<string[]> {
  const names = new Set<string>()
  for await (const objects of objectsIn(text, reader))
    for (const { fields } of objects) for (const name of Object.keys(recordOfJson(fields))) names.add(name)
  return [...names]
}

async function* objectsIn(text: AsyncIterable<string>, reader: JsonReader) {
  for await (const piece of text) yield reader.push(piece)
  reader.end()
}

function noAddresses(say: (names: string) => string, names: readonly string[]): BelfryError {
  const fix = subscribersTexts.importRows.sayWhichColumn()
  return new BelfryError('IMPORT_FORMAT', say(listedNames(names)), { fix })
}

function listedNames(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.map((name) => `"${name}"`).join(', ')
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

async function* addressRows(text: AsyncIterable<string>): AsyncGenerator<Row[]> {
  let number = 0
  for await (const lines of linesOf(text)) {
    const rows: Row[] = []
    for (const line of lines) {
      number += 1
      const address = addressIn(line)
      if (address !== '') rows.push({ record: { address }, line: number })
    }
    yield rows
  }
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest: string[] = []
  for await (const piece of text) {
    const [first = '', ...others] = piece.split('\n')
    rest.push(first)
    const last = others.pop()
    if (last === undefined) continue
    yield [rest.join(''), ...others]
    rest = [last]
  }
  yield [rest.join('')]
}

/** `Ada Lovelace <ada@example.org>`, `mailto:ada@example.org`, or the address alone, without what nobody can see. */
export function addressIn(line: string): string {
  const address = /<([^<>]*)>\s*$/.exec(line)?.[1] ?? line
  return address.replace(/^[\s\u200b-\u200f\u2060\ufeff]*(?:mailto:)?|[\s\u200b-\u200f\u2060\ufeff]+$/gi, '')
}

interface Header {
  readonly delimiter: string
  readonly names: readonly string[]
  readonly shape: Shape
  /** Records before it, and it. */
  readonly records: number
}

const DELIMITERS = [',', ';', '\t', '|']

function tableIn(begin: string, text: AsyncIterable<string>, map: Shape['columns'] | undefined): ImportTable {
  const { header, names } = headIn(begin, map)
  refuseMissing(map, names)
  if (header === undefined) throw noAddresses(subscribersTexts.importRows.noColumnHoldsAddresses, names)
  return { shape: header.shape, names: names.filter(Boolean), rows: tableRows(text, header) }
}

interface Head {
  /** Absent where no column holds addresses. */
  readonly header?: Header
  /** Of its columns, or of the first record where no column holds addresses. */
  readonly names: readonly string[]
}

function headIn(begin: string, map?: Shape['columns']): Head {
  // Excel says so in a line of its own.
  const said = /^\s*"?sep=([^\n"])"?[^\S\n]*(?:\n|$)/i.exec(begin)?.[1]
  const headers = (said === undefined ? DELIMITERS : [said]).flatMap((delimiter) => headerIn(begin, delimiter, map))
  const [header] = headers.sort((a, b) => a.records - b.records || b.names.length - a.names.length)
  if (header !== undefined) return { header, names: header.names }
  const [first] = recordsIn(begin, said ?? delimiterOf(firstLine(begin))).slice(said === undefined ? 0 : 1)
  return { names: namesIn(first?.cells ?? []) }
}

/** The first record that names a column of addresses; a title may stand above it. */
function headerIn(begin: string, delimiter: string, map: Shape['columns'] | undefined): Header[] {
  for (const [index, { cells }] of recordsIn(begin, delimiter).slice(0, MOST_BEFORE).entries()) {
    const names = namesIn(cells)
    const shape = shapeOf(names, map)
    if (shape !== undefined) return [{ delimiter, names, shape, records: index + 1 }]
  }
  return []
}

/** What is complete of the beginning of a file. */
function recordsIn(begin: string, delimiter: string): CsvRecord[] {
  const reader = csvReader(delimiter)
  return begin.endsWith('\n') ? reader.push(begin) : [...reader.push(begin), ...lastOf(reader)]
}

function lastOf(reader: ReturnType<typeof csvReader>): CsvRecord[] {
  try {
    return reader.end()
  } catch (thrown) {
    if (thrown instanceof BelfryError) return []
    throw thrown
  }
}

function namesIn(cells: readonly string[]): string[] {
  return cells.map((cell) => cell.normalize('NFC').toLowerCase().replace(/\s+/g, ' '))
}

/** What parts the header line most often; a comma where nothing does. */
function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}

async function* tableRows(
  text: AsyncIterable<string>,
  { delimiter, names, records }: Header,
): AsyncGenerator<readonly Row[]> {
  const reader = csvReader(delimiter)
  const places = placesOf(names)
  let toSkip = records
  const rowsOf = (found: readonly CsvRecord[]): Row[] => {
    const skipped = Math.min(toSkip, found.length)
    toSkip -= skipped
    return found.slice(skipped).map((one) => new TableRow(one, places))
  }
  for await (const piece of text) yield rowsOf(reader.push(piece))
  yield rowsOf(reader.end())
}

/** Named when somebody looks: a file is read once for its faults alone. */
class TableRow implements Row {
  constructor(
    private readonly csv: CsvRecord,
    private readonly places: Parameters<typeof recordOf>[1],
  ) {}

  get line(): number {
    return this.csv.line
  }

  get record(): FileRecord {
    return recordOf(this.csv.cells, this.places)
  }
}

/** Name → its cells: several where columns have one name, of which the first that says something counts. */
function placesOf(names: readonly string[]): [string, readonly number[]][] {
  const unique = [...new Set(names)].filter(Boolean)
  return unique.map((name) => [name, [...names.keys()].filter((at) => names[at] === name)])
}

function recordOf(cells: readonly string[], places: readonly (readonly [string, readonly number[]])[]): FileRecord {
  const record: Record<string, string> = {}
  for (const [name, at] of places) {
    const said = at.length === 1 ? cells[at[0] ?? 0] : at.map((one) => cells[one]).find(Boolean)
    // What an export put before a formula is no part of it.
    record[name] = unquoted(said ?? '')
  }
  return record
}
