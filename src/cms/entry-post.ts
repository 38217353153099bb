/**
 * An entry of a feed as the file of a post: front matter of what the feed says of it, and its HTML. Pure. In: an entry,
 * the site's address, the ids that the register keeps. Out: a path and bytes that posts/parse.ts reads as those of any
 * other post; or why there can be none. The same entry gives the same bytes.
 */
import { createHash } from 'node:crypto'
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import { plainLine } from '../base/plain-line.js'
import { escapeMarkdown } from '../markup/escape-markdown.js'
import { bodyForm, postName } from '../posts/file-name.js'
import type { FeedWords, SourceEntry } from './feed-entries.js'

export interface EntryPost {
  readonly path: string
  readonly bytes: Uint8Array
}

/**
 * The address of an entry as the site writes it: the scheme may differ, and nothing else.
 * @returns undefined for one that is not below the site
 */
export function addressAtSite(link: string, siteUrl: string): string | undefined {
  const base = `${siteUrl}/`
  if (!URL.canParse(link, base)) return undefined
  const site = new URL(base)
  const url = new URL(link, base)
  if (!/^https?:$/.test(url.protocol) || url.host !== site.host || !url.pathname.startsWith(site.pathname))
    return undefined
  return `${site.origin}${url.pathname}${url.search}`
}

/** @param ids stem of a path → the id that the entry was first known by */
export function entryPost(
  entry: SourceEntry,
  siteUrl: string,
  ids: ReadonlyMap<string, string>,
): EntryPost | { readonly fault: string } {
  const { id, link, title = '', titleForm, at, content, categories, authors } = entry
  // A number or a word that names an entry leads nowhere.
  const named = link ?? (/^(?:[a-z][a-z\d+.-]*:|\/)/i.test(id) ? id : undefined)
  if (named === undefined) return { fault: 'it has no address' }
  const address = addressAtSite(named, siteUrl)
  if (address === undefined) return { fault: whyNoAddress(named, siteUrl) }
  if (!/^\S{1,300}$/.test(id)) return { fault: 'its id holds white space or is longer than 300 characters' }
  if (at === undefined) return { fault: 'it has no date that can be read' }
  const path = pathOf(address)
  const front = {
    title: escapeMarkdown(titleForm === 'html' ? wordsOf(title) : title),
    id: ids.get(postName(path).stem) ?? id,
    date: new Date(at).toISOString(),
    slug: slugOf(address),
    permalink: address,
    ...(categories.length > 0 && { categories }),
    ...(authors.length > 0 && { authors }),
  }
  return { path, bytes: Buffer.from(`${JSON.stringify(front)}\n${content === undefined ? '' : htmlOf(content)}\n`) }
}

function whyNoAddress(link: string, siteUrl: string): string {
  return URL.canParse(link)
    ? `its address ${plainLine(link).slice(0, 200)} is not below site.url, ${siteUrl}`
    : 'it has no address'
}

/** By its address, so that it is the same post where the feed gives it another id. */
function pathOf(address: string): string {
  const name = address.replace(/^https?:/, '').replace(/\/$/, '')
  return `${createHash('sha256').update(name).digest('hex').slice(0, 12)}-${slugOf(address)}.html`
}

/** The last name in the address, as a file may be called. */
function slugOf(address: string): string {
  const { pathname } = new URL(address)
  const last = pathname.split('/').findLast((name) => name !== '') ?? ''
  const bare = bodyForm(last) === undefined ? last : last.replace(/\.[^.]*$/, '')
  const slug = bare
    .replace(/(?:%[\da-f]{2})+|[^\w-]+/gi, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
  return slug === '' ? 'entry' : slug
}

/** What a reader sees of a title in HTML. */
function wordsOf(html: string): string {
  if (!/[<&]/.test(html)) return html
  const textOf = (node: DefaultTreeAdapterTypes.ChildNode): string => {
    if (node.nodeName === '#text' && 'value' in node) return node.value
    return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
  }
  return parseFragment(html).childNodes.map(textOf).join('')
}

function htmlOf({ form, text }: FeedWords): string {
  if (form === 'html') return text
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((part) => `<p>${part.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/\n/g, '<br>\n')}</p>`)
    .join('\n')
}
