/**
 * Remembers that a run had nothing to do (idle.ts). In: what it read, decided and published. Out: in the cache, what
 * that was made from, and until when it holds.
 *
 * What is decided depends on time, too: posts by their instants, the table by days and by the hour of its mail. The
 * plan of what is published names the nearest of the first, and midnights (output/plan-mark.ts). A notice that is open
 * waits for instants of its own, so there is none.
 */
import { dayIn } from '../../base/days.js'
import type { Problem } from '../../base/errors.js'
import type { Decision } from '../../notices/decide.js'
import { mailInstant } from '../../notices/end-of-life/stages.js'
import { isOpen } from '../../notices/notice.js'
import { stampDigest, youngLines } from '../../source/read-stamp.js'
import type { AppContext } from '../app-context.js'
import type { PublishedPlan } from '../output/publish.js'
import { rememberBuilt, type SeenFiles } from '../output/read-still.js'
import { isOfFiles, type ProjectContent } from '../read-content.js'
import { rulesOf } from '../rules-of.js'
import type { Stops } from '../stops.js'
import { isGoingOn } from './idle.js'
import { keptAt, storeIdle } from './read-idle.js'

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
  if (memory === undefined || !isGoingOn(done.stops) || !isOfFiles(content) || content.announcements.length === 0)
    return
  // It may be otherwise by now, and look the same.
  if (youngLines(seen.files).length > 0) return
  if (problems.some(({ code }) => UNSAID.has(code))) return
  // What lists take concerns mail, and no page.
  const ofPages = content.problems.filter(({ code }) => code !== 'LIST_CATEGORY')
  const until = rememberBuilt(config, seen, { problems: ofPages, of: published.of })
  if (until === undefined) return
  const rules = rulesOf(config, endOfLifeTexts)
  const since = Math.min(content.readAt, at)
  const hour = mailInstant(dayIn(since, rules.timezone), rules)
  storeIdle(config.cache, {
    frame: seen.frame,
    files: stampDigest(seen.files),
    keptAt: keptAt(config.kept),
    memory,
    from: at,
    until: hour > since ? Math.min(until, hour) : until,
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

/** Operators are told of these beside the posts that they are about. */
const UNSAID: ReadonlySet<string> = new Set(['POST_WITHDRAWN', 'RECALL_UNSAID'])
