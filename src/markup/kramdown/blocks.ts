/**
 * Where kramdown sees a block begin or end and CommonMark does not. Pure: rules of markdown-it. Headings begin at the
 * margin, an underlined one has one line, code between fences needs its end, and `^` alone parts what would belong
 * together. Without GitHub's form an empty line stands before a heading, a list and a quote.
 */
import type { MarkdownIt, StateBlock } from 'markdown-it'
import { BOUNDARY } from './attribute-lists.js'

export interface Blocks {
  /** As kramdown-parser-gfm reads them. */
  readonly isGfm: boolean
}

export function kramdownBlocks(markdown: MarkdownIt, { isGfm }: Blocks): void {
  const { ruler } = markdown.block
  const ruleOf = (name: string) => ruler.__rules__.find((rule) => rule.name === name)?.fn
  const [fence, lheading, quote, rule] = ['fence', 'lheading', 'blockquote', 'hr'].map(ruleOf)
  if (fence === undefined || lheading === undefined || quote === undefined || rule === undefined) return
  const interrupts = isGfm ? ['paragraph', 'reference', 'blockquote', 'list'] : ['blockquote', 'list']
  const heading = headingRule(isGfm ? /^(#{1,6})[\t ]+(.*)$/ : /^(#{1,6})[\t ]*([^ \t].*)$/, isGfm)
  ruler.at('heading', heading, { alt: isGfm ? ['paragraph', 'reference', 'blockquote'] : [] })
  ruler.at('blockquote', quote, { alt: interrupts })
  ruler.at('hr', rule, { alt: ['list'] })
  ruler.at(
    'lheading',
    (state, line, end, silent) =>
      line + 1 < end &&
      /^ {0,3}(?:-+|=+)[ \t]*$/.test(state.getLines(line + 1, line + 2, state.blkIndent, false)) &&
      lheading(state, line, end, silent),
  )
  ruler.at('fence', closedFence(fence, isGfm), { alt: isGfm ? ['paragraph', 'reference', 'blockquote', 'list'] : [] })
  ruler.before('paragraph', BOUNDARY, boundary, { alt: ['paragraph', 'reference', 'blockquote', 'list'] })
}

type Rule = (state: StateBlock, line: number, end: number, silent: boolean) => boolean

function lineAt(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
}

function headingRule(form: RegExp, isGfm: boolean): Rule {
  return (state, line, _end, silent) => {
    if ((state.sCount[line] ?? 0) !== state.blkIndent) return false
    const [, marks = '', typed = ''] = form.exec(lineAt(state, line)) ?? []
    if (marks === '') return false
    const content = withoutEnd(typed.trimEnd(), isGfm)
    if (content === '') return false
    if (silent) return true
    const map: [number, number] = [line, line + 1]
    const open = state.push('heading_open', `h${marks.length}`, 1)
    open.markup = marks
    open.map = map
    const inline = state.push('inline', '', 0)
    inline.content = content
    inline.map = map
    inline.children = []
    state.push('heading_close', `h${marks.length}`, -1).markup = marks
    state.line = line + 1
    return true
  }
}

/** Hashes at the end go; with an id of its own behind them the id stays. */
function withoutEnd(text: string, isGfm: boolean): string {
  const id = /[ \t]\{#[\w:.-]+\}$/.exec(text)?.[0] ?? ''
  const words = text.slice(0, text.length - id.length).trimEnd()
  const hashes = /#+$/.exec(words)?.[0].length ?? 0
  const rest = words.slice(0, words.length - hashes)
  const isEnd = hashes > 0 && (isGfm ? /[\t ]$/.test(rest) : !rest.endsWith('\\'))
  return (isEnd ? rest.trimEnd() : words) + id
}

const open = new WeakMap<StateBlock, Map<string, number>>()

/** Of each sign and place the shortest fence that has no end is remembered: a longer one has none either. */
function closedFence(fence: Rule, isGfm: boolean): Rule {
  return (state, line, end, silent) => {
    const [found, marks = '', info = ''] = /^(`{3,}|~{3,})(.*)$/.exec(lineAt(state, line)) ?? []
    if (found === undefined || (!isGfm && marks.startsWith('`')) || /\S\s+\S/.test(info.trim())) return false
    const known = open.get(state) ?? new Map<string, number>()
    open.set(state, known)
    const key = `${marks.charAt(0)} ${end}`
    if (marks.length >= (known.get(key) ?? Number.POSITIVE_INFINITY)) return false
    if (!hasEnd(state, marks, line, end)) {
      known.set(key, marks.length)
      return false
    }
    return fence(state, line, end, silent)
  }
}

function hasEnd(state: StateBlock, marks: string, start: number, end: number): boolean {
  const [sign = ''] = marks
  for (let line = start + 1; line < end; line += 1) {
    if ((state.sCount[line] ?? 0) < state.blkIndent && !state.isEmpty(line)) return false
    const text = lineAt(state, line)
    if (!text.startsWith(marks)) continue
    if (text.trimEnd() === sign.repeat(text.trimEnd().length)) return true
  }
  return false
}

function boundary(state: StateBlock, line: number, _end: number, silent: boolean): boolean {
  if ((state.sCount[line] ?? 0) > state.blkIndent || lineAt(state, line).trimEnd() !== '^') return false
  if (silent) return true
  state.push(BOUNDARY, '', 0).hidden = true
  state.line = line + 1
  return true
}
