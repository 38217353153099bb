/**
 * The entries of a feed that another program made: Atom, RSS 0.9 to 2.0, JSON Feed. Pure. In: its text. Out: what names
 * each entry, and what it says; or why it is no feed. No entity but XML's own is followed.
 */

import { type Problem, problem } from '../base/errors.js'
import { attribute, readXml, type XmlElement } from '../feeds/check/strict-xml.js'
import { replacePassages } from '../markup/passages.js'
import { parsePostDate } from '../posts/date.js'
import { cmsTexts } from './texts.js'

/** What names an entry. */
export interface NamedEntry {
  /** As the feed has it, without white space around it. */
  readonly id: string
  readonly link?: string
  /** As written: of some formats it is HTML. */
  readonly title?: string
  /** Milliseconds since the epoch. */
  readonly at?: number
}

/** Text of a feed, and how it is to be read. */
export interface FeedWords {
  readonly form: 'text' | 'html'
  readonly text: string
}

export interface SourceEntry extends NamedEntry {
  readonly titleForm: FeedWords['form']
  /** Where it begins in the feed, from 1; of JSON the line of its id. */
  readonly line: number
  /** The whole, else what stands for it. */
  readonly content?: FeedWords
  readonly categories: readonly string[]
  readonly authors: readonly string[]
}

/** What a feed says of itself. */
export interface FeedAbout {
  readonly title?: string
  readonly link?: string
  readonly language?: string
}

export type SourceFeed =
  | {
      readonly entries: readonly SourceEntry[]
      readonly about: FeedAbout
      /** Ids of entries that were taken back (RFC 6721); none that stands there all the same. */
      readonly deleted: readonly string[]
      /** Entries with neither id nor link, which are not among the others: nobody knows them again. */
      readonly nameless: readonly Pick<SourceEntry, 'title' | 'line'>[]
    }
  | { readonly problem: Problem }

/** @param name as problems call it: a file or an address */
export function feedEntries(text: string, name: string): SourceFeed {
  const source = text.replace(/^\uFEFF/, '').trimStart()
  const skipped = text.slice(0, text.length - source.length).split('\n').length - 1
  const read = source.startsWith('{') ? ofJson(source) : ofXml(source)
  if (typeof read === 'string' || 'why' in read) {
    const { why, line } = typeof read === 'string' ? { why: read, line: 1 } : read
    return { problem: problem('FEED_UNREADABLE', `${why}.`, { file: name, line: line + skipped }) }
  }
  const { about, deleted = [] } = read
  const all = skipped === 0 ? read.entries : read.entries.map((one) => ({ ...one, line: one.line + skipped }))
  const entries = all.filter(({ id }) => id !== '')
  const there = new Set(entries.map(({ id }) => id))
  const gone = deleted.filter((id) => !there.has(id))
  return { about, deleted: gone, entries, nameless: all.filter(({ id }) => id === '') }
}

type Read =
  | { readonly entries: readonly SourceEntry[]; readonly about: FeedAbout; readonly deleted?: readonly string[] }
  | { readonly why: string; readonly line: number }
  | string

function ofJson(text: string): Read {
  let feed: unknown
  try {
    feed = JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof RangeError) return 'it is not valid JSON'
    throw thrown
  }
  const items = memberOf(feed, 'items')
  if (!Array.isArray(items) || items.length === 0) return 'it holds no items'
  const about = aboutOf(memberOf(feed, 'title'), memberOf(feed, 'home_page_url'), memberOf(feed, 'language'))
  const lineOf = linesOfJson(text)
  return { about, entries: items.flatMap((item: unknown) => ofJsonItem(item, lineOf)) }
}

function ofJsonItem(item: unknown, lineOf: (value: string) => number): SourceEntry[] {
  const [id, url, title] = ['id', 'url', 'title'].map((key) => memberOf(item, key))
  const name = typeof id === 'number' ? String(id) : (id ?? url)
  const textOf = (...keys: readonly string[]) =>
    keys.map((key) => memberOf(item, key)).find((value) => typeof value === 'string' && value.trim() !== '')
  const html = textOf('content_html')
  const words = html ?? textOf('content_text', 'summary')
  const authors = [memberOf(item, 'authors'), memberOf(item, 'author')].flat().map((one) => memberOf(one, 'name'))
  return entryOf(name, url, {
    title,
    date: textOf('date_published', 'date_modified'),
    titleForm: 'text',
    line: typeof name === 'string' ? lineOf(name) : 1,
    content: typeof words === 'string' ? { form: html === undefined ? 'text' : 'html', text: words } : undefined,
    categories: textsIn(memberOf(item, 'tags')),
    authors: textsIn(authors),
  })
}

