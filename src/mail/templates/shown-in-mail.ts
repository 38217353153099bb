/**
 * What a reader of the HTML part gets to see: words, links that can be pressed, what is fetched from elsewhere. Pure.
 * In: the HTML of a mail. Out: these.
 */
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { NewestCache } from '../../base/newest-cache.js'

export interface ShownInMail {
  /** White space is single. */
  readonly words: string
  /** Of links that hold words or a picture. */
  readonly links: ReadonlySet<string>
  /** Everything that a mail program would fetch by itself. */
  readonly fetched: readonly string[]
}

type Node = DefaultTreeAdapterTypes.ChildNode
type Element = DefaultTreeAdapterTypes.Element

const UNSEEN = new Set(['head', 'style', 'script', 'template', 'title'])
const FETCHES = ['src', 'background', 'srcset', 'poster', 'data', 'background-url']

/** A mail that is made again is looked at again. */
const looked = new NewestCache<string, ShownInMail>({ most: 40 })

export function shownInMail(html: string): ShownInMail {
  return looked.getOrMake(html, () => lookAt(html))
}

function lookAt(html: string): ShownInMail {
  const links = new Set<string>()
  const fetched: string[] = []
  const { childNodes } = parse(html)
  const hidden = hiddenIn(sheetsOf(childNodes).join('\n'))
  const words = wordsOf(childNodes, { links, fetched, hidden })
  return { words: words.replace(/\s+/g, ' ').trim(), links, fetched }
}

interface Found {
  readonly links: Set<string>
  readonly fetched: string[]
  readonly hidden: Hidden
}

/** A name of elements, `.class` or `#id`, alone or joined: `p`, `.old`, `p.old`; in parts. */
type Simple = readonly string[]

/** What style sheets hide on every screen: the element that is hidden last, before it those that it lies within. */
type Hidden = readonly (readonly Simple[])[]

const HIDES = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*)?(?![\d.%]))/i
const COMMENTS = /\/\*[\s\S]*?(?:\*\/|$)/g
/** Rules within one of these (a screen, print) count for some alone; a rule within holds no brace. */
const GROUPS = /@[^{};]{0,200}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|@[^{};]{0,200};/g
/** States, attributes and neighbours are not looked into: nobody is refused for what is hidden in some cases. */
const SIMPLE = /^(?:\*|[a-z][\w-]*)?(?:[.#][\w-]+)*$/i

function hiddenIn(css: string): Hidden {
  const plain = css.replace(COMMENTS, '').replace(GROUPS, '')
  return plain.split('}').flatMap((rule) => {
    const [selectors = '', declarations = ''] = rule.split('{')
    return HIDES.test(declarations) ? selectors.split(',').flatMap(pathOf) : []
  })
}

function pathOf(selector: string): Hidden {
  const path = selector.trim().split(/\s+/)
  const isKnown = path.every((simple) => simple !== '' && SIMPLE.test(simple))
  return isKnown ? [path.map((simple) => simple.match(/[.#]?[\w-]+|\*/g) ?? [])] : []
}

function sheetsOf(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    if (!('tagName' in node)) return []
    if (node.tagName !== 'style') return sheetsOf(node.childNodes)
    if (!/^(?:all|screen)?$/i.test(attribute(node, 'media').trim())) return []
    return [node.childNodes.map((child) => ('value' in child ? child.value : '')).join('')]
  })
}

function wordsOf(nodes: readonly Node[], found: Found): string {
  return nodes.map((node) => ('value' in node ? node.value : 'attrs' in node ? wordsIn(node, found) : '')).join('')
}

function wordsIn(element: Element, found: Found): string {
  const style = attribute(element, 'style')
  for (const name of FETCHES) if (attribute(element, name) !== '') found.fetched.push(attribute(element, name))
  if (element.tagName === 'link') found.fetched.push(attribute(element, 'href'))
  const css = element.tagName === 'style' ? wordsOf(element.childNodes, found) : style
  for (const [, address = ''] of css.matchAll(/(?:url\(|@import)\s*["']?([^"')\s;]+)/gi)) found.fetched.push(address)
  // What is fetched is fetched all the same; a link that nobody sees is none.
  const isGone = isUnseen(element, style) || isHidden(element, found.hidden)
  const words = wordsOf(element.childNodes, isGone ? { ...found, links: new Set() } : found)
  if (isGone) return ''
  if (element.tagName === 'img') return ` ${attribute(element, 'alt') || '\uFFFC'} `
  if (element.tagName === 'a' && words.trim() !== '') found.links.add(attribute(element, 'href'))
  return /^(?:a|b|strong|em|i|u|s|code|span|sub|sup|small|mark|wbr|bdi|bdo)$/.test(element.tagName)
    ? words
    : ` ${words} `
}

function isUnseen(element: Element, style: string): boolean {
  return UNSEEN.has(element.tagName) || element.attrs.some(({ name }) => name === 'hidden') || HIDES.test(style)
}

function isHidden(element: Element, hidden: Hidden): boolean {
  return hidden.some((path) => {
    const last = path.at(-1)
    return last !== undefined && isSimply(element, last) && liesWithin(element.parentNode, path.slice(0, -1))
  })
}

function liesWithin(from: DefaultTreeAdapterTypes.ParentNode | null, path: readonly Simple[]): boolean {
  const left = [...path]
  for (let above = from; above !== null && left.length > 0; above = 'parentNode' in above ? above.parentNode : null)
    if ('attrs' in above && isSimply(above, left.at(-1) ?? [])) left.pop()
  return left.length === 0
}

function isSimply(element: Element, simple: Simple): boolean {
  return simple.every((part) => isIt(element, part))
}

function isIt(element: Element, part: string): boolean {
  if (part === '*') return true
  if (part.startsWith('#')) return attribute(element, 'id') === part.slice(1)
  if (part.startsWith('.')) return attribute(element, 'class').split(/\s+/).includes(part.slice(1))
  return element.tagName === part.toLowerCase()
}

function attribute(element: Element, name: string): string {
  return element.attrs.find((one) => one.name === name)?.value ?? ''
}
