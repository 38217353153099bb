/**
 * Why front matter is no YAML, in the words of somebody who writes posts. Pure. In: the text between the lines of
 * dashes. Out: the first line that YAML takes for something else than its author meant, with place and cure; or
 * undefined, and then the parser's own words must do.
 */

import yaml from 'js-yaml'
import { POST_KEYS } from '../../config/front-matter-keys.js'
import { postsTexts } from '../texts.js'
import { type TypedLine, typedLines } from './lines.js'

export interface YamlWords {
  readonly message: string
  readonly fix: string
  readonly line: number
  readonly column: number
}

export function yamlWords(block: string): YamlWords | undefined {
  const lines = block.split('\n').map((line) => line.replace(/\r$/, ''))
  const typed = new Map(typedLines(block).map((one) => [one.line, one]))
  let before: TypedLine | undefined
  for (const [index, text] of lines.entries()) {
    const at = index + 2
    const one = typed.get(at)
    const found = wordsOfLine(text, one, before)
    if (found !== undefined) return { line: at, column: 1, ...found }
    if (one !== undefined) before = one
  }
  return undefined
}

type Words = Omit<YamlWords, 'line' | 'column'> & { readonly column?: number }

function wordsOfLine(text: string, one: TypedLine | undefined, before: TypedLine | undefined): Words | undefined {
  if (/^ *\t/.test(text) && text.trim() !== '' && isOpen(before))
    return { message: postsTexts.whyNoYaml.lineBeginsTab(), fix: postsTexts.whyNoYaml.indentBlanksYamlTakes() }
  const glued = /^([A-Za-z_][\w-]*):(?!\/\/)(?=\S)/.exec(text)
  if (glued !== null && one === undefined)
    return {
      message: postsTexts.whyNoYaml.noBlankFollowsColon(glued[1]),
      fix: `Write ${glued[1]}: ${text.slice(glued[0].length).trim()}`,
      column: glued[0].length + 1,
    }
  if (one === undefined) return undefined
  const indented = /^ +(?=[\w$.-]+:(?:[ \t]|$))/.exec(text)
  // Behind an anchor alone a map begins.
  const isClosed = before?.isTop === true && !['none', 'block'].includes(before.style) && !/^&\S+$/.test(before.value)
  if (indented !== null && before !== undefined && isClosed)
    return {
      message: postsTexts.whyNoYaml.indentedSoYamlTakes(one.key, before.key || 'the line above'),
      fix: postsTexts.whyNoYaml.beginLineWithoutBlanks(),
      column: indented[0].length + 1,
    }
  const value = whole(text, one)
  // Behind a key that no author of posts means as text, an anchor is an anchor.
  if (/^[*&!]/.test(value) && !TEXTS.has(one.key)) return undefined
  const words = parsesAlone(text, one) ? undefined : wordsOfValue(value, one.style)
  if (words === undefined) return undefined
  const name = one.key === '' ? 'The entry' : `${one.key}:`
  return { message: `${name} ${words.message}`, fix: words.fix, column: one.valueColumn + (words.at ?? 0) }
}

const TEXTS: ReadonlySet<string> = new Set([...POST_KEYS, 'text', 'description', 'summary', 'excerpt', 'subtitle', ''])

/** Below a key without a value a tab is an attempt at indenting. */
function isOpen(before: TypedLine | undefined): boolean {
  return before !== undefined
}

/** Up to the comment that YAML sees. */
function whole(text: string, { value, valueColumn, style, comment }: TypedLine): string {
  if (style === 'none') return ''
  const end = comment === undefined ? text.length : comment.column - 1
  const rest = text.slice(valueColumn - 1, end).trim()
  return rest === '' ? value : rest
}

/** A flow list or a quoted text may go on below: such lines are judged by what follows on them alone. */
function parsesAlone(text: string, one: TypedLine): boolean {
  const rest = whole(text, one)
  if (one.style === 'none' || one.style === 'block') return true
  try {
    yaml.load(`key: ${rest}`, { schema: yaml.FAILSAFE_SCHEMA, json: true })
    return !/^(?:[*&!])/.test(rest)
  } catch (thrown) {
    if (thrown instanceof Error) return false
    throw thrown
  }
}

const QUOTES = (value: string) => `Put the value in quotes: ${quoted(value)}`

/** In double quotes where that changes nothing else. */
function quoted(value: string): string {
  return /["\\]/.test(value) ? `'${value.replaceAll("'", "''")}'` : `"${value}"`
}

const KEPT: ReadonlyMap<string, string> = new Map([
  ['@', postsTexts.whyNoYaml.beginsWhichYamlKeeps()],
  ['`', postsTexts.whyNoYaml.beginsBackquoteWhichYaml()],
  ['%', postsTexts.whyNoYaml.beginsWhichYamlKeepsFor()],
  ['*', postsTexts.whyNoYaml.beginsWhichYamlName()],
  ['&', postsTexts.whyNoYaml.beginsWhichYamlGives()],
  ['!', postsTexts.whyNoYaml.beginsWhichYamlType()],
  [',', postsTexts.whyNoYaml.beginsCommaWhichYaml()],
])

/** `at` counts from the beginning of the value. */
interface ValueWords {
  readonly message: string
  readonly fix: string
  readonly at?: number
}

function wordsOfValue(value: string, style: TypedLine['style']): ValueWords | undefined {
  const fix = QUOTES(value)
  if (style === 'double') return wordsOfQuoted(value, '"')
  if (style === 'single') return wordsOfQuoted(value, "'")
  const [first = ''] = value
  if (style === 'flow') {
    const close = first === '[' ? ']' : '}'
    const end = value.lastIndexOf(close)
    if (end === -1) return undefined
    if (end === value.length - 1) return undefined
    return { message: postsTexts.whyNoYaml.beginsWhichYamlOpens(first, close), fix }
  }
  const kept = KEPT.get(first)
  if (kept !== undefined) return { message: kept, fix }
  if (/^[|>]/.test(value)) return { message: postsTexts.whyNoYaml.beginsWhichYamlOpensText(first), fix }
  if (/^[-?] /.test(value)) return { message: postsTexts.whyNoYaml.beginsWhichYamlOpensList(value.slice(0, 2)), fix }
  const colon = value.search(/:(?:[ \t]|$)/)
  return colon === -1 ? undefined : { message: postsTexts.whyNoYaml.holdsWhichYamlBegins(), fix, at: colon }
}

function wordsOfQuoted(value: string, quote: '"' | "'"): ValueWords | undefined {
  const closed = quote === '"' ? /^"(?:[^"\\]|\\.)*"/.exec(value) : /^'(?:[^']|'')*'/.exec(value)
  if (closed === null) return undefined
  if (closed[0].length < value.length) {
    const fix = quote === "'" ? postsTexts.whyNoYaml.writeTwoSingleQuotes() : QUOTES(value)
    return { message: postsTexts.whyNoYaml.goesBehindClosingQuotation(), fix }
  }
  return {
    message: postsTexts.whyNoYaml.holdsBackslashWhichMeans(),
    fix: postsTexts.whyNoYaml.writeValueSingleQuotes(value.slice(1, -1).replaceAll("'", "''")),
  }
}