/** Each looked for behind the one before, so that a feed of many is read once. */
function linesOfJson(text: string): (value: string) => number {
  let [at, line] = [0, 1]
  return (value) => {
    const found = text.indexOf(JSON.stringify(value), at)
    if (found === -1) return line
    for (let feed = text.indexOf('\n', at); feed !== -1 && feed < found; feed = text.indexOf('\n', feed + 1)) line += 1
    at = found
    return line
  }
}

function textsIn(values: unknown): string[] {
  const named = Array.isArray(values) ? values : []
  return [...new Set(named.flatMap((one: unknown) => (typeof one === 'string' && one.trim() ? [one.trim()] : [])))]
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
}

function aboutOf(title: unknown, link: unknown, language: unknown): FeedAbout {
  const given = Object.entries({ title, link, language }).filter(([, value]) => typeof value === 'string' && value)
  return Object.fromEntries(given.map(([key, value]) => [key, String(value).trim()]))
}

const MOST_DEPTH = 200
const HIDDEN = {
  begin: /<!(?:\[(cdata)\[|--)/gi,
  end: (kind: string) => (kind === '' ? '-->' : ']]>'),
  isOpen: () => true,
}

/** Asked before it is parsed: what looks up a prefix in all elements above takes hours where there are a million. */
function isTooDeep(text: string): boolean {
  let depth = 0
  for (const [tag] of replacePassages(text, HIDDEN, () => '').matchAll(/<\/?[A-Za-z_][^<>]*>/g)) {
    if (tag.startsWith('</')) depth -= 1
    else if (!tag.endsWith('/>')) depth += 1
    if (depth > MOST_DEPTH) return true
  }
  return false
}

const OPEN = '<![CDATA['
const CLOSED = ']]>'

/** An `&` that begins no entity is itself: some generators write those of an address so, and feed readers take it. */
function withAmpersands(text: string): string {
  const parts: string[] = []
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf(OPEN, at)
    const end = open === -1 ? text.length : open
    parts.push(text.slice(at, end).replace(/&(?!(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][\w.-]{0,60});)/gi, '&amp;'))
    const closed = open === -1 ? -1 : text.indexOf(CLOSED, open)
    at = closed === -1 ? text.length : closed + CLOSED.length
    parts.push(text.slice(end, at))
  }
  return parts.join('')
}

function ofXml(written: string): Read {
  const text = withAmpersands(written)
  if (isTooDeep(text)) return 'its elements are nested too deeply'
  if (/^(?:<!--[\s\S]*?-->\s*)?<(?:!doctype html|html)\b/i.test(text)) return cmsTexts.feedEntries.pageOfHtml()
  if (text === '') return 'it is empty'
  if (!text.startsWith('<')) return cmsTexts.feedEntries.neitherForm()
  const { root, fault } = readXml(text)
  if (fault !== undefined) return { why: cmsTexts.feedEntries.notWellFormed(fault.message), line: fault.line }
  if (root === undefined) return 'it is empty'
  const items = [root, ...root.children].flatMap(({ children }) => children.filter(isEntry))
  if (items.length === 0) return { why: cmsTexts.feedEntries.holdsNoEntryNo(), line: root.line }
  const channel = root.children.find(({ name }) => name === 'channel') ?? root
  const own = (name: string) => channel.children.find((one) => one.name === name && one.ns === channel.ns)?.text
  const language = own('language') ?? root.attributes.find(({ name }) => name === 'lang')?.value
  const about = aboutOf(own('title'), linkOf(channel), language)
  const base = baseOf(root, '')
  return { about, entries: items.flatMap((item) => ofItem(item, text, base)), deleted: tombstones(root) }
}

const TOMBSTONES_NS = 'http://purl.org/atompub/tombstones/1.0'

function tombstones({ children }: XmlElement): string[] {
  return children
    .filter(({ name, ns }) => name === 'deleted-entry' && ns === TOMBSTONES_NS)
    .flatMap((one) => attribute(one, 'ref')?.trim() || [])
}

function isEntry({ name }: XmlElement): boolean {
  return name === 'entry' || name === 'item'
}

const CONTENT_NS = 'http://purl.org/rss/1.0/modules/content/'
const DC_NS = ['http://purl.org/dc/elements/1.1/', 'http://purl.org/dc/terms/']

const XML_NS = 'http://www.w3.org/XML/1998/namespace'

/** XML Base: what relative addresses in an element are resolved against; '' where nothing says. */
function baseOf(element: XmlElement, above: string): string {
  const own = attribute(element, 'base', XML_NS)?.trim() ?? ''
  if (own === '') return above
  return URL.canParse(own, above || undefined) ? new URL(own, above || undefined).href : above
}

