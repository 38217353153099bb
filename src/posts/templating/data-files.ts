/**
 * Data files of a site to values. Pure. In: a path and its text. Out: what YAML, JSON, CSV or TSV says, as Liquid sees
 * it; or a TemplateFault with the line of the file. Dates stay as they were typed. What a few aliases of YAML stand for
 * is counted before anybody walks through it: 280 bytes can stand for 206 MB.
 */

import { CsvError, parse as parseCsv } from 'csv-parse/sync'
import yaml from 'js-yaml'
import { messageOf } from '../../base/errors.js'
import { postsTexts } from '../texts.js'
import { TemplateFault } from './template-fault.js'

/** With all that aliases stand for. */
const MOST_VALUES = 200_000
const MOST_DEPTH = 50

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  yml: readYaml,
  yaml: readYaml,
  json: (text) => JSON.parse(text) as unknown,
  csv: (text) => readTable(text, ','),
  tsv: (text) => readTable(text, '\t'),
}

/** @returns undefined for a file that holds no data */
export function dataName(path: string): string | undefined {
  const [, name, ending = ''] = /([^/]+)\.(\w+)$/.exec(path) ?? []
  return Object.hasOwn(READERS, ending.toLowerCase()) ? name : undefined
}

/** @throws TemplateFault */
export function readData(path: string, text: string): unknown {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  const read = READERS[ending]
  if (read === undefined) throw new TemplateFault(postsTexts.dataFiles.holdsNoData(path))
  let value: unknown
  try {
    value = read(text)
  } catch (thrown) {
    throw new TemplateFault(postsTexts.dataFiles.cannotRead(path, reasonOf(thrown)), `Mend ${path}.`)
  }
  const over = new Sizes().over(value)
  if (over !== undefined) throw new TemplateFault(`${path} holds ${over}.`, postsTexts.dataFiles.makeSmaller(path))
  return value
}

function readYaml(text: string): unknown {
  return yaml.load(text, { schema: yaml.CORE_SCHEMA, json: true })
}

/** The first line names the columns, as Jekyll has it. */
function readTable(text: string, delimiter: string): unknown {
  return parseCsv(text, { bom: true, columns: true, delimiter, skip_empty_lines: true, relax_column_count: true })
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof RangeError) return ': it is nested too deeply'
  if (thrown instanceof CsvError) return `: ${thrown.message}`
  const reason: unknown = Reflect.get(Object(thrown), 'reason')
  const line: unknown = Reflect.get(Object(Reflect.get(Object(thrown), 'mark')), 'line')
  const place = typeof line === 'number' ? ` in line ${line + 1}` : ''
  return `${place}: ${typeof reason === 'string' ? reason : messageOf(thrown)}`
}

/** Each value is measured once, however many aliases lead to it. */
class Sizes {
  readonly #known = new Map<object, number>()
  readonly #open = new Set<object>()

  /** @returns what there is too much of, as a sentence names it */
  over(value: unknown): string | undefined {
    try {
      return this.#of(value, 0) > MOST_VALUES ? `more than ${MOST_VALUES} values` : undefined
    } catch (thrown) {
      if (thrown instanceof TooDeep) return thrown.message
      throw thrown
    }
  }

  #of(value: unknown, depth: number): number {
    if (typeof value !== 'object' || value === null) return 1
    const known = this.#known.get(value)
    if (known !== undefined) return known
    if (this.#open.has(value)) throw new TooDeep('a value that holds itself')
    if (depth > MOST_DEPTH) throw new TooDeep(`values more than ${MOST_DEPTH} deep`)
    this.#open.add(value)
    let size = 1
    for (const member of Object.values(value)) size += this.#of(member, depth + 1)
    this.#open.delete(value)
    this.#known.set(value, size)
    return size
  }
}

class TooDeep extends Error {}
