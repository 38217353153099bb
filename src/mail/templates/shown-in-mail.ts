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
  const words = wordsOf(parse(html).childNodes, { links, fetched })
  return { words: words.replace(/\s+/g, ' ').trim(), links, fetched }
}

interface Found {
  readonly links: Set<string>
  readonly fetched: string[]
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
  const words = wordsOf(element.childNodes, found)
  if (isUnseen(element, style)) return ''
  if (element.tagName === 'img') return ` ${attribute(element, 'alt') || '\uFFFC'} `
  if (element.tagName === 'a' && words.trim() !== '') found.links.add(attribute(element, 'href'))
  return /^(?:a|b|strong|em|i|u|s|code|span|sub|sup|small|mark|wbr|bdi|bdo)$/.test(element.tagName)
    ? words
    : ` ${words} `
}

function isUnseen(element: Element, style: string): boolean {
  const hides = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i
  return UNSEEN.has(element.tagName) || element.attrs.some(({ name }) => name === 'hidden') || hides.test(style)
}

function attribute(element: Element, name: string): string {
  return element.attrs.find((one) => one.name === name)?.value ?? ''
}