/** @param base of the feed */
function ofItem(item: XmlElement, text: string, base: string): SourceEntry[] {
  // What other vocabularies call a title is another thing.
  const isOwn = (one: XmlElement) => one.ns === item.ns || DC_NS.includes(one.ns)
  const own = (name: string) => item.children.filter((one) => one.name === name && isOwn(one))
  const first = (...names: readonly string[]) =>
    names.flatMap((name) => own(name).map((one) => one.text.trim())).find((found) => found !== '')
  const isAtom = item.name === 'entry'
  const about = item.attributes.find(({ name }) => name === 'about')?.value
  const [guid] = own('guid')
  const isPermaLink = guid !== undefined && /^https?:/i.test(guid.text.trim())
  const link =
    linkOf(item, baseOf(item, base)) ??
    (isPermaLink && attribute(guid, 'isPermaLink') !== 'false' ? guid.text.trim() : undefined)
  const [title] = own('title')
  const words = title === undefined ? undefined : wordsOf(title, text, isAtom)
  return entryOf(first('id', 'guid') ?? about ?? link, link, {
    title: words?.text,
    titleForm: words?.form ?? 'text',
    date: first('published', 'pubDate', 'date', 'issued', 'updated', 'modified'),
    line: item.line,
    content: contentOf(item, text, isAtom),
    categories: textsIn(categoriesOf(item, isOwn)),
    authors: textsIn(authorsOf(item, isOwn)),
  })
}

function linkOf(element: XmlElement, base = ''): string | undefined {
  const links = element.children.filter(({ name, ns }) => name === 'link' && ns === element.ns)
  const link = links.find((one) => ['alternate', undefined].includes(attribute(one, 'rel'))) ?? links[0]
  if (link === undefined) return undefined
  const href = attribute(link, 'href')
  const address = (href ?? link.text).trim()
  const own = baseOf(link, base)
  // An empty reference names the base itself.
  if (own !== '' && (address !== '' || href !== undefined) && URL.canParse(address, own))
    return new URL(address, own).href
  return address === '' ? undefined : address
}

/** RSS leaves open what its texts are; they have been HTML for as long as there were readers. */
function wordsOf(element: XmlElement, text: string, isAtom: boolean): FeedWords {
  const type = (attribute(element, 'type') ?? 'text').toLowerCase()
  if (isAtom && type.includes('xhtml')) return { form: 'html', text: inside(element, text) }
  const form = isAtom && !type.includes('html') ? 'text' : 'html'
  return { form, text: element.text.trim() }
}

/** XHTML as HTML: the prefix of its namespace goes. */
function inside({ begin, end, children }: XmlElement, text: string): string {
  const [div] = children
  const whole = div !== undefined && children.length === 1 && div.name === 'div' ? div : { begin, end }
  return text
    .slice(whole.begin, whole.end)
    .replace(/<(\/?)[A-Za-z_][\w.-]*:(?=[A-Za-z])/g, '<$1')
    .trim()
}

function contentOf(item: XmlElement, text: string, isAtom: boolean): FeedWords | undefined {
  const named = (name: string, ns: string) => item.children.find((one) => one.name === name && one.ns === ns)
  const found = isAtom
    ? [named('content', item.ns), named('summary', item.ns)]
    : [named('encoded', CONTENT_NS), named('description', item.ns)]
  // What stands at another address (`src`) is not fetched.
  return found
    .filter((one) => one !== undefined)
    .map((one) => wordsOf(one, text, isAtom))
    .find((words) => words.text.trim() !== '')
}

function categoriesOf(item: XmlElement, isOwn: (one: XmlElement) => boolean): string[] {
  return item.children
    .filter((one) => ['category', 'subject'].includes(one.name) && isOwn(one))
    .map((one) => attribute(one, 'term') ?? one.text)
}

/** RSS has an address with the name in parentheses, Atom an element for each. */
function authorsOf(item: XmlElement, isOwn: (one: XmlElement) => boolean): string[] {
  return item.children
    .filter((one) => ['author', 'creator'].includes(one.name) && isOwn(one))
    .map((one) => {
      const name = one.children.find((child) => child.name === 'name')?.text ?? one.text
      return /^\S+@\S+\s*\((.+)\)$/.exec(name.trim())?.[1] ?? name
    })
    .filter((name) => !/^\S+@\S+$/.test(name.trim()))
}

interface Facts extends Omit<SourceEntry, 'id' | 'link' | 'title' | 'at' | 'content'> {
  readonly title: unknown
  readonly date: unknown
  readonly content: FeedWords | undefined
}

/** @returns with an empty id where nothing names it */
function entryOf(id: unknown, link: unknown, { title, date, content, ...facts }: Facts): SourceEntry[] {
  const at = typeof date === 'string' ? parsePostDate(date, 'UTC')?.instant : undefined
  return [
    {
      ...facts,
      id: typeof id === 'string' ? id.trim() : '',
      ...(typeof link === 'string' && link !== '' && { link }),
      ...(typeof title === 'string' && title.trim() !== '' && { title: title.trim() }),
      ...(at !== undefined && { at }),
      ...(content !== undefined && { content }),
    },
  ]
}
