/**
 * Subscribers from a file. Pure. In: CSV with a header line or JSON, of Belfry or of another program, or addresses.
 * Out: parsed people, for each line that cannot be used its number and why, and how the columns were read.
 */

import { CsvError, parse } from 'csv-parse/sync'
import { BelfryError } from '../base/errors.js'
import type { ReleaseTable } from '../releases/release.js'
import { type Address, parseAddress } from './address.js'
import { jsonRows } from './import-json.js'
import { type Column, type Shape, type Standing, shapeOf } from './import-shapes.js'
import { parseRuns } from './runs.js'
import { subscribersTexts } from './texts.js'

export interface ImportedPerson {
  readonly line: number
  readonly address: Address
  /** Lists they are on; empty means every list that none of the other two names. */
  readonly lists: readonly string[]
  /** Lists that wait for their word. */
  readonly pending?: readonly string[]
  /** Lists they left. */
  readonly ended?: readonly string[]
  /** What the file says of them as a whole; absent where they subscribed. */
  readonly standing?: Exclude<Standing, 'subscribed'>
  readonly format?: 'html' | 'text'
  readonly runs?: readonly string[]
  /** Tag, as the configuration writes it. */
  readonly language?: string
}

export interface Skipped {
  readonly line: number
  readonly reason: string
}

export interface Import {
  readonly people: ImportedPerson[]
  readonly skipped: Skipped[]
  /** Our column → the name it has in the file. */
  readonly columns: Readonly<Partial<Record<Column, string>>>
  /** Columns of the file that are not read. */
  readonly unused: string[]
  /** The program that wrote it, where its header says so. */
  readonly from: string | undefined
}

export interface ImportRules {
  readonly lists: readonly string[]
  readonly releases: ReleaseTable
  /** Tags of those that the site offers. */
  readonly languages: readonly string[]
  /** Our column → theirs, where the names do not say it. */
  readonly map?: Shape['columns']
}

interface Row {
  readonly record: Readonly<Partial<{ [column: string]: string }>>
  readonly info: { readonly lines: number }
}

/** @throws BelfryError IMPORT_FORMAT where the file is no CSV or no column holds addresses */
export function parseImport(text: string, rules: ImportRules): Import {
  const { shape, names, rows } = importRows(text, rules.map)
  const people: ImportedPerson[] = []
  const skipped: Skipped[] = []
  const seen = new Map<string, number>()
  for (const { record, info } of rows) {
    const parsed = personFrom(record, info.lines, shape, rules)
    if (typeof parsed === 'string') {
      skipped.push({ line: info.lines, reason: parsed })
      continue
    }
    const earlier = seen.get(parsed.address.key)
    if (earlier === undefined) {
      seen.set(parsed.address.key, info.lines)
      people.push(parsed)
    } else {
      skipped.push({
        line: info.lines,
        reason: subscribersTexts.importCsv.standsLineAlready(parsed.address.address, earlier),
      })
    }
  }
  const read = Object.values(shape.columns)
  return {
    people,
    skipped,
    columns: shape.columns,
    unused: names.filter((name) => !read.includes(name)),
    from: shape.from,
  }
}

interface Table {
  readonly shape: Shape
  readonly names: readonly string[]
  readonly rows: readonly Row[]
}

/** @throws BelfryError IMPORT_FORMAT where the file is no CSV or no column holds addresses */
export function importRows(written: string, map?: ImportRules['map']): Table {
  // A line ends where an editor shows an end, whichever of them a file mixes.
  const text = written.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  if (text.trim() === '') throw new BelfryError('IMPORT_FORMAT', subscribersTexts.importCsv.fileEmpty())
  const json = jsonRows(text)
  if (json !== undefined) return fromJson(json, map)
  return isListOfAddresses(text) ? listedIn(text) : tableIn(text, map)
}

function fromJson({ names, rows }: NonNullable<ReturnType<typeof jsonRows>>, map: ImportRules['map']): Table {
  const shape = shapeOf(names, map)
  if (shape !== undefined) return { shape, names, rows }
  throw noAddresses('field of the people holds addresses: they have', names)
}

