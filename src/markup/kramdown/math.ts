/**
 * Formulas between two dollars, `$$a_1$$`, as text: nothing inside them is Markdown. Pure: rules of markdown-it. They
 * stand between the marks that MathJax looks for, as on a page that Jekyll made. An end that is not there is looked for
 * once.
 */
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it'

export function math(markdown: MarkdownIt): void {
  markdown.block.ruler.before('paragraph', 'math', block, { alt: [] })
  markdown.inline.ruler.before('escape', 'math_span', span)
  markdown.renderer.rules.math_span = (tokens, index) => markdown.utils.escapeHtml(tokens[index]?.content ?? '')
  markdown.renderer.rules.math_block = (tokens, index) => {
    const formula = tokens[index]?.content ?? ''
    return `<p>\\[${markdown.utils.escapeHtml(formula)}\\]</p>\n`
  }
}

const missing = new WeakSet<StateInline>()

function span(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('$$', state.pos) || missing.has(state)) return false
  const end = state.src.indexOf('$$', state.pos + 2)
  if (end === -1) missing.add(state)
  if (end === -1 || end + 2 > state.posMax) return false
  if (!silent) {
    const formula = state.src.slice(state.pos + 2, end).trim()
    state.push('math_span', '', 0).content = `\\(${formula}\\)`
  }
  state.pos = end + 2
  return true
}

/** Alone between empty lines. */
function block(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  const from = (state.bMarks[start] ?? 0) + (state.tShift[start] ?? 0)
  if (!state.src.startsWith('$$', from)) return false
  let last = start
  while (last + 1 < end && !state.isEmpty(last + 1)) last += 1
  const text = state.getLines(start, last + 1, state.blkIndent, false).trim()
  if (text.length < 5 || !text.endsWith('$$') || text.slice(2, -2).includes('$$')) return false
  if (silent) return true
  const token = state.push('math_block', '', 0)
  token.content = text.slice(2, -2).trim()
  token.map = [start, last + 1]
  state.line = last + 1
  return true
}
