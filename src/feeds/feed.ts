/**
 * Decides what the feeds say. Pure. In: announcements, the register, configuration, the instant. Out: one FeedDocument that atom.ts,
 * rss.ts and json-feed.ts write down, each in its format, with the same entries and ids.
 */
import type { Config } from '../config/schema.js'
import type { Announcement } from '../content/announcement.js'
import type { Register } from '../content/register.js'
import { announcementEntry, type Thread } from './announcement-entry.js'
import { ATOM_FILE, entryId, type FeedName, feedId, feedUrl, JSON_FILE, RSS_FILE, updateId } from './entry-ids.js'
import { toldUpdates } from './told-updates.js'
import { type Tombstone, tombstones } from './tombstones.js'
import { updateEntry } from './update-entry.js'

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

export interface FeedDocument {
  readonly id: string
  readonly title: string
  readonly description: string
  /** A language tag (RFC 5646), as in the configuration. */
  readonly language: string
  /** The page that lists the same announcements. */
  readonly homeUrl: string
  /** Where each format is published, absolute. */
  readonly urls: Readonly<Record<FeedName, string>>
  /** The latest of its entries' `updated` and its tombstones, never the time of the build; the epoch where there are none. */
  readonly updated: number
  /** Newest first. */
  readonly entries: readonly FeedEntry[]
  /** Newest first. */
  readonly tombstones: readonly Tombstone[]
}

export interface FeedInput {
  readonly announcements: readonly Announcement[]
  readonly register: Register
  readonly config: Config
  /** Milliseconds since the epoch: what is dated later is not published yet. */
  readonly now: number
}

export function feedOf({ announcements, register, config, now }: FeedInput): FeedDocument {
  const published = announcements.filter((announcement) => announcement.instant <= now)
  const entries = latestEntries(published, register, config, now)
  const ids = new Set(published.map(({ id, url }) => entryId(id, url, config)))
  const takenBack = tombstones(register, ids, config, now)
  return {
    id: feedId(config),
    title: config.site.title,
    description: config.site.description,
    language: config.site.language,
    homeUrl: `${config.site.url}/`,
    urls: {
      [ATOM_FILE]: feedUrl(ATOM_FILE, config),
      [RSS_FILE]: feedUrl(RSS_FILE, config),
      [JSON_FILE]: feedUrl(JSON_FILE, config),
    },
    updated: Math.max(0, ...entries.map(({ updated }) => updated), ...takenBack.map(({ at }) => at)),
    entries,
    tombstones: takenBack,
  }
}

/** What may become an entry: rendered only where it is among the latest. */
interface Candidate {
  readonly id: string
  readonly published: number
  readonly entry: () => FeedEntry
}

function latestEntries(
  published: readonly Announcement[],
  register: Register,
  config: Config,
  now: number,
): FeedEntry[] {
  const told = toldUpdates(register, now)
  const firsts = new Map(published.filter(isEndOfLife).map((announcement) => [announcement.id, announcement]))
  return published
    .map((announcement) => ({ announcement, told: told.get(announcement.id) ?? [] }))
    .flatMap((thread) => candidates(thread, firsts, config, now))
    .sort(newestFirst)
    .slice(0, config.feeds.entries)
    .map(({ entry }) => entry())
}

function candidates(
  { announcement, told }: Thread,
  firsts: ReadonlyMap<string, Announcement>,
  config: Config,
  now: number,
): Candidate[] {
  const updates = config.feeds.updates === 'entry' ? told : []
  const first = isEndOfLife(announcement) ? firsts.get(announcement.follows ?? '') : undefined
  const inReplyTo = first && { id: entryId(first.id, first.url, config), url: first.url }
  return [
    {
      id: entryId(announcement.id, announcement.url, config),
      published: announcement.instant,
      entry: () => ({ ...announcementEntry({ announcement, told }, config, now), ...(inReplyTo && { inReplyTo }) }),
    },
    ...updates.map((update) => ({
      id: updateId(update, announcement, config),
      published: update.at,
      entry: () => updateEntry(update, announcement, config),
    })),
  ]
}

/** Made from the releases table: no file stands behind it. What a post follows is threaded in mail alone. */
function isEndOfLife({ kind, path }: Announcement): boolean {
  return kind === 'end-of-life' && path === ''
}

/** Equal instants by id, so that the order never depends on the folder. */
function newestFirst(a: Candidate, b: Candidate): number {
  return b.published - a.published || (a.id < b.id ? 1 : -1)
}
