/**
 * Links where kramdown sees them and CommonMark does not. Pure: rules of markdown-it. A definition whose address
 * CommonMark cannot read (an odd bracket, a space) is a definition nevertheless, and one that is none kills none below
 * it; a path in `![x](/a b.png)` may hold spaces.
 */
import type { MarkdownIt, StateBlock } from 'markdown-it'
import { beginsWith } from './line-begins.js'

export function kramdownLinks(markdown: MarkdownIt): void {
  const strict = markdown.helpers.parseLinkDestination
  // An object of this parser's own: the helpers are shared by all.
  markdown.helpers = {
    ...markdown.helpers,
    parseLinkDestination: (text, start, max) => {
      const found = strict(text, start, max)
      const spaced = spacedPath(text, start, max)
      return spaced !== undefined && (!found.ok || spaced.end > found.pos)
        ? { ok: true, pos: spaced.end, str: spaced.path }
        : found
    },
  }
  markdown.block.ruler.after('reference', 'odd_reference', oddReference, {})
  // Before the rule that reads on to the end of the paragraph, for each of these lines anew.
  markdown.block.ruler.before('lheading', 'lone_reference', loneReference, {})
}

/** With a slash or an ending, or it is a sentence in brackets. */
const PATH = /^(?:[a-z][a-z\d+.-]*:|[./#]|\S*\/)|\.[a-z\d]{2,5}$/i
const SPACED = /[^\s<>()"'][^\n()<>"]*(?:\([^\n()]*\)[^\n()<>"]*)*(?=(?: (?:"[^"\n]*"|'[^'\n]*') *)?\))/y

/** Of `](here it is.png)` alone. */
function spacedPath(text: string, start: number, max: number): { path: string; end: number } | undefined {
  if (!/\]\(\s*$/.test(text.slice(Math.max(0, start - 20), start))) return undefined
  SPACED.lastIndex = start
  const found = SPACED.exec(text)?.[0].trimEnd() ?? ''
  const path = found.replace(/(\S) +'[^']*'$/, '$1')
  return /\S\s+\S/.test(path) && PATH.test(path) && start + path.length <= max
    ? { path, end: start + path.length }
    : undefined
}

/** Where it holds a space it must end like a file, or words would vanish that were meant to be read. */
const ADDRESS = /^(?:[a-z][a-z\d+.-]*:|[./#])(?:\S*|.*\.[a-z\d]{2,5})$/i
const DEFINITION = /^\[([^\n\]^][^\n\]]*)\]:[ \t]*(\S.*?)(?:[ \t]+(?:"(.+)"|'(.+)'))?[ \t]*$/

function oddReference(state: StateBlock, line: number, _end: number, silent: boolean): boolean {
  const text = beginsWith(state, line, '[') ? lineAt(state, line) : undefined
  const [, label, typed = '', double, single] = text === undefined ? [] : (DEFINITION.exec(text) ?? [])
  const address = typed.replace(/^<(.*)>$/, '$1')
  if (label === undefined || !ADDRESS.test(address)) return false
  const href = state.md.normalizeLink(address)
  if (!state.md.validateLink(href)) return false
  if (silent) return true
  const references = referencesOf(state)
  const key = state.md.utils.normalizeReference(label)
  references[key] ??= { title: double ?? single ?? '', href }
  state.line = line + 1
  return true
}

/** `[label]:` with something that is no address, above another definition: a paragraph of its own. */
function loneReference(state: StateBlock, line: number, end: number, silent: boolean): boolean {
  if (!beginsWith(state, line, '[')) return false
  const [own, next] = [line, line + 1].map((one) => (one < end ? lineAt(state, one) : undefined))
  if (own === undefined || next === undefined || !/^\[[^\n\]]+\]:/.test(own) || !/^\[[^\n\]]+\]:[ \t]*\S/.test(next))
    return false
  if (silent) return true
  state.push('paragraph_open', 'p', 1).map = [line, line + 1]
  const inline = state.push('inline', '', 0)
  inline.content = own.trim()
  inline.map = [line, line + 1]
  inline.children = []
  state.push('paragraph_close', 'p', -1)
  state.line = line + 1
  return true
}

/** Undefined for a line that is code by its indent. */
function lineAt(state: StateBlock, line: number): string | undefined {
  if ((state.sCount[line] ?? 0) - state.blkIndent >= 4 || (state.sCount[line] ?? 0) < state.blkIndent) return undefined
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
}

function referencesOf(state: StateBlock): Record<string, { title: string; href: string }> {
  state.env.references ??= {}
  return state.env.references
}
