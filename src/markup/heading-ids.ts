/**
 * Ids of headings as the generator of a site makes them, so that links to parts of a post lead where they led. Pure: a
 * rule of markdown-it. `## Title {#own}` sets one. In a post without a setting the ids of footnotes are kept free.
 */
import GithubSlugger, { slug } from 'github-slugger'
import type { MarkdownIt, Token } from 'markdown-it'
import type { HeadingIds } from '../config/markdown-names.js'
import { tagsIn } from './html-tags.js'
import { asciiSlug, hexoSlug, vitepressSlug } from './slugs.js'

/** @param rule whose ids; left out, kramdown's of GitHub's form, each once and none empty */
export function headingIds(markdown: MarkdownIt, rule: HeadingIds | undefined): void {
  markdown.core.ruler.push('heading_ids', (state) => {
    const make = rule === undefined ? uniqueIds() : makers[rule]()
    state.tokens.forEach((token, index) => {
      if (token.type !== 'heading_open') return
      const inline = state.tokens[index + 1]
      const own = takeOwnId(inline?.children?.at(-1))
      const stated = token.attrGet('id')
      if (stated !== null) return
      const id = make({ own, children: inline?.children ?? [], source: withoutOwnId(inline?.content ?? '') })
      if (id !== '') token.attrSet('id', id)
    })
  })
}

interface Heading {
  readonly own: string | undefined
  readonly children: readonly Token[]
  /** As typed. */
  readonly source: string
}

type Maker = (heading: Heading) => string

const OWN = /\s*\{#([\w:.-]+)\}\s*$/

function takeOwnId(last: Token | undefined): string | undefined {
  const match = last?.type === 'text' ? OWN.exec(last.content) : null
  if (last === undefined || match === null) return undefined
  last.content = last.content.slice(0, match.index)
  return match[1]
}

function withoutOwnId(source: string): string {
  return source.trimEnd().endsWith('}') ? source.replace(/[ \t]\{#[\w:.-]+\}[ \t]*$/, '') : source
}

function uniqueIds(): Maker {
  const slugger = new GithubSlugger()
  return ({ own, children }) => {
    const text = children.map(textOf).join('')
    // Of signs alone nothing is left.
    const name = own ?? (slug(text.trim()) === '' ? 'section' : text)
    return slugger.slug(freeOfFootnotes(name), own !== undefined)
  }
}

function freeOfFootnotes(text: string): string {
  return /^fn(?:ref)?\d/i.test(text) ? `section-${text}` : text
}

const makers: Readonly<Record<HeadingIds, () => Maker>> = {
  'kramdown-gfm': () => counted(({ children }) => gfmName(children.map(wordsOf).join(''))),
  kramdown: () => counted(({ source }) => plainName(source) || 'section'),
  github: () => {
    const slugger = new GithubSlugger()
    return ({ own, children }) => slugger.slug(own ?? children.map(shownOf).join(''), own !== undefined)
  },
  hugo: () => unique(({ source }) => hugoName(source, false)),
  'hugo-ascii': () => unique(({ source }) => hugoName(source, true)),
  blackfriday: () => unique(({ source }) => blackfridayName(source)),
  hexo: () => unique(({ children }) => hexoSlug(children.map(shownOf).join(''))),
  none: () => statedAlone,
  zola: () => unique(({ children }) => asciiSlug(children.map(shownOf).join(''))),
  vitepress: () => unique(({ children }) => vitepressSlug(children.map(shownOf).join(''))),
}

function statedAlone({ own }: Heading): string {
  return own ?? ''
}

/** kramdown counts names and looks no further: `A`, `A` and `A 1` are `a`, `a-1` and `a-1`. */
function counted(nameOf: (heading: Heading) => string): Maker {
  const counts = new Map<string, number>()
  return (heading) => {
    if (heading.own !== undefined) return heading.own
    const name = nameOf(heading)
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    return count === 0 ? name : `${name}-${count}`
  }
}

/** Hugo's parser counts on until the name is free. */
function unique(nameOf: (heading: Heading) => string): Maker {
  const used = new Set<string>()
  const next = new Map<string, number>()
  return (heading) => {
    const name = heading.own ?? (nameOf(heading) || 'heading')
    let id = name
    let number = next.get(name) ?? 1
    for (; heading.own === undefined && used.has(id); number += 1) id = `${name}-${number}`
    next.set(name, number)
    used.add(id)
    return id
  }
}

function gfmName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{Nd}\p{Pc}\- \t]/gu, '')
    .replace(/[ \t]/g, '-')
}

function plainName(source: string): string {
  return source
    .replace(/^[^a-zA-Z]+/, '')
    .replace(/[^a-zA-Z0-9 -]+/g, '')
    .replaceAll(' ', '-')
    .toLowerCase()
}

function hugoName(source: string, isAscii: boolean): string {
  const text = isAscii ? source.normalize('NFD').replace(/\p{Mn}+/gu, '') : source
  return text
    .trim()
    .replace(isAscii ? /[^A-Za-z0-9_ -]+/g : /[^\p{L}\p{Nd}_ -]+/gu, '')
    .replaceAll(' ', '-')
    .toLowerCase()
}

function blackfridayName(source: string): string {
  return source
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase()
}

/** kramdown makes dashes of hyphens first, and ids hold no dashes: `new --wick` is `new-wick`, in code `new---wick`. */
function textOf(token: Token): string {
  if (token.type === 'footnote_ref') return ''
  if (token.type === 'html_inline') return tagsIn(token.content)[0]?.role === 'text' ? token.content : ''
  if (token.type === 'text') return token.content.replace(/---?/g, '')
  if (token.type === 'softbreak' || token.type === 'hardbreak') return ' '
  return token.children === null ? token.content : token.children.map(textOf).join('')
}

/** kramdown's own: what an image says in place of itself is none of the heading's words. */
function wordsOf(token: Token): string {
  if (token.type === 'math_span') return token.content.slice(2, -2)
  return token.type === 'image' ? '' : textOf(token)
}

function shownOf(token: Token): string {
  if (token.type === 'footnote_ref' || token.type === 'html_inline' || token.type === 'image') return ''
  return token.type === 'softbreak' || token.type === 'hardbreak' ? ' ' : token.content
}
