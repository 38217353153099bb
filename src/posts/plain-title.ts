/**
 * A post's title as plain text. Pure. In: the title as typed, which may hold Markdown, entities and inline HTML
 * (Jekyll prints it into a page). Out: what a reader would see, on one line. What is struck out, inserted, raised or
 * lowered keeps its marks; tags that a title speaks of (`<img>`) stay as words.
 */
import type { MarkdownIt } from 'markdown-it'
import markdownIt from 'markdown-it'
import { plainLine } from '../base/plain-line.js'
import { attributesIn, STRIKING } from '../markup/html-tags.js'
import { INSERTED, STRUCK, STRUCK_TAGS, shiftMarks } from '../markup/text-marks.js'

let markdown: MarkdownIt | undefined

/** Anything that Markdown or HTML could give a meaning to; other titles need no parser. */
const MARKED = /[*_`<&\\~]|\]\(/
/** Marks without one, which are read where their characters below stand beside them. */
const UNMARKED = /[[\]!]/

/** Tags that authors write titles with. One without its other half is spoken of, as in `a<b>c`. */
const FORM =
  /^(?:a|abbr|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var)$/

type Token = ReturnType<MarkdownIt['parse']>[number]

export function plainTitle(source: string): string {
  const line = plainLine(source)
  if (!MARKED.test(line) && !(ENDS.test(line) && UNMARKED.test(line))) return line
  return plainLine(settled(textOf(inlineTokens(line))))
}

/** Private-use characters inside of marks, until it is known where their words begin and end. */
const BEGIN = '\uE001'
const END = '\uE002'
const ENDS = /[\uE001\uE002]/

/** The white space at the ends of what is struck out or inserted stands outside of the marks. */
function settled(text: string): string {
  return text
    .replace(/(~~|\+\+)\uE001(\s+)/g, '$2$1')
    .replace(/(\s+)\uE002(~~|\+\+)/g, '$2$1')
    .replace(/[\uE001\uE002]/g, '')
}

function markAt(mark: string, isBegin: boolean): string {
  return isBegin ? mark + BEGIN : END + mark
}

function inlineTokens(line: string): Token[] {
  markdown ??= markdownIt({ html: true })
  return markdown.parseInline(line, {}).flatMap(({ children }) => children ?? [])
}

function textOf(tokens: readonly Token[]): string {
  const partners = partnersIn(tokens)
  let text = ''
  let index = 0
  for (const token of tokens) {
    text += wordsOf(token, tokens, { index, partner: partners.get(index) })
    index += 1
  }
  return text
}

interface Place {
  readonly index: number
  /** Where the other half of a tag stands. */
  readonly partner: number | undefined
}

function wordsOf(token: Token, tokens: readonly Token[], place: Place): string {
  switch (token.type) {
    case 'softbreak':
    case 'hardbreak':
      return ' '
    case 's_open':
    case 's_close':
      return markAt(STRUCK, token.nesting > 0)
    case 'strong_open':
    case 'strong_close':
      return isIdentifier(token, tokens, place.index) ? token.markup : ''
    case 'html_inline':
      return tagText(token.content, tokens, place)
    case 'image':
      return textOf(token.children ?? [])
    default:
      return token.content
  }
}

/** `__init__` is a name, not a loud init. */
function isIdentifier({ markup, nesting }: Token, tokens: readonly Token[], index: number): boolean {
  const word = tokens[index + nesting]
  const isAlone = tokens[index + 2 * nesting]?.markup === '__'
  return markup === '__' && isAlone && word?.type === 'text' && /^(?:[a-z\d_]+|[A-Z\d_]+)$/.test(word.content)
}

function tagText(tag: string, tokens: readonly Token[], { index, partner }: Place): string {
  if (tag.startsWith('<!--')) return ''
  const name = nameOf(tag)
  if (name === 'br' || name === 'wbr') return name === 'br' ? ' ' : ''
  if (name === 'img') return /\salt\s*=\s*"([^"]*)"/i.exec(tag)?.[1] ?? (/\ssrc\s*=/i.test(tag) ? '' : tag)
  if (partner === undefined) return tag
  const opening = tokens[Math.min(index, partner)]?.content ?? ''
  if (STRUCK_TAGS.includes(name) || STRIKING.test(attributesIn(opening).get('style') ?? ''))
    return markAt(STRUCK, index < partner)
  if (name === 'ins') return markAt(INSERTED, index < partner)
  if (name === 'q') return '"'
  if (name !== 'sup' && name !== 'sub') return ''
  const [from, to] = [Math.min(index, partner), Math.max(index, partner)]
  const [before, after] = shiftMarks(name, plainOf(tokens.slice(from + 1, to)), plainOf(tokens.slice(to + 1))[0] ?? '')
  return index === from ? before : after
}

function plainOf(tokens: readonly Token[]): string {
  return tokens.map(({ type, content }) => (type === 'html_inline' ? '' : content)).join('')
}

/** Opening and closing tags that belong together. */
function partnersIn(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const partners = new Map<number, number>()
  const open: { readonly name: string; readonly index: number }[] = []
  for (const [index, { type, content }] of tokens.entries()) {
    const name = nameOf(content)
    if (type !== 'html_inline' || !FORM.test(name)) continue
    if (!content.startsWith('</')) {
      open.push({ name, index })
      continue
    }
    const at = open.findLastIndex((one) => one.name === name)
    const begin = open[at]
    if (begin === undefined) continue
    open.length = at
    partners.set(begin.index, index).set(index, begin.index)
  }
  return partners
}

function nameOf(tag: string): string {
  return /^<\/?([a-z][a-z\d]*)(?![\w:-])/i.exec(tag)?.[1]?.toLowerCase() ?? ''
}
