/**
 * Footnotes with kramdown's names: `fn:name` and, where the text refers to it, `fnref:name`, the second time
 * `fnref:name:1`. Pure: rules of markdown-it's renderer in place of those of markdown-it-footnote.
 */
import type { MarkdownIt, Token } from 'markdown-it'

export function footnoteNames(markdown: MarkdownIt): void {
  const { rules } = markdown.renderer
  const { escapeHtml } = markdown.utils
  rules.footnote_ref = (tokens, index) => {
    const { number, name, again } = noteOf(tokens[index], escapeHtml)
    const link = `<a href="#fn:${name}" class="footnote" rel="footnote">${number}</a>`
    return `<sup id="fnref:${name}${again}" role="doc-noteref">${link}</sup>`
  }
  rules.footnote_block_open = () => '<div class="footnotes" role="doc-endnotes">\n<ol>\n'
  rules.footnote_block_close = () => '</ol>\n</div>\n'
  rules.footnote_open = (tokens, index) => `<li id="fn:${noteOf(tokens[index], escapeHtml).name}">\n`
  rules.footnote_anchor = (tokens, index) => {
    const { name, again } = noteOf(tokens[index], escapeHtml)
    const nth = again === '' ? '' : `<sup>${Number(again.slice(1)) + 1}</sup>`
    const isInside = placeOf(tokens, index, 1) === 'paragraph_close'
    const [open, close] = isInside ? ['\u00a0', ''] : framesOf(tokens, index)
    const to = `#fnref:${name}${again}`
    return `${open}<a href="${to}" class="reversefootnote" role="doc-backlink">\u21a9\uFE0E${nth}</a>${close}`
  }
}

/** What stands beside a row of arrows. */
function placeOf(tokens: readonly Token[], index: number, step: 1 | -1): string | undefined {
  let at = index + step
  while (tokens[at]?.type === 'footnote_anchor') at += step
  return tokens[at]?.type
}

/** Behind a list the arrows are a paragraph of their own. */
function framesOf(tokens: readonly Token[], index: number): [string, string] {
  const isFirst = tokens[index - 1]?.type !== 'footnote_anchor'
  const isLast = tokens[index + 1]?.type !== 'footnote_anchor'
  return [isFirst ? '<p>' : '\u00a0', isLast ? '</p>\n' : '']
}

function noteOf(token: Token | undefined, escapeHtml: (text: string) => string) {
  const { id = 0, subId = 0, label } = token?.meta ?? {}
  const number = Number(id) + 1
  const name = escapeHtml(typeof label === 'string' ? label : String(number))
  return { number, name, again: Number(subId) > 0 ? `:${Number(subId)}` : '' }
}
