/**
 * Writes a feed as JSON Feed 1.1 (jsonfeed.org/version/1.1). Pure. In: a FeedDocument. Out: the file's text. The `feed` package
 * writes version 1, with one author an item; what 1.1 has more is put in here.
 */
import { Feed } from 'feed'
import { JSON_FILE } from './entry-ids.js'
import type { FeedDocument, FeedEntry } from './feed.js'
import { legalCharacters } from './xml.js'

/** What `feed` writes, as far as it is read here. */
interface Frame {
  readonly items: readonly Readonly<Record<string, unknown>>[]
}

export function jsonFeed(document: FeedDocument): string {
  const feed = new Feed({
    title: document.title,
    ...(document.description === '' ? {} : { description: document.description }),
    link: document.homeUrl,
    feedLinks: { json: document.urls[JSON_FILE] },
  })
  for (const entry of document.entries) addItem(feed, entry)
  const { items, ...top }: Frame = JSON.parse(feed.json1())
  const mended = {
    ...top,
    version: 'https://jsonfeed.org/version/1.1',
    language: document.language,
    items: document.entries.map((entry, index) => ({ ...items[index], ...added(entry) })),
  }
  return `${JSON.stringify(mended, (_key, value: unknown) => (typeof value === 'string' ? legalCharacters(value) : value), 2)}\n`
}

function addItem(feed: Feed, entry: FeedEntry): void {
  feed.addItem({
    id: entry.id,
    title: entry.title,
    link: entry.url,
    date: new Date(entry.updated),
    published: new Date(entry.published),
    ...(entry.html === undefined ? {} : { content: entry.html }),
    ...(entry.image === undefined ? {} : { image: entry.image }),
    category: entry.categories.map((name) => ({ name })),
  })
}

/**
 * An item must have content, as HTML or as text: without HTML the summary is the content. The format knows no replies, and
 * `external_url` is for pages elsewhere: what an update belongs to stands in an object of our own, as the format wants extensions.
 */
function added(entry: FeedEntry): Record<string, unknown> {
  return {
    ...(entry.html === undefined ? { content_text: entry.summary } : {}),
    ...(entry.html === undefined || entry.summary === '' ? {} : { summary: entry.summary }),
    ...(entry.externalUrl === undefined ? {} : { external_url: entry.externalUrl }),
    authors: entry.authors.map((name) => ({ name })),
    ...(entry.inReplyTo === undefined ? {} : { _belfry: { in_reply_to: entry.inReplyTo } }),
  }
}
