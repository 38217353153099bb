/**
 * kramdown's definition lists: a paragraph whose lines are terms, and below it lines that begin with a colon. Pure: a
 * rule of markdown-it.
 */
import type { MarkdownIt, StateBlock, Token } from 'markdown-it'

export function definitionLists(markdown: MarkdownIt): void {
  markdown.block.ruler.before('paragraph', 'definition_list', list, { alt: [] })
  markdown.core.ruler.after('block', 'one_definition_list', joined)
}

const MARK = /^ {0,3}:[ \t]+(?=\S)/
/** Deeper they stay text: each level is read again by every one around it. */
const MOST_DEPTH = 10
const DEPTH = 'definitionLists'

function list(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  if (!mayHoldDefinition(state)) return false
  if ((state.sCount[start] ?? 0) - state.blkIndent >= 4 || depthOf(state) >= MOST_DEPTH) return false
  const terms = endOfTerms(state, start, end)
  const isApart = terms < end && state.isEmpty(terms)
  const first = isApart ? terms + 1 : terms
  if (first >= end || terms === start || !MARK.test(lineAt(state, first))) return false
  if (silent) return true
  const open = state.push('dl_open', 'dl', 1)
  for (let line = start; line < terms; line += 1) pushTerm(state, line)
  let line = first
  let isParagraph = isApart
  while (line < end && MARK.test(lineAt(state, line))) {
    const next = endOfDefinition(state, line, end)
    pushDefinition(state, { from: line, to: next, isParagraph })
    isParagraph = state.isEmpty(next - 1)
    line = next
  }
  while (state.isEmpty(line - 1)) line -= 1
  open.map = [start, line]
  state.push('dl_close', 'dl', -1)
  state.line = line
  return true
}

const defining = new WeakMap<StateBlock, boolean>()

/** Most posts have no line that begins with a colon, in quotes, lists and notes neither. */
function mayHoldDefinition(state: StateBlock): boolean {
  const known = defining.get(state)
  if (known !== undefined) return known
  const may = state.src.startsWith(':') || /[\n\t >:]:[ \t]/.test(state.src)
  defining.set(state, may)
  return may
}

function lineAt(state: StateBlock, line: number): string {
  if ((state.sCount[line] ?? 0) < state.blkIndent) return ''
  return state.getLines(line, line + 1, state.blkIndent, false)
}

/** Where the paragraph ends, as markdown-it's own rule sees it. */
function endOfTerms(state: StateBlock, start: number, end: number): number {
  const enders = state.md.block.ruler.getRules('paragraph')
  const { parentType } = state
  state.parentType = 'paragraph'
  let line = start
  for (; line < end && !state.isEmpty(line); line += 1) {
    if (MARK.test(lineAt(state, line))) break
    const indent = (state.sCount[line] ?? 0) - state.blkIndent
    if (
      line > start &&
      indent <= 3 &&
      indent >= -state.blkIndent &&
      enders.some((rule) => rule(state, line, end, true))
    )
      break
  }
  state.parentType = parentType
  return line
}

/** Lines that are indented, those that follow without an empty line, and empty ones between. */
function endOfDefinition(state: StateBlock, start: number, end: number): number {
  let isBehindBlank = false
  let line = start + 1
  for (; line < end; line += 1) {
    if (state.isEmpty(line)) {
      isBehindBlank = true
      continue
    }
    const indent = (state.sCount[line] ?? 0) - state.blkIndent
    const text = lineAt(state, line)
    if (indent < 0 || (indent < 2 && MARK.test(text))) break
    if (isBehindBlank && indent < 2) break
    if (indent < 2 && /^\s*\{:/.test(text)) break
    isBehindBlank = false
  }
  return line
}

function pushTerm(state: StateBlock, line: number): void {
  state.push('dt_open', 'dt', 1).map = [line, line + 1]
  const inline = state.push('inline', '', 0)
  inline.content = lineAt(state, line).trim()
  inline.map = [line, line + 1]
  inline.children = []
  state.push('dt_close', 'dt', -1)
}

interface Definition {
  readonly from: number
  readonly to: number
  readonly isParagraph: boolean
}

function pushDefinition(state: StateBlock, { from, to, isParagraph }: Definition): void {
  state.push('dd_open', 'dd', 1).map = [from, to]
  const lines = state.getLines(from, to, state.blkIndent, false).split('\n')
  const mark = MARK.exec(lines[0] ?? '')?.[0].length ?? 0
  const text = lines.map((line, index) => (index === 0 ? line.slice(mark) : withoutIndent(line, mark))).join('\n')
  const before = state.tokens.length
  const depth = depthOf(state)
  state.env[DEPTH] = depth + 1
  state.md.block.parse(text, state.md, state.env, state.tokens)
  state.env[DEPTH] = depth
  const made = state.tokens.slice(before)
  for (const token of made) if (token.map !== null) token.map = [token.map[0] + from, token.map[1] + from]
  if (!isParagraph) hideFirst(made)
  state.push('dd_close', 'dd', -1)
}

function withoutIndent(line: string, most: number): string {
  const indent = /^[ \t]*/.exec(line)?.[0].replaceAll('\t', '    ') ?? ''
  return indent.slice(Math.min(most, indent.length)) + line.trimStart()
}

function hideFirst(tokens: readonly Token[]): void {
  const [open, , close] = tokens
  if (open?.type !== 'paragraph_open' || close?.type !== 'paragraph_close') return
  open.hidden = true
  close.hidden = true
}

function depthOf({ env }: StateBlock): number {
  return typeof env[DEPTH] === 'number' ? env[DEPTH] : 0
}

/** Two that follow each other are one. */
function joined(state: { tokens: Token[] }): void {
  if (!state.tokens.some(({ type }) => type === 'dl_open')) return
  const kept: Token[] = []
  for (const token of state.tokens) {
    if (token.type === 'dl_open' && token.attrs === null && kept.at(-1)?.type === 'dl_close') kept.pop()
    else kept.push(token)
  }
  state.tokens = kept
}
