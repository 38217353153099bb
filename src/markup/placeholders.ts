/**
 * Words between angle brackets (`<VERSION>`) in Markdown: text, wherever CommonMark would see a tag. Pure: rules of
 * markdown-it in place of its own. What HTML is stands in html-tags.ts.
 */
import type { MarkdownIt } from 'markdown-it'
import { fateOf, tagsIn } from './html-tags.js'
import { beginsWith } from './line-begins.js'

export function placeholders(markdown: MarkdownIt): void {
  const { __rules__: blocks } = markdown.block.ruler
  const block = blocks.find(({ name }) => name === 'html_block')?.fn
  if (block === undefined) return
  markdown.block.ruler.at(
    'html_block',
    (state, line, end, silent) => {
      if (!beginsWith(state, line, '<')) return false
      const text = state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
      return !startsWithWord(text) && block(state, line, end, silent)
    },
    { alt: ['paragraph', 'reference', 'blockquote'] },
  )
}

function startsWithWord(text: string): boolean {
  const name = /^<\/?([a-z][a-z\d-]*)/i.exec(text)?.[1]
  return name !== undefined && fateOf(name) === 'unknown' && tagsIn(text)[0]?.role === 'text'
}
