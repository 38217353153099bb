/**
 * What holds of posts that come from a feed, whatever stands in it. Pure. In: the site's settings, a path. Out: how
 * such posts are read, and whether one has that path.
 */
import type { SiteSettings } from '../posts/announcement.js'

/** The settings under which such posts are read: what a site's generator would fill in stands there as words. */
export function settingsOfFeed({ url, timezone, author, authors }: SiteSettings): SiteSettings {
  return { url, timezone, author, ...(authors !== undefined && { authors }), permalink: '/:title/', isFilled: true }
}

/** Is it the path of an entry's post, and none of a folder's? */
export function isEntryPath(path: string): boolean {
  return /^[\da-f]{12}-[\w-]+\.html$/.test(path)
}
