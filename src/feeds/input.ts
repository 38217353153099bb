/**
 * What feeds are made from. Pure types, and the part of the configuration that feeds depend on. In: the configuration.
 * Out: that part.
 */
import { mailLook } from '../config/look.js'
import type { Config } from '../config/schema.js'
import type { Announcement } from '../posts/announcement.js'
import type { Register } from '../register/register.js'
import type { ReleaseTable } from '../releases/release.js'
import { type Words, wordsUnder } from '../words/words.js'

export interface FeedInput {
  readonly announcements: readonly Announcement[]
  readonly register: Register
  /** Says which cycles there are. */
  readonly releases?: ReleaseTable
  readonly config: Config
  /** Milliseconds since the epoch: what is dated later is not published yet. */
  readonly now: number
  /** Which program makes the feeds; absent where nothing is kept that another has made. */
  readonly program?: string
}

/** All that entries may show of the configuration. */
export interface EntrySettings {
  readonly site: Config['site']
  readonly feeds: Omit<Config['feeds'], 'folder' | 'pages'>
  /** What feeds say, in the site's language. */
  readonly words: Words
}

/** All that feeds and entries may show of the configuration: every feed is made again where one of these changed. */
export interface FeedSettings extends EntrySettings {
  /** A square picture that is published with the pages, and the project's logo; absolute. */
  readonly pictures: { readonly icon?: string; readonly logo?: string }
}

export function feedSettings(config: Config): FeedSettings {
  const { site, look, words } = config
  const { folder: _folder, pages, ...shown } = config.feeds
  const logo = look.logo || mailLook(config).logo
  const pictures = { ...(pages && { icon: `${site.url}/favicon.ico` }), ...(logo !== '' && { logo }) }
  return { site, feeds: shown, words: wordsUnder(words, ['kind', 'severity', 'feeds']), pictures }
}
