/**
 * Subscribers from JSON: Belfry's own export, and what Mailman 3 answers of a list's members (`entries`). Pure. In: a
 * file's text. Out: a record for each person, as a table has them, with the columns that there are.
 */

import { BelfryError } from '../base/errors.js'
import { subscribersTexts } from './texts.js'

export interface JsonRow {
  readonly record: Readonly<Partial<Record<string, string>>>
  readonly info: { readonly lines: number }
}

type Fields = Readonly<Record<string, unknown>>

/** @throws BelfryError IMPORT_FORMAT where it is no list of people */
export function jsonRows(text: string): { names: string[]; rows: JsonRow[] } {
  const people = peopleIn(text)
  const lines = text.split('\n')
  const rows = people.map((person, index) => {
    const record = { ...recordOf(person), ...ownColumns(person) }
    // An export has a line for each; of another file it is the number of the entry.
    const isLine = lines[index + 1]?.trimStart().startsWith('{') === true
    return { record, info: { lines: isLine ? index + 2 : index + 1 } }
  })
  return { names: [...new Set(rows.flatMap(({ record }) => Object.keys(record)))], rows }
}

function peopleIn(text: string): Fields[] {
  const value = parsed(text)
  const found = isFields(value) ? value.entries : value
  if (Array.isArray(found) && found.every(isFields)) return found
  const fix = subscribersTexts.importJson.giveListPeopleBelfry()
  throw new BelfryError('IMPORT_FORMAT', subscribersTexts.importJson.jsonFileNoList(), { fix })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new BelfryError('IMPORT_FORMAT', subscribersTexts.importJson.fileNotJsonThough(), { cause })
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What has no plain text is no column, nor what is read otherwise. */
function recordOf({ subscriptions: _lists, ...person }: Fields): Record<string, string> {
  const texts = Object.entries(person).flatMap(([name, value]): [string, string][] => {
    const text = textOf(value)
    return text === undefined ? [] : [[name.toLowerCase(), text]]
  })
  return Object.fromEntries(texts)
}

function textOf(value: unknown): string | undefined {
  if (value === null) return ''
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? value.join(' ') : undefined
  return typeof value === 'object' ? undefined : String(value).trim()
}

/** Lists by state, as the columns of a table name them. */
function ownColumns({ subscriptions }: Fields): Record<string, string> {
  if (!Array.isArray(subscriptions)) return {}
  const inState = (wanted: string) =>
    subscriptions
      .filter((one: unknown) => isFields(one) && one.state === wanted)
      .map((one: Fields) => String(one.list))
      .join(' ')
  return { lists: inState('confirmed'), pending: inState('pending'), ended: inState('ended') }
}