function noAddresses(said: string, names: readonly string[]): BelfryError {
  const there = names.length === 0 ? 'nothing' : names.map((name) => `"${name}"`).join(', ')
  return new BelfryError('IMPORT_FORMAT', `No ${said} ${there}.`)
}

/** One address a line, with or without a name, as Mailman 2 writes its members. */
function isListOfAddresses(text: string): boolean {
  return parseAddress(addressIn(firstLine(text))) !== undefined
}

/** The first that is not blank. */
function firstLine(text: string): string {
  const at = text.search(/\S/)
  return at === -1 ? '' : (text.slice(text.lastIndexOf('\n', at) + 1).split('\n', 1)[0] ?? '')
}

function listedIn(text: string): Table {
  const shape: Shape = { from: 'a list of addresses', columns: { address: 'address' }, standing: () => 'subscribed' }
  const rows = text
    .split('\n')
    .map((line, index) => ({ record: { address: addressIn(line) }, info: { lines: index + 1 } }))
    .filter(({ record }) => record.address !== '')
  return { shape, names: ['address'], rows }
}

/** `Ada Lovelace <ada@example.org>`, or the address alone. */
function addressIn(line: string): string {
  return (/<([^<>]*)>\s*$/.exec(line)?.[1] ?? line).trim()
}

function tableIn(text: string, map: ImportRules['map']): Table {
  const delimiter = delimiterOf(text)
  let names: readonly string[] = []
  try {
    const rows: Row[] = parse(text, {
      delimiter,
      columns: (header: string[]) => {
        names = header.map((name) => name.toLowerCase())
        return [...names]
      },
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    })
    const shape = shapeOf(names, map)
    if (shape !== undefined) return { shape, names, rows }
  } catch (cause) {
    const where = cause instanceof CsvError && 'lines' in cause ? ` (line ${String(cause.lines)})` : ''
    throw new BelfryError('IMPORT_FORMAT', subscribersTexts.importCsv.fileNotCsv(where), { cause })
  }
  throw noAddresses('column of the header line holds addresses: it names', names)
}

const DELIMITERS = [',', ';', '\t', '|']

/** What parts the header line most often; a comma where nothing does. */
function delimiterOf(text: string): string {
  const bare = firstLine(text).replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}

function personFrom(record: Row['record'], line: number, shape: Shape, rules: ImportRules): ImportedPerson | string {
  const field = (column: Column) => record[shape.columns[column] ?? ''] ?? ''
  const address = parseAddress(field('address'))
  if (address === undefined) return `"${field('address')}" is not a mail address`
  // Lists of another program have names of its own.
  const isOurs = shape.from === undefined
  const [lists, pending, ended] = [field('lists'), field('pending'), field('ended')].map(words)
  const unknown = isOurs ? [lists, pending, ended].flat().find((list) => !rules.lists.includes(list ?? '')) : undefined
  if (unknown !== undefined) return `there is no list "${unknown}"`
  const format = field('format').toLowerCase()
  if (format !== '' && format !== 'html' && format !== 'text')
    return `format is "${format}", which is neither html nor text`
  const { runs = [], fault } = parseRuns([field('runs')], rules.releases)
  if (fault !== undefined) return fault
  const tag = field('language').replace(/_/g, '-')
  const language = rules.languages.find((one) => one.toLowerCase() === tag.toLowerCase())
  if (tag !== '' && language === undefined)
    return `language is "${field('language')}"; the site offers ${rules.languages.join(', ')}`
  const standing = isSaid(field('suppressed')) ? 'suppressed' : shape.standing(record)
  return {
    line,
    address,
    lists: (lists ?? []).filter((list) => rules.lists.includes(list)),
    ...(pending !== undefined && pending.length > 0 && { pending }),
    ...(ended !== undefined && ended.length > 0 && { ended }),
    ...(standing !== 'subscribed' && { standing }),
    ...(format !== '' && { format: format as 'html' | 'text' }),
    // An empty field says nothing, as one for the format does.
    ...(runs.length > 0 && { runs }),
    ...(language !== undefined && { language }),
  }
}

function isSaid(text: string): boolean {
  return text !== '' && !/^(no|false|0)$/i.test(text)
}

function words(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))]
}
