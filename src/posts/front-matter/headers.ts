/**
 * Front matter without a first line of dashes: `Title: …` and `Date: …` above an empty line, as Pelican has it
 * (Python-Markdown, MultiMarkdown), `.. title: …` in a comment of HTML (Nikola), or YAML above a line of dashes, as
 * Hexo takes it. Pure. In: a post's text. Out: where it ends and what it is; of the first two forms its keys, in
 * lower case.
 */
import type { TypedLine } from './lines.js'

export interface HeaderBlock {
  /** With its last line feed. */
  readonly block: string
  /** Behind it and what ends it. */
  readonly end: number
  /** A line of dashes ends it. */
  readonly isYaml: boolean
}

/** Nikola begins each line with two dots, as reStructuredText does. */
const KEY = /^(?:\.\. )?([A-Za-z][\w-]*):(?:[ \t]+|(?=\r?$))(.*?)[ \t]*\r?$/
const MORE = /^[ \t]+\S/
const ITEM = /^-[ \t]+\S/
const MOST_LINES = 200

/** @returns undefined where the text begins with anything else, or names no title */
export function headerBlock(text: string): HeaderBlock | undefined {
  const comment = commentBlock(text)
  if (comment !== undefined) return comment
  if (!/^[A-Za-z][\w-]*:[ \t\r\n]/.test(text)) return undefined
  let at = 0
  let hasTitle = false
  let isList = false
  for (let count = 0; count < MOST_LINES; count += 1) {
    const feed = text.indexOf('\n', at)
    const line = text.slice(at, feed === -1 ? text.length : feed)
    const isDashes = /^---[ \t]*\r?$/.test(line)
    if (isDashes || line.trim() === '')
      return hasTitle && (isDashes || !isList)
        ? { block: text.slice(0, at), end: feed === -1 ? text.length : feed + 1, isYaml: isDashes }
        : undefined
    const [, key, value] = KEY.exec(line) ?? []
    if (key === undefined && !MORE.test(line) && !ITEM.test(line)) return undefined
    isList ||= ITEM.test(line)
    hasTitle ||= key?.toLowerCase() === 'title' && value !== ''
    if (feed === -1) return undefined
    at = feed + 1
  }
  return undefined
}

const COMMENT = /^<!--[ \t]*\r?\n((?:\.\. [A-Za-z][\w-]*:[^\n]*\n|[ \t]*\r?\n){1,200})[ \t]*-->[ \t]*(?:\r?\n|$)/

/** Nikola's: lines of `.. title: …` in a comment of HTML. */
function commentBlock(text: string): HeaderBlock | undefined {
  const [whole, lines] = text.startsWith('<!--') ? (COMMENT.exec(text) ?? []) : []
  if (whole === undefined || lines === undefined || !/^\.\. title:[ \t]*\S/im.test(lines)) return undefined
  return { block: whole.slice(0, whole.indexOf(lines) + lines.length), end: whole.length, isYaml: false }
}

export interface HeaderKeys {
  readonly fields: ReadonlyMap<string, string>
  readonly lines: readonly TypedLine[]
}

/** What goes on in the next line is of the same value; of a key that stands twice the first counts. */
export function headersIn({ block }: HeaderBlock): HeaderKeys {
  const fields = new Map<string, string>()
  const lines: TypedLine[] = []
  let last: string | undefined
  for (const [index, row] of block.split('\n').entries()) {
    const [, typed, value = ''] = KEY.exec(row) ?? []
    if (typed === undefined) {
      if (last !== undefined && row.trim() !== '') fields.set(last, `${fields.get(last) ?? ''}\n${row.trim()}`.trim())
      continue
    }
    const key = typed.toLowerCase()
    last = fields.has(key) ? undefined : key
    if (last !== undefined) fields.set(key, value)
    const valueColumn = row.length - row.slice(row.indexOf(':') + 1).trimStart().length + 1
    const place = { line: index + 1, column: 1, value, valueColumn: value === '' ? 1 : valueColumn }
    lines.push({ key, top: key, isTop: true, startsItem: false, ...place, style: value === '' ? 'none' : 'plain' })
  }
  return { fields, lines }
}
