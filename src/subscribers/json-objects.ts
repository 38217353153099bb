/**
 * The people in a text of JSON, one after the other: the objects of the first list that holds any, wherever it stands
 * (`entries`, `members`, `data.results`). Pure. In: text, piece by piece. Out: each object once it is complete; what
 * stands around them is kept, and read at the end, so that what is no JSON is refused as if it had been read whole.
 */
import { BelfryError } from '../base/errors.js'
import { subscribersTexts } from './texts.js'

export type JsonFields = Readonly<Record<string, unknown>>

export interface JsonObject {
  readonly fields: JsonFields
  /** The line it begins in, where it is the first in that line; else which one it is, from 1. Each has another. */
  readonly line: number
}

export interface JsonReader {
  /** @throws BelfryError IMPORT_FORMAT where an object is no JSON, or is longer than a person's is */
  push(text: string): JsonObject[]
  /** @throws BelfryError IMPORT_FORMAT where it was no list of objects, or no JSON */
  end(): void
}

/** Characters of one object. */
const LONGEST = 1_000_000
/** Lists and objects around the people. */
const DEEPEST = 100

/** @param isLines an object a line, and no list around them */
export function jsonReader(isLines = false): JsonReader {
  const around: string[] = isLines ? ['['] : []
  /** Brackets that are open around the people. */
  const open: string[] = isLines ? ['['] : []
  /** How deep the list of people is; 0 where it is not known, undefined once it was closed. */
  let people: number | undefined = isLines ? 1 : 0
  let [depth, line, count, begunIn, last] = [0, 1, 0, 0, 0]
  let [isText, isEscaped, isFirst] = [false, false, true]
  let object: string[] = []
  let length = 0

  const parsed = (text: string): JsonObject => {
    count += 1
    last = Math.max(begunIn === 0 ? count : begunIn, last + 1)
    return { fields: fieldsIn(text), line: last }
  }
  const beginsObject = (): boolean => open.at(-1) === '[' && (people === 0 || people === open.length)

  const push = (text: string): JsonObject[] => {
    if (text === '') return []
    const objects: JsonObject[] = []
    let from = 0
    let at = isEscaped ? 1 : 0
    isEscaped = false
    for (; at < text.length; at += 1) {
      const character = text[at]
      if (isText) {
        at = endOfText(text, at)
        if (text[at] === '\\') {
          at += 1
          isEscaped = at >= text.length
        } else if (at < text.length) isText = false
        continue
      }
      if (character === '"') isText = true
      else if (character === '\n') {
        line += 1
        isFirst = true
        continue
      } else if (character === '{' || character === '[') {
        if (depth > 0) depth += 1
        else if (character === '{' && beginsObject()) {
          people = open.length
          around.push(text.slice(from, at))
          from = at
          depth = 1
          begunIn = isFirst ? line : 0
        } else if (open.push(character) > DEEPEST) throw notJson()
      } else if (character === '}' || character === ']') {
        if (depth > 0) {
          depth -= 1
          if (depth > 0) continue
          object.push(text.slice(from, at + 1))
          objects.push(parsed(object.join('')))
          object = []
          length = 0
          around.push(isLines && count > 1 ? ',{}' : '{}')
          from = at + 1
        } else {
          if (people === open.length && people > 0) people = undefined
          open.pop()
        }
      }
      if (character !== ' ' && character !== '\t' && character !== ',') isFirst = false
    }
    const rest = text.slice(from)
    if (depth === 0) around.push(rest)
    else {
      object.push(rest)
      length += rest.length
      if (length > LONGEST) throw notJson()
    }
    return objects
  }

  const end = () => {
    if (depth > 0) throw notJson()
    const list = listIn(parsedOrRefused(`${around.join('')}${isLines ? ']' : ''}`))
    if (list?.every(isFields) === true) return
    const fix = subscribersTexts.jsonObjects.giveListPeopleBelfry()
    throw new BelfryError('IMPORT_FORMAT', subscribersTexts.jsonObjects.jsonFileNoList(), { fix })
  }
  return { push, end }
}

/** Where a text inside quotes goes on after: at its quote, at a backslash, or at the end of what is there. */
function endOfText(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) if (text[at] === '"' || text[at] === '\\') return at
  return text.length
}

/** The first list that holds an object. */
function listIn(value: unknown): unknown[] | undefined {
  if (Array.isArray(value) && value.some(isFields)) return value
  if (typeof value !== 'object' || value === null) return undefined
  for (const one of Object.values(value)) {
    const list = listIn(one)
    if (list !== undefined) return list
  }
  return undefined
}

function fieldsIn(text: string): JsonFields {
  const value = parsedOrRefused(text)
  return isFields(value) ? value : {}
}

function parsedOrRefused(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw notJson(cause)
  }
}

function notJson(cause?: unknown): BelfryError {
  return new BelfryError('IMPORT_FORMAT', subscribersTexts.jsonObjects.fileNotJsonThough(), { cause })
}

export function isFields(value: unknown): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
