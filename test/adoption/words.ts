/**
 * The words that a reader sees of HTML. Pure. Marks that link headings to themselves or lead back from a footnote,
 * boxes to tick, brackets around a footnote's number and buttons are no words.
 */
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'

type Node = DefaultTreeAdapterTypes.ChildNode

const APART =
  /^(?:p|div|li|ul|ol|h[1-6]|pre|table|thead|tbody|tr|td|th|blockquote|br|hr|dl|dt|dd|section|details|summary|figure|figcaption|aside|article|header|footer)$/
const UNSEEN = /^(?:script|style|button|svg|template|noscript)$/

export function words(html: string): string {
  const text = parseFragment(html).childNodes.map(wordsOf).join('')
  return text
    .replace(/\[(\d+)\]/g, '$1')
    .replace(/(?:[\u21a9\u2610\u2611\s]|\ufe0e)+/g, ' ')
    .trim()
}

function wordsOf(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value
  if (!('tagName' in node) || UNSEEN.test(node.tagName)) return ''
  const own = node.attrs.find(({ name }) => name === 'class')?.value ?? ''
  if (
    /\b(?:hash-link|headerlink|header-anchor|sr-only|footnote-backref|reversefootnote|gutter|codeBlockTitle\w*)\b/.test(
      own,
    )
  )
    return ''
  // VitePress: the language of a block of code, the numbers of its lines.
  if (/^(?:lang|line-numbers-wrapper)$/.test(own)) return ''
  const inner = node.childNodes.map(wordsOf).join('')
  return APART.test(node.tagName) ? ` ${inner} ` : inner
}
