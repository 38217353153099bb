/**
 * Subscribers from a file. Pure. In: CSV with a header line or JSON, of Belfry or of another program, or addresses, as
 * text, piece by piece. Out: parsed people one after the other, for each line that cannot be used its number and why,
 * and how the columns were read.
 */

import type { ReleaseTable } from '../releases/release.js'
import { type Address, parseAddress } from './address.js'
import { instantIn } from './import-date.js'
import { addressIn, importRows, type Pieces, type Row, type RowRules } from './import-rows.js'
import type { Column, Shape } from './import-shapes.js'
import { isSaid, type Standing, sternness } from './import-words.js'
import { parseRuns } from './runs.js'
import { seenLines } from './seen-lines.js'
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
  /** An earlier line of the file spoke of them less sternly: this one holds. */
  readonly again?: true
  /** What the file says of them as a whole; absent where they subscribed. */
  readonly standing?: Exclude<Standing, 'subscribed'>
  readonly format?: 'html' | 'text'
  readonly runs?: readonly string[]
  /** Tag, as the configuration writes it. */
  readonly language?: string
  /** Since when they are what the file says, milliseconds since the epoch; it may be still to come. */
  readonly since?: number
}

export interface Skipped {
  readonly line: number
  readonly reason: string
}

export interface Import {
  /** To be read once; several at a time. @throws BelfryError IMPORT_FORMAT where the file is no CSV further on */
  readonly lines: AsyncIterable<readonly (ImportedPerson | Skipped)[]>
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

/** A file of people that can be read again. */
export interface ImportFile {
  /** Reads it to its end. @returns how many rows it has @throws BelfryError IMPORT_FORMAT */
  check(): Promise<number>
  /** @throws BelfryError IMPORT_FORMAT */
  open(): Promise<Import>
}

/** @param read gives its text from the beginning, each time */
export function importFile(read: () => Pieces, rules: ImportRules): ImportFile {
  let names: RowRules['names']
  return {
    check: async () => {
      let count = 0
      const table = await importRows(read, rules)
      for await (const rows of table.rows) count += rows.length
      names = table.names
      return count
    },
    open: async () => await openImport(read, { ...rules, ...(names !== undefined && { names }) }),
  }
}

/** @throws BelfryError IMPORT_FORMAT where the file is no CSV or no column holds addresses */
export async function openImport(read: () => Pieces, rules: ImportRules & RowRules): Promise<Import> {
  const { shape, names, rows } = await importRows(read, rules)
  const used = [...Object.values(shape.columns), ...shape.standingBy]
  return {
    lines: linesOf(rows, shape, rules),
    columns: shape.columns,
    unused: names.filter((name) => !used.includes(name)),
    from: shape.from,
  }
}

async function* linesOf(
  rows: AsyncIterable<readonly Row[]>,
  shape: Shape,
  rules: ImportRules,
): AsyncGenerator<(ImportedPerson | Skipped)[]> {
  const seenIn = seenLines()
  const read = ({ record, line }: Row): ImportedPerson | Skipped => {
    const parsed = personFrom(record, line, shape, rules)
    if (typeof parsed === 'string') return { line, reason: parsed }
    const weight = sternness(parsed.standing ?? 'subscribed')
    const earlier = seenIn(parsed.address.key, line, weight)
    if (earlier === undefined) return parsed
    // Who left, or is never to be mailed, by one of its lines is not mailed because of another.
    if (weight > earlier.weight && weight > sternness('pending')) return { ...parsed, again: true }
    return { line, reason: subscribersTexts.importCsv.standsLineAlready(parsed.address.address, earlier.line) }
  }
  for await (const some of rows) yield some.map(read)
}

function personFrom(record: Row['record'], line: number, shape: Shape, rules: ImportRules): ImportedPerson | string {
  const field = (column: Column) => record[shape.columns[column] ?? ''] ?? ''
  const address = parseAddress(field('address')) ?? parseAddress(addressIn(field('address')))
  if (address === undefined) return subscribersTexts.importCsv.notMailAddress(field('address'))
  const role = shape.otherRole?.(record)
  if (role !== undefined) return subscribersTexts.importCsv.isNoSubscriber(address.address, role)
  const strange = shape.unknownStatus?.(record)
  // Nobody who left is taken for a subscriber because of a word in another language.
  if (strange !== undefined)
    return subscribersTexts.importCsv.unknownStatus(address.address, strange.column, strange.word)
  // Lists of another program have names of its own.
  const isOurs = shape.from === undefined
  const [lists, pending, ended] = [field('lists'), field('pending'), field('ended')].map(words)
  const unknown = isOurs ? [lists, pending, ended].flat().find((list) => !rules.lists.includes(list ?? '')) : undefined
  if (unknown !== undefined) return `there is no list "${unknown}"`
  const format = field('format').toLowerCase()
  if (format !== '' && format !== 'html' && format !== 'text')
    return `format is "${format}", which is neither html nor text`
  const written = field('runs')
  const { runs = [], fault } = written === '' ? {} : parseRuns([written], rules.releases)
  if (fault !== undefined) return fault
  const tag = field('language').replace(/_/g, '-')
  const language = rules.languages.find((one) => one.toLowerCase() === tag.toLowerCase())
  if (tag !== '' && language === undefined)
    return `language is "${field('language')}"; the site offers ${rules.languages.join(', ')}`
  const since = field('since') === '' ? undefined : instantIn(field('since'))
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
    ...(since !== undefined && { since }),
  }
}

function words(text: string): string[] {
  return text === '' ? [] : [...new Set(text.split(/[\s,;]+/).filter(Boolean))]
}
