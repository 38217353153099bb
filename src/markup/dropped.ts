/**
 * What of a post no reader sees. Pure. In: Markdown. Out: tags, addresses, words and meaningful attributes that pages,
 * feeds and mail leave out, each with its line, so that an author can be told. What sanitise.ts keeps or shows as text
 * is none of it. Most posts hold nothing that could be left out, and are not parsed for it (may-drop.ts).
 */
import type { MarkdownSettings } from '../config/markdown-names.js'
import { readAddress } from './addresses.js'
import { attributesIn, fateOf, PLAYED_TAGS, STRIKING, type Tag, tagsIn } from './html-tags.js'
import { markdownTokens } from './markdown.js'
import { mayDrop } from './may-drop.js'
import { placesIn } from './places.js'

export interface Dropped {
  /** `element`: a tag with all that it holds. `link`, `image`, `player`: an address. */
  readonly kind: 'tag' | 'element' | 'attribute' | 'word' | 'note' | 'doubled note' | Addressed
  /** As an author knows it: `<input>`, `javascript:…`, the words. */
  readonly what: string
  /** The words that go with an element; absent where it holds none. */
  readonly words?: string
  /** From 1. */
  readonly line: number
}

/** Only what an address is, not where it leads. */
const base = { siteUrl: 'https://site.example', postUrl: 'https://site.example/' }

const SHOWN_CHARACTERS = 60

export function droppedFrom(body: string, settings?: MarkdownSettings): Dropped[] {
  if (!mayDrop(body)) return []
  const notes: Notes = {}
  const tokens = markdownTokens(body, notes, settings)
  return [...droppedInside(tokens, body), ...notesLost(notes, tokens, body)].sort((a, b) => a.line - b.line)
}

type Tokens = ReturnType<typeof markdownTokens>

function droppedInside(tokens: Tokens, body: string): Dropped[] {
  const lower = body.toLowerCase()
  const isEnded = (name: string) => lower.includes(`</${name}`)
  // What stands in the cells of a table has no place of its own.
  let first = 1
  return tokens.flatMap((token) => {
    first = token.map === null ? first : token.map[0] + 1
    if (token.type === 'html_block')
      return droppedTags(token.content, { first, isEnded, around: surroundings(token.content) })
    if (token.type !== 'inline') return []
    let line = first
    const around = surroundings(token.content)
    return (token.children ?? []).flatMap((child) => {
      if (child.type === 'softbreak' || child.type === 'hardbreak') line += 1
      const at = line
      if (child.type === 'html_inline') {
        line += child.content.split('\n').length - 1
        return droppedTags(child.content, { first: at, isEnded, around })
      }
      if (child.type === 'link_open') return droppedAddress(String(child.attrGet('href') ?? ''), at)
      if (child.type === 'image') return droppedAddress(String(child.attrGet('src') ?? ''), at, 'image')
      return child.type === 'text' ? refusedLinks(child.content, at) : []
    })
  })
}

/** Markdown itself makes no link of these, and they stand as they were typed. */
function refusedLinks(text: string, line: number): Dropped[] {
  const found = text.matchAll(/\](?:\(|:)\s*<?((?:javascript|vbscript|file|data):(?:[^\s()>]|\([^\s()]*\))*)/gi)
  return [...found].map(([, address = '']) => ({ kind: 'link', what: shortened(address), line }))
}

interface Around {
  /** The line on which the HTML begins. */
  readonly first: number
  /** Does an end tag of that name stand anywhere? */
  readonly isEnded: (name: string) => boolean
  /** Where what follows a tag stands, if not in the HTML itself. */
  readonly around: Surroundings
}

/** A text that is asked the same thing for each of its tags. */
interface Surroundings {
  readonly text: string
  readonly holds: (pattern: RegExp) => boolean
}

function surroundings(text: string): Surroundings {
  const known = new Map<RegExp, boolean>()
  const holds = (pattern: RegExp) => {
    const found = known.get(pattern) ?? pattern.test(text)
    known.set(pattern, found)
    return found
  }
  return { text, holds }
}

const NOSCRIPT = /<noscript\b/i
const ADDRESSED = /<(?:source|embed|iframe|a)\b[^<>]*\b(?:src|href)\s*=/i

function droppedTags(html: string, { first, isEnded, around }: Around): Dropped[] {
  const placeOf = placesIn(html)
  return tagsIn(html).flatMap((found): Dropped[] => {
    const { index, text, name, role } = found
    const line = first + placeOf(index).line - 1
    if (role === 'comment') return text.endsWith('-->') ? [] : [word(text.slice(4), line)]
    // How it looks is nothing that a reader misses.
    if (text.startsWith('</') || name === 'style') return []
    // Without an end it stands as it was typed.
    if (role === 'text') return fateOf(name) !== 'unknown' && isEnded(name) ? tagOf(found, line, around) : []
    return tagOf(found, line, around)
  })
}

