/**
 * What of a post no reader sees. Pure. In: a Markdown body. Out: tags, addresses and words that pages, feeds and mail
 * leave out, each with its line in the body, so that an author can be told. What sanitise.ts keeps or shows as text is
 * none of it.
 */
import { readAddress } from './addresses.js'
import { fateOf, tagsIn } from './html-tags.js'
import { markdownTokens } from './markdown.js'

export interface Dropped {
  readonly kind: 'tag' | 'link' | 'word'
  /** As an author knows it: `<input>`, `javascript:…`, the words. */
  readonly what: string
  /** In the body, from 1. */
  readonly line: number
}

/** Only what an address is, not where it leads. */
const base = { siteUrl: 'https://site.example', postUrl: 'https://site.example/' }

const SHOWN_CHARACTERS = 60

export function droppedFrom(body: string): Dropped[] {
  return markdownTokens(body).flatMap((token) => {
    const first = (token.map?.[0] ?? 0) + 1
    if (token.type === 'html_block') return droppedTags(token.content, first)
    if (token.type !== 'inline') return []
    let line = first
    return (token.children ?? []).flatMap((child) => {
      if (child.type === 'softbreak' || child.type === 'hardbreak') line += 1
      const at = line
      if (child.type === 'html_inline') {
        line += child.content.split('\n').length - 1
        return droppedTags(child.content, at, token.content)
      }
      if (child.type === 'link_open') return droppedAddress(String(child.attrGet('href') ?? ''), at)
      return child.type === 'image' ? droppedAddress(String(child.attrGet('src') ?? ''), at, 'image') : []
    })
  })
}

/** @param around where the ends of elements stand, if not in the HTML itself */
function droppedTags(html: string, first: number, around = html): Dropped[] {
  const lineOf = (index: number) => first + html.slice(0, index).split('\n').length - 1
  return tagsIn(html).flatMap(({ index, text, name, role }): Dropped[] => {
    const line = lineOf(index)
    if (role === 'comment') return text.endsWith('-->') ? [] : [word(text.slice(4), line)]
    const fate = name === '' ? 'kept' : fateOf(name)
    if (text.startsWith('</')) return []
    // How it looks is nothing that a reader misses.
    if (name === 'style') return []
    if (role === 'emptied') return [tag(text, line), ...wordsIn(text, line)]
    if (fate === 'emptied') return around.includes(`</${name}`) ? [tag(text, line)] : []
    if (fate === 'lost' || (fate === 'unknown' && role === 'tag')) return [tag(text, line)]
    const { href, src } = addressesIn(text)
    return [...droppedAddress(href, line), ...droppedAddress(src, line, name === 'img' ? 'image' : 'link')]
  })
}

function tag(text: string, line: number): Dropped {
  const name = /^<\/?([^\s/>]+)/.exec(text)?.[1] ?? ''
  return { kind: 'tag', what: `<${name}>`, line }
}

/** A script is no text; what a form shows is. */
function wordsIn(element: string, line: number): Dropped[] {
  if (/^<(?:script|style|template)\b/i.test(element)) return []
  const text = element.replace(/<[^>]*>/g, ' ')
  return /[\p{L}\p{N}]/u.test(text) ? [word(text, line)] : []
}

function word(text: string, line: number): Dropped {
  return { kind: 'word', what: shortened(text.replace(/\s+/g, ' ').trim()), line }
}

function addressesIn(text: string): { href: string | null; src: string | null } {
  const attributeIn = (name: string) => {
    const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(text)
    return match === null ? null : decoded(match[1] ?? match[2] ?? match[3] ?? '')
  }
  return { href: attributeIn('href'), src: attributeIn('src') ?? attributeIn('data') }
}

/** As far as a scheme can be hidden by it. */
function decoded(value: string): string {
  return value.replace(/&#(?:x([\da-f]{1,6})|(\d{1,7}));?/gi, (whole, hex?: string, digits?: string) => {
    const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/** An image and a player load over the web or not at all. */
function droppedAddress(typed: string | null, line: number, as: 'link' | 'image' = 'link'): Dropped[] {
  if (typed === null || typed.trim() === '') return []
  const address = readAddress(typed, base)
  const isKept =
    address !== undefined && address.kind !== 'dangerous' && (as === 'link' || /^https?:/.test(address.href))
  return isKept ? [] : [{ kind: 'link', what: shortened(typed.trim()), line }]
}

function shortened(text: string): string {
  const characters = [...text]
  return characters.length <= SHOWN_CHARACTERS ? text : `${characters.slice(0, SHOWN_CHARACTERS - 1).join('')}…`
}
