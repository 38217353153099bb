/**
 * Writes a feed as RSS 2.0 with atom:link, dc:creator and content:encoded. Pure. In: a FeedDocument. Out: the file's text. The
 * `feed` package writes the frame, see frame-texts.ts. Rules: rssboard.org/rss-specification and its Best Practices Profile.
 */
import { Feed } from 'feed'
import { RSS_FILE } from './entry-ids.js'
import type { FeedDocument, FeedEntry } from './feed.js'
import { FrameTexts } from './frame-texts.js'
import { escapeXml } from './xml.js'

/** Always all three, for `feed` declares dc only where an item has content. */
const ROOT =
  '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'

export function rss(document: FeedDocument): string {
  const texts = new FrameTexts()
  const feed = new Feed({
    title: texts.text(document.title),
    description: texts.text(document.description || document.title),
    link: texts.text(document.homeUrl),
    feed: texts.text(document.urls[RSS_FILE]),
    language: texts.text(document.language),
    updated: new Date(document.updated),
    docs: 'https://www.rssboard.org/rss-specification',
    generator: 'Belfry',
  })
  for (const entry of document.entries) addItem(feed, entry, texts)
  return `${texts.fill(feed.rss2().replace(/<rss [^>]*>/, ROOT))}\n`
}

/**
 * A guid is a permalink only where it is the item's address; `feed` writes one of its own from the link when there is no id. A description
 * is HTML: a summary that speaks of `<script>` would run it, and readers would show nothing.
 */
function addItem(feed: Feed, entry: FeedEntry, texts: FrameTexts): void {
  feed.addItem({
    ...(entry.id === entry.url ? {} : { id: texts.text(entry.id) }),
    title: texts.text(entry.title),
    link: texts.text(entry.url),
    date: new Date(entry.published),
    category: entry.categories.map((name) => ({ name: texts.text(name) })),
    ...(entry.summary === '' ? {} : { description: texts.text(escapeXml(entry.summary)) }),
    ...(entry.html === undefined ? {} : { content: texts.text(entry.html) }),
    extensions: [{ name: 'dc:creator', objects: { _text: texts.xml(creators(entry.authors)) } }],
  })
}

/** `author` wants a mail address, and one alone: dc:creator takes names, and may be repeated. */
function creators(authors: readonly string[]): string {
  return authors.map((name) => `<dc:creator>${escapeXml(name)}</dc:creator>`).join('')
}
