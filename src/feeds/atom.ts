/**
 * Writes a feed as Atom (RFC 4287). Pure. In: a FeedDocument. Out: the file's text. The `feed` package writes the frame
 * of the feed; what it has no option for is mended there before the texts are put in.
 */
import { Feed } from 'feed'
import { withStyle } from './browser-style.js'
import type { FeedDocument, FeedEntry } from './document.js'
import { escapedHtml, type Format, written } from './format.js'
import { FrameTexts } from './frame-texts.js'
import { ATOM_FILE } from './names.js'
import type { Tombstone } from './tombstones.js'
import { escapeAttribute, escapeXml, imageElements } from './xml.js'

export const atomFormat: Format = { file: ATOM_FILE, frame: frameOf, entry: entryOf, between: '' }

export function atom(document: FeedDocument): string {
  return written(atomFormat, document)
}

const END = '</feed>'
const SELF = /<link rel="self" [^>]*>/

function frameOf(document: FeedDocument): [string, string] {
  const texts = new FrameTexts()
  const feed = new Feed({
    id: texts.text(document.id),
    title: texts.text(document.title),
    ...(document.description === '' ? {} : { description: texts.text(document.description) }),
    link: texts.text(document.homeUrl),
    feed: texts.text(document.urls[ATOM_FILE]),
    updated: new Date(document.updated),
    generator: 'Belfry',
    ...(document.icon !== undefined && { favicon: texts.text(document.icon) }),
    ...(document.logo !== undefined && { image: texts.text(document.logo) }),
  })
  const frame = withStyle(mendFrame(feed.atom1(), document), document.style)
    .replace(SELF, (self) => [self, ...links(document, texts)].join('\n    '))
    .replace('    <subtitle>', `${document.archive === 'page' ? '    <fh:archive/>\n' : ''}    <subtitle>`)
  const before = frame.slice(0, frame.lastIndexOf(END))
  const deleted = document.tombstones.map((tombstone) => deletedEntry(tombstone, texts)).join('')
  return [texts.fill(before), `${texts.fill(deleted)}${END}\n`]
}

/** RFC 5005 §4.1, and the hubs of WebSub §4. */
function links({ hubs, prevArchive, nextArchive, current }: FeedDocument, texts: FrameTexts): string[] {
  const link = (rel: string, href: string) => `<link rel="${rel}" href="${texts.text(href)}"/>`
  const [prev, next] = [prevArchive?.[ATOM_FILE], nextArchive?.[ATOM_FILE]]
  return [
    ...hubs.map((hub) => link('hub', hub)),
    ...(current === undefined ? [] : [link('current', current[ATOM_FILE])]),
    ...(prev === undefined ? [] : [link('prev-archive', prev)]),
    ...(next === undefined ? [] : [link('next-archive', next)]),
  ]
}

/** Titles and summaries are text, not HTML (RFC 4287 §3.1.1). */
function entryOf(entry: FeedEntry): string {
  const { id, url, title, language, summary, authors, categories, published, updated } = entry
  return [
    `    <entry${language === undefined ? '' : ` xml:lang="${language}"`}>`,
    `        <title>${escapeXml(title)}</title>`,
    `        <id>${escapeXml(id)}</id>`,
    `        <link rel="alternate" type="text/html" href="${escapeAttribute(url)}"/>`,
    `        <updated>${new Date(updated).toISOString()}</updated>`,
    ...(summary === '' ? [] : [`        <summary>${escapeXml(summary)}</summary>`]),
    ...(entry.html === undefined ? [] : [`        <content type="html">${escapedHtml(entry)}</content>`]),
    ...authors.map((name) => `        <author>\n            <name>${escapeXml(name)}</name>\n        </author>`),
    ...categories.map(escapeAttribute).map((name) => `        <category label="${name}" term="${name}"/>`),
    `        <published>${new Date(published).toISOString()}</published>`,
    ...otherElements(entry),
    '    </entry>\n',
  ].join('\n')
}

function otherElements({ externalUrl, inReplyTo, image }: FeedEntry): string[] {
  const elements =
    (externalUrl === undefined ? '' : relatedLink(externalUrl)) +
    (inReplyTo === undefined ? '' : reply(inReplyTo)) +
    (image === undefined ? '' : imageElements(image))
  return elements === '' ? [] : [`        ${elements}`]
}

/** RFC 4685 §3. */
function reply({ id, url }: { readonly id: string; readonly url: string }): string {
  return `<thr:in-reply-to ref="${escapeAttribute(id)}" href="${escapeAttribute(url)}" type="text/html"/>`
}

/** RFC 6721 §3. */
function deletedEntry({ ref, url, at }: Tombstone, texts: FrameTexts): string {
  const link = `<link rel="alternate" type="text/html" href="${texts.text(url)}"/>`
  const attributes = `ref="${texts.text(ref)}" when="${new Date(at).toISOString()}"`
  return `    <at:deleted-entry ${attributes}>\n        ${link}\n    </at:deleted-entry>\n`
}

/** RFC 4287 §4.2.7.2: a resource the entry is about. */
function relatedLink(url: string): string {
  return `<link rel="related" href="${escapeAttribute(url)}"/>`
}

/** The names that are used, and no others: a validator asks what the rest are for. */
function namespaces({ entries, tombstones, archive }: FeedDocument): string {
  const threads = entries.some(({ inReplyTo }) => inReplyTo !== undefined)
  return (
    (threads ? ' xmlns:thr="http://purl.org/syndication/thread/1.0"' : '') +
    (tombstones.length > 0 ? ' xmlns:at="http://purl.org/atompub/tombstones/1.0"' : '') +
    (archive === 'page' ? ' xmlns:fh="http://purl.org/syndication/history/1.0"' : '')
  )
}

/** Adds xml:lang and the types of links. */
function mendFrame(frame: string, document: FeedDocument): string {
  return frame
    .replace(
      '<feed xmlns="http://www.w3.org/2005/Atom">',
      `<feed xmlns="http://www.w3.org/2005/Atom"${namespaces(document)} xml:lang="${document.language}">`,
    )
    .replace('<link rel="alternate" ', '<link rel="alternate" type="text/html" ')
    .replace('<link rel="self" ', '<link rel="self" type="application/atom+xml" ')
}
