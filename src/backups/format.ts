/**
 * What a backup is: lines of JSON, which `zcat FILE | head` shows. Pure. In: entries, or the lines of a file that
 * anybody may have written. Out: the lines, or the entries again; nothing of a file counts until its last line was
 * read and held true. docs/backups.md describes it.
 *
 *     {"belfry":"backup","format":1,"at":"…","database":"sqlite","step":"0011-…","project":{…}}
 *     {"table":"people","columns":["id","address",…],"highest":7}
 *     [1,"ada@example.org",…]
 *     {"rows":1}
 *     {"file":"register"}
 *     ["base64 of a piece"]
 *     {"rows":1}
 *     {"end":"backup","rows":2,"sha256":"of all octets before this line"}
 */

import { createHash, type Hash } from 'node:crypto'
import * as z from 'zod'
import { BelfryError } from '../base/errors.js'
import type { ColumnKind, TableShape } from '../store/read-tables.js'
import { backupsTexts } from './texts.js'

const FORMAT = 1
/** A line holds a row; the longest is a frozen message in base64. */
export const LONGEST_LINE = 64 * 1024 * 1024
/** Files are held in memory; all of them together. */
const MOST_FILE_BYTES = 64 * 1024 * 1024
/** What else a backup may hold; what a name stands for is the reader's own matter, so it leads nowhere by itself. */
const FILE_NAMES = /^(register|configuration|secrets\/(link-\d{1,3}|hash)\.key|mail\.(dkim(\.ed25519)?|openpgp)\.key)$/

const count = z.int().min(0)
const header = z.strictObject({
  belfry: z.literal('backup'),
  format: z.literal(FORMAT),
  at: z.iso.datetime(),
  database: z.enum(['sqlite', 'postgres']),
  /** The last that the tables had gone. */
  step: z.string(),
  project: z.strictObject({ title: z.string(), domain: z.string() }),
})
const tableBegins = z.strictObject({ table: z.string(), columns: z.array(z.string()), highest: count.optional() })
const fileBegins = z.strictObject({ file: z.string().regex(FILE_NAMES) })
const sectionEnds = z.strictObject({ rows: count })
const backupEnds = z.strictObject({ end: z.literal('backup'), rows: count, sha256: z.string() })

export type Header = z.output<typeof header>
export type Value = string | number | null

export type Entry =
  | { readonly kind: 'header'; readonly header: Header; readonly tables: readonly TableShape[] }
  /** `highest`: of the numbers that its rows ever had. */
  | { readonly kind: 'table'; readonly table: TableShape; readonly highest: number }
  /** In the order of the table's columns; bytes are base64. `size` is in octets of the file, about. */
  | { readonly kind: 'row'; readonly table: TableShape; readonly values: readonly Value[]; readonly size: number }
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Buffer }
  /** Everything held true. */
  | { readonly kind: 'end'; readonly sha256: string }

/** Makes lines, and counts and hashes them for the last. */
export class LinesOut {
  readonly #hash = createHash('sha256')
  #rows = 0
  #inSection = 0

  header(about: Omit<Header, 'belfry' | 'format'>): string {
    return this.#line({ belfry: 'backup', format: FORMAT, ...about })
  }

  table({ name, columns }: TableShape, highest: number | undefined): string {
    this.#inSection = 0
    const names = columns.map((column) => column.name)
    return this.#line({ table: name, columns: names, ...(highest !== undefined && { highest }) })
  }

  /** @throws Error where a value is none of its column's kind */
  row({ name, columns }: TableShape, row: Readonly<Record<string, unknown>>): string {
    this.#inSection += 1
    return this.#line(columns.map((column) => writtenValue(row[column.name], column.kind, `${name}.${column.name}`)))
  }

  file(name: string): string {
    this.#inSection = 0
    return this.#line({ file: name })
  }

  piece(bytes: Buffer): string {
    this.#inSection += 1
    return this.#line([bytes.toString('base64')])
  }

  sectionEnds(): string {
    this.#rows += this.#inSection
    return this.#line({ rows: this.#inSection })
  }

  end(): string {
    return `${JSON.stringify({ end: 'backup', rows: this.#rows, sha256: this.#hash.digest('hex') })}\n`
  }

  #line(value: unknown): string {
    const text = `${JSON.stringify(value)}\n`
    this.#hash.update(text)
    return text
  }
}

