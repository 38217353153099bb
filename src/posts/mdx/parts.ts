/**
 * What of a body in MDX is no Markdown: imports and exports, tags of JSX, expressions and comments in braces. Pure. In:
 * a body, its front matter. Out: each part with its place, and the words that stay in its stead; none in code. Read as
 * text, and never run: how much is looked at behind each sign is bounded.
 */
import { escapeMarkdown } from '../../markup/escape-markdown.js'
import { withoutSpans } from '../outside-code.js'
import { type ExpressionNames, simpleValue, wordsOfValue } from '../simple-expression.js'

export interface MdxPart {
  readonly kind: 'statement' | 'tag' | 'comment' | 'expression' | 'block'
  readonly index: number
  readonly text: string
  /** Of a tag: its name; '' of a fragment. */
  readonly name?: string
  /** What stays in its place; undefined for an expression in a sentence that only its site can read. */
  readonly words: string | undefined
}

/** Characters behind the sign with which a part begins. */
const MOST = 5_000
/** More than any post has; those behind them end at a blank line. */
const MOST_STATEMENTS = 200
const SIGNS = /^(?:import|export)\b|<[A-Za-z/>]|\{/m

/** Keys of front matter, by the names of Docusaurus and of Astro. */
function scopeOf(fields: ReadonlyMap<string, unknown>, parts: readonly MdxPart[]): ExpressionNames {
  const own = Object.fromEntries(fields)
  const scope: Record<string, unknown> = { frontMatter: own, frontmatter: own, metadata: { ...own, frontMatter: own } }
  for (const { kind, text } of parts) {
    const [, name, value] = kind === 'statement' ? (CONSTANT.exec(text) ?? []) : []
    const known = value === undefined ? undefined : simpleValue(value, scope)
    if (name !== undefined && known !== undefined) scope[name] = known
  }
  return scope
}

const CONSTANT = /^export\s+(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*([^;\n]{1,1000}?)\s*;?\s*$/

/** In the order in which they stand, none inside of another. @param fields of front matter */
export function mdxParts(body: string, fields: ReadonlyMap<string, unknown> = new Map()): MdxPart[] {
  if (!SIGNS.test(body)) return []
  const shown = withoutCode(body)
  const parts: MdxPart[] = []
  const starts = /^(?:import|export)\b|<(?=[A-Za-z/>])|\{/gm
  let closed = 0
  let statements = 0
  for (let found = starts.exec(shown); found !== null; found = starts.exec(shown)) {
    const { index } = found
    if (index < closed || shown[index - 1] === '\\') continue
    const part = partAt(shown, index, statements < MOST_STATEMENTS)
    if (part === undefined) continue
    if (part.kind === 'statement') statements += 1
    closed = index + part.text.length
    starts.lastIndex = closed
    parts.push({ ...part, text: body.slice(index, closed) })
  }
  if (!parts.some(({ kind }) => kind === 'expression')) return parts
  const scope = scopeOf(fields, parts)
  return parts.map((part) => readBraces(part, scope, body))
}

/** @param isWhole does a statement go on behind a blank line? */
function partAt(text: string, index: number, isWhole: boolean): MdxPart | undefined {
  if (text[index] === '{') return braces(text, index)
  return text[index] === '<' ? tag(text, index) : statement(text, index, isWhole)
}

const FENCE = /^[ \t]*(?:[>*+-][ \t]+|\d+[.)][ \t]+)*(`{3,}(?=[^`\n]*$)|~{3,})/
const blanks = (text: string) => text.replace(/[^\n]/g, ' ')

/** Fences count at any indent: MDX has no indented code. Formulas with a backslash are no braces of MDX. */
function withoutCode(body: string): string {
  let fence = ''
  const lines = body.split('\n').map((line) => {
    const mark = FENCE.exec(line)?.[1] ?? ''
    if (fence === '') {
      fence = mark
      return mark === '' ? line : blanks(line)
    }
    const isEnd = mark.startsWith(fence) && line.trim().replace(/^[>\s]+/, '') === mark
    if (isEnd) fence = ''
    return blanks(line)
  })
  return lines
    .join('\n')
    .split(/(\n[ \t]*\n)/)
    .map((part) => (part.includes('`') ? withoutSpans(part) : part))
    .join('')
    .replace(/\$[^$\n]*\\[^$\n]*\$/g, blanks)
    .replace(/<!--[\s\S]*?-->/g, blanks)
}

