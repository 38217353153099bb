/**
 * Splits a post's text. Pure. In: the whole text. Out: front matter (YAML, TOML, JSON, or lines of headers) as a map,
 * the body, and where each stood in the file; or the fault that kept it from being read. gray-matter runs code for
 * `---js`, so that door is shut twice: a first line that is more than `---` is refused before gray-matter sees
 * anything, and every engine but YAML's throws.
 */

import matter from 'gray-matter'
import type { Code } from '../../base/errors.js'
import { postsTexts } from '../texts.js'
import { headerBlock, headersIn } from './headers.js'
import { jsonLength, jsonLines, parseJson, parseJsonAsTyped } from './json.js'
import { type TypedLine, typedLines } from './lines.js'
import { plainYaml } from './plain-yaml.js'
import { parseToml, parseTomlAsTyped, tomlLines } from './toml.js'
import { yamlWords } from './why-no-yaml.js'
import { FrontMatterFault, parseYaml, parseYamlAsTyped } from './yaml.js'

const FRONT_MATTER_LIMIT_BYTES = 64 * 1024

/** In which language front matter is written. */
export type FrontMatterForm = 'yaml' | 'toml' | 'json' | 'headers'

export interface FrontMatter {
  readonly form: FrontMatterForm
  readonly fields: ReadonlyMap<string, unknown>
  /** Its keys as they were typed, in their order. */
  readonly lines: readonly TypedLine[]
  /**
   * Where a top-level key stands in the file, counted from 1; of one that is there twice the last, which is the one
   * that counts.
   */
  readonly lineOf: (key: string) => number | undefined
  /** The value of a top-level key as it was typed, for scalars on one line without quotes. */
  readonly typed: (key: string) => string | undefined
  /** The value of a top-level key with all that is in it as strings, as they were typed. */
  readonly asTyped: (key: string) => unknown
  readonly body: string
  /** The line of the file on which the body begins, counted from 1. */
  readonly bodyLine: number
}

/** One fault; `line` and `column` count from 1 in the file. */
export interface Fault {
  readonly code: Code
  readonly message: string
  readonly line: number
  readonly column?: number
  readonly fix?: string
}

export type Split = { readonly frontMatter: FrontMatter } | { readonly fault: Fault }

const CLOSING_LINE = /^(?:---|\.\.\.)[ \t]*(?:\r?\n|\r?$)/m

/** Never throws: what cannot be read is a fault. */
export function splitFrontMatter(text: string): Split {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  try {
    return { frontMatter: read(source) }
  } catch (thrown) {
    if (!(thrown instanceof FrontMatterFault)) throw thrown
    const { code, message, line, column, fix } = thrown
    const place = { line, ...(column !== undefined && { column }), ...(fix !== undefined && { fix }) }
    return { fault: { code, message, ...place } }
  }
}

