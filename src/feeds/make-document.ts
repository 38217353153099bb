/**
 * Makes a feed of its facts. Pure. In: what stands around the entries, the facts of the entries. Out: a FeedDocument.
 */
import { lineIn } from '../markup/isolated.js'
import type { Register } from '../register/register.js'
import { styleFrom } from './browser-style.js'
import type { FeedDocument, FeedUrls } from './document.js'
import type { EntryFacts } from './entry-facts.js'
import { feedId, feedUrl } from './entry-ids.js'
import type { FeedSettings } from './input.js'
import type { EntryMaker } from './make-entry.js'
import { ATOM_FILE, type FeedFileName, type FeedName, JSON_FILE, RSS_FILE } from './names.js'
import type { Tombstone } from './tombstones.js'

/** What a document is made from. It holds as many of the entries as fit. */
export interface DocumentFacts extends Omit<FeedDocument, 'updated' | 'entries'> {
  /** Those that it may hold, newest first. */
  readonly entries: readonly EntryFacts[]
}

export interface FeedOrigin {
  readonly settings: FeedSettings
  readonly register: Pick<Register, 'urls'>
}

/** The facts of a feed without entries. */
export function emptyFeed(
  { folder, title }: Pick<FeedName, 'folder' | 'title'>,
  { settings, register }: FeedOrigin,
  tombstones: readonly Tombstone[] = [],
): DocumentFacts {
  const { site, feeds, pictures } = settings
  return {
    id: feedId({ folder }, settings, register),
    title: lineIn(site.language, title),
    description: lineIn(site.language, site.description),
    language: site.language,
    author: site.author.trim() || site.title,
    ...pictures,
    homeUrl: `${site.url}/`,
    urls: feedUrls(folder, settings),
    style: styleFrom(folder),
    hubs: feeds.hubs,
    entries: [],
    tombstones,
  }
}

/** @param count how many of the entries it holds */
export function makeDocument(facts: DocumentFacts, entryOf: EntryMaker, count = facts.entries.length): FeedDocument {
  const entries = facts.entries.slice(0, count).map(entryOf)
  const instants = [...entries.map(({ updated }) => updated), ...facts.tombstones.map(({ at }) => at)]
  return { ...facts, updated: Math.max(0, ...instants), entries }
}

export function feedUrls(folder: string, settings: FeedSettings): FeedUrls {
  const url = (file: FeedFileName) => feedUrl({ folder }, file, settings)
  return { [ATOM_FILE]: url(ATOM_FILE), [RSS_FILE]: url(RSS_FILE), [JSON_FILE]: url(JSON_FILE) }
}
