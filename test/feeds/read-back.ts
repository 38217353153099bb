/**
 * What other programs read from a feed. In: the text of a feed. Out: its items, in the words that all formats share; a
 * field that a program does not give is undefined.
 */
import { parseFeed as readByFeedParser } from '@rowanmanning/feed-parser'
import { parseFeed as readByFeedsmith } from 'feedsmith'
import Parser from 'rss-parser'

export interface ReadItem {
  readonly id: string | undefined
  readonly title: string | undefined
  readonly url: string | undefined
  /** Milliseconds since the epoch. */
  readonly published: number
  /** Without white space around it, which some programs take away. */
  readonly html: string | undefined
  /** rss-parser gives one alone: the first. */
  readonly authors: readonly (string | undefined)[]
  readonly categories: readonly (string | undefined)[] | undefined
}

interface Extra {
  readonly id?: string
  readonly author?: string
  readonly 'content:encoded'?: string
}

/** Reads Atom and RSS. */
export async function rssParser(text: string): Promise<ReadItem[]> {
  const parser = new Parser<object, Extra>()
  const { items } = await parser.parseString(text)
  return items.map((item) => ({
    id: item.guid ?? item.id,
    title: item.title,
    url: item.link,
    published: Date.parse(item.pubDate ?? ''),
    html: (item['content:encoded'] ?? item.content)?.trim(),
    authors: [item.creator ?? item.author],
    categories: item.categories,
  }))
}

/** Reads Atom and RSS. */
export function feedParser(text: string): Promise<ReadItem[]> {
  const { items } = readByFeedParser(text)
  return Promise.resolve(
    items.map((item) => ({
      id: item.id ?? undefined,
      title: item.title ?? undefined,
      url: item.url ?? undefined,
      published: item.published?.getTime() ?? Number.NaN,
      html: item.content?.trim(),
      authors: item.authors.map(({ name }) => name ?? undefined),
      categories: item.categories.map(({ term }) => term),
    })),
  )
}

/** Reads all three. */
export function feedsmith(text: string): Promise<ReadItem[]> {
  return Promise.resolve(byFeedsmith(text))
}

function byFeedsmith(text: string): ReadItem[] {
  const { format, feed } = readByFeedsmith(text)
  if (format === 'atom')
    return (feed.entries ?? []).map((entry) => ({
      id: entry.id,
      title: entry.title?.value,
      url: entry.links?.find(({ rel }) => rel === 'alternate')?.href,
      published: Date.parse(entry.published ?? ''),
      html: entry.content?.value?.trim(),
      authors: (entry.authors ?? []).map(({ name }) => name),
      categories: (entry.categories ?? []).map(({ term }) => term),
    }))
  if (format === 'rss')
    return (feed.items ?? []).map((item) => ({
      id: item.guid?.value,
      title: item.title,
      url: item.link,
      published: Date.parse(item.pubDate ?? ''),
      html: item.content?.encoded?.trim(),
      authors: item.dc?.creators ?? [],
      categories: (item.categories ?? []).map(({ name }) => name),
    }))
  if (format !== 'json') throw new Error(`feedsmith takes it for ${format}`)
  return (feed.items ?? []).map((item) => ({
    id: item.id,
    title: item.title,
    url: item.url,
    published: Date.parse(item.date_published ?? ''),
    html: item.content_html?.trim(),
    authors: (item.authors ?? []).map(({ name }) => name),
    categories: item.tags ?? [],
  }))
}

interface JsonItem {
  readonly id: string
  readonly title: string
  readonly url: string
  readonly date_published: string
  readonly content_html: string
  readonly authors: readonly { readonly name: string }[]
  readonly tags?: readonly string[]
}

/** What a JSON Feed says, by JSON's own rules. RSS has no fractions of a second. */
export function itemsOf(json: string): ReadItem[] {
  const { items }: { items: readonly JsonItem[] } = JSON.parse(json)
  return items.map((item) => ({
    id: item.id,
    title: item.title,
    url: item.url,
    published: Date.parse(item.date_published),
    html: item.content_html.trim(),
    authors: item.authors.map(({ name }) => name),
    categories: item.tags ?? [],
  }))
}
