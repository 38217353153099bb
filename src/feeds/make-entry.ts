/**
 * Makes entries of their facts, each once for all feeds that hold it. Pure but for what is kept. In: the settings, then
 * facts. Out: a FeedEntry. Old ones are let go, so that a long archive does not stand in memory as a whole.
 */
import { NewestCache } from '../base/newest-cache.js'
import { announcementEntry } from './announcement-entry.js'
import type { FeedEntry } from './document.js'
import type { EntryFacts } from './entry-facts.js'
import type { EntrySettings } from './input.js'
import { updateEntry } from './update-entry.js'

export type EntryMaker = (facts: EntryFacts) => FeedEntry

/** Characters of HTML; with its three formats an entry takes about four times as much. */
const KEPT = { most: 2_000_000, weigh: ({ html = '', summary }: FeedEntry) => html.length + summary.length }

export function entryMaker(settings: EntrySettings): EntryMaker {
  const entries = new NewestCache<EntryFacts, FeedEntry>(KEPT)
  const made = (facts: EntryFacts) =>
    facts.entry === 'update' ? updateEntry(facts, settings) : announcementEntry(facts, settings)
  return (facts) => entries.getOrMake(facts, () => made(facts))
}
