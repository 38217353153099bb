/**
 * The entries of a feed that another program made: Atom, RSS 0.9 to 2.0, JSON Feed. Pure. In: its text. Out: what names
 * each entry; or why it is no feed. No entity but XML's own is followed.
 */
import { type Problem, problem } from '../base/errors.js'
import { attribute, readXml, type XmlElement } from '../feeds/check/strict-xml.js'
import { replacePassages } from '../markup/passages.js'
import { parsePostDate } from '../posts/date.js'

export interface OldEntry {
  /** As the feed has it, without white space around it. */
  readonly id: string
  readonly link?: string
  readonly title?: string
  /** Milliseconds since the epoch. */
  readonly at?: number
}

export type OldFeed = { readonly entries: readonly OldEntry[] } | { readonly problem: Problem }

/** @param name as problems call it: a file or an address */
export function oldFeed(text: string, name: string): OldFeed {
  const source = text.replace(/^\uFEFF/, '').trimStart()
  const read = source.startsWith('{') ? ofJson(source) : ofXml(source)
  if (typeof read === 'string' || 'line' in read) {
    const { why, line } = typeof read === 'string' ? { why: read, line: 1 } : read
    return { problem: problem('FEED_UNREADABLE', `${why}.`, { file: name, line }) }
  }
  return { entries: read.entries }
}

type Read = { readonly entries: readonly OldEntry[] } | { readonly why: string; readonly line: number } | string

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
  return {
    entries: items.flatMap((item: unknown) => {
      const [id, url, title] = ['id', 'url', 'title'].map((key) => memberOf(item, key))
      const name = typeof id === 'number' ? String(id) : (id ?? url)
      return entryOf(name, url, { title, date: memberOf(item, 'date_published') })
    }),
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
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

function ofXml(text: string): Read {
  if (isTooDeep(text)) return 'its elements are nested too deeply'
  const { root, fault } = readXml(text)
  if (fault !== undefined) return { why: `it is not well-formed: ${fault.message}`, line: fault.line }
  if (root === undefined) return 'it is empty'
  const items = [root, ...root.children].flatMap(({ children }) => children.filter(isEntry))
  if (items.length === 0) return { why: 'it holds no entry and no item', line: root.line }
  return { entries: items.flatMap(ofItem) }
}

function isEntry({ name }: XmlElement): boolean {
  return name === 'entry' || name === 'item'
}

function ofItem(item: XmlElement): OldEntry[] {
  const text = (...names: readonly string[]) =>
    names
      .map((name) => item.children.find((child) => child.name === name)?.text.trim())
      .find((found) => found !== '' && found !== undefined)
  const links = item.children.filter(({ name }) => name === 'link')
  const link = links.find((one) => ['alternate', undefined].includes(attribute(one, 'rel'))) ?? links[0]
  const address = link === undefined ? undefined : (attribute(link, 'href') ?? link.text.trim())
  const about = item.attributes.find(({ name }) => name === 'about')?.value
  const date = text('published', 'pubDate', 'date', 'issued', 'updated')
  return entryOf(text('id', 'guid') ?? about ?? address, address, { title: text('title'), date })
}

/** One that nothing names cannot be kept. */
function entryOf(id: unknown, link: unknown, { title, date }: { title: unknown; date: unknown }): OldEntry[] {
  if (typeof id !== 'string' || id.trim() === '') return []
  const at = typeof date === 'string' ? parsePostDate(date, 'UTC')?.instant : undefined
  return [
    {
      id: id.trim(),
      ...(typeof link === 'string' && link !== '' && { link }),
      ...(typeof title === 'string' && title.trim() !== '' && { title: title.trim() }),
      ...(at !== undefined && { at }),
    },
  ]
}
