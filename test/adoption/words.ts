/** The words that a reader sees of HTML. Pure. Marks that link headings to themselves, and buttons, are no words. */
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'

type Node = DefaultTreeAdapterTypes.ChildNode

const APART =
  /^(?:p|div|li|ul|ol|h[1-6]|pre|table|thead|tbody|tr|td|th|blockquote|br|hr|dl|dt|dd|section|details|summary|figure|figcaption|aside|article|header|footer)$/
const UNSEEN = /^(?:script|style|button|svg|template|noscript)$/

export function words(html: string): string {
  return parseFragment(html).childNodes.map(wordsOf).join('').replace(/\s+/g, ' ').trim()
}

function wordsOf(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value
  if (!('tagName' in node) || UNSEEN.test(node.tagName)) return ''
  const own = node.attrs.find(({ name }) => name === 'class')?.value ?? ''
  if (/\b(?:hash-link|headerlink|footnote-backref|reversefootnote|gutter|codeBlockTitle\w*)\b/.test(own)) return ''
  const inner = node.childNodes.map(wordsOf).join('')
  return APART.test(node.tagName) ? ` ${inner} ` : inner
}
