/**
 * What a file's name says about its content. Pure. In: a path. Out: the Content-Type, who may read it, and for how long
 * it is kept.
 */

const UTF8 = '; charset=utf-8'
const ATOM = `application/atom+xml${UTF8}`
const RSS = `application/rss+xml${UTF8}`
const JSON_FEED = `application/feed+json${UTF8}`

/** Names of feeds in any folder, and of the older pages of one (`atom-3.xml`). */
const byName: readonly (readonly [RegExp, string])[] = [
  [/^atom(-\w+)*\.xml$/, ATOM],
  [/^rss(-\w+)*\.xml$/, RSS],
  [/^feed(-\w+)*\.json$/, JSON_FEED],
]

const byEnding: Readonly<Record<string, string>> = {
  asc: `text/plain${UTF8}`,
  atom: ATOM,
  avif: 'image/avif',
  css: `text/css${UTF8}`,
  gif: 'image/gif',
  gz: 'application/gzip',
  htm: `text/html${UTF8}`,
  html: `text/html${UTF8}`,
  ico: 'image/x-icon',
  ics: `text/calendar${UTF8}`,
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: `application/json${UTF8}`,
  opml: `text/x-opml${UTF8}`,
  pdf: 'application/pdf',
  png: 'image/png',
  rss: RSS,
  svg: 'image/svg+xml',
  txt: `text/plain${UTF8}`,
  webp: 'image/webp',
  xhtml: `application/xhtml+xml${UTF8}`,
  xml: `application/xml${UTF8}`,
}

export function mediaType(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  const named = byName.find(([pattern]) => pattern.test(name))?.[1]
  return named ?? byEnding[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
}

/**
 * The type under which browsers show a feed and its style: Firefox downloads what is called a feed, Chromium shows its
 * source.
 */
export function shownType(type: string): string {
  return type.replace(/^application\/(?:(?:atom|rss)\+(xml)|feed\+(json))/, 'application/$1$2')
}

/** Feeds, calendars and JSON are for programs, also for scripts of other sites; pages are not. */
export function isForPrograms(type: string): boolean {
  return /^(application\/(atom|rss|feed)\b|application\/json\b|text\/(calendar|x-opml)\b)/.test(type)
}

export function isText(type: string): boolean {
  return /^text\/|[+/](xml|json)\b/.test(type)
}

/** Seconds. What is told by mail must be there soon after; pictures and other files hardly ever change. */
export function maxAge(type: string): number {
  return isText(type) && !type.startsWith('image/') ? 300 : 3600
}
