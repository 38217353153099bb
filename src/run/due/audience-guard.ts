/**
 * A notice that would reach far fewer people than its lists had: they vanished, or run its cycle under another name,
 * and nobody would know. In: a decision, the releases table. Out: what holds its notices, and warnings for recalls,
 * which wait for nothing.
 */

import { dayIn } from '../../base/days.js'
import { type Problem, problem } from '../../base/errors.js'
import { listReach, runsOnLists } from '../../delivery/audience/audience-store.js'
import type { Decision } from '../../notices/decide.js'
import { loadEnds } from '../../notices/memory-store.js'
import { type Hold, type Notice, withHold } from '../../notices/notice.js'
import { reasons } from '../../notices/reasons.js'
import type { ReleaseTable } from '../../releases/release.js'
import { reachAmong } from '../../subscribers/unknown-runs.js'
import type { AppContext } from '../app-context.js'
import { endedRuns, unknownRunWords } from '../health/runs-in-table.js'
import { runTexts } from '../texts.js'
import { runsOf } from './runs-of.js'
import { listsOf } from './whom.js'

/** A list's last mailing counts where it reached this many. */
const ENOUGH = 20
const SHARE = 0.5

/** @returns by notice key: what holds it */
export async function audienceHolds(
  context: AppContext,
  decision: Decision,
  releases: ReleaseTable,
): Promise<ReadonlyMap<string, Hold>> {
  const holds = new Map<string, Hold>()
  for (const notice of decision.tell) {
    if (!isGuarded(notice)) continue
    const sentence =
      notice.kind === 'end-of-life'
        ? await misnamed(context, decision, notice, releases)
        : await shrunk(context, decision, notice)
    if (sentence !== undefined) holds.set(notice.key, { by: 'audience', reason: sentence })
  }
  return holds
}

/** The decision with these notices held. Recalls go out. Pure. */
export function withAudienceHolds<Some extends Decision>(decision: Some, holds: ReadonlyMap<string, Hold>): Some {
  const held = (notice: Notice) => {
    const hold = notice.severity === 'recall' ? undefined : holds.get(notice.key)
    return hold === undefined || notice.state !== 'due' ? notice : withHold(notice, hold)
  }
  if (!decision.tell.some((notice) => held(notice) !== notice)) return decision
  const before = new Map(decision.notices.map((notice) => [notice.key, notice]))
  const notices = decision.notices.map(held)
  const changed = new Map(decision.changed.map((notice) => [notice.key, held(notice)]))
  for (const notice of notices) if (notice !== before.get(notice.key)) changed.set(notice.key, notice)
  return {
    ...decision,
    notices,
    changed: [...changed.values()],
    tell: decision.tell.filter((one) => held(one) === one),
  }
}

/** A recall is told all the same, and its operators hear how few it reaches. */
export function audienceWarnings(decision: Decision, holds: ReadonlyMap<string, Hold>, file: string): Problem[] {
  return decision.tell.flatMap(({ key, severity }) => {
    const hold = severity === 'recall' ? holds.get(key) : undefined
    return hold === undefined
      ? []
      : [
          problem(
            'AUDIENCE_SHRUNK',
            runTexts.audienceGuard.toldAllSame(key, hold.reason),
            { file },
            { severity: 'warning' },
          ),
        ]
  })
}

/** Where an operator repeats a post, and where one has looked at it, few people are no surprise. */
function isGuarded({ kind, approved, revision }: Notice): boolean {
  return kind !== 'manual' && approved !== revision
}

/**
 * The releases table narrows who is meant, so that few are no surprise; but most of those who may be meant must not run
 * what it does not have.
 */
async function misnamed(
  context: AppContext,
  decision: Decision,
  notice: Notice,
  releases: ReleaseTable,
): Promise<string | undefined> {
  const today = dayIn(decision.at, context.config.site.timezone)
  const about = runsOf(notice, releases, today).runs
  if (about === undefined) return undefined
  const lists = (await listsOf(context, decision, notice)).map((list) => list.id)
  const { db } = context.store
  const ended = endedRuns(await loadEnds(db), today)
  const { reached, missed, unknown } = reachAmong(await runsOnLists(db, lists), about, releases, ended)
  return missed > reached ? reasons.runsUnknown(reached, missed, unknownRunWords(unknown)) : undefined
}

async function shrunk(context: AppContext, decision: Decision, notice: Notice): Promise<string | undefined> {
  const lists = (await listsOf(context, decision, notice)).map((list) => list.id)
  if (lists.length === 0) return undefined
  const reach = await listReach(context.store.db, lists)
  const confirmed = reach.reduce((sum, one) => sum + one.confirmed, 0)
  if (confirmed > 0 && reach.every(({ now }) => now === 0)) return reasons.nobodyLeft(lists, confirmed)
  const fewer = reach.find(({ now, last }) => last >= ENOUGH && now < last * SHARE)
  return fewer && reasons.audienceShrunk(fewer.list, fewer.now, fewer.last)
}
