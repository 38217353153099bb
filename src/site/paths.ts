/**
 * Where a page stands in the folder, and how pages link to each other: by relative links, so that the folder works
 * under any mount point and on localhost. Pure. In: absolute addresses. Out: paths with forward slashes.
 */

/** Bytes; common file systems take 255, and the server may add an ending. */
const LONGEST_NAME = 240
/** Bytes of a path inside the folder: systems take 1024 or 4096 with the folder's own. */
const LONGEST_PATH = 800

/** Most are: names of letters, digits and what needs no thought, together no longer than one may be. */
const PLAIN = /^(?:[A-Za-z0-9_][A-Za-z0-9_.~-]*\/)*$/

/**
 * The file of a page: `…/index.html` for an address that ends in a slash, `….html` for one without an ending.
 * @returns undefined where no file inside the folder can answer that address
 */
export function pagePath(url: string, siteUrl: string): string | undefined {
  if (!url.startsWith(`${siteUrl}/`)) return undefined
  const below = url.slice(siteUrl.length + 1)
  if (below.length <= LONGEST_NAME && PLAIN.test(below)) return `${below}index.html`
  if (/[?#]/.test(url)) return undefined
  const names = below.split('/').map(decoded)
  const last = names.pop()
  if (last === undefined) return undefined
  names.push(last === '' ? 'index.html' : /\.x?html?$/i.test(last) ? last : `${last}.html`)
  const path = names.join('/')
  return names.every(isName) && Buffer.byteLength(path) <= LONGEST_PATH ? path : undefined
}

/** The folders that a file stands in, without the one that all is in. */
export function foldersOf(path: string): string[] {
  const folders: string[] = []
  for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) folders.push(path.slice(0, end))
  return folders
}

/** Announcements on the front page. */
export const FRONT_PAGE = 50

export const FEEDS_PAGE = 'feeds/index.html'

export function yearPath(year: string): string {
  return `archive/${year}/index.html`
}

/** The way from a page to the top of the folder: `./` or some `../`. */
export function rootFrom(path: string): string {
  return '../'.repeat(path.split('/').length - 1) || './'
}

/** A link from a page to another address of the site; addresses elsewhere stay as they are. */
export function linkTo(url: string, siteUrl: string, root: string): string {
  return url.startsWith(`${siteUrl}/`) ? root + url.slice(siteUrl.length + 1) : url
}

/** Static servers look for the decoded name. What cannot be decoded is no name. */
function decoded(part: string): string {
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch (thrown) {
    if (thrown instanceof URIError) return '..'
    throw thrown
  }
}

function isName(name: string): boolean {
  return name !== '' && !/^\.\.?$|^\.belfry-|[\0/\\]/.test(name) && Buffer.byteLength(name) <= LONGEST_NAME
}
