/** The feeds, and the files of the releases table, as pages name them. Pure. The file names are those of the feeds room; a test holds the two together. */

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

/** There where a releases table is. */
export const releaseLinks = {
  calendar: { file: 'releases.ics', type: 'text/calendar' },
  json: { file: 'releases.json', type: 'application/json' },
} as const
