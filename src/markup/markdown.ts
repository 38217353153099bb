/**
 * Markdown to HTML as Jekyll's kramdown would write it. Pure. In: a post's body. Out: HTML that is not yet safe: raw
 * HTML passes through, sanitise.ts comes next. Headings get kramdown's ids, footnotes their notes; attribute lists
 * (`{: .class}`) and Liquid's raw tags are left out. What kramdown reads otherwise than CommonMark stands in the files
 * that are used here.
 */
import GithubSlugger, { slug } from 'github-slugger'
import type { Env, StateBlock, StateCore, StateInline } from 'markdown-it'
import markdownIt from 'markdown-it'
import footnotes from 'markdown-it-footnote'
import { boundedTables } from './bounded-table.js'
import { dashes } from './dashes.js'
import { headlessTables } from './headless-table.js'
import { tagsIn } from './html-tags.js'
import { kramdownLinks } from './kramdown-links.js'
import { markdownInHtml } from './markdown-in-html.js'
import { placeholders } from './placeholders.js'

const markdown = markdownIt({ html: true }).use(footnotes)
// kramdown knows no notes inside a sentence (`^[…]`), and the rule takes seconds for a post that is full of `^[`.
markdown.disable('footnote_inline')
for (const rules of [boundedTables, dashes, headlessTables, kramdownLinks, markdownInHtml, placeholders])
  markdown.use(rules)
markdown.block.ruler.before('paragraph', 'attribute_list', attributeLine, {
  alt: ['paragraph', 'reference', 'blockquote', 'list'],
})
markdown.inline.ruler.before('text', 'attribute_list', attributeSpan)
markdown.core.ruler.push('heading_ids', headingIds)

export function renderMarkdown(body: string): string {
  return markdown.render(withoutRawTags(body), {})
}

/**
 * What the body is made of, each with its lines.
 * @param env is given what the rules keep beside tokens: the footnotes
 */
export function markdownTokens(body: string, env: Env = {}): StateCore['tokens'] {
  return markdown.parse(withoutRawTags(body), env)
}

/** Liquid runs before Markdown: a raw tag alone on a line leaves the line empty, as Jekyll does. */
function withoutRawTags(body: string): string {
  return body.includes('{%') ? body.replace(/\{%-?\s*(?:end)?raw\s*-?%\}/g, '') : body
}

function attributeLine(state: StateBlock, line: number, _end: number, silent: boolean): boolean {
  const text = state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
  if (!/^\{:[^}\n]*\}[ \t]*$/.test(text)) return false
  if (!silent) state.line = line + 1
  return true
}

function attributeSpan(state: StateInline): boolean {
  if (!state.src.startsWith('{:', state.pos)) return false
  const length = /^\{:[^}\n]*\}/.exec(state.src.slice(state.pos, state.pos + 500))?.[0].length
  if (length === undefined) return false
  state.pos += length
  return true
}

/** kramdown's GFM ids; `## Title {#own}` sets one. The ids of footnotes are kept free. */
function headingIds(state: StateCore): void {
  const slugger = new GithubSlugger()
  state.tokens.forEach((token, index) => {
    if (token.type !== 'heading_open') return
    const inline = state.tokens[index + 1]
    const own = takeOwnId(inline?.children?.at(-1))
    const text = (inline?.children ?? []).map(textOf).join('')
    // Of signs alone nothing is left.
    const name = own ?? (slug(text.trim()) === '' ? 'section' : text)
    token.attrSet('id', slugger.slug(freeOfFootnotes(name), own !== undefined))
  })
}

type Token = StateCore['tokens'][number]

function takeOwnId(last: Token | undefined): string | undefined {
  const match = last?.type === 'text' ? /\s*\{#([\w:.-]+)\}\s*$/.exec(last.content) : null
  if (last === undefined || match === null) return undefined
  last.content = last.content.slice(0, match.index)
  return match[1]
}

/** kramdown makes dashes of hyphens first, and ids hold no dashes: `new --wick` is `new-wick`, in code `new---wick`. */
function textOf(token: Token): string {
  if (token.type === 'footnote_ref') return ''
  if (token.type === 'html_inline') return tagsIn(token.content)[0]?.role === 'text' ? token.content : ''
  if (token.type === 'text') return token.content.replace(/---?/g, '')
  if (token.type === 'softbreak' || token.type === 'hardbreak') return ' '
  return token.children === null ? token.content : token.children.map(textOf).join('')
}

function freeOfFootnotes(text: string): string {
  return /^fn(?:ref)?\d/i.test(text) ? `section-${text}` : text
}
