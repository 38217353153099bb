/**
 * Splits a post's text. Pure. In: the whole text. Out: front matter as a map, the body, and where each stood in the
 * file; or the fault that kept it from being read. gray-matter runs code for `---js`, so that door is shut twice: a
 * first line that is more than `---` is refused before gray-matter sees anything, and every engine but YAML's throws.
 */
import matter from 'gray-matter'
import type { Code } from '../base/errors.js'
import { type TypedLine, typedLines } from './front-matter-lines.js'
import { FrontMatterFault, parseYaml, parseYamlAsTyped } from './front-matter-yaml.js'
import { yamlWords } from './yaml-words.js'

const FRONT_MATTER_LIMIT_BYTES = 64 * 1024

export interface FrontMatter {
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
  const firstLine = /^[^\r\n]*/.exec(source)?.[0] ?? ''
  if (!source.startsWith('---') || source.startsWith('----'))
    return fault('POST_FRONT_MATTER_MISSING', whyMissing(source), 1, 1)
  if (firstLine.slice(3).trim() !== '') {
    return fault(
      'POST_FRONT_MATTER_EXECUTABLE',
      `Front matter begins with "${firstLine.slice(0, 40)}" and not with --- alone.`,
      1,
      4,
    )
  }
  const start = firstLine.length + (/^\r?\n|^\r/.exec(source.slice(firstLine.length))?.[0].length ?? 0)
  const closing = CLOSING_LINE.exec(source.slice(start))
  if (closing === null)
    return fault('POST_FRONT_MATTER', 'Front matter is not closed: no second line of --- follows.', 1)
  const block = source.slice(start, start + closing.index)
  if (Buffer.byteLength(block) > FRONT_MATTER_LIMIT_BYTES)
    return fault('POST_FRONT_MATTER_SIZE', 'Front matter is larger than 64 KB.', 1)
  const stray = /^---.*/m.exec(block)
  if (stray !== null)
    return fault(
      'POST_FRONT_MATTER',
      'A line inside front matter begins with ---.',
      2 + linesBefore(block, stray.index),
      1,
    )
  try {
    const fields = fieldsOf(block)
    const lines = typedLines(block)
    const last = (key: string) => lines.findLast((one) => one.isTop && one.key === key)
    return {
      frontMatter: {
        fields,
        lines,
        lineOf: (key) => last(key)?.line,
        typed: (key) => last(key)?.value,
        asTyped: (key) => (fields.has(key) ? asTyped(block, key) : undefined),
        body: source.slice(start + closing.index + closing[0].length),
        bodyLine: 3 + linesBefore(block, block.length),
      },
    }
  } catch (thrown) {
    if (thrown instanceof FrontMatterFault) return inWords(thrown, block)
    throw thrown
  }
}

function whyMissing(source: string): string {
  if (/^\+\+\+[ \t]*\r?\n/.test(source)) return 'The front matter is TOML (between lines of +++), which is not read.'
  if (/^\{\s*"/.test(source)) return 'The front matter is JSON, which is not read.'
  if (/^\s+---[ \t]*\r?\n/.test(source)) return 'The front matter does not begin in the first line.'
  return 'The post has no front matter.'
}

/** The parser's own words only where nothing better is known. */
function inWords({ code, message, line, column }: FrontMatterFault, block: string): Split {
  const words = code === 'POST_FRONT_MATTER' || code === 'POST_FRONT_MATTER_SIZE' ? yamlWords(block) : undefined
  if (words === undefined) return fault(code, message, line, column)
  return { fault: { code, ...words } }
}

const refuse = (language: string) => ({
  parse: (): never => {
    throw new FrontMatterFault('POST_FRONT_MATTER_EXECUTABLE', `Front matter in ${language} is never read.`, 1)
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

/** Control characters are taken out first: YAML forbids them, and one stray byte should not cost a post. */
function fieldsOf(block: string): ReadonlyMap<string, unknown> {
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

function fault(code: Code, message: string, line: number, column?: number): Split {
  return { fault: { code, message, line, ...(column === undefined ? {} : { column }) } }
}
