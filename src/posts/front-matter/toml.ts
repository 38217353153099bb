/**
 * TOML front matter, as Hugo and Zola write it between two lines of `+++`. Pure. In: the block between them. Out: its
 * values, dates as they were typed, and its keys with their places; or a FrontMatterFault with line and column in the
 * file.
 */

import { parse, TomlDate, TomlError } from 'smol-toml'
import { postsTexts } from '../texts.js'
import { type TypedLine, typedLine } from './lines.js'
import { FrontMatterFault } from './yaml.js'

/** @throws FrontMatterFault and nothing else */
export function parseToml(block: string, lines: readonly TypedLine[]): ReadonlyMap<string, unknown> {
  const fields = Object.entries(loadToml(block)).map(([key, value]): [string, unknown] => [key, plain(value)])
  // JavaScript makes 2 March of 30 February.
  const typed = new Map(lines.filter(({ isTop, style }) => isTop && style === 'plain').map((one) => [one.key, one]))
  return new Map(
    fields.map(([key, value]) => [key, value instanceof Stamp ? (typed.get(key)?.value ?? value.text) : value]),
  )
}

/** The same with numbers as they were typed: 4.10 is `4.10`. Only for a block that parseToml took. */
export function parseTomlAsTyped(block: string): Readonly<Record<string, unknown>> {
  return loadToml(withNumbersQuoted(block))
}

function loadToml(block: string): Readonly<Record<string, unknown>> {
  try {
    return parse(block, { maxDepth: MOST_DEPTH })
  } catch (thrown) {
    if (!(thrown instanceof TomlError)) throw thrown
    const why = (thrown.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '').replace(/\.$/, '')
    throw new FrontMatterFault(
      'POST_FRONT_MATTER',
      postsTexts.frontMatterToml.frontMatterNotValid(why),
      thrown.line + 1,
      thrown.column,
    )
  }
}

const MOST_DEPTH = 50

class Stamp {
  constructor(readonly text: string) {}
}

/** Dates below the top keep the form that the parser gives them. */
function plain(value: unknown, depth = 0): unknown {
  if (value instanceof TomlDate) return depth === 0 ? new Stamp(value.toISOString()) : value.toISOString()
  if (Array.isArray(value)) return value.map((one) => plain(one, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, depth + 1)]))
}

const TOKEN = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[\w.+:-]+/g

/** Only where a number may stand: behind `=`, `[`, `,`; keys and tables have other neighbours. */
function withNumbersQuoted(block: string): string {
  return block.replace(TOKEN, (token, at: number) =>
    /^[+-]?\d[\d_]*\.\d[\d_]*$/.test(token) && /[=,[][ \t\r\n]*$/.test(block.slice(Math.max(0, at - 40), at))
      ? `"${token}"`
      : token,
  )
}

const KEY = /^[ \t]*(?:"([^"\n]+)"|'([^'\n]+)'|([\w-]+))(?:[ \t]*\.[ \t]*("[^"\n]+"|[\w-]+))?[ \t]*=/
const TABLE = /^[ \t]*\[\[?[ \t]*(?:"([^"\n]+)"|([\w-]+))/

/** One entry for each key; of a table, and of `table.key`, the table's name stands above. */
export function tomlLines(block: string): TypedLine[] {
  const found: TypedLine[] = []
  let table: string | undefined
  /** What ends the text of several lines that is open. */
  let quote: string | undefined
  for (const [index, raw] of block.split('\n').entries()) {
    const text = raw.replace(/\r$/, '')
    const isInside = quote !== undefined
    quote = quoteAfter(text, quote)
    if (isInside) continue
    const place = { line: index + 2, startsItem: false, text }
    const header = TABLE.exec(text)
    const key = KEY.exec(text)
    if (header !== null && key === null) {
      table = header[1] ?? header[2] ?? ''
      if (found.some(({ isTop, key: known }) => isTop && known === table)) continue
      found.push(typedLine({ ...place, key: table, top: table, isTop: true, at: text.search(/\S/), from: text.length }))
    } else if (key !== null) {
      const own = key[1] ?? key[2] ?? key[3] ?? ''
      const names = { key: key[4]?.replaceAll('"', '') ?? own, top: table ?? own }
      const isTop = table === undefined && key[4] === undefined
      found.push(typedLine({ ...place, ...names, isTop, at: text.search(/\S/), from: key[0].length }))
    }
  }
  return found.map(({ comment: _meant, ...line }) => line)
}

function quoteAfter(text: string, open: string | undefined): string | undefined {
  let quote = open
  for (const [mark] of text.replace(/\\./g, '').matchAll(/"""|'''/g))
    if (quote === undefined) quote = mark
    else if (quote === mark) quote = undefined
  return quote
}
