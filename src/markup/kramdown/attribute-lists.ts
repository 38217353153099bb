/**
 * kramdown's attribute lists: `{: .class #id}` behind or before a block, behind an element of a line, at the beginning
 * of a list item, and `{:name: .class}`, which defines one. Pure: rules of markdown-it. Each list is a token until the
 * blocks are known, so that no text is read twice.
 */
import type { MarkdownIt, StateBlock, StateCore, StateInline, Token } from 'markdown-it'
import { beginsWith } from '../line-begins.js'
import {
  type Attributes,
  applyAttributes,
  type Definitions,
  MOST_CHARACTERS,
  mergeAttributes,
  NO_ATTRIBUTES,
  readAttributes,
  resolveNames,
} from './attributes.js'

/** Separates blocks, and is shown nowhere. */
export const BOUNDARY = 'boundary'
const LIST = 'attribute_list'
const SPAN = 'attribute_span'
const DEFINITIONS = 'attributeLists'

/** @param isStrict what stands behind words of no element is text, as in kramdown; else it is left out */
export function attributeLists(markdown: MarkdownIt, isStrict: boolean): void {
  markdown.block.ruler.before('paragraph', LIST, block, { alt: ['paragraph', 'reference', 'blockquote', 'list'] })
  markdown.core.ruler.after('block', 'block_attributes', blockAttributes)
  markdown.inline.ruler.before('text', SPAN, span)
  markdown.inline.ruler2.before('fragments_join', 'span_attributes', (state) => spanAttributes(state, isStrict))
}

const DEFINITION = /^\{:(\w[\w-]*):((?:\\\}|[^}])+)\}[ \t]*$/
const LINE = /^\{:(?![:/])((?:\\\}|[^}])+)\}[ \t]*$/

function block(state: StateBlock, line: number, _end: number, silent: boolean): boolean {
  if (!beginsWith(state, line, '{')) return false
  const text = state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
  if (!text.startsWith('{:') || text.length > MOST_CHARACTERS) return false
  const [, name, defined = ''] = DEFINITION.exec(text) ?? []
  const own = name === undefined ? LINE.exec(text)?.[1] : undefined
  if (name === undefined && own === undefined) return false
  if (silent) return true
  state.line = line + 1
  const token = state.push(name === undefined ? LIST : BOUNDARY, '', 0)
  token.hidden = true
  token.map = [line, line + 1]
  if (name !== undefined) definitionsOf(state).set(name, addTo(definitionsOf(state).get(name), defined))
  else token.meta = { attributes: readAttributes(own ?? ''), isBehind: line > 0 && !state.isEmpty(line - 1) }
  return true
}

const addTo = (known: Attributes | undefined, text: string) =>
  known === undefined ? readAttributes(text) : mergeAttributes(known, readAttributes(text))

function definitionsOf({ env }: Pick<StateBlock, 'env'>): Map<string, Attributes> {
  const known = env[DEFINITIONS]
  if (known instanceof Map) return known
  const made = new Map<string, Attributes>()
  env[DEFINITIONS] = made
  return made
}

/** What a container knows of the blocks inside it. */
interface Level {
  last: Token | undefined
  /** Lists above the block that they are for. */
  waiting: Attributes | undefined
}

function blockAttributes(state: StateCore): void {
  const definitions = definitionsOf(state)
  const levels: Level[] = [{ last: undefined, waiting: undefined }]
  for (const token of state.tokens) {
    const level = levels.at(-1)
    if (level === undefined) break
    if (token.type === LIST) list(token, level, definitions)
    else if (token.type === BOUNDARY) level.last = undefined
    else if (token.nesting === -1) levels.pop()
    else if (token.type !== 'inline') {
      level.last = token
      if (level.waiting !== undefined) applyAttributes(token, level.waiting)
      level.waiting = undefined
      if (token.nesting === 1) levels.push({ last: undefined, waiting: undefined })
    }
  }
  itemAttributes(state.tokens, definitions)
  state.tokens = state.tokens.filter(({ type }) => type !== LIST)
}

function list(token: Token, level: Level, definitions: Definitions): void {
  const attributes = resolveNames(attributesOf(token), definitions)
  if (token.meta?.isBehind === true && level.last !== undefined) applyAttributes(level.last, attributes)
  else {
    level.waiting = level.waiting === undefined ? attributes : mergeAttributes(level.waiting, attributes)
    level.last = undefined
  }
}

/** It is what `block` and `span` put there. */
function attributesOf({ meta }: Token): Attributes {
  const attributes = meta?.attributes
  return typeof attributes === 'object' && attributes !== null && 'values' in attributes && 'names' in attributes
    ? (attributes as Attributes)
    : NO_ATTRIBUTES
}

const ITEM = /^\{:(?!\w[\w-]*:|[:/])((?:\\\}|[^}\n])+)\}\s*/

/** `* {: .class} words` */
function itemAttributes(tokens: readonly Token[], definitions: Definitions): void {
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'list_item_open' && token.type !== 'dt_open' && token.type !== 'dd_open') continue
    const first = tokens[index + 1]
    const inline = first?.type === 'paragraph_open' ? tokens[index + 2] : first
    if (inline?.type !== 'inline' || !inline.content.startsWith('{:')) continue
    const [found, inside = ''] = ITEM.exec(inline.content.slice(0, MOST_CHARACTERS)) ?? []
    if (found === undefined) continue
    inline.content = inline.content.slice(found.length)
    applyAttributes(token, resolveNames(readAttributes(inside), definitions))
  }
}

const IN_LINE = /^\{:(?![:/])((?:\\\}|[^}])+)\}/

function span(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('{:', state.pos)) return false
  const [found, inside = ''] = IN_LINE.exec(state.src.slice(state.pos, state.pos + MOST_CHARACTERS)) ?? []
  if (found === undefined || state.pos + found.length > state.posMax) return false
  if (!silent) {
    const token = state.push(SPAN, '', 0)
    token.hidden = true
    token.content = found
    token.meta = { attributes: readAttributes(inside) }
  }
  state.pos += found.length
  return true
}

/** Behind which element it stands is known only when emphasis is. */
function spanAttributes(state: StateInline, isStrict: boolean): boolean {
  if (!state.tokens.some(({ type }) => type === SPAN)) return false
  const open: Token[] = []
  let last: Token | undefined
  for (const token of state.tokens) {
    if (token.type === SPAN) {
      if (last !== undefined) applyAttributes(last, resolveNames(attributesOf(token), definitionsOf(state)))
      else if (isStrict) {
        token.type = 'text'
        token.hidden = false
      }
    } else if (token.nesting === 1) open.push(token)
    else if (token.nesting === -1) last = open.pop()
    else if (token.type !== 'text' || token.content !== '') last = isElement(token) ? token : undefined
    if (token.nesting === 1) last = undefined
  }
  // In place: whoever asked for the tokens holds this very array.
  const kept = state.tokens.filter(({ type }) => type !== SPAN)
  state.tokens.length = 0
  for (const token of kept) state.tokens.push(token)
  return false
}

function isElement({ type }: Token): boolean {
  return type === 'code_inline' || type === 'image' || type === 'footnote_ref'
}
