/**
 * The feeds, and the files of the releases table, as pages name them. Pure. The file names are those of the feeds room;
 * a test holds the two together.
 */

import { ATOM_FILE, distinctCategories, isFromTable } from '../feeds/names.js'
import type { Announcement } from '../posts/announcement.js'

export interface FeedLink {
  /** Relative to the top of the folder. */
  readonly file: string
  readonly type: string
  readonly name: string
  readonly whom: string
}

export const feedLinks: readonly FeedLink[] = [
  { file: 'atom.xml', type: 'application/atom+xml', name: 'Atom', whom: 'the one to take when in doubt' },
  { file: 'rss.xml', type: 'application/rss+xml', name: 'RSS', whom: 'for readers that ask for RSS' },
  { file: 'feed.json', type: 'application/feed+json', name: 'JSON Feed', whom: 'for scripts and bots' },
]

/** The feeds that hold an announcement beside the main one: of its categories, and of ends of life. */
export function feedsOf(
  announcement: Pick<Announcement, 'categories' | 'kind' | 'path'>,
  siteTitle: string,
): { readonly file: string; readonly title: string }[] {
  const categories = isFromTable(announcement) ? [] : distinctCategories(announcement.categories)
  return [
    ...categories.map((feed) => ({ file: feed.folder + ATOM_FILE, title: `${siteTitle}: ${feed.name}` })),
    ...(announcement.kind === 'end-of-life'
      ? [{ file: `feeds/end-of-life/${ATOM_FILE}`, title: `${siteTitle}: End of life` }]
      : []),
  ]
}

/** Present if there is a releases table. */
export const releaseLinks = {
  calendar: { file: 'releases.ics', type: 'text/calendar' },
  json: { file: 'releases.json', type: 'application/json' },
} as const
