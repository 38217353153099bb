/**
 * Writes a feed as JSON Feed 1.1 (jsonfeed.org/version/1.1). Pure. In: a FeedDocument. Out: the file's text. The `feed`
 * package writes the frame of version 1; what 1.1 has more is put in here.
 */
import { Feed } from 'feed'
import type { FeedDocument, FeedEntry } from './document.js'
import { type Format, written } from './format.js'
import { JSON_FILE } from './names.js'
import { legalCharacters } from './xml.js'

export const jsonFormat: Format = { file: JSON_FILE, frame: frameOf, entry: itemOf, between: ',\n' }

export function jsonFeed(document: FeedDocument): string {
  return written(jsonFormat, document)
}

const NO_ITEMS = '[]\n}'

function frameOf(document: FeedDocument): [string, string] {
  const feed = new Feed({
    title: document.title,
    ...(document.description === '' ? {} : { description: document.description }),
    link: document.homeUrl,
    feedLinks: { json: document.urls[JSON_FILE] },
  })
  const next = document.prevArchive?.[JSON_FILE]
  const { items: _none, ...top }: Readonly<Record<string, unknown>> = JSON.parse(feed.json1())
  const frame = jsonText({
    ...top,
    version: 'https://jsonfeed.org/version/1.1',
    language: document.language,
    authors: [{ name: document.author }],
    ...(next === undefined ? {} : { next_url: next }),
    ...(document.hubs.length === 0 ? {} : { hubs: document.hubs.map((url) => ({ type: 'WebSub', url })) }),
    items: [],
  })
  if (document.entries.length === 0) return [frame, '\n']
  return [`${frame.slice(0, -NO_ITEMS.length)}[\n`, '\n  ]\n}\n']
}

function itemOf(entry: FeedEntry): string {
  const { id, url, title, image, categories, published, updated } = entry
  const item = {
    id,
    ...(entry.html === undefined ? {} : { content_html: entry.html }),
    ...{ url, title },
    ...(image === undefined ? {} : { image }),
    date_modified: new Date(updated).toISOString(),
    date_published: new Date(published).toISOString(),
    tags: categories,
    ...added(entry),
  }
  return `    ${jsonText(item).replaceAll('\n', '\n    ')}`
}

/** Escapes of what XML forbids as well, and what JSON leaves as it is. */
const MAY_BE_ILLEGAL = /\\[ubf]|[\uFFFE\uFFFF]/

/** With the characters that all three formats may hold. To look at each text by itself takes three times as long. */
function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
  if (!MAY_BE_ILLEGAL.test(text)) return text
  return JSON.stringify(value, (_key, one: unknown) => (typeof one === 'string' ? legalCharacters(one) : one), 2)
}

/**
 * An item must have content, as HTML or as text: without HTML the summary is the content. The format knows no replies,
 * and `external_url` is for pages elsewhere: what an update belongs to stands in an object of our own, as the format
 * wants extensions.
 */
function added(entry: FeedEntry): Record<string, unknown> {
  return {
    ...(entry.html === undefined ? { content_text: entry.summary } : {}),
    ...(entry.html === undefined || entry.summary === '' ? {} : { summary: entry.summary }),
    ...(entry.externalUrl === undefined ? {} : { external_url: entry.externalUrl }),
    authors: entry.authors.map((name) => ({ name })),
    ...(entry.language === undefined ? {} : { language: entry.language }),
    ...(entry.inReplyTo === undefined ? {} : { _belfry: { in_reply_to: entry.inReplyTo } }),
  }
}