function tagOf({ text, name, role }: Tag, line: number, around: Surroundings): Dropped[] {
  const what = `<${/^<([^\s/>]+)/.exec(text)?.[1] ?? name}>`
  const fate = fateOf(name)
  // What `<noscript>` holds is shown in its place.
  if (name === 'script' && around.holds(NOSCRIPT)) return []
  if (fate === 'emptied') return [{ kind: 'element', what, ...wordsIn(role === 'emptied' ? text : ''), line }]
  if (fate !== 'kept') return [{ kind: 'tag', what, line }]
  const attributes = attributesIn(text)
  if (PLAYED_TAGS.includes(name) && !hasAddress(name, attributes, around)) return [{ kind: 'tag', what, line }]
  const kind = name === 'img' ? 'image' : PLAYED_TAGS.includes(name) ? 'player' : 'link'
  const addresses = ['href', 'src', ...(name === 'object' ? ['data'] : [])].flatMap((key) =>
    droppedAddress(attributes.get(key), line, kind),
  )
  return [
    ...addresses,
    ...droppedAttributes(name, attributes, () => around.text.includes(`${text}</${name}`)).map(at(line)),
  ]
}

const at =
  (line: number) =>
  (what: string): Dropped => ({ kind: 'attribute', what, line })

/** What plays becomes a link to its address, which may stand on an element inside it. */
function hasAddress(name: string, attributes: ReadonlyMap<string, string>, around: Surroundings): boolean {
  const own = attributes.get(name === 'object' ? 'data' : 'src')
  return (own ?? '').trim() !== '' || around.holds(ADDRESSED)
}

const HIDING = /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)/i

/** What an attribute hides would come to light, what it says be lost, what it does not be done. */
function droppedAttributes(name: string, attributes: ReadonlyMap<string, string>, isEmpty: () => boolean): string[] {
  return [...attributes].flatMap(([key, value]) => {
    const shown = shortened(value === '' ? key : `${key}="${value}"`)
    // A hidden image is left out, as it was meant.
    if (key === 'hidden' || (key === 'style' && HIDING.test(value))) return name === 'img' ? [] : [shown]
    if (key === 'style') return STRIKING.test(value) && name !== 'span' ? [shown] : []
    if (key === 'aria-label') return value.trim() !== '' && isEmpty() ? [shown] : []
    return /^on[a-z]+$/.test(key) ? [shown] : []
  })
}

/** A script is no text; what a form shows is. */
function wordsIn(element: string): { words?: string } {
  if (/^<(?:script|style|template)\b/i.test(element)) return {}
  const text = element.replace(/<[^>]*>/g, ' ')
  return /[\p{L}\p{N}]/u.test(text) ? { words: inOneLine(text) } : {}
}

function word(text: string, line: number): Dropped {
  return { kind: 'word', what: inOneLine(text), line }
}

type Addressed = 'link' | 'image' | 'player'

/** An image and a player load over the web or not at all. */
function droppedAddress(typed: string | undefined, line: number, kind: Addressed = 'link'): Dropped[] {
  if (typed === undefined || typed.trim() === '') return []
  const address = readAddress(typed, base)
  const isKept =
    address !== undefined && address.kind !== 'dangerous' && (kind === 'link' || /^https?:/.test(address.href))
  return isKept ? [] : [{ kind, what: shortened(typed.trim()), line }]
}

/** As markdown-it-footnote leaves it: of each label how often it is named, or -1. */
type Notes = { readonly footnotes?: { readonly refs?: Readonly<Record<string, number>> } }

/** A note that no sentence names is left out, and so is one whose label is given again below. */
function notesLost({ footnotes }: Notes, tokens: Tokens, body: string): Dropped[] {
  const named = footnotes?.refs ?? {}
  const code = tokens
    .filter(({ type }) => type === 'fence' || type === 'code_block')
    .map(({ map }) => ({ from: map?.[0] ?? 0, to: map?.[1] ?? 0 }))
  const defined = body.split('\n').flatMap((text, index) => {
    const label = /^ {0,3}\[\^([^\]\s]+)\]:/.exec(text)?.[1]
    const isCode = code.some(({ from, to }) => from <= index && index < to)
    return label === undefined || isCode ? [] : [{ label, line: index + 1 }]
  })
  return defined.flatMap(({ label, line }): Dropped[] => {
    const what = `[^${label}]`
    if (named[`:${label}`] === -1) return [{ kind: 'note', what, line }]
    const isLast = defined.findLast((one) => one.label === label)?.line === line
    return isLast ? [] : [{ kind: 'doubled note', what, line }]
  })
}

function inOneLine(text: string): string {
  return shortened(text.replace(/\s+/g, ' ').trim())
}

function shortened(text: string): string {
  const characters = [...text]
  return characters.length <= SHOWN_CHARACTERS ? text : `${characters.slice(0, SHOWN_CHARACTERS - 1).join('')}…`
}
