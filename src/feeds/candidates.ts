/**
 * What may stand in feeds: announcements, and told updates as entries of their own. Pure. In: announcements, the
 * register, configuration, the instant. Out: candidates newest first, each with the facts of its entry; tombstones.
 */

import type { Announcement, Severity } from '../posts/announcement.js'
import { announcementKey } from '../register/notice-keys.js'
import { type Provenance, provenances } from '../register/provenance.js'
import { announcementFacts, type EntryFacts, type Thread, updateFacts } from './entry-facts.js'
import { idOfPost } from './entry-ids.js'
import { entryUrls } from './entry-urls.js'
import type { FeedInput } from './input.js'
import { isFromTable } from './names.js'
import { type FeedUpdate, toldUpdates } from './told-updates.js'
import { type Tombstone, tombstones } from './tombstones.js'

export interface Candidate {
  /** What it is about decides which feeds hold it, and nothing else: an entry is made of the facts. */
  readonly announcement: Announcement
  /** That with which it was told. */
  readonly severity: Severity
  /** As the facts have both. */
  readonly entry: EntryFacts['entry']
  readonly published: number
  /** Made when they are asked for: of most entries nobody asks, because what holds them is as it was. */
  readonly facts: EntryFacts
}

export interface FeedCandidates {
  /** Newest first. */
  readonly entries: readonly Candidate[]
  readonly takenBack: readonly Tombstone[]
}

export function candidatesOf(input: FeedInput): FeedCandidates {
  const { register, config, now } = input
  const threads = threadsOf(input)
  const ids = new Set(threads.map(({ id }) => id))
  return {
    entries: threads.flatMap((thread) => candidatesFor(thread, input)).sort(newestFirst),
    takenBack: tombstones(register, ids, config, now),
  }
}

function threadsOf({ announcements, register, config, now }: FeedInput): Thread[] {
  const published = announcements.filter(({ instant, unlisted }) => instant <= now && unlisted !== true)
  const told = toldUpdates(register, now)
  const toldFrom = config.feeds.provenance ? provenances(register) : new Map<string, Provenance>()
  const urls = config.feeds.ids === 'url' ? entryUrls(published, register) : new Map<string, string>()
  const idUrlOf = ({ id, url }: Announcement) => urls.get(id) ?? url
  const idOf = (post: Announcement) => idOfPost(post.id, idUrlOf(post), config, register)
  // What the table said first of a cycle, which its later stages answer. What a post follows is threaded in mail alone.
  const firsts = new Map(published.filter(isFromTable).map((announcement) => [announcement.id, announcement]))
  return published.map((announcement) => {
    const first = isFromTable(announcement) ? firsts.get(announcement.follows ?? '') : undefined
    return {
      announcement,
      told: told.get(announcement.id) ?? [],
      provenance: toldFrom.get(announcementKey(announcement)),
      id: idOf(announcement),
      idUrl: idUrlOf(announcement),
      ...(first !== undefined && { inReplyTo: { id: idOf(first), url: first.url } }),
    }
  })
}

function candidatesFor(thread: Thread, { config, now }: FeedInput): Candidate[] {
  const { announcement, told } = thread
  const updates = config.feeds.updates === 'entry' ? told : []
  const { severity, instant } = announcement
  const itself = new CandidateEntry({ announcement, severity, entry: 'announcement', published: instant }, () =>
    announcementFacts(thread, config, now),
  )
  const ofUpdate = (update: FeedUpdate) =>
    new CandidateEntry({ announcement, severity: update.severity, entry: 'update', published: update.at }, () =>
      updateFacts(update, thread, config),
    )
  return [itself, ...updates.map(ofUpdate)]
}

class CandidateEntry implements Candidate {
  readonly announcement: Announcement
  readonly severity: Severity
  readonly entry: EntryFacts['entry']
  readonly published: number
  readonly #make: () => EntryFacts
  #facts: EntryFacts | undefined

  constructor({ announcement, severity, entry, published }: Omit<Candidate, 'facts'>, make: () => EntryFacts) {
    this.announcement = announcement
    this.severity = severity
    this.entry = entry
    this.published = published
    this.#make = make
  }

  get facts(): EntryFacts {
    this.#facts ??= this.#make()
    return this.#facts
  }
}

/** Equal instants by id, so that the order never depends on the folder. */
function newestFirst(a: Candidate, b: Candidate): number {
  return b.published - a.published || (a.facts.id < b.facts.id ? 1 : -1)
}
