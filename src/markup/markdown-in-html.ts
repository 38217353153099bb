/**
 * Markdown inside HTML where its author asks for it, as kramdown does: `<figure markdown="1">`, `="block"`, `="span"`.
 * Pure: a rule of markdown-it. Without the attribute HTML stays as it is.
 */
import type { MarkdownIt, StateBlock } from 'markdown-it'
import { beginsWith } from './line-begins.js'

export function markdownInHtml(markdown: MarkdownIt): void {
  markdown.block.ruler.before('html_block', 'markdown_in_html', block, {
    alt: ['paragraph', 'reference', 'blockquote'],
  })
}

const OPEN = /^<([a-z][a-z\d-]*)\b((?:"[^"]*"|'[^']*'|[^'"<>])*)>/i
const ASKED = /\s+markdown\s*=\s*(?:"(1|block|span)"|'(1|block|span)'|(1|block|span)(?![^\s/>]))/i
/** Elements whose text is one paragraph at most. */
const SPANS = /^(?:p|h[1-6]|dt|summary|figcaption|caption|th|legend|address|pre|span|a|em|strong|b|i|small|del|ins)$/i

function block(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  if (!beginsWith(state, start, '<')) return false
  if ((state.sCount[start] ?? 0) - state.blkIndent >= 4) return false
  const first = state.src.slice((state.bMarks[start] ?? 0) + (state.tShift[start] ?? 0), state.eMarks[start])
  if (!first.startsWith('<') || !first.includes('markdown')) return false
  const [open = '', name = ''] = OPEN.exec(first) ?? []
  const asked = ASKED.exec(open)
  if (asked === null || depthOf(state) >= MOST_DEPTH) return false
  const body = state.getLines(start, end, state.blkIndent, true)
  const inside = insideOf(body, body.indexOf(open) + open.length, name)
  if (inside === undefined) return false
  if (silent) return true
  const how = asked[1] ?? asked[2] ?? asked[3]
  const before = body.slice(0, inside.from)
  const content = body.slice(inside.from, inside.to)
  const firstLine = start + linesIn(before)
  push(state, `${open.replace(ASKED, '')}\n`, [start, firstLine + 1])
  const isSpan = how === 'span' || (how === '1' && SPANS.test(name))
  if (isSpan) pushInline(state, content.trim(), [firstLine, firstLine + linesIn(content) + 1])
  else pushBlocks(state, content, firstLine)
  const rest = body.slice(inside.to)
  const closing = rest.split('\n', 1)[0] ?? ''
  const last = start + linesIn(body.slice(0, inside.to))
  push(state, `${closing}\n`, [last, last + 1])
  state.line = last + 1
  return true
}

/** Deeper it stays HTML: each level is read again by every one around it. */
const MOST_DEPTH = 10
const DEPTH = 'markdownInHtml'

function depthOf({ env }: StateBlock): number {
  return typeof env[DEPTH] === 'number' ? env[DEPTH] : 0
}

/** From behind the opening tag to the closing one of the same element. */
function insideOf(body: string, from: number, name: string): { from: number; to: number } | undefined {
  const tags = new RegExp(`<(/?)${name}\\b(?:"[^"]*"|'[^']*'|[^'"<>])*>`, 'gi')
  tags.lastIndex = from
  let depth = 1
  for (let found = tags.exec(body); found !== null; found = tags.exec(body)) {
    depth += found[1] === '/' ? -1 : 1
    if (depth === 0) return { from, to: found.index }
  }
  return undefined
}

function push(state: StateBlock, content: string, map: [number, number]): void {
  const token = state.push('html_block', '', 0)
  token.content = content
  token.map = map
}

function pushInline(state: StateBlock, content: string, map: [number, number]): void {
  const inline = state.push('inline', '', 0)
  inline.content = content
  inline.map = map
  inline.children = []
}

/** The indent that all lines share is the HTML's, not the text's. */
function pushBlocks(state: StateBlock, content: string, firstLine: number): void {
  const lines = content.split('\n')
  const indents = lines.slice(1).flatMap((line) => (line.trim() === '' ? [] : [/^[ \t]*/.exec(line)?.[0].length ?? 0]))
  const shared = indents.length === 0 ? 0 : Math.min(...indents)
  const text = lines.map((line, index) => (index === 0 ? line.trimStart() : line.slice(shared))).join('\n')
  const before = state.tokens.length
  const depth = depthOf(state)
  state.env[DEPTH] = depth + 1
  state.md.block.parse(text, state.md, state.env, state.tokens)
  state.env[DEPTH] = depth
  for (const token of state.tokens.slice(before)) {
    if (token.map !== null) token.map = [token.map[0] + firstLine, token.map[1] + firstLine]
  }
}

function linesIn(text: string): number {
  return text.split('\n').length - 1
}
