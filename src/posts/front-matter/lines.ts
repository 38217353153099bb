/**
 * The keys of front matter as they were typed, with their places. Pure. In: the text between the two lines of dashes.
 * Out: one entry for each key at the beginning of a line, and for each key and list item below one. js-yaml says what a
 * value is; this says where it stands, what of it a comment cut off, and which key was written twice.
 */

export type ValueStyle = 'none' | 'plain' | 'single' | 'double' | 'flow' | 'block'

/** `line` and `column` count from 1, the line in the file: the first line of dashes is 1. */
export interface TypedLine {
  /** The key; of a list item without one, ''. */
  readonly key: string
  /** The key at the beginning of a line that this one stands below; the key itself for those. */
  readonly top: string
  readonly isTop: boolean
  /** A dash stands before it: an entry of a list begins here. */
  readonly startsItem: boolean
  readonly line: number
  readonly column: number
  /** What stands behind the colon on this line, without a comment and white space around it. */
  readonly value: string
  /** Of the value; of the key where there is none. */
  readonly valueColumn: number
  readonly style: ValueStyle
  /** What YAML takes for a comment: from `#` on. */
  readonly comment?: { readonly text: string; readonly column: number; readonly blanksBefore: number }
}

const TOP = /^(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"'#&*!|>%@`{}[\],:?-][^:#\n]*?|[-?:][^\s:#][^:#\n]*?))[ \t]*:(?=[ \t]|$)/
/** Most of them. */
const PLAIN = /^([A-Za-z_][\w-]*):(?=[ \t]|$)/
const BELOW = /^([ \t]+(?:-[ \t]+)?|-[ \t]+)(?:(?:"([^"\n]+)"|'([^'\n]+)'|([\w$.-]+))[ \t]*:(?=[ \t]|$))?/

export function typedLines(block: string): TypedLine[] {
  const found: TypedLine[] = []
  let top = ''
  /** Lines that are indented deeper than this belong to a block scalar. */
  let scalarIndent: number | undefined
  for (const [index, raw] of block.split('\n').entries()) {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    const indent = indentOf(text)
    if (scalarIndent !== undefined && (text.trim() === '' || indent > scalarIndent)) continue
    scalarIndent = undefined
    const own = PLAIN.exec(text) ?? TOP.exec(text)
    if (own !== null) {
      top = own[1] ?? own[2] ?? own[3] ?? ''
      found.push(
        typedLine({ key: top, top, isTop: true, startsItem: false, line: index + 2, at: 0, from: own[0].length, text }),
      )
    } else {
      const below = BELOW.exec(text)
      if (below === null || top === '' || (below[2] ?? below[3] ?? below[4] ?? '-') === '') continue
      const key = below[2] ?? below[3] ?? below[4] ?? ''
      if (key === '' && !/-[ \t]+$/.test(below[1] ?? '')) continue
      const lead = below[1] ?? ''
      const place = { line: index + 2, at: lead.length, from: below[0].length, text }
      found.push(typedLine({ key, top, isTop: false, startsItem: lead.includes('-'), ...place }))
    }
    if (found.at(-1)?.style === 'block') scalarIndent = indent
  }
  return found
}

/** A line with a key of which it is known where it stands. */
export interface Cut {
  readonly key: string
  readonly top: string
  readonly isTop: boolean
  readonly startsItem: boolean
  readonly line: number
  /** Where the key begins, and where what is behind its colon begins, from 0. */
  readonly at: number
  readonly from: number
  readonly text: string
}

/** What stands behind a key, cut into its parts. */
export function typedLine({ text, at, from, key, top, isTop, startsItem, line }: Cut): TypedLine {
  const start = indentOf(text, from)
  const rest = text.slice(from + start)
  const style = styleOf(rest)
  const length = endOf(rest, style, start > 0 || from === at)
  const comment = length === rest.length ? null : /^[ \t]*(#.*)$/.exec(rest.slice(length))
  const value = rest.slice(0, length).trim()
  const column = from + start + 1
  const hash = comment === null ? -1 : rest.length - (comment[1] ?? '').length
  const valueColumn = value === '' ? at + 1 : column
  const shown = value === '' ? 'none' : style
  const typed = { key, top, isTop, startsItem, line, column: at + 1, value, valueColumn, style: shown } as const
  if (comment === null) return typed
  return { ...typed, comment: { text: comment[1] ?? '', column: column + hash, blanksBefore: hash - value.length } }
}

/** How many blanks stand there. */
function indentOf(text: string, from = 0): number {
  let at = from
  while (text[at] === ' ' || text[at] === '\t') at += 1
  return at - from
}

function styleOf(rest: string): ValueStyle {
  switch (rest[0]) {
    case undefined:
      return 'none'
    case '"':
      return 'double'
    case "'":
      return 'single'
    case '[':
    case '{':
      return 'flow'
    case '|':
    case '>':
      return /^[|>][-+\d]{0,2}[ \t]*(?:#.*)?$/.test(rest) ? 'block' : 'plain'
    default:
      return 'plain'
  }
}

/** How far the value reaches before white space and a comment; the whole rest where none follows. */
function endOf(rest: string, style: ValueStyle, isApart: boolean): number {
  if (style === 'double') return /^"(?:[^"\\]|\\.)*"/.exec(rest)?.[0].length ?? rest.length
  if (style === 'single') return /^'(?:[^']|'')*'/.exec(rest)?.[0].length ?? rest.length
  if (style === 'flow') return endOfFlow(rest)
  if (rest.startsWith('#') && isApart) return 0
  const comment = rest.search(/[ \t]+#/)
  return comment === -1 ? rest.length : comment
}

function endOfFlow(rest: string): number {
  let depth = 0
  for (let at = 0; at < rest.length; at += 1) {
    const quoted = /^"(?:[^"\\]|\\.)*"|^'(?:[^']|'')*'/.exec(rest.slice(at))
    const character = rest[at] ?? ''
    if (quoted !== null && /[\s,[{:]/.test(rest[at - 1] ?? ' ')) at += quoted[0].length - 1
    else if ('[{'.includes(character)) depth += 1
    else if (']}'.includes(character)) {
      depth -= 1
      if (depth === 0) return at + 1
    } else if (character === '#' && /[ \t]/.test(rest[at - 1] ?? '')) return at
  }
  return rest.length
}
