/**
 * What a page of a built site says, without what stands around it. Pure. In: the page's HTML, its address, the selector
 * of the configuration. Out: the HTML of the one element that holds the post, its addresses absolute; or why there is
 * none. It is not yet safe: sanitise.ts comes next, as for the HTML of a post.
 */
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse, serialize } from 'parse5'
import { selectorParts } from '../config/page-selector.js'
import { overLimit } from '../posts/limits.js'
import { attributeIn, type Element, isElement, isSelected } from './selector.js'

type Node = DefaultTreeAdapterTypes.Node
type ParentNode = DefaultTreeAdapterTypes.ParentNode

export interface BuiltPage {
  readonly html: string
  /** Where it stands, absolute. */
  readonly url: string
  /** Of the post: a first heading that says the same is left out. */
  readonly title: string
}

export type PostInPage = { readonly html: string } | { readonly fault: string }

/** No page that people write is deeper, and what reads one again calls itself. */
const MOST_DEPTH = 300
const MOST_ELEMENTS = 30_000

/**
 * @param wanted a selector, or '' for the page's one article, else its main part
 * @throws RangeError where it is no selector, which the configuration refuses
 */
export function postInPage({ html, url, title }: BuiltPage, wanted: string): PostInPage {
  const document = parse(html)
  const elements = elementsIn(document)
  if (typeof elements === 'string') return { fault: elements }
  const found = wanted === '' ? usualIn(elements) : namedIn(elements, wanted)
  const [element] = found
  const name = wanted === '' ? 'article, and no main' : wanted
  if (element === undefined) return { fault: `it has no ${name}` }
  if (found.length > 1) return { fault: `it has ${found.length} elements ${wanted === '' ? 'main' : wanted}` }
  const base = elements.find(({ tagName, attrs }) => tagName === 'base' && attrs.some((one) => one.name === 'href'))
  const from = absolute((base && attributeIn(base, 'href')) ?? '', url) ?? url
  tidy(element, { from, title })
  const content = serialize(element).trim()
  if (content === '') return { fault: 'the element that holds the post is empty' }
  const over = overLimit(content)
  return over === undefined ? { html: content } : { fault: `what it says is too much: ${over.message}` }
}

/** Depth first, without calling itself. @returns why they are too many */
function elementsIn(document: ParentNode): Element[] | string {
  const found: Element[] = []
  const left: { readonly node: ParentNode; readonly depth: number }[] = [{ node: document, depth: 0 }]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (next.depth > MOST_DEPTH) return `its elements stand more than ${MOST_DEPTH} deep in each other`
    if (found.length > MOST_ELEMENTS) return `it has more than ${MOST_ELEMENTS} elements`
    const { node, depth } = next
    if (isElement(node)) found.push(node)
    for (const child of [...node.childNodes].reverse())
      if ('childNodes' in child) left.push({ node: child, depth: depth + 1 })
  }
  return found
}

function namedIn(elements: readonly Element[], wanted: string): Element[] {
  const parts = selectorParts(wanted)
  if ('fault' in parts) throw new RangeError(`content.selector ${parts.fault}`)
  return elements.filter((element) => isSelected(element, parts))
}

/** A page of a post has one article; where there are several, some are of other posts. */
function usualIn(elements: readonly Element[]): Element[] {
  const named = (name: string) => elements.filter(({ tagName }) => tagName === name)
  const articles = named('article')
  if (articles.length === 1) return articles
  const mains = named('main')
  return mains.length > 0 ? mains : elements.filter((element) => attributeIn(element, 'role') === 'main')
}

/** What no post says: ways through the site, forms, programs, what stands above and below an article. */
const AROUND = new Set(['nav', 'header', 'footer', 'form', 'button', 'script', 'style', 'template', 'noscript'])
const ADDRESSES: ReadonlySet<string> = new Set(['href', 'src', 'data', 'poster', 'cite'])

interface Around {
  /** What relative addresses are relative to. */
  readonly from: string
  readonly title: string
}

function tidy(element: Element, around: Around): void {
  const inside = elementsIn(element)
  if (typeof inside === 'string') return
  const heading = inside.find(({ tagName }) => tagName === 'h1')
  const isTitle = heading !== undefined && wordsOf(heading) === wordsIn(around.title)
  for (const one of inside) {
    if (one === heading && isTitle) remove(one)
    else if (one !== element && (AROUND.has(one.tagName) || isAnchorOfHeading(one))) remove(one)
    else if (one !== element && one.tagName === 'span' && isBare(one)) unwrap(one)
    else resolve(one, around.from)
  }
}

function remove(node: Element): void {
  defaultTreeAdapter.detachNode(node)
}

/** A span for a colour is lost to the sanitiser anyway, and code is full of them. */
function isBare({ attrs }: Element): boolean {
  return attrs.every(({ name }) => name === 'class' || name.startsWith('data-'))
}

function unwrap(span: Element): void {
  const parent = span.parentNode
  if (parent === null) return
  for (const child of [...span.childNodes]) {
    defaultTreeAdapter.detachNode(child)
    defaultTreeAdapter.insertBefore(parent, child, span)
  }
  remove(span)
}

/** `#` and the like behind a heading, by which readers of the page copy its address. */
function isAnchorOfHeading(element: Element): boolean {
  const parent = element.parentNode
  if (element.tagName !== 'a' || !isElement(parent) || !/^h[1-6]$/.test(parent.tagName)) return false
  return attributeIn(element, 'href')?.startsWith('#') === true && wordsOf(element) === ''
}

function resolve(element: Element, from: string): void {
  for (const attribute of element.attrs) {
    if (ADDRESSES.has(attribute.name)) attribute.value = absolute(attribute.value, from) ?? attribute.value
    if (attribute.name === 'srcset')
      attribute.value = attribute.value.replace(
        /(^|,)(\s*)([^\s,]+)/g,
        (_all, comma: string, gap: string, url: string) => [comma, gap, absolute(url, from) ?? url].join(''),
      )
  }
}

/** @returns undefined for what leads to a place of the page, or is no address */
function absolute(address: string, from: string): string | undefined {
  const bare = address.trim()
  if (bare === '' || bare.startsWith('#') || !URL.canParse(bare, from)) return undefined
  return new URL(bare, from).href
}

function wordsOf(element: Element): string {
  const texts: string[] = []
  const left: Node[] = [element]
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if ('value' in node) texts.push(node.value)
    if ('childNodes' in node) left.push(...[...node.childNodes].reverse())
  }
  return wordsIn(texts.join(''))
}

/** Letters and figures alone: quotes and dashes may be curly on one side. */
function wordsIn(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
