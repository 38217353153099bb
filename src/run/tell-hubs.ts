/**
 * Tells the WebSub hubs which feeds have changed, once those are live. In: the app context, the feeds that were
 * published. Out: warnings. Never fails: what could not be told is tried again by a later run, 1 min, 2 min … 6 h
 * apart.
 */

import { messageOf, type Problem, problem } from '../base/errors.js'
import type { Asking } from '../hubs/open-answer.js'
import { isLiveWith, pingHub } from '../hubs/ping.js'
import { claimPings, type Ping, recordPinged } from '../hubs/ping-store.js'
import { type PublishedFeed, readFeedDigests } from '../hubs/read-feed-digests.js'
import type { AppContext } from './app-context.js'
import { runTexts } from './texts.js'

/**
 * Hubs fetch at once, so a feed that is still on its way to its host waits; a host that changes bytes must not wait for
 * ever.
 */
const LOOKS = 5
const AT_ONCE = 4
/** Of a whole run: what is left then waits for the next. */
const PATIENCE_MS = 30_000

/** @param feeds paths in feeds.folder */
export async function tellHubs(context: AppContext, feeds: readonly string[], asking: Asking = {}): Promise<Problem[]> {
  const { config, store, clock } = context
  const { hubs, folder } = config.feeds
  if (hubs.length === 0) return []
  try {
    const published = new Map(
      readFeedDigests(folder, feeds).map((feed) => [`${config.site.url}/${feed.path}`, feed] as const),
    )
    const topics = new Map([...published].map(([topic, { digest }]) => [topic, digest]))
    const due = await claimPings(store, hubs, topics, clock.now())
    const patience = AbortSignal.timeout(PATIENCE_MS)
    const signal = asking.signal === undefined ? patience : AbortSignal.any([asking.signal, patience])
    return problemsOf(config.file, await tellAll(context, due, published, { ...asking, signal }))
  } catch (thrown) {
    return [problem('HUB_PING', runTexts.tellHubs.hubsWereNotTold(messageOf(thrown)), { file: config.file }, warning)]
  }
}

const warning = { severity: 'warning' } as const

interface Refusal {
  readonly hub: string
  readonly topic: string
  readonly why: string
}

async function tellAll(
  { store }: AppContext,
  due: readonly Ping[],
  published: ReadonlyMap<string, PublishedFeed>,
  asking: Asking,
): Promise<Refusal[]> {
  const refusals: Refusal[] = []
  const byTopic = grouped(due, ({ topic }) => topic)
  const next = async (): Promise<void> => {
    for (let one = byTopic.shift(); one !== undefined && !asking.signal?.aborted; one = byTopic.shift()) {
      const [topic, pings] = one
      const feed = published.get(topic)
      const isLive = feed !== undefined && (await isLiveWith(topic, feed, asking))
      for (const ping of pings) {
        if (!isLive && ping.attempt < LOOKS) continue
        const why = await pingHub(ping.hub, topic, asking)
        if (why === undefined) await recordPinged(store.db, ping)
        else if (!asking.signal?.aborted) refusals.push({ hub: ping.hub, topic, why })
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
  return refusals
}

/** One for each hub: its feeds fail together. */
function problemsOf(file: string, refusals: readonly Refusal[]): Problem[] {
  return grouped(refusals, ({ hub }) => hub).map(([hub, [first, ...more]]) =>
    problem(
      'HUB_PING',
      runTexts.tellHubs.notTold(hub, first?.topic, more.length === 0 ? '' : ` and ${more.length} more`, first?.why),
      { file },
      warning,
    ),
  )
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): [string, Item[]][] {
  const groups = new Map<string, Item[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return [...groups]
}
