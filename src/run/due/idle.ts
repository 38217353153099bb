/**
 * A run with nothing to do: where the files, the settings and all that the ledger tells who decides are as they were
 * when a run found nothing to tell, nothing that waits and nothing to write, the same is decided, until the next
 * instant at which anything of that is otherwise; posts are neither read nor decided about again. In: the app context,
 * how the files look. Out: what the run would find; undefined where it has to look.
 *
 * What it is decided from is time, too: posts by their instants, and the table by days and the hour of its mail. The
 * plan of what is published names the nearest of the first (output/plan-mark.ts); a notice that is open waits for
 * instants of its own, so there is none.
 */
import { hash } from 'node:crypto'
import { dayIn } from '../../base/days.js'
import type { Problem } from '../../base/errors.js'
import { secondsBetween } from '../../base/observed.js'
import type { Decision } from '../../notices/decide.js'
import { mailInstant } from '../../notices/end-of-life/stages.js'
import { recordReading } from '../../notices/memory-store.js'
import { isOpen, type Notice } from '../../notices/notice.js'
import { READS } from '../../posts/reading.js'
import { readRegister } from '../../register/read.js'
import { noReleases, type ReleaseTable } from '../../releases/release.js'
import type { Stamp } from '../../source/read-stamp.js'
import { PUBLISHED_AT, replaceFact } from '../../store/meta-store.js'
import type { AppContext } from '../app-context.js'
import { isOfFiles } from '../output/of-files.js'
import { planSaid } from '../output/plan-said.js'
import type { Published, PublishedPlan } from '../output/publish.js'
import { readPlan } from '../output/read-plan.js'
import { builtOf, rememberBuilt, type SeenFiles, standingBuild } from '../output/read-still.js'
import { type ProjectContent, releasesOf, renamedIn } from '../read-content.js'
import { rulesOf } from '../rules-of.js'
import { type Stops, stopsOf } from '../stops.js'
import { stampMemory } from './memory-stamp-store.js'
import { type KeptIdle, readIdle, storeIdle } from './read-idle.js'

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
  const isAsSeen = standing?.changed.length === 0 && digestOf(standing.built.files) === kept.files
  if (standing === undefined || !isAsSeen) return undefined
  const notices = await noticesAsBefore(context, kept, now)
  if (notices === undefined) return undefined
  const stops = await stopsOf(context, { register: readRegister(config.content.register), problems: [] })
  if (!isGoingOn(stops)) return undefined
  await replaceFact(store.db, PUBLISHED_AT, String(now))
  observe?.({ what: 'publish', seconds: secondsBetween(startedAt, performance.now()) })
  return {
    decision: nothing(kept, notices, now),
    published: builtOf(standing),
    stops,
    releases: await releasesNow(context),
    problems: kept.problems,
  }
}

/** The lock of decisions: whoever decides meanwhile is waited for. */
async function noticesAsBefore(
  { store }: AppContext,
  { memory }: KeptIdle,
  now: number,
): Promise<readonly Notice[] | undefined> {
  return await store.transaction(async (transaction) => {
    await store.dialect.lockDecisions(transaction)
    const { stamp, notices } = await stampMemory(transaction)
    if (stamp !== memory) return undefined
    await recordReading(transaction, READS, now)
    return notices
  })
}

function nothing({ upcoming, passedOver, replaced, leftTable }: KeptIdle, notices: readonly Notice[], at: number) {
  const none = { posts: [], ends: [], changed: [], tell: [], waiting: [], announcements: [], moved: [], posted: [] }
  const shown = { upcoming, passedOver, replaced, leftTable }
  return { ...none, ...shown, at, notices, baseline: false, endings: new Map(), ids: new Map(), failedRead: 0 }
}

async function releasesNow({ config, store }: AppContext): Promise<ReleaseTable> {
  const table = config.content.releases === '' ? noReleases : await releasesOf(config)
  return { ...table, renamed: await renamedIn(store) }
}

/** What a run found and did that may have had nothing to do. */
export interface RunDone {
  readonly content: ProjectContent
  readonly decision: Decision
  /** What was decided from, as the ledger told it; undefined where the run is not idle (isIdle). */
  readonly memory: string | undefined
  readonly stops: Stops
  readonly published: PublishedPlan
  /** Of what was read and decided. */
  readonly problems: readonly Problem[]
}

/** So that the next one need not look, and a build neither. */
export function rememberIdle({ config, endOfLifeTexts }: AppContext, seen: SeenFiles, done: RunDone): void {
  const { content, decision, memory, published, problems } = done
  const { at, upcoming, passedOver, replaced, leftTable } = decision
  if (memory === undefined || !isGoingOn(done.stops) || !isOfFiles(content)) return
  if (problems.some(({ code }) => UNSAID.has(code))) return
  // What lists take concerns mail, and no page.
  const ofPages = content.problems.filter(({ code }) => code !== 'LIST_CATEGORY')
  rememberBuilt(config, seen, { problems: ofPages, held: published.held })
  const kept = readPlan(config.cache)
  if (kept?.built === undefined || kept.built.frame !== seen.frame) return
  const rules = rulesOf(config, endOfLifeTexts)
  const hour = mailInstant(dayIn(at, rules.timezone), rules)
  storeIdle(config.cache, {
    frame: seen.frame,
    files: digestOf(seen.files),
    memory,
    from: at,
    until: Math.min(planSaid(kept.said).until, hour > at ? hour : Number.POSITIVE_INFINITY),
    problems,
    ...{ upcoming, passedOver, replaced, leftTable },
  })
}

/** Nothing to tell, nothing that waits, nothing to write: deciding again decides the same. */
export function isIdle(decision: Decision): boolean {
  const { baseline, endings, notices, failedRead } = decision
  const { posts, ends, changed, tell, waiting, moved, posted } = decision
  const count = [posts, ends, changed, tell, waiting, moved, posted].reduce((sum, { length }) => sum + length, 0)
  return !baseline && count + endings.size + failedRead === 0 && !notices.some(isOpen)
}

function isGoingOn({ problems, mayTell, mayPublish, mayMail, stopsAll }: Stops): boolean {
  return problems.length === 0 && mayTell && mayPublish && mayMail && !stopsAll
}

/** Operators are told of these beside the posts that they are about. */
const UNSAID: ReadonlySet<string> = new Set(['POST_WITHDRAWN', 'RECALL_UNSAID'])

function digestOf({ names, numbers }: Stamp): string {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
  return hash('sha256', Buffer.concat([Buffer.from(names), bytes]), 'base64url')
}
