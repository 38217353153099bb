/**
 * Addresses that stand in Markdown as they are to stand in HTML, which most do, are not taken apart and put together
 * again: markdown-it spends a tenth of its time on that. Pure. In: a parser. Out: the same parser, whose links are the
 * same.
 */
import type { MarkdownIt } from 'markdown-it'

/** Lower-case hosts of labels that DNS allows, paths and fragments of characters that nobody encodes. */
const PLAIN = /^(?!\/\/)(?:https?:\/\/(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{1,63})?(?:\/[\w./~-]*)?(?:#[\w-]+)?$/
/** A longer host is none. */
const LONGEST = 250

export function plainLinks(markdown: MarkdownIt): void {
  const normalized = markdown.normalizeLink.bind(markdown)
  markdown.normalizeLink = (url) => (url.length <= LONGEST && PLAIN.test(url) ? url : normalized(url))
}
