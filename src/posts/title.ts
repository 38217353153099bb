/**
 * A post's title as plain text. Pure. In: the title as typed, which may hold Markdown, entities and inline HTML (Jekyll
 * prints it into a page). Out: what a reader would see, on one line.
 */
import markdownIt from 'markdown-it'
import { plainLine } from '../base/plain-line.js'

const markdown = markdownIt({ html: true })

/** Anything that Markdown or HTML could give a meaning to; other titles need no parser. */
const MARKED = /[*_`[\]<&\\~!]/

/** Tags that authors put into titles; `List<String>` is no tag and stays. */
const TAG =
  /^<\/?(?:a|abbr|b|br|cite|code|del|em|i|iframe|img|ins|kbd|mark|q|s|script|small|span|strong|style|sub|sup|tt|u|wbr)\b|^<!--/i

type Token = ReturnType<typeof markdown.parse>[number]

export function plainTitle(source: string): string {
  const line = plainLine(source)
  if (!MARKED.test(line)) return line
  return plainLine(markdown.parseInline(line, {}).map(textOf).join(''))
}

function textOf(token: Token): string {
  if (token.type === 'softbreak' || token.type === 'hardbreak') return ' '
  if (token.type === 'html_inline') return TAG.test(token.content) ? '' : token.content
  return token.children === null ? token.content : token.children.map(textOf).join('')
}
