/**
 * Whether a post has to be filled in before it is read. Pure. In: the site's settings, a post's bytes. Out: yes or no;
 * what fills in is not loaded for that.
 */
import type { SiteSettings } from './announcement.js'

/** Do the settings say that anything is? */
export function isFilledIn({ liquid = false, shortcodes = 'none' }: SiteSettings): boolean {
  return liquid || shortcodes !== 'none'
}

type Templating = Pick<SiteSettings, 'liquid' | 'shortcodes'>

const MARKS = {
  none: [],
  liquid: ['{{', '{%'],
  hugo: ['{{<', '{{%'],
  zola: ['{{', '{%', '@/'],
  hexo: ['{{', '{%', '{#'],
  vitepress: ['{{', '[[toc]]', '[[TOC]]', '<<<', '@include:'],
} as const

/** May anything in it have to be filled in? */
export function holdsTemplates(bytes: Uint8Array, { liquid = false, shortcodes = 'none' }: Templating): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const marks = liquid ? MARKS.liquid : MARKS[shortcodes]
  return marks.some((mark) => text.includes(mark))
}

export const FILE =
  /^(?![a-z][a-z\d+.-]*:|\/\/|[#?])([^?#]*\.(?:mdx?|markdown|mkdn?|mkdown|mdown|mdwn|adoc|asciidoc))(?=[?#]|$)/i
/** Before anything is looked for. */
export const SIGNS = [
  ...['.md', '.MD', '.mark', '.mk', '.mdown', '.mdwn', '.adoc', '.asciidoc'],
  ...['{filename}', '|filename|', '{static}', '|static|', '{attach}', '|attach|'],
]
export const PELICAN = /^[{|](filename|static|attach)[}|]([^?#]*)/

/** Behind `](`, `[name]:`, `href=` and `src=`: an address in angle brackets, in quotes, or bare. */
export const LINK = new RegExp(
  [
    String.raw`(?:\]\([ \t]{0,9}\n?[ \t]{0,9}|^[ \t>]{0,12}\[(?!\^)[^\]\n]{1,999}\]:[ \t]{0,9}|`,
    String.raw`\b(?:href|src)[ \t]{0,9}=[ \t]{0,9})`,
    String.raw`(?:<([^<>\n]{1,2000})>|"([^"\n]{1,2000})"|'([^'\n]{1,2000})'|`,
    String.raw`((?:[^\s()<>"']|\([^\s()<>"']{0,200}\)){1,2000}))`,
  ].join(''),
  'gim',
)

/** May any link of it lead to a file of a post? */
export function holdsFileLinks(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!SIGNS.some((ending) => buffer.includes(ending))) return false
  for (const link of buffer.toString('utf8').matchAll(LINK)) if (isOfFile(addressIn(link))) return true
  return false
}

function isOfFile(typed: string): boolean {
  return FILE.test(typed) || PELICAN.test(typed)
}

export function addressIn([, angled, double, single, bare]: RegExpMatchArray): string {
  return (angled ?? double ?? single ?? bare ?? '').trim()
}

/** May it have to be filled in, or to have links led to pages? Entries of a feed lead to no files. */
export function mayBeFilled(bytes: Uint8Array, settings: SiteSettings): boolean {
  return holdsTemplates(bytes, settings) || (settings.isFilled !== true && holdsFileLinks(bytes))
}
