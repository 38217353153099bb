/**
 * Items that are done or not, `- [x]` and `- [ ]`, with a sign that says so wherever no box can be ticked. Pure: a rule
 * of markdown-it.
 */
import type { MarkdownIt } from 'markdown-it'

export function taskLists(markdown: MarkdownIt): void {
  markdown.core.ruler.after('block', 'task_lists', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      if (token.type !== 'list_item_open' || tokens[index + 1]?.type !== 'paragraph_open') continue
      const inline = tokens[index + 2]
      const [box, mark] = /^\[([ xX])\][ \t]+(?=\S)/.exec(inline?.content ?? '') ?? []
      if (inline === undefined || box === undefined) continue
      inline.content = `${mark === ' ' ? '☐' : '☑'} ${inline.content.slice(box.length)}`
    }
  })
}
