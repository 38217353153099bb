/**
 * A run with nothing to do: where the files, the settings and all that the ledger tells who decides are as they were
 * when a run found nothing to tell, nothing that waits and nothing to write, the same is decided, for as long as
 * that holds (remember-idle.ts); posts are neither read nor decided about again. In: the app context, how the files
 * look. Out: what the run would find; undefined where it has to look.
 */
import type { Problem } from '../../base/errors.js'
import { secondsBetween } from '../../base/observed.js'
import type { Decision } from '../../notices/decide.js'
import { recordReading } from '../../notices/memory-store.js'
import type { Notice } from '../../notices/notice.js'
import { READS } from '../../posts/reading.js'
import { readRegister } from '../../register/read.js'
import type { ReleaseTable } from '../../releases/release.js'
import { readReleases } from '../../source/read-releases.js'
import { stampDigest } from '../../source/read-stamp.js'
import { PUBLISHED_AT, replaceFact } from '../../store/meta-store.js'
import { renamedCycles } from '../../subscribers/renamed-cycle-store.js'
import type { AppContext } from '../app-context.js'
import { inLedger } from '../in-ledger.js'
import type { Published } from '../output/publish.js'
import { builtOf, type SeenFiles, standingBuild } from '../output/read-still.js'
import { type Stops, stopsOf } from '../stops.js'
import { stampMemory } from './memory-stamp-store.js'
import { type KeptIdle, keptAt, readIdle } from './read-idle.js'

export interface Idle {
  readonly decision: Decision
  readonly published: Published
  readonly stops: Stops
  readonly releases: ReleaseTable
  readonly problems: readonly Problem[]
}

/** Says to the ledger that a run looked, as one does that reads all. */
export async function idleRun(context: AppContext, seen: SeenFiles): Promise<Idle | undefined> {
  const { config, clock, store, observe } = context
  const startedAt = performance.now()
  const now = clock.now()
  const kept = readIdle(config.cache)
  if (kept === undefined || kept.frame !== seen.frame || now < kept.from || now >= kept.until) return undefined
  const standing = standingBuild(config, seen, now)
  const isAsSeen = standing?.changed.length === 0 && stampDigest(standing.built.files) === kept.files
  if (standing === undefined || !isAsSeen || keptAt(config.kept) !== kept.keptAt) return undefined
  // Before this machine marks anything: a ledger that was restored under it would look as if it had been marked.
  const stops = await stopsOf(context, { register: readRegister(config.content.register), problems: [] })
  if (!isGoingOn(stops)) return undefined
  const before = await noticesAsBefore(context, kept)
  if (before === undefined) return undefined
  await replaceFact(store.db, PUBLISHED_AT, String(before.at))
  observe?.({ what: 'publish', seconds: secondsBetween(startedAt, performance.now()) })
  return {
    decision: nothing(kept, before.notices, before.at),
    published: builtOf(standing),
    stops,
    releases: await releasesNow(context),
    problems: kept.problems,
  }
}

/**
 * Remembered by this machine as what is done by any run. The lock of decisions: whoever decides is waited for, and by
 * then it may be later than what is kept holds.
 */
async function noticesAsBefore(
  context: AppContext,
  { memory, until }: KeptIdle,
): Promise<{ readonly at: number; readonly notices: readonly Notice[] } | undefined> {
  const { dialect } = context.store
  return await inLedger(context, async ({ transaction }) => {
    await dialect.lockDecisions(transaction)
    const at = context.clock.now()
    const { stamp, notices } = await stampMemory({ dialect, transaction }, await renamedCycles(transaction))
    if (stamp !== memory || at >= until) return undefined
    await recordReading(transaction, READS, at)
    return { at, notices }
  })
}

function nothing({ upcoming, passedOver, replaced, leftTable }: KeptIdle, notices: readonly Notice[], at: number) {
  const none = { posts: [], ends: [], changed: [], tell: [], waiting: [], announcements: [], moved: [], posted: [] }
  const shown = { upcoming, passedOver, replaced, leftTable }
  return { ...none, ...shown, at, notices, baseline: false, endings: new Map(), ids: new Map(), failedRead: 0 }
}

async function releasesNow({ config: { content, site }, store }: AppContext): Promise<ReleaseTable> {
  return { ...readReleases(content.releases, site.url).table, renamed: await renamedCycles(store.db) }
}

export function isGoingOn({ problems, mayTell, mayPublish, mayMail, stopsAll }: Stops): boolean {
  return problems.length === 0 && mayTell && mayPublish && mayMail && !stopsAll
}
