/**
 * The feeds, and the files of the releases table, as pages name them. Pure. The file names are those of the feeds room;
 * a test holds the two together.
 */

import { NewestCache } from '../base/newest-cache.js'
import { ATOM_FILE, distinctCategories, isFromTable } from '../feeds/names.js'
import type { Announcement } from '../posts/announcement.js'
import { say, type Words } from '../words/words.js'

export interface FeedLink {
  /** Relative to the top of the folder. */
  readonly file: string
  readonly type: string
  readonly name: string
  /** The key of the sentence that says who takes it. */
  readonly whom: string
}

export const feedLinks: readonly FeedLink[] = [
  { file: 'atom.xml', type: 'application/atom+xml', name: 'Atom', whom: 'pages.follow.atom' },
  { file: 'rss.xml', type: 'application/rss+xml', name: 'RSS', whom: 'pages.follow.rss' },
  { file: 'feed.json', type: 'application/feed+json', name: 'JSON Feed', whom: 'pages.follow.json' },
]

/** The feeds that hold an announcement beside the main one: of its categories, and of ends of life. */
export function feedsOf(
  announcement: Pick<Announcement, 'categories' | 'kind' | 'path'>,
  { title: site, words }: { readonly title: string; readonly words: Words },
): { readonly file: string; readonly title: string }[] {
  const titled = (name: string) => titleOf(words, site, name)
  const categories = isFromTable(announcement) ? [] : distinctCategories(announcement.categories)
  return [
    ...categories.map((feed) => ({ file: feed.folder + ATOM_FILE, title: titled(feed.name) })),
    ...(announcement.kind === 'end-of-life'
      ? [{ file: `feeds/end-of-life/${ATOM_FILE}`, title: titled(say(words, 'kind.endOfLife')) }]
      : []),
  ]
}

const titles = new WeakMap<Words, NewestCache<string, string>>()

/** Thousands of pages name the same few feeds. */
function titleOf(words: Words, site: string, name: string): string {
  const known = titles.get(words) ?? new NewestCache<string, string>({ most: 500 })
  titles.set(words, known)
  return known.getOrMake(JSON.stringify([site, name]), () => say(words, 'feeds.titled', { site, name }))
}

/** Present if there is a releases table. */
export const releaseLinks = {
  calendar: { file: 'releases.ics', type: 'text/calendar' },
  json: { file: 'releases.json', type: 'application/json' },
} as const
