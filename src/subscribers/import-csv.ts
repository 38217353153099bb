/**
 * Subscribers from a file. Pure. In: CSV with a header line of address,lists,format,runs. Out: parsed people, and for
 * each line that cannot be used its number and why.
 */
import { CsvError, parse } from 'csv-parse/sync'
import { BelfryError } from '../base/errors.js'
import type { ReleaseTable } from '../releases/release.js'
import { type Address, parseAddress } from './address.js'
import { parseRuns } from './runs.js'

export interface ImportedPerson {
  readonly line: number
  readonly address: Address
  /** Empty means every list. */
  readonly lists: readonly string[]
  readonly format?: 'html' | 'text'
  readonly runs?: readonly string[]
}

export interface Skipped {
  readonly line: number
  readonly reason: string
}

const COLUMNS = ['address', 'lists', 'format', 'runs']

interface Record {
  readonly record: Readonly<Partial<{ [column: string]: string }>>
  readonly info: { readonly lines: number }
}

/** @throws BelfryError IMPORT_FORMAT where the file is no CSV or its header is another */
export function parseImport(
  text: string,
  knownLists: readonly string[],
  releases: ReleaseTable,
): { people: ImportedPerson[]; skipped: Skipped[] } {
  const people: ImportedPerson[] = []
  const skipped: Skipped[] = []
  const seen = new Map<string, number>()
  for (const { record, info } of records(text)) {
    const parsed = personFrom(record, info.lines, knownLists, releases)
    if (typeof parsed === 'string') {
      skipped.push({ line: info.lines, reason: parsed })
      continue
    }
    const earlier = seen.get(parsed.address.key)
    if (earlier === undefined) {
      seen.set(parsed.address.key, info.lines)
      people.push(parsed)
    } else {
      skipped.push({ line: info.lines, reason: `${parsed.address.address} stands in line ${earlier} already` })
    }
  }
  return { people, skipped }
}

function records(text: string): Record[] {
  if (text.trim() === '') throw new BelfryError('IMPORT_FORMAT', 'The file is empty.')
  try {
    return parse(text, {
      bom: true,
      columns: header,
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    })
  } catch (cause) {
    if (cause instanceof BelfryError) throw cause
    const where = cause instanceof CsvError && 'lines' in cause ? ` (line ${String(cause.lines)})` : ''
    throw new BelfryError('IMPORT_FORMAT', `The file is not CSV${where}.`, { cause })
  }
}

function header(columns: string[]): string[] {
  const names = columns.map((name) => name.toLowerCase())
  const unknown = names.find((name) => !COLUMNS.includes(name))
  if (!names.includes('address')) throw new BelfryError('IMPORT_FORMAT', 'The header line names no column "address".')
  if (unknown !== undefined)
    throw new BelfryError('IMPORT_FORMAT', `The header line has a column "${unknown}", which Belfry does not know.`)
  return names
}

function personFrom(
  record: Record['record'],
  line: number,
  knownLists: readonly string[],
  releases: ReleaseTable,
): ImportedPerson | string {
  const address = parseAddress(record.address ?? '')
  if (address === undefined) return `"${record.address ?? ''}" is not a mail address`
  const lists = words(record.lists)
  const unknown = lists.find((list) => !knownLists.includes(list))
  if (unknown !== undefined) return `there is no list "${unknown}"`
  const format = record.format?.toLowerCase() || undefined
  if (format !== undefined && format !== 'html' && format !== 'text')
    return `format is "${format}", which is neither html nor text`
  const { runs = [], fault } = parseRuns([record.runs ?? ''], releases)
  if (fault !== undefined) return fault
  return {
    line,
    address,
    lists,
    ...(format !== undefined && { format }),
    // An empty field says nothing, as one for the format does.
    ...(runs.length > 0 && { runs }),
  }
}

function words(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(/\s+/).filter(Boolean))]
}