const STATEMENT =
  /^(?:import\s*["'{*]|import\s+[\w$]+[^\n]*|export\s+(?:default|const|let|var|function|async|class)\b|export\s*[{*])/

/** To the first blank line at which nothing is open, as MDX has it. */
function statement(text: string, index: number, isWhole: boolean): MdxPart | undefined {
  const rest = text.slice(index, index + MOST)
  if (!STATEMENT.test(rest)) return undefined
  if (rest.startsWith('import') && !/^import[^\n]*(?:\n[^\n]+){0,30}?["'][^"'\n]+["']/.test(rest)) return undefined
  // Where it never closes, it ends at the first blank line of all.
  const end = (isWhole ? statementEnd(rest) : undefined) ?? /\n[ \t]*\r?\n/.exec(rest)?.index ?? rest.length
  return { kind: 'statement', index, text: rest.slice(0, end), words: '' }
}

/** @returns the first blank line, or the end, at which no brace is open */
function statementEnd(text: string): number | undefined {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? ''
    if ('{(['.includes(sign)) depth += 1
    else if ('})]'.includes(sign)) depth -= 1
    else if (sign === '"' || sign === "'" || sign === '`') at = quoteEnd(text, at)
    else if (sign === '\n' && depth <= 0 && /^[ \t]*\r?\n/.test(text.slice(at + 1, at + 80))) return at
  }
  return depth <= 0 ? text.length : undefined
}

/** @returns the index behind the brace that closes the one at `open`; undefined where none does */
function closedAt(text: string, open: number): number | undefined {
  let depth = 0
  const end = Math.min(text.length, open + MOST)
  for (let at = open; at < end; at += 1) {
    const sign = text[at]
    if (sign === '{') depth += 1
    else if (sign === '}') {
      depth -= 1
      if (depth === 0) return at + 1
    } else if (sign === '/' && text[at + 1] === '*') {
      const close = text.indexOf('*/', at + 2)
      if (close === -1) return undefined
      at = close + 1
    } else if (sign === '/' && text[at + 1] === '/' && text[at - 1] !== ':') {
      const feed = text.indexOf('\n', at)
      // A comment to the end of its line; in one line of braces it is an address.
      if (feed !== -1 && feed < end && !text.slice(at, feed).includes('}')) at = feed
    } else if (sign === '"' || sign === "'" || sign === '`') at = quoteEnd(text, at)
  }
  return undefined
}

/** The closing quote; where there is none on its line, an apostrophe is one. */
function quoteEnd(text: string, open: number): number {
  const quote = text[open]
  const end = Math.min(text.length, open + MOST)
  for (let at = open + 1; at < end; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === quote) return at
    else if (text[at] === '\n' && quote !== '`') return open
  }
  return open
}

const LITERAL = /^\{\s*(?:"([^"\\\n]*)"|'([^'\\\n]*)'|`([^`\\$]*)`)\s*\}$/
const COMMENTS = /^\{(?:\s|\/\*[\s\S]*?\*\/)*\}$/

/** `{#id}` of a heading and kramdown's `{: .note}` are none of MDX's. */
function braces(text: string, index: number): MdxPart | undefined {
  if (/^\{[#:{%]/.test(text.slice(index, index + 2))) return undefined
  const end = closedAt(text, index)
  if (end === undefined) return undefined
  return { kind: 'expression', index, text: text.slice(index, end), words: undefined }
}

/** By the braces as they were typed: a string of JavaScript between backquotes is no code of Markdown. */
function readBraces(part: MdxPart, scope: ExpressionNames, body: string): MdxPart {
  if (part.kind !== 'expression') return part
  const { text, index } = part
  if (COMMENTS.test(text)) return { ...part, kind: 'comment', words: '' }
  const literal = LITERAL.exec(text)
  if (literal !== null) {
    const [, double, single, template = ''] = literal
    return { ...part, words: asText(double ?? single ?? template) }
  }
  const words = wordsOfValue(simpleValue(text.slice(1, -1), scope))
  if (words !== undefined) return { ...part, words: asText(words) }
  // A block of its own is what a component is; in a sentence something would be missing.
  return isAlone(body, index, index + text.length) ? { ...part, kind: 'block', words: '' } : part
}

/** No Markdown, whatever it looks like; blanks around it stay. */
function asText(words: string): string {
  const [, before = '', inner = '', behind = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(words) ?? []
  return inner === '' ? words : before + escapeMarkdown(inner) + behind
}

const NAME = /^<(\/?)([A-Za-z][\w.:-]*)?/
/** Elements of HTML that only stand around others. */
const WRAPPER = /^(?:div|section|article|main|aside|header|footer|nav|figure|center|span)$/

/** Of a component or a fragment; of HTML, where only JSX can read it or it stands alone around Markdown. */
function tag(text: string, index: number): MdxPart | undefined {
  const [lead = '', slash = '', name = ''] = NAME.exec(text.slice(index, index + 200)) ?? []
  const read = attributesEnd(text, index + lead.length)
  if (lead === '' || read === undefined) return undefined
  const own = text.slice(index, read.end)
  const isComponent = name === '' ? /^<\/?>$/.test(own) : /^[A-Z]|\./.test(name)
  const isOfJsx =
    isComponent || (slash === '' && read.hasBraces) || (WRAPPER.test(name) && isAlone(text, index, read.end))
  return isOfJsx ? { kind: 'tag', index, text: own, name, words: '' } : undefined
}

function isAlone(text: string, from: number, end: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', from - 1) + 1, from)
  const feed = text.indexOf('\n', end)
  return `${before}${text.slice(end, feed === -1 ? undefined : feed)}`.trim() === ''
}

function attributesEnd(text: string, from: number): { readonly end: number; readonly hasBraces: boolean } | undefined {
  let hasBraces = false
  const most = Math.min(text.length, from + MOST)
  for (let at = from; at < most; at += 1) {
    const sign = text[at]
    if (sign === '>') return { end: at + 1, hasBraces }
    if (sign === '<' || (sign === '\n' && /^\n[ \t]*\r?\n/.test(text.slice(at, at + 80)))) return undefined
    if (sign === '{') {
      const close = closedAt(text, at)
      if (close === undefined) return undefined
      hasBraces = true
      at = close - 1
    } else if (sign === '"' || sign === "'") {
      const close = text.indexOf(sign, at + 1)
      if (close === -1 || close >= most) return undefined
      at = close
    }
  }
  return undefined
}
