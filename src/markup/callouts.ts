/**
 * Blocks with a label, as GitHub (`> [!NOTE]`), Docusaurus (`:::note Title`) and MkDocs (`!!! note "Title"`, and `???`)
 * have them. Pure: rules of markdown-it. Each becomes a quote that begins with its label, which pages, feeds and both
 * forms of mail show alike.
 */
import type { MarkdownIt, StateBlock, StateCore, Token } from 'markdown-it'
import { type CalloutForm, calloutTypes } from '../config/markdown-names.js'

const ENDS = { alt: ['paragraph', 'reference', 'blockquote', 'list'] }

/** What a callout is called, by its type in lower case; one that is not there is called by its type. */
export type CalloutNames = Readonly<Record<string, string>>

export function callouts(markdown: MarkdownIt, forms: readonly CalloutForm[], names: CalloutNames = {}): void {
  if (forms.includes('github')) markdown.core.ruler.after('block', 'callouts', (state) => alerts(state, names))
  if (forms.includes('docusaurus')) markdown.block.ruler.before('fence', 'admonition', admonition(names), ENDS)
  if (forms.includes('mkdocs')) markdown.block.ruler.before('fence', 'indented_admonition', indented(names), ENDS)
}

/** The first line of a quote. */
export const ALERT = /^\[!(note|tip|important|warning|caution)\][ \t]*(?:\n|$)/i

function alerts(state: StateCore, names: CalloutNames): void {
  const { tokens } = state
  const isAlert = (at: number) =>
    tokens[at]?.type === 'blockquote_open' &&
    tokens[at + 1]?.type === 'paragraph_open' &&
    ALERT.test(tokens[at + 2]?.content ?? '')
  if (!tokens.some((_, at) => isAlert(at))) return
  const kept: Token[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]
    if (token === undefined) break
    kept.push(token)
    const inline = tokens[at + 2]
    if (!isAlert(at) || inline === undefined) continue
    const [found = '', type = ''] = ALERT.exec(inline.content) ?? []
    kept.push(...label(state, { name: nameOf(type, names), title: '', line: inline.map?.[0] ?? 0 }))
    inline.content = inline.content.slice(found.length)
    // Of the label alone no paragraph is left.
    if (inline.content === '') at += 3
  }
  state.tokens = kept
}

interface Label {
  readonly name: string
  readonly title: string
  /** From 0. */
  readonly line: number
}

function nameOf(type: string, names: CalloutNames): string {
  const key = type.toLowerCase()
  return Object.hasOwn(names, key) ? (names[key] ?? '') : type.charAt(0).toUpperCase() + key.slice(1)
}

/** `**Note:** Title`, a paragraph. */
function label({ Token }: { readonly Token: StateCore['Token'] }, { name, title, line }: Label): Token[] {
  const open = new Token('paragraph_open', 'p', 1)
  const inline = new Token('inline', '', 0)
  inline.content = `**${name}:**${title === '' || title.toLowerCase() === name.toLowerCase() ? '' : ` ${title}`}`
  inline.children = []
  for (const token of [open, inline]) token.map = [line, line + 1]
  return [open, inline, new Token('paragraph_close', 'p', -1)]
}

function lineAt(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
}

const MOST_CHARACTERS = 300
const TYPES = calloutTypes.join('|')
/** Colons, type, and a title in brackets or without. */
export const ADMONITION = new RegExp(
  String.raw`^(:{3,})[ \t]*(${TYPES})(?![\w-])(?:\[([^\]\n]*)\])?(?:\{[^}\n]*\})?[ \t]*(.*?)[ \t]*$`,
  'i',
)
/** Deeper they stay text: each level is read again by every one around it. */
const MOST_DEPTH = 10
const DEPTH = 'callouts'

type BlockRule = (state: StateBlock, start: number, end: number, silent: boolean) => boolean

const admonition =
  (names: CalloutNames): BlockRule =>
  (state, start, end, silent) => {
    const text = lineAt(state, start)
    if (!text.startsWith(':::') || text.length > MOST_CHARACTERS || indentOf(state, start) > 3) return false
    const [, colons = '', type = '', named, written = ''] = ADMONITION.exec(text) ?? []
    const depth = typeof state.env[DEPTH] === 'number' ? state.env[DEPTH] : 0
    if (type === '' || depth >= MOST_DEPTH) return false
    if (silent) return true
    const last = endOf(state, { from: start + 1, to: end, colons: colons.length })
    state.env[DEPTH] = depth + 1
    push(
      state,
      { name: nameOf(type, names), title: named ?? written, line: start },
      { from: start + 1, to: last, indent: 0 },
    )
    state.env[DEPTH] = depth
    state.line = Math.min(end, last + 1)
    return true
  }

function indentOf(state: StateBlock, line: number): number {
  return (state.sCount[line] ?? 0) - state.blkIndent
}

interface Inside {
  readonly from: number
  readonly to: number
  readonly colons: number
}

/** The first line of as many colons ends it, so a block around another has more of them; else it reaches to the end. */
function endOf(state: StateBlock, { from, to, colons }: Inside): number {
  for (let line = from; line < to; line += 1) {
    if (!state.isEmpty(line) && indentOf(state, line) < 0) return line
    const text = lineAt(state, line).trimEnd()
    if (text.length >= colons && text === ':'.repeat(text.length)) return line
  }
  return to
}

/** A whole line, with the type and the title. */
export const INDENTED_ADMONITION =
  /^(?:!!!|\?\?\?\+?)[ \t]+([A-Za-z][\w-]*)(?:[ \t]+[A-Za-z][\w-]*)*(?:[ \t]+"([^"\n]*)")?[ \t]*$/

const indented =
  (names: CalloutNames): BlockRule =>
  (state, start, end, silent) => {
    const text = lineAt(state, start)
    if (!/^(?:!!!|\?\?\?)/.test(text) || text.length > MOST_CHARACTERS || indentOf(state, start) > 3) return false
    const [, type, title = ''] = INDENTED_ADMONITION.exec(text) ?? []
    if (type === undefined) return false
    if (silent) return true
    let next = start + 1
    let last = start + 1
    for (; next < end && (state.isEmpty(next) || indentOf(state, next) >= 4); next += 1)
      if (!state.isEmpty(next)) last = next + 1
    push(state, { name: nameOf(type, names), title, line: start }, { from: start + 1, to: last, indent: 4 })
    state.line = last
    return true
  }

interface Content {
  readonly from: number
  readonly to: number
  readonly indent: number
}

function push(state: StateBlock, head: Label, { from, to, indent }: Content): void {
  const { lineMax, parentType } = state
  const open = state.push('blockquote_open', 'blockquote', 1)
  open.map = [head.line, to]
  state.tokens.push(...label(state, head))
  state.parentType = 'blockquote'
  state.lineMax = to
  state.blkIndent += indent
  state.md.block.tokenize(state, from, to)
  state.blkIndent -= indent
  state.lineMax = lineMax
  state.parentType = parentType
  state.push('blockquote_close', 'blockquote', -1)
}
