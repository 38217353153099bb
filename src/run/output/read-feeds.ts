/**
 * The feeds as they are published. In: the app context, which of them. Out: for each its address, when its file
 * changed, how many entries it holds, whether the next build changes it, what is wrong with it. Door: it reads
 * feeds.folder; nothing is written.
 */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Problem } from '../../base/errors.js'
import { NewestCache } from '../../base/newest-cache.js'
import { feedProblems } from '../../feeds/check/problems.js'
import { readManifest } from '../../files/read-manifest.js'
import type { AppContext } from '../app-context.js'
import { foresee } from '../due/decide-now.js'
import { publishedOf, read } from '../read-content.js'
import { foreseeFeeds } from './publish.js'

export interface FeedNow {
  /** Relative to feeds.folder. */
  readonly feed: string
  readonly url: string
  readonly entries: number
  /** The next build writes it anew. */
  readonly changes: boolean
  /** Milliseconds since the epoch; absent where it is not published. */
  readonly changedAt?: number
  /** Absent where it is not published. */
  readonly problems?: readonly Problem[]
}

export interface FeedsNow {
  readonly feeds: readonly FeedNow[]
  /** Of all that there are. */
  readonly count: number
}

/** What a file was found to be is known as long as it is as it was. */
const found = new NewestCache<string, readonly Problem[]>({ most: 2_000 })

/** @param from the first that is looked at; the next ones, `most` at most @throws BelfryError OUTPUT_FOLDER */
export async function feedsNow(context: AppContext, from: number, most: number): Promise<FeedsNow> {
  const { config, clock } = context
  const content = await read(context)
  const { announcements } = await foresee(context, content)
  const { register, releases } = content
  const all = await foreseeFeeds(context, publishedOf({ ...content, announcements }), register, releases)
  const paths = new Set(readManifest(config.feeds.folder).files.keys())
  const inherited = new Set(register.entries?.values())
  const site = { url: config.site.url, now: clock.now(), inherited, paths }
  const feeds: FeedNow[] = []
  for (const { feed, entries, changed } of all.slice(from, from + most)) {
    const now = { feed, url: `${config.site.url}/${feed}`, entries, changes: changed }
    const file = join(config.feeds.folder, feed)
    const stat = paths.has(feed) ? statSync(file, { throwIfNoEntry: false }) : undefined
    if (stat === undefined) {
      feeds.push(now)
      continue
    }
    const version = `${file} ${stat.mtimeMs} ${stat.size}`
    const problems = found.get(version) ?? (await feedProblems([{ path: feed, bytes: () => readFileSync(file) }], site))
    found.set(version, problems)
    feeds.push({ ...now, changedAt: stat.mtimeMs, problems })
    // A page that somebody else waits for comes first.
    await setImmediate()
  }
  return { feeds, count: all.length }
}
