/**
 * The JSON shapes of the command line. Pure. In: decisions and reports. Out: objects as docs/json.md lists them; keys
 * in camelCase, instants in UTC ISO 8601.
 */

import { isoInstant } from '../../base/clock.js'
import type { Problem } from '../../base/errors.js'
import type { Decision } from '../../notices/decide.js'
import { isNewsOfTold, type Notice } from '../../notices/notice.js'
import { isAskedElsewhere } from '../../notices/one-cause.js'
import { diffText, type EndingRecord, endingOf } from '../../run/operators/notice-record.js'
import type { Published } from '../../run/output/publish.js'
import type { NoticeReach } from '../../run/reach.js'
import type { RunReport } from '../../run/run-report.js'
import { stoppingFacts } from '../../run/stops/table.js'

const AHEAD_MS = 14 * 86_400_000

interface DueRecord extends Partial<EndingRecord> {
  readonly key: string
  readonly kind: Notice['kind']
  readonly post?: string
  readonly severity: Notice['severity']
  readonly lists: string[]
  readonly recipients: number
  readonly reason: string
  readonly followUpOf?: string
  /** Key of the post that tells the same: its people are none of the recipients. */
  readonly standIn?: string
  /** Of a post: notices of the releases table that it stands for. */
  readonly replaces?: readonly ReplacedRecord[]
}

interface ReplacedRecord {
  readonly key: string
  readonly product?: string
  readonly cycle?: string
  readonly field?: string
  readonly date?: string
  readonly stage?: string
  /** People who are to hear of it and are not on the lists of the post: they get the notice. */
  readonly missed: number
}

function dueRecord(notice: Notice, lists: readonly string[], recipients: number): DueRecord {
  const { key, kind, severity, reason, followUpOf } = notice
  return {
    key,
    kind,
    ...(notice.post !== null && { post: notice.post }),
    ...endingOf(key),
    severity,
    lists: [...lists],
    recipients,
    reason,
    ...(followUpOf !== null && { followUpOf }),
    ...(notice.standIn !== null && { standIn: notice.standIn }),
  }
}

export interface PlanInput extends NoticeReach {
  readonly decision: Decision
  readonly feeds: Published['feeds']
  readonly problems: readonly Problem[]
}

/** What `plan` prints, and what `run` begins with. */
export async function planRecord({ decision, feeds, problems, lists: listsOf, recipients, missed }: PlanInput) {
  const due = async (notice: Notice) => {
    const lists = await listsOf(notice)
    const record = dueRecord(notice, lists, await recipients(notice, lists))
    const keys = decision.replaced.flatMap((one) => (one.post === notice.key ? [one.notice] : []))
    if (keys.length === 0) return record
    const replaces = keys.map(async (key) => ({ key, ...endingOf(key), missed: await missed(key, lists) }))
    return { ...record, replaces: await Promise.all(replaces) }
  }
  const withRevision = async (notice: Notice) => ({ ...(await due(notice)), revision: notice.revision })
  const settling = decision.notices.filter((notice) => notice.state === 'settling')
  const each = async <Value>(state: Notice['state'], make: (notice: Notice) => Promise<Value>) =>
    await Promise.all(decision.notices.filter((one) => one.state === state && !isAskedElsewhere(one)).map(make))
  return {
    at: isoInstant(decision.at),
    baseline: decision.baseline,
    stopped: stoppingFacts(problems),
    publish: feeds,
    tell: await Promise.all(decision.tell.map(due)),
    waiting: await Promise.all(
      decision.waiting
        .filter(({ notice }) => decision.notices.includes(notice))
        .map(async ({ notice, leavesAt }) => ({ ...(await due(notice)), leavesAt: isoInstant(leavesAt) })),
    ),
    held: await each('held', withRevision),
    asked: await each('asked', async (notice) => ({
      ...(await withRevision(notice)),
      text: notice.text,
      diff: diffText(notice),
    })),
    settling: await Promise.all(
      settling.map(async (notice) => ({ ...(await due(notice)), until: isoInstant(notice.until) })),
    ),
    upcoming: [...settling, ...decision.upcoming.map((one) => ({ ...one, kind: 'end-of-life' as const }))]
      .filter(({ until }) => until <= decision.at + AHEAD_MS)
      .sort((a, b) => a.until - b.until || (a.key < b.key ? -1 : 1))
      .map(({ until, key, kind, severity }) => {
        const standIn = decision.replaced.find(({ notice }) => notice === key)?.post
        const about = { at: isoInstant(until), key, kind, ...endingOf(key), severity }
        return { ...about, ...(standIn !== undefined && { standIn }) }
      }),
    passedOver: decision.passedOver.map((key) => ({ key, ...endingOf(key) })),
    silent: decision.posted
      .filter((one) => one.decision === 'silent' && isNewsOfTold(one))
      .map(({ post, reason }) => ({ post, reason })),
    problems,
  }
}

export type PlanRecord = Awaited<ReturnType<typeof planRecord>>

/** What `run` did, besides its plan. */
export function runRecord(plan: PlanRecord, report: RunReport) {
  const { accepted, deferred, failed, uncertain } = report.sent.counts
  return {
    ...plan,
    told: report.told.map(({ notice, lists, mailing, recipients }) => ({
      ...dueRecord(
        notice,
        lists.map((list) => list.id),
        recipients,
      ),
      mailing,
    })),
    deliveries: {
      queued: report.told.reduce((sum, one) => sum + one.recipients, 0),
      accepted,
      deferred,
      failed,
      uncertain,
    },
  }
}
