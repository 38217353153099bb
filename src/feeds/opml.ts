/**
 * Names all feeds for readers that import such lists: OPML 2.0 (opml.org/spec2.opml). Pure. In: the feeds,
 * configuration. Out: the file's text. No date: the same feeds give the same bytes.
 */
import { feedUrl } from './entry-ids.js'
import type { FeedSettings } from './input.js'
import { ATOM_FILE, type FeedKind, type FeedName } from './names.js'
import { escapeAttribute, escapeXml } from './xml.js'

const groups: readonly (readonly [FeedKind, string])[] = [
  ['list', 'Lists'],
  ['category', 'Categories'],
  ['cycle', 'Release cycles'],
]

export function opml(feeds: readonly FeedName[], settings: FeedSettings): string {
  const ofKind = (kind: FeedKind) => feeds.filter((feed) => feed.kind === kind)
  const folders = groups.flatMap(([kind, name]) => folder(name, ofKind(kind), settings))
  const single = (kind: FeedKind) => ofKind(kind).map((feed) => outline(feed, settings, '    '))
  const body = [...single('main'), ...folders, ...single('end-of-life')].join('\n')
  return `<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head>
    <title>${escapeXml(settings.site.title)}</title>
  </head>
  <body>
${body}
  </body>
</opml>
`
}

function folder(name: string, feeds: readonly FeedName[], settings: FeedSettings): string[] {
  if (feeds.length === 0) return []
  const text = escapeAttribute(name)
  return [
    `    <outline text="${text}" title="${text}">`,
    ...feeds.map((feed) => outline(feed, settings, '      ')),
    '    </outline>',
  ]
}

/** `rss` is OPML's word for a feed of whatever format. */
function outline(feed: FeedName, settings: FeedSettings, indent: string): string {
  const title = escapeAttribute(feed.title)
  const url = escapeAttribute(feedUrl(feed, ATOM_FILE, settings))
  const home = escapeAttribute(`${settings.site.url}/`)
  const where = `xmlUrl="${url}" htmlUrl="${home}" language="${settings.site.language}"`
  return `${indent}<outline type="rss" text="${title}" title="${title}" ${where}/>`
}