function writtenValue(value: unknown, kind: ColumnKind, where: string): Value {
  if (value === null || value === undefined) return null
  if (kind === 'bytes' && value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (isOfKind(value, kind)) return value
  throw new Error(`${where} holds what is not ${kind}`)
}

function isOfKind(value: unknown, kind: ColumnKind): value is Value {
  if (kind === 'integer') return Number.isSafeInteger(value)
  if (kind === 'real') return typeof value === 'number' && Number.isFinite(value)
  if (kind === 'text') return typeof value === 'string'
  return typeof value === 'string' && isBase64(value)
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}

/** Which tables there were after a step; undefined where this Belfry knows no such step. */
export type TablesAfter = (step: string) => Promise<readonly TableShape[] | undefined>

/** @throws BelfryError BACKUP_DAMAGED, BACKUP_NEWER */
export async function* entriesIn(lines: AsyncIterable<Buffer>, tablesAfter: TablesAfter): AsyncGenerator<Entry> {
  const reader = new EntryReader()
  for await (const line of lines) {
    const value = jsonOf(line)
    if (!reader.hasBegun) {
      const about = headerOf(value)
      const tables = await tablesAfter(about.step)
      if (tables === undefined) throw newer(`its tables are those of ${about.step}`)
      yield reader.begin(line, about, tables)
      continue
    }
    const entry = reader.take(line, value)
    if (entry !== undefined) yield entry
  }
  if (!reader.hasEnded) throw damaged('it ends in the middle')
}

function headerOf(value: unknown): Header {
  const parsed = header.safeParse(value)
  if (parsed.success) return parsed.data
  const format: unknown = Reflect.get(Object(value), 'format')
  const isOurs = Reflect.get(Object(value), 'belfry') === 'backup'
  if (isOurs && typeof format === 'number' && format > FORMAT) throw newer(`its format is ${format}`)
  throw damaged('it does not begin as one')
}

type Section =
  | { readonly kind: 'table'; readonly table: TableShape; rows: number }
  | { readonly kind: 'file'; readonly name: string; readonly pieces: Buffer[]; rows: number }

class EntryReader {
  readonly #hash: Hash = createHash('sha256')
  #tables: readonly TableShape[] | undefined
  #read = 0
  readonly #files = new Set<string>()
  #fileBytes = 0
  #section: Section | undefined
  #rows = 0
  hasEnded = false

  get hasBegun(): boolean {
    return this.#tables !== undefined
  }

  begin(line: Buffer, about: Header, tables: readonly TableShape[]): Entry {
    this.#count(line)
    this.#tables = tables
    return { kind: 'header', header: about, tables }
  }

  take(line: Buffer, value: unknown): Entry | undefined {
    if (this.hasEnded) throw damaged('something stands behind its end')
    if (this.#section === undefined) return this.#between(line, value)
    this.#count(line)
    return Array.isArray(value) ? this.#row(this.#section, value, line.length) : this.#ends(this.#section, value)
  }

  #between(line: Buffer, value: unknown): Entry | undefined {
    const table = tableBegins.safeParse(value)
    if (table.success) {
      this.#count(line)
      return this.#tableBegins(table.data)
    }
    const file = fileBegins.safeParse(value)
    if (file.success) {
      this.#count(line)
      if (this.#files.has(file.data.file)) throw damaged(`${file.data.file} stands in it twice`)
      this.#files.add(file.data.file)
      this.#section = { kind: 'file', name: file.data.file, pieces: [], rows: 0 }
      return undefined
    }
    const end = backupEnds.safeParse(value)
    if (!end.success) throw damaged('a line of it says nothing that Belfry knows')
    const sha256 = this.#hash.digest('hex')
    if (this.#read !== this.#tables?.length) throw damaged('tables are missing')
    if (end.data.rows !== this.#rows || end.data.sha256 !== sha256) throw damaged('its checksum does not hold')
    this.hasEnded = true
    return { kind: 'end', sha256 }
  }

  /** In the order of the steps, which leads from what others refer to to what refers. */
  #tableBegins({ table: name, columns, highest }: z.output<typeof tableBegins>): Entry {
    const table = this.#tables?.[this.#read]
    if (table?.name !== name) throw damaged(`the table ${name} is not the next`)
    if (table.columns.map((column) => column.name).join() !== columns.join())
      throw damaged(`the table ${name} has other columns than its step`)
    this.#read += 1
    this.#section = { kind: 'table', table, rows: 0 }
    return { kind: 'table', table, highest: highest ?? 0 }
  }

  #row(section: Section, values: readonly unknown[], size: number): Entry | undefined {
    section.rows += 1
    if (section.kind === 'file') {
      const [piece] = values
      if (values.length !== 1 || typeof piece !== 'string' || !isBase64(piece))
        throw damaged('a file in it is unreadable')
      const bytes = Buffer.from(piece, 'base64')
      this.#fileBytes += bytes.length
      if (this.#fileBytes > MOST_FILE_BYTES) throw damaged(`${section.name} is too large`)
      section.pieces.push(bytes)
      return undefined
    }
    const { table } = section
    if (values.length !== table.columns.length) throw damaged(`a row of ${table.name} has too few columns or too many`)
    const held = table.columns.map(({ name, kind }, index): Value => {
      const value = values[index]
      if (value === null || isOfKind(value, kind)) return value
      throw damaged(`${name} of a row of ${table.name} is not ${kind}`)
    })
    return { kind: 'row', table, values: held, size }
  }

  #ends(section: Section, value: unknown): Entry | undefined {
    const end = sectionEnds.safeParse(value)
    if (!end.success || end.data.rows !== section.rows) throw damaged('rows are missing')
    this.#rows += section.rows
    this.#section = undefined
    return section.kind === 'file'
      ? { kind: 'file', name: section.name, bytes: Buffer.concat(section.pieces) }
      : undefined
  }

  #count(line: Buffer): void {
    this.#hash.update(line).update('\n')
  }
}

function jsonOf(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch (cause) {
    throw damaged('a line of it is no JSON', cause)
  }
}

export function damaged(why: string, cause?: unknown): BelfryError {
  return new BelfryError('BACKUP_DAMAGED', backupsTexts.format.noWholeBackupNothing(why), { cause })
}

function newer(why: string): BelfryError {
  return new BelfryError('BACKUP_NEWER', backupsTexts.format.backupMadeNewerBelfry(why))
}
