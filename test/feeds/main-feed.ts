/** The main feed as one document, bounded by feeds.entries alone. In: what feeds are made from. Out: a FeedDocument. */
import { candidatesOf } from '../../src/feeds/candidates.js'
import type { FeedDocument } from '../../src/feeds/document.js'
import { type FeedInput, feedSettings } from '../../src/feeds/input.js'
import { emptyFeed, makeDocument } from '../../src/feeds/make-document.js'
import { entryMaker } from '../../src/feeds/make-entry.js'

export function feedOf(input: FeedInput): FeedDocument {
  const { config, register } = input
  const settings = feedSettings(config)
  const { entries, takenBack } = candidatesOf(input)
  const main = emptyFeed({ folder: '', title: config.site.title }, { settings, register }, takenBack)
  const facts = entries.slice(0, config.feeds.entries).map((candidate) => candidate.facts)
  return makeDocument({ ...main, entries: facts }, entryMaker(settings))
}
