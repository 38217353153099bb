/**
 * What a feed says, as types: one FeedDocument that atom.ts, rss.ts and json-feed.ts write down, each in its format,
 * with the same entries and ids.
 */
import type { FeedFileName } from './names.js'
import type { Tombstone } from './tombstones.js'

export interface FeedEntry {
  /** A tag or http URI (RFC 4287 §4.2.6); never changes. */
  readonly id: string
  /** Absolute address of its page, or of its place there. */
  readonly url: string
  /** Plain text. */
  readonly title: string
  /** A language tag, where it is not that of the feed. */
  readonly language?: string
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

/** Of a page of the archive, which may stand in some formats alone. */
export type ArchiveUrls = Readonly<Partial<Record<FeedFileName, string>>>

export interface FeedDocument {
  readonly id: string
  readonly title: string
  readonly description: string
  /** A language tag (RFC 5646), as in the configuration. */
  readonly language: string
  /** Who stands behind the whole; plain text, never blank. */
  readonly author: string
  /** Square; absolute. */
  readonly icon?: string
  /** Absolute. */
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
  readonly prevArchive?: ArchiveUrls
  /** The page with what is next newer. */
  readonly nextArchive?: ArchiveUrls
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