/** @throws FrontMatterFault and nothing else */
function read(source: string): FrontMatter {
  if (TOML_LINE.test(source)) return readToml(source)
  if (/^\{\s*"/.test(source)) return readJson(source)
  return readHeaders(source) ?? readYaml(source)
}

/** Without a first line of dashes. */
function readHeaders(source: string): FrontMatter | undefined {
  const found = headerBlock(source)
  if (found === undefined) return undefined
  const { block, end, isYaml } = found
  refuseLarge(block)
  const body = source.slice(end)
  const bodyLine = 1 + linesBefore(source, end)
  const form = 'headers' as const
  if (!isYaml) {
    const { fields, lines } = headersIn(found)
    return made({ form, fields, lines, asTyped: (key) => fields.get(key), body, bodyLine })
  }
  const fields = above(1, () => inWords(block, () => fieldsOf(block)))
  const lines = typedLines(block).map((one) => ({ ...one, line: one.line - 1 }))
  const typed = (key: string) => (fields.has(key) ? asTyped(block, key) : undefined)
  return made({ form, fields, lines, asTyped: typed, body, bodyLine })
}

/** Faults that were counted below a line that is not there. */
function above<Value>(lines: number, parse: () => Value): Value {
  try {
    return parse()
  } catch (thrown) {
    if (!(thrown instanceof FrontMatterFault)) throw thrown
    const { code, message, line, column, fix } = thrown
    throw new FrontMatterFault(code, message, Math.max(1, line - lines), column).cured(fix)
  }
}

const TOML_LINE = /^\+\+\+[ \t]*\r?(?:\n|$)/
const TOML_END = /^\+\+\+[ \t]*(?:\r?\n|\r?$)/m
const TOML_FIX = postsTexts.frontMatter.mendTomlBetweenTwo()
const JSON_FIX = postsTexts.frontMatter.mendJsonAtPlace()

function readToml(source: string): FrontMatter {
  const { block, rest } = between(source, TOML_LINE.exec(source)?.[0].length ?? 0, TOML_END, '+++')
  const lines = tomlLines(block)
  const fields = curedBy(TOML_FIX, () => parseToml(block, lines))
  const asTyped = (key: string): unknown => {
    const values = parseTomlAsTyped(block)
    return Object.hasOwn(values, key) ? values[key] : undefined
  }
  return made({ form: 'toml', fields, lines, asTyped, body: rest, bodyLine: 3 + linesBefore(block, block.length) })
}

function readJson(source: string): FrontMatter {
  const length = curedBy(JSON_FIX, () => jsonLength(source))
  const end = length === undefined ? null : /^[ \t]*(?:\r?\n|$)/.exec(source.slice(length))
  if (length === undefined || end === null)
    throw new FrontMatterFault('POST_FRONT_MATTER', postsTexts.frontMatter.frontMatterJsonNot(), 1, 1).cured(JSON_FIX)
  const block = source.slice(0, length)
  refuseLarge(block)
  const fields = curedBy(JSON_FIX, () => parseJson(block))
  const asTyped = (key: string) => parseJsonAsTyped(block).get(key)
  const bodyLine = 2 + linesBefore(block, block.length)
  return made({
    form: 'json',
    fields,
    lines: jsonLines(block),
    asTyped,
    body: source.slice(length + end[0].length),
    bodyLine,
  })
}

function readYaml(source: string): FrontMatter {
  const firstLine = /^[^\r\n]*/.exec(source)?.[0] ?? ''
  if (!source.startsWith('---') || source.startsWith('----'))
    throw new FrontMatterFault('POST_FRONT_MATTER_MISSING', whyMissing(source), 1, 1)
  if (firstLine.slice(3).trim() !== '') {
    const message = postsTexts.frontMatter.frontMatterBeginsNot(firstLine.slice(0, 40))
    throw new FrontMatterFault('POST_FRONT_MATTER_EXECUTABLE', message, 1, 4)
  }
  const start = firstLine.length + (/^\r?\n|^\r/.exec(source.slice(firstLine.length))?.[0].length ?? 0)
  const { block, rest } = between(source, start, CLOSING_LINE, '---')
  const stray = /^---.*/m.exec(block)
  if (stray !== null) {
    const line = 2 + linesBefore(block, stray.index)
    throw new FrontMatterFault('POST_FRONT_MATTER', postsTexts.frontMatter.lineInsideFrontMatter(), line, 1)
  }
  const fields = inWords(block, () => fieldsOf(block))
  const typed = (key: string) => (fields.has(key) ? asTyped(block, key) : undefined)
  const bodyLine = 3 + linesBefore(block, block.length)
  return made({ form: 'yaml', fields, lines: typedLines(block), asTyped: typed, body: rest, bodyLine })
}

function between(source: string, start: number, end: RegExp, mark: string): { block: string; rest: string } {
  const closing = end.exec(source.slice(start))
  if (closing === null)
    throw new FrontMatterFault('POST_FRONT_MATTER', postsTexts.frontMatter.frontMatterNotClosed(mark), 1)
  const block = source.slice(start, start + closing.index)
  refuseLarge(block)
  return { block, rest: source.slice(start + closing.index + closing[0].length) }
}

function refuseLarge(block: string): void {
  if (Buffer.byteLength(block) > FRONT_MATTER_LIMIT_BYTES)
    throw new FrontMatterFault('POST_FRONT_MATTER_SIZE', postsTexts.frontMatter.frontMatterLargerThan(), 1)
}

type Read = Omit<FrontMatter, 'lineOf' | 'typed'>

/** With what is found by the lines. */
export function made(read: Read): FrontMatter {
  const { form, fields, lines, asTyped: typedOf, body, bodyLine } = read
  const last = (key: string) => lines.findLast((one) => one.isTop && one.key === key)
  const lineOf = (key: string) => last(key)?.line
  const typed = (key: string) => last(key)?.value
  return { form, fields, lines, lineOf, typed, asTyped: typedOf, body, bodyLine }
}

function curedBy<Value>(fix: string, parse: () => Value): Value {
  try {
    return parse()
  } catch (thrown) {
    if (!(thrown instanceof FrontMatterFault)) throw thrown
    throw thrown.cured(fix)
  }
}

function whyMissing(source: string): string {
  if (/^\s+(?:---|\+\+\+)[ \t]*\r?\n/.test(source)) return postsTexts.frontMatter.frontMatterDoesNot()
  return postsTexts.frontMatter.postHasNoFront()
}

/** The parser's own words only where nothing better is known. */
function inWords<Value>(block: string, parse: () => Value): Value {
  try {
    return parse()
  } catch (thrown) {
    if (!(thrown instanceof FrontMatterFault)) throw thrown
    const { code } = thrown
    const words = code === 'POST_FRONT_MATTER' || code === 'POST_FRONT_MATTER_SIZE' ? yamlWords(block) : undefined
    if (words === undefined) throw thrown
    throw new FrontMatterFault(code, words.message, words.line, words.column).cured(words.fix)
  }
}

const refuse = (language: string) => ({
  parse: (): never => {
    throw new FrontMatterFault('POST_FRONT_MATTER_EXECUTABLE', postsTexts.frontMatter.frontMatterNeverRead(language), 1)
  },
})

/** An options object on every call: without one gray-matter serves a shared result from a global cache. */
const options = {
  language: 'yaml',
  engines: {
    yaml: { parse: parseYaml },
    json: refuse('JSON'),
    javascript: refuse('JavaScript'),
    js: refuse('JavaScript'),
    coffee: refuse('CoffeeScript'),
    toml: refuse('TOML'),
  },
}

function fieldsOf(block: string): ReadonlyMap<string, unknown> {
  return plainYaml(block) ?? parsedYaml(block)
}

/** Control characters are taken out first: YAML forbids them, and one stray byte should not cost a post. */
export function parsedYaml(block: string): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(matter(`---\n${cleaned(block)}\n---\n`, { ...options }).data))
}

function asTyped(block: string, key: string): unknown {
  const value = parseYamlAsTyped(cleaned(block))
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function cleaned(block: string): string {
  return block.replace(/[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFEFF\uFFFE\uFFFF]/g, '')
}

function linesBefore(text: string, index: number): number {
  return text.slice(0, index).split('\n').length - 1
}
