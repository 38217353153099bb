/**
 * The archive of the main feed (RFC 5005 §4): every entry, in pages that stay as they are. Pure. In: entries newest
 * first, the entries of a page, how many of them the main feed holds. Out: pages from the oldest to the newest. Page 1
 * begins with the oldest entry of all, so what is new never moves what is old. The last page may be open: it is
 * published only where the main feed does not hold all of it. Pages are counted in entries alone: nothing need be
 * rendered to know which stands where.
 */
import type { Config } from '../config/schema.js'
import type { ArchiveUrls, FeedUrls } from './document.js'
import { ATOM_FILE, type FeedFileName, JSON_FILE, RSS_FILE } from './names.js'

/** No feed has such a folder: the kinds of feeds are not named so. */
export const ARCHIVE_FOLDER = 'feeds/archive/'

export const archiveFolder = (page: number): string => `${ARCHIVE_FOLDER}${page}/`

const FILES = { atom: ATOM_FILE, rss: RSS_FILE, json: JSON_FILE } as const satisfies Record<string, FeedFileName>

/** In which formats it stands; none where there shall be no archive. */
export function archiveFiles({ archive }: Pick<Config['feeds'], 'archive'>): ReadonlySet<FeedFileName> {
  return new Set(archive.map((name) => FILES[name]))
}

/** Of the formats that it stands in. */
export function archiveUrls(urls: FeedUrls, files: ReadonlySet<FeedFileName>): ArchiveUrls {
  return Object.fromEntries(Object.entries(urls).filter(([file]) => [...files].some((one) => one === file)))
}

/**
 * @param size entries of a page
 * @param newest how many entries the main feed holds; asked for only where the last page is open
 * @returns each page newest first
 */
export function archivePages<Entry>(entries: readonly Entry[], size: number, newest: () => number): Entry[][] {
  const oldestFirst = entries.toReversed()
  const open = oldestFirst.length % size
  const end = open > 0 && open > newest() ? oldestFirst.length : oldestFirst.length - open
  const pages: Entry[][] = []
  for (let from = 0; from < end; from += size) pages.push(oldestFirst.slice(from, Math.min(from + size, end)).reverse())
  return pages
}
