/**
 * Names feeds for readers that import such lists: OPML 2.0 (opml.org/spec2.opml). Pure. In: the feeds, configuration.
 * Out: the file's text. No date: the same feeds give the same bytes.
 *
 * A reader shows the beginning of a name in a narrow column, so names begin with what tells them apart: `Security
 * bulletins (Lantern OS)` for a list, `#security` for a category, `4.2 (Lantern OS)` for a release cycle.
 */

import { directionOf } from '../base/locale.js'
import { isolated, lineIn, sayApart } from '../markup/isolated.js'
import { say } from '../words/words.js'
import { feedUrl } from './entry-ids.js'
import type { FeedSettings } from './input.js'
import { ATOM_FILE, type FeedName } from './names.js'
import { escapeAttribute, escapeXml } from './xml.js'

/** @param feeds at least one, the main feed first */
export function opml(feeds: readonly FeedName[], settings: FeedSettings): string {
  const folders = new Map<string, FeedName[]>()
  for (const feed of feeds) {
    const name = folderOf(feed, settings)
    folders.set(name, [...(folders.get(name) ?? []), feed])
  }
  const body = [...folders].flatMap(([name, inside]) => (name === '' ? [] : folder(name, inside, settings)))
  const single = (folders.get('') ?? []).map((feed) => outline(feed, settings, '    '))
  return `<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head>
    <title>${escapeXml(settings.site.title)}</title>
  </head>
  <body>
${[...single, ...body].join('\n')}
  </body>
</opml>
`
}

/** Cycles of several products would begin alike: each product has a folder of its own. */
function folderOf({ kind, product = '' }: FeedName, { words }: FeedSettings): string {
  if (kind === 'list') return say(words, 'feeds.lists')
  if (kind === 'category') return say(words, 'feeds.categories')
  if (kind === 'end-of-life') return say(words, 'feeds.support')
  return kind === 'cycle' ? sayApart(words, 'feeds.cycles', { product }) : ''
}

function folder(name: string, feeds: readonly FeedName[], settings: FeedSettings): string[] {
  const text = escapeAttribute(name)
  return [
    `    <outline text="${text}" title="${text}">`,
    ...feeds.map((feed) => outline(feed, settings, '      ')),
    '    </outline>',
  ]
}

/** `rss` is OPML's word for a feed of whatever format. */
function outline(feed: FeedName, settings: FeedSettings, indent: string): string {
  const title = escapeAttribute(lineIn(settings.site.language, nameOf(feed, settings.site)))
  const url = escapeAttribute(feedUrl(feed, ATOM_FILE, settings))
  const home = escapeAttribute(`${settings.site.url}/`)
  const language = settings.site.language
  const names = `text="${title}" title="${title}"`
  return `${indent}<outline type="rss" ${names} xmlUrl="${url}" htmlUrl="${home}" language="${language}"/>`
}

function nameOf({ kind, name, product = '' }: FeedName, { title: site, language }: FeedSettings['site']): string {
  const within = (text: string) => (directionOf(language) === 'rtl' ? isolated(text) : text)
  if (kind === 'main') return site
  if (kind === 'category') return `#${name.toLowerCase().replace(/\s+/g, '-')}`
  if (kind === 'cycle') return `${without(name, product)} (${within(product)})`
  return `${without(name, site)} (${within(site)})`
}

function without(name: string, start: string): string {
  return name.startsWith(`${start} `) ? name.slice(start.length + 1) : name
}
