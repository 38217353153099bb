/**
 * Which entries stand in which feed. Pure. In: the feeds, candidates, the releases table, configuration. Out: for each
 * feed its candidates, newest first. A list's feed holds what people on that list are told.
 */
import type { Config } from '../config/schema.js'
import { endOfLifeLists, listsFor, withSeverity } from '../notices/lists-for.js'
import type { ReleaseTable } from '../releases/release.js'
import type { Candidate } from './candidates.js'
import { feedCycles } from './cycles.js'
import { categoryKey, cycleKey, cycleKeysOfTold, type FeedName, isFromTable } from './names.js'

export function feedSet(
  feeds: readonly FeedName[],
  candidates: readonly Candidate[],
  releases: ReleaseTable,
  config: Config,
): Map<FeedName, Candidate[]> {
  const held = new Map(feeds.map((feed): [FeedName, Candidate[]] => [feed, []]))
  const byFolder = new Map(feeds.map((feed) => [feed.folder, feed]))
  for (const candidate of candidates) {
    for (const folder of foldersOf(candidate, releases, config)) {
      const feed = byFolder.get(folder)
      if (feed !== undefined) held.get(feed)?.push(candidate)
    }
  }
  return held
}

/** Each once. */
function foldersOf({ announcement, severity }: Candidate, releases: ReleaseTable, config: Config): Set<string> {
  const { categories, kind } = announcement
  const table = isFromTable(announcement)
  const lists = table
    ? endOfLifeLists(config.notices.endOfLifeLists, config.lists)
    : listsFor(withSeverity(announcement, severity), config.lists)
  const cycles = table
    ? cycleKeysOfTold(announcement, releases)
    : feedCycles(releases)(announcement).map(({ product, cycle }) => cycleKey(product, cycle))
  return new Set([
    '',
    ...lists.map(({ id }) => `feeds/list/${id}/`),
    ...categories.map((category) => `feeds/category/${categoryKey(category)}/`),
    ...cycles.map((key) => `feeds/cycle/${key}/`),
    ...(kind === 'end-of-life' ? ['feeds/end-of-life/'] : []),
  ])
}
