/**
 * Writes a feed as Atom (RFC 4287). Pure. In: a FeedDocument. Out: the file's text. The `feed` package writes the frame; what it has
 * no option for is mended in the frame before the texts are put in.
 */
import { Feed } from 'feed'
import { ATOM_FILE, type FeedDocument, type FeedEntry } from './feed.js'
import { FrameTexts } from './frame-texts.js'
import { escapeAttribute } from './xml.js'

export function atom(document: FeedDocument): string {
  const texts = new FrameTexts()
  const feed = new Feed({
    id: texts.text(document.id),
    title: texts.text(document.title),
    ...(document.description === '' ? {} : { description: texts.text(document.description) }),
    link: texts.text(document.homeUrl),
    feed: texts.text(document.urls[ATOM_FILE]),
    updated: new Date(document.updated),
    generator: 'Belfry',
  })
  for (const entry of document.entries) addEntry(feed, entry, texts)
  return `${texts.fill(mendFrame(feed.atom1(), document.language))}\n`
}

function addEntry(feed: Feed, entry: FeedEntry, texts: FrameTexts): void {
  feed.addItem({
    id: texts.text(entry.id),
    title: texts.text(entry.title),
    link: texts.text(entry.url),
    date: new Date(entry.updated),
    published: new Date(entry.published),
    author: entry.authors.map((name) => ({ name: texts.text(name) })),
    category: entry.categories.map((name) => ({ term: texts.text(name), name: texts.text(name) })),
    ...(entry.summary === '' ? {} : { description: texts.text(entry.summary) }),
    ...(entry.html === undefined ? {} : { content: texts.text(entry.html) }),
    ...(entry.externalUrl === undefined ? {} : { copyright: texts.xml(relatedLink(entry.externalUrl)) }),
  })
}

/** RFC 4287 §4.2.7.2: a resource the entry is about. Stands where `feed` would write `rights`, the last element of an entry. */
function relatedLink(url: string): string {
  return `<link rel="related" href="${escapeAttribute(url)}"/>`
}

/** Adds xml:lang and the types of links; titles and summaries are text, not HTML (RFC 4287 §3.1.1). */
function mendFrame(frame: string, language: string): string {
  return frame
    .replace(
      '<feed xmlns="http://www.w3.org/2005/Atom">',
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">`,
    )
    .replace('<link rel="alternate" ', '<link rel="alternate" type="text/html" ')
    .replace('<link rel="self" ', '<link rel="self" type="application/atom+xml" ')
    .replaceAll('<link href=', '<link rel="alternate" type="text/html" href=')
    .replaceAll('<title type="html">', '<title>')
    .replaceAll('<summary type="html">', '<summary>')
}
