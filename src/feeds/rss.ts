/**
 * Writes a feed as RSS 2.0 with atom:link, dc:creator and content:encoded. Pure. In: a FeedDocument. Out: the file's
 * text. The `feed` package writes the frames, see frame-texts.ts. Rules: rssboard.org/rss-specification and its Best
 * Practices Profile.
 */
import { Feed } from 'feed'
import { withStyle } from './browser-style.js'
import type { FeedDocument, FeedEntry } from './document.js'
import { escapedHtml, type Format, written } from './format.js'
import { FrameTexts } from './frame-texts.js'
import { RSS_FILE } from './names.js'
import { escapeXml, imageElements } from './xml.js'

export const rssFormat: Format = { file: RSS_FILE, frame: frameOf, entry: itemOf, between: '' }

export function rss(document: FeedDocument): string {
  return written(rssFormat, document)
}

const END = '    </channel>'
const SELF = /<atom:link [^>]*>/

const NAMESPACES = [
  'xmlns:atom="http://www.w3.org/2005/Atom"',
  'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
].join(' ')

/** Always these three, for `feed` declares dc only where an item has content. */
function root({ archive }: FeedDocument): string {
  const history = archive === 'page' ? ' xmlns:fh="http://purl.org/syndication/history/1.0"' : ''
  return `<rss version="2.0" ${NAMESPACES}${history}>`
}

function frameOf(document: FeedDocument): [string, string] {
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
  const frame = withStyle(feed.rss2(), document.style)
    .replace(/<rss [^>]*>/, root(document))
    .replace(SELF, (self) => [self, ...links(document, texts)].join('\n        '))
  const at = frame.lastIndexOf(END)
  return [texts.fill(frame.slice(0, at)), `${frame.slice(at)}\n`]
}

/** RFC 5005 §4.1 in RSS, and the hubs of WebSub §4: both use Atom's links. */
function links({ archive, hubs, prevArchive, nextArchive, current }: FeedDocument, texts: FrameTexts): string[] {
  const link = (rel: string, href: string) => `<atom:link rel="${rel}" href="${texts.text(href)}"/>`
  const [prev, next] = [prevArchive?.[RSS_FILE], nextArchive?.[RSS_FILE]]
  return [
    ...hubs.map((hub) => link('hub', hub)),
    ...(archive === 'page' ? ['<fh:archive/>'] : []),
    ...(current === undefined ? [] : [link('current', current[RSS_FILE])]),
    ...(prev === undefined ? [] : [link('prev-archive', prev)]),
    ...(next === undefined ? [] : [link('next-archive', next)]),
  ]
}

/**
 * A guid is a permalink only where it is the item's address. A description is HTML: a summary that speaks of `<script>`
 * would run it, and readers would show nothing.
 */
function itemOf(entry: FeedEntry): string {
  const { id, url, title, summary, authors, categories, published, image } = entry
  const link = escapeXml(url)
  const guid = id === url ? `"true">${link}` : `"false">${escapeXml(id)}`
  return [
    '        <item>',
    `            <title>${escapeXml(title)}</title>`,
    `            <link>${link}</link>`,
    `            <guid isPermaLink=${guid}</guid>`,
    `            <pubDate>${new Date(published).toUTCString()}</pubDate>`,
    ...(summary === '' ? [] : [`            <description>${escapeXml(escapeXml(summary))}</description>`]),
    ...(entry.html === undefined ? [] : [`            <content:encoded>${escapedHtml(entry)}</content:encoded>`]),
    ...categories.map((name) => `            <category>${escapeXml(name)}</category>`),
    `            ${creators(authors)}${image === undefined ? '' : imageElements(image)}`,
    '        </item>\n',
  ].join('\n')
}

/** `author` wants a mail address, and one alone: dc:creator takes names, and may be repeated. */
function creators(authors: readonly string[]): string {
  return authors.map((name) => `<dc:creator>${escapeXml(name)}</dc:creator>`).join('')
}
