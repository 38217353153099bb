/** What a file's name says about its content. Pure. In: a path. Out: the Content-Type. */

const UTF8 = '; charset=utf-8'

const byName: Readonly<Record<string, string>> = {
  'atom.xml': `application/atom+xml${UTF8}`,
  'rss.xml': `application/rss+xml${UTF8}`,
  'feed.json': `application/feed+json${UTF8}`,
  'releases.ics': `text/calendar${UTF8}`,
  'releases.json': `application/json${UTF8}`,
}

const byEnding: Readonly<Record<string, string>> = {
  asc: `text/plain${UTF8}`,
  avif: 'image/avif',
  css: `text/css${UTF8}`,
  gif: 'image/gif',
  htm: `text/html${UTF8}`,
  html: `text/html${UTF8}`,
  ico: 'image/x-icon',
  ics: `text/calendar${UTF8}`,
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: `application/json${UTF8}`,
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: `text/plain${UTF8}`,
  webp: 'image/webp',
  xhtml: `application/xhtml+xml${UTF8}`,
  xml: `application/xml${UTF8}`,
}

export function mediaType(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  return byName[name] ?? byEnding[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
}

export function isFeed(path: string): boolean {
  return path in byName
}

export function isText(type: string): boolean {
  return /^text\/|[+/](xml|json)\b/.test(type)
}
