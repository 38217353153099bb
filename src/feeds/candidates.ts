/**
 * What may stand in feeds: announcements, and told updates as entries of their own. Pure. In: announcements, the register, configuration,
 * the instant. Out: candidates newest first, each made into an entry only where a feed asks for it, and once for all feeds; tombstones.
 */

import { midnight, spreadMs } from '../base/days.js'
import type { Config } from '../config/schema.js'
import type { Announcement, Severity } from '../posts/announcement.js'
import { announcementEntry, type Thread } from './announcement-entry.js'
import { EntryShelf } from './entry-cache.js'
import { entryId, updateId } from './entry-ids.js'
import { entryUrls } from './entry-urls.js'
import type { FeedEntry, FeedInput } from './feed.js'
import { isFromTable } from './names.js'
import { type Told, toldUpdates } from './told-updates.js'
import { type Tombstone, tombstones } from './tombstones.js'
import { updateEntry } from './update-entry.js'

export interface Candidate {
  /** The entry's. */
  readonly id: string
  readonly published: number
  /** What it is about decides which feeds hold it. */
  readonly announcement: Announcement
  /** That with which it was told. */
  readonly severity: Severity
  /** Characters of the Markdown it is made of. */
  readonly characters: number
  /** Everything that its entry is made from, beside the configuration. */
  readonly facts: () => unknown
  readonly entry: () => FeedEntry
}

export interface Candidates {
  /** Newest first. */
  readonly entries: readonly Candidate[]
  readonly takenBack: readonly Tombstone[]
}

export function candidatesOf({ announcements, register, config, now }: FeedInput): Candidates {
  const published = announcements.filter(({ instant, unlisted }) => instant <= now && unlisted !== true)
  const told = toldUpdates(register, now)
  const urls = config.feeds.ids === 'url' ? entryUrls(published, register) : new Map<string, string>()
  const idUrlOf = ({ id, url }: Announcement) => urls.get(id) ?? url
  const making = { config, now, shelf: new EntryShelf(), idUrlOf, firsts: firstsOf(published) }
  const ids = new Set(published.map((announcement) => entryId(announcement.id, idUrlOf(announcement), config)))
  return {
    entries: published
      .flatMap((announcement) =>
        candidatesFor({ announcement, told: told.get(announcement.id) ?? [], idUrl: idUrlOf(announcement) }, making),
      )
      .sort(newestFirst),
    takenBack: tombstones(register, ids, config, now),
  }
}

interface Making {
  readonly config: Config
  readonly now: number
  readonly shelf: EntryShelf
  readonly idUrlOf: (announcement: Announcement) => string
  readonly firsts: ReadonlyMap<string, Announcement>
}

/** What the table said first of a cycle, which its later stages answer. What a post follows is threaded in mail alone. */
function firstsOf(published: readonly Announcement[]): Map<string, Announcement> {
  return new Map(published.filter(isFromTable).map((announcement) => [announcement.id, announcement]))
}

function candidatesFor(thread: Thread & { idUrl: string }, making: Making): Candidate[] {
  const { config } = making
  const updates = config.feeds.updates === 'entry' ? thread.told : []
  return [announced(thread, making), ...updates.map((update) => updated(update, thread, making))]
}

function announced(thread: Thread & { idUrl: string }, { config, now, shelf, idUrlOf, firsts }: Making): Candidate {
  const { announcement, told, idUrl } = thread
  const { severity, instant, statedUpdates, updates } = announcement
  const first = isFromTable(announcement) ? firsts.get(announcement.follows ?? '') : undefined
  const inReplyTo = first && { id: entryId(first.id, idUrlOf(first), config), url: first.url }
  const id = entryId(announcement.id, idUrl, config)
  const visible = () => updates.filter((update) => update.instant + spreadMs(announcement.id) <= now).length
  return {
    ...{ id, published: instant, announcement, severity },
    characters: lengthOf(announcement) + sum(statedUpdates) + sum(told),
    facts: () => [...factsOf(announcement), id, told, visible(), shownDays(announcement, config, now), inReplyTo],
    entry: () =>
      shelf.entry(id, () => ({ ...announcementEntry(thread, config, now), ...(inReplyTo && { inReplyTo }) })),
  }
}

function updated(
  update: Told,
  { announcement, idUrl }: Thread & { idUrl: string },
  { config, shelf }: Making,
): Candidate {
  const id = updateId(update, announcement, config, idUrl)
  return {
    ...{ id, published: update.at, announcement, severity: update.severity },
    characters: update.text.length,
    facts: () => [...factsOf(announcement), id, update],
    entry: () => shelf.entry(id, () => updateEntry(update, announcement, config, idUrl)),
  }
}

/** Its updates count from their days on. */
function shownDays({ statedUpdates }: Announcement, config: Config, now: number): number {
  return statedUpdates.filter(({ day }) => midnight(day, config.site.timezone) <= now).length
}

/** Its file stands behind its digest; what settings and the register make of it stands beside. */
function factsOf({ id, url, title, digest, instant, authors, categories, severity }: Announcement): unknown[] {
  return [id, url, title, digest, instant, authors, categories, severity]
}

function lengthOf(announcement: Announcement): number {
  return (announcement.bodyLength ?? announcement.body.length) + announcement.title.length
}

function sum(texts: readonly { readonly text: string }[]): number {
  return texts.reduce((all, { text }) => all + text.length, 0)
}

/** Equal instants by id, so that the order never depends on the folder. */
function newestFirst(a: Candidate, b: Candidate): number {
  return b.published - a.published || (a.id < b.id ? 1 : -1)
}
