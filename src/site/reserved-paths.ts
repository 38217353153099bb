/**
 * Addresses that are no post's: what the site itself publishes and what the service answers. Pure. In: the address of a
 * post, the site's. Out: what it belongs to, or undefined where it is free. A page there would hide what people look
 * for, or be hidden by it.
 */
import { decodedPath } from '../base/decoded-path.js'
import { FEED_STYLE_FILE, feedFileNames, OPML_FILE } from '../feeds/names.js'
import { releaseLinks } from './feed-links.js'
import { OWN_STYLE_FILE, STYLE_FILE } from './site.js'

/** Files at the top of feeds.folder; the feeds of lists and the archive are below folders. */
const FILES: ReadonlySet<string> = new Set([
  ...feedFileNames,
  OPML_FILE,
  FEED_STYLE_FILE,
  STYLE_FILE,
  OWN_STYLE_FILE,
  ...Object.values(releaseLinks).map(({ file }) => file),
  'index.html',
  '404.html',
  'feeds-all.opml',
  'favicon.ico',
  'told.json',
])

/** Of the service (src/web): forms, pages and doors, each with all that is below it. */
const SERVICE: ReadonlySet<string> = new Set(
  'subscribe confirm preferences unsubscribe goodbye help outbox console api healthz readyz hooks .well-known'.split(
    ' ',
  ),
)

/** A plain name with another one below it: such a name is a folder's or the service's, and no file's. */
const PLAIN_FOLDER = /^([\w-]+)\/[\w-]/

export function reservedFor(url: string, siteUrl: string): string | undefined {
  if (!url.startsWith(`${siteUrl}/`)) return undefined
  const below = url.slice(siteUrl.length + 1)
  const folder = PLAIN_FOLDER.exec(below)?.[1]?.toLowerCase()
  if (folder !== undefined && folder !== 'feeds' && folder !== 'archive' && !SERVICE.has(folder)) return undefined
  const parts = decodedPath(below.replace(/[?#].*$/, ''))
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '')
  const [first = '', second] = parts
  if (first === '') return 'the front page'
  const name = first.replace(/\.(?:gz|br|zst)$/, '')
  if (name.startsWith('.belfry-')) return 'a file of Belfry'
  if (FILES.has(name)) return `the file ${name}`
  if (second === undefined && FILES.has(`${name}.html`)) return `the file ${name}.html`
  if (isFolder(name, 'feeds')) return 'the feeds'
  if (isFolder(name, 'archive') && (second === undefined || /^\d{4}$/.test(second))) return 'the archive'
  return SERVICE.has(name.replace(/\.html?$/, '')) ? `/${first} of the service` : undefined
}

/** A page of that name would stand beside the folder, as `feeds.html`: servers show one of the two. */
function isFolder(name: string, folder: string): boolean {
  return name === folder || name === `${folder}.html` || name === `${folder}.htm`
}
