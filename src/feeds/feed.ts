/**
 * What a feed says, as types, and the main feed. Pure. In: announcements, the register, configuration, the instant.
 * Out: one FeedDocument that atom.ts, rss.ts and json-feed.ts write down, each in its format, with the same entries and
 * ids.
 */
import type { Config } from '../config/schema.js'
import type { Announcement } from '../posts/announcement.js'
import type { Register } from '../register/register.js'
import type { ReleaseTable } from '../releases/release.js'
import { styleFrom } from './browser-style.js'
import { type Candidate, candidatesOf } from './candidates.js'
import { feedId, feedUrl } from './entry-ids.js'
import { ATOM_FILE, type FeedFileName, type FeedName, JSON_FILE, RSS_FILE } from './names.js'
import type { Tombstone } from './tombstones.js'

export interface FeedEntry {
  /** A tag or http URI (RFC 4287 §4.2.6); never changes. */
  readonly id: string
  /** Absolute address of its page, or of its place there. */
  readonly url: string
  /** Plain text. */
  readonly title: string
  /** Safe HTML, every link absolute; absent where the configuration wants summaries alone. */
  readonly html?: string
  /** Plain text on one line, or empty. */
  readonly summary: string
  /** Plain text, at least one, none blank. */
  readonly authors: readonly string[]
  /** Plain text, none blank or twice. */
  readonly categories: readonly string[]
  /** Milliseconds since the epoch. */
  readonly published: number
  /** Milliseconds since the epoch; not before `published`. */
  readonly updated: number
  /** Absolute: what a post that only points somewhere points to. */
  readonly externalUrl?: string
  /** Absolute. */
  readonly image?: string
  /** The entry that this one is an update or a later stage of: its id, and the absolute address of its page. */
  readonly inReplyTo?: { readonly id: string; readonly url: string }
}

/** An address a format, absolute. */
export type FeedUrls = Readonly<Record<FeedFileName, string>>

export interface FeedDocument {
  readonly id: string
  readonly title: string
  readonly description: string
  /** A language tag (RFC 5646), as in the configuration. */
  readonly language: string
  /** Who stands behind the whole; plain text, never blank. */
  readonly author: string
  /** A square picture that is published with the pages; absolute. */
  readonly icon?: string
  /** The project's; absolute. */
  readonly logo?: string
  /** The page that lists the same announcements. */
  readonly homeUrl: string
  /** Where this is published. */
  readonly urls: FeedUrls
  /** The way from it to its style sheet. */
  readonly style: string
  /** WebSub hubs that tell of changes; absolute. None for a page of the archive, which hardly changes. */
  readonly hubs: readonly string[]
  /** `page` where this is a page of the archive (RFC 5005 §4). */
  readonly archive?: 'page'
  /** The page with what is next older. */
  readonly prevArchive?: FeedUrls
  /** The page with what is next newer. */
  readonly nextArchive?: FeedUrls
  /** The feed that this page belongs to. */
  readonly current?: FeedUrls
  /**
   * The latest of its entries' `updated` and its tombstones, never the time of the build; the epoch where there are
   * none.
   */
  readonly updated: number
  /** Newest first. */
  readonly entries: readonly FeedEntry[]
  /** Newest first. */
  readonly tombstones: readonly Tombstone[]
}

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

/** The main feed, bounded by feeds.entries alone; files.ts bounds it by bytes as well. */
export function feedOf(input: FeedInput): FeedDocument {
  const { entries, takenBack } = candidatesOf(input)
  const main = { folder: '', title: input.config.site.title }
  return documentOf(main, input, entries.slice(0, input.config.feeds.entries), takenBack)
}

/** What a document has beside its entries and tombstones. */
export type Bearings = Partial<
  Pick<FeedDocument, 'archive' | 'prevArchive' | 'nextArchive' | 'current' | 'urls' | 'style'>
>

export function documentOf(
  feed: Pick<FeedName, 'folder' | 'title'>,
  { config, register }: Pick<FeedInput, 'config' | 'register'>,
  candidates: readonly Candidate[],
  takenBack: readonly Tombstone[],
  bearings: Bearings = {},
): FeedDocument {
  const entries = candidates.map((candidate) => candidate.entry())
  const { site, feeds } = config
  return {
    id: feedId(feed, config, register),
    title: feed.title,
    description: site.description,
    language: site.language,
    author: site.author.trim() || site.title,
    ...(feeds.pages && { icon: `${site.url}/favicon.ico` }),
    ...(config.mail.look.logo !== '' && { logo: config.mail.look.logo }),
    homeUrl: `${site.url}/`,
    urls: feedUrls(feed.folder, config),
    style: styleFrom(feed.folder),
    hubs: bearings.archive === 'page' ? [] : feeds.hubs,
    ...bearings,
    updated: Math.max(0, ...entries.map(({ updated }) => updated), ...takenBack.map(({ at }) => at)),
    entries,
    tombstones: takenBack,
  }
}

export function feedUrls(folder: string, config: Config): FeedUrls {
  const url = (file: FeedFileName) => feedUrl({ folder }, file, config)
  return { [ATOM_FILE]: url(ATOM_FILE), [RSS_FILE]: url(RSS_FILE), [JSON_FILE]: url(JSON_FILE) }
}
