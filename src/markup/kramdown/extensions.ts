/**
 * kramdown's extensions: `{::comment}`, `{::nomarkdown}` and `{::options}`, as blocks and inside a line. Pure: rules of
 * markdown-it. An end that is not there is looked for once.
 */
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it'
import { beginsWith } from '../line-begins.js'
import { BOUNDARY } from './attribute-lists.js'
import { MOST_CHARACTERS, readAttributes } from './attributes.js'

export function extensions(markdown: MarkdownIt): void {
  markdown.block.ruler.before('attribute_list', 'extension', block, { alt: [] })
  markdown.inline.ruler.before('text', 'extension_span', span)
}

const OPTIONS = 'kramdownOptions'
const START = /^\{::(comment|nomarkdown|options)(?:[ \t]((?:\\\}|[^}])*?))?(\/)?\}/
const STOP = /^\{:\/(\w*)\}[ \t]*$/

/** What `{::options toc_levels="2..3" /}` sets, by name. */
export function optionsOf({ env }: { readonly env: StateBlock['env'] }): ReadonlyMap<string, string> {
  const known = env[OPTIONS]
  return known instanceof Map ? known : new Map<string, string>()
}

function block(state: StateBlock, line: number, end: number, silent: boolean): boolean {
  if (!beginsWith(state, line, '{') || (state.sCount[line] ?? 0) - state.blkIndent >= 4) return false
  const text = lineAt(state, line)
  if (!text.startsWith('{::') || text.length > MOST_CHARACTERS) return false
  const [found, name = '', attributes = '', isClosed] = START.exec(text) ?? []
  if (found === undefined || text.slice(found.length).trim() !== '') return false
  const stop = isClosed === undefined ? stopOf(state, name, line, end) : line
  if (stop === undefined) return false
  if (silent) return true
  if (name === 'nomarkdown' && isClosed === undefined && isForHtml(attributes)) {
    const token = state.push('html_block', '', 0)
    token.content = state.getLines(line + 1, stop, state.blkIndent, true)
    token.map = [line + 1, stop]
  } else state.push(BOUNDARY, '', 0).hidden = true
  if (name === 'options') state.env[OPTIONS] = new Map([...optionsOf(state), ...readAttributes(attributes).values])
  state.line = stop + 1
  return true
}

function lineAt(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
}

const missing = new WeakMap<StateBlock, Set<string>>()

function stopOf(state: StateBlock, name: string, start: number, end: number): number | undefined {
  const known = missing.get(state) ?? new Set<string>()
  missing.set(state, known)
  const key = `${name} ${end}`
  if (known.has(key)) return undefined
  for (let line = start + 1; line < end; line += 1) {
    const text = lineAt(state, line)
    const [, stopped] = (text.startsWith('{:/') && STOP.exec(text)) || []
    if (stopped === '' || stopped === name) return line
  }
  known.add(key)
  return undefined
}

/** `type="latex"` is for other readers. */
function isForHtml(attributes: string): boolean {
  const type = readAttributes(attributes).values.get('type') ?? ''
  return type === '' || type.split(/\s+/).includes('html')
}

function span(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('{::', state.pos)) return false
  const [found, name = '', attributes = '', isClosed] =
    START.exec(state.src.slice(state.pos, state.pos + MOST_CHARACTERS)) ?? []
  if (found === undefined) return false
  const from = state.pos + found.length
  const stop = isClosed === undefined ? spanStop(state, name, from) : { at: from, end: from }
  if (stop === undefined || stop.end > state.posMax) return false
  if (!silent && name === 'nomarkdown' && isForHtml(attributes))
    state.push('html_inline', '', 0).content = state.src.slice(from, stop.at)
  state.pos = stop.end
  return true
}

/** Inside one text. */
const missingInLine = new WeakMap<StateInline, Set<string>>()

function spanStop(state: StateInline, name: string, from: number): { at: number; end: number } | undefined {
  const known = missingInLine.get(state) ?? new Set<string>()
  missingInLine.set(state, known)
  const ends = ['{:/}', `{:/${name}}`].flatMap((mark) => {
    const at = known.has(mark) ? -1 : state.src.indexOf(mark, from)
    if (at === -1) known.add(mark)
    return at === -1 ? [] : [{ at, end: at + mark.length }]
  })
  return ends.sort((a, b) => a.at - b.at)[0]
}
