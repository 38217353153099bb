/**
 * What ends its settling is due, or held for an operator: too old, a double, too many at once, or waiting for too long.
 * Pure. In: the notices, the posts, when they were known, the instant, the rules. Out: the notices with their states.
 */
import { dayIn } from '../base/days.js'
import { nextOpening } from '../base/send-windows.js'
import type { Announcement } from '../posts/announcement.js'
import { announcementKey, occasionIn } from '../register/notice-keys.js'
import { doubleOf } from './doubles.js'
import { wasExpected } from './end-of-life/stages.js'
import { type Hold, type KnownPost, type Notice, withHold, withState } from './notice.js'
import { reasons } from './reasons.js'
import type { Rules } from './rules.js'
import { couldLeaveSince } from './waiting.js'

const DAY_MS = 86_400_000

/** Posts of one run that lie further apart than this many times `newWithin` were not written for one day. */
const TOGETHER_SPANS = 2

export interface HoldsAbout {
  /** The posts that are there, by id. */
  readonly posts: ReadonlyMap<string, Announcement>
  /** What was known of posts before this decision. */
  readonly known: readonly KnownPost[]
  readonly now: number
  readonly rules: Rules
}

export function judgeHolds(notices: readonly Notice[], about: HoldsAbout): Notice[] {
  const { posts, now, rules } = about
  const ready = notices.filter(
    (notice) =>
      notice.state === 'settling' &&
      notice.until <= now &&
      (posts.has(notice.post ?? '') || notice.kind === 'end-of-life'),
  )
  const byKey = new Map(notices.map((notice) => [notice.key, notice]))
  const holds = new Map(ready.map((notice) => [notice, holdOf(notice, byKey, about)]))
  const mayFlood = (notice: Notice) =>
    holds.get(notice) === undefined &&
    notice.severity !== 'recall' &&
    // Somebody told it in a post.
    notice.standIn === null &&
    !wasExpected(notice, rules)
  const ofToday = new Set(ready.filter((notice) => isOfToday(notice, posts.get(notice.post ?? ''), rules)))
  const batch = ready.filter((notice) => mayFlood(notice) && ofToday.has(notice)).length
  const others = ready
    .filter((notice) => mayFlood(notice) && !ofToday.has(notice))
    .reduce((sum, { key }) => sum + (occasionIn(key)?.cycles.length ?? 1), 0)
  return notices.map((notice) => {
    if (!holds.has(notice)) return overdue(notice, about) ?? notice
    const hold = holds.get(notice)
    if (hold !== undefined) return withHold(notice, hold)
    if (mayFlood(notice)) {
      if (ofToday.has(notice) && batch > rules.batchAbove)
        return withHold(notice, { by: 'flood', reason: reasons.batch(batch, rules.batchAbove) })
      if (!ofToday.has(notice) && others > rules.holdAbove)
        return withHold(notice, { by: 'flood', reason: reasons.flood(others, rules.holdAbove) })
    }
    return withState(notice, 'due', settledReason(notice))
  })
}

/** A post dated within a day of its first sight, or of the day it waited for: several of these are one batch. */
function isOfToday({ kind, since, until }: Notice, post: Announcement | undefined, { timezone }: Rules): boolean {
  if (kind !== 'announcement' || post === undefined) return false
  const seen = Date.parse(dayIn(post.instant > since ? until : since, timezone))
  return Math.abs(Date.parse(dayIn(post.instant, timezone)) - seen) <= DAY_MS
}

function settledReason({ kind, reason, standIn }: Notice): string {
  if (standIn !== null) return reasons.restOfPost(standIn)
  if (kind === 'announcement') return reasons.announcementSettled()
  return kind === 'end-of-life' ? reasons.endOfLifeSettled() : reasons.newsSettled(reason)
}

function holdOf(
  notice: Notice,
  byKey: ReadonlyMap<string, Notice>,
  { posts, known, now, rules }: HoldsAbout,
): Hold | undefined {
  // Whoever made it knows whether it comes too late.
  if (notice.kind === 'end-of-life') return undefined
  const post = posts.get(notice.post ?? '')
  // What newly stands in a post that people know is news, whatever day it carries: an update is never a back-fill.
  if (notice.kind === 'announcement' && post !== undefined) {
    const age = notice.until - post.instant
    if (age > rules.newWithinMs && isOutrun(notice, post.instant, { known, byKey, rules }))
      return { by: 'age', reason: reasons.backFill(post.day, rules.newWithinMs) }
    if (age > rules.backfillAfterMs) return { by: 'age', reason: reasons.backFillLong(post.day, rules.backfillAfterMs) }
    const double = notice.severity === 'recall' ? undefined : doubleOf(post, posts, byKey)
    if (double !== undefined) return { by: 'double', reason: reasons.double(double.path) }
  }
  return staleSince(nextOpening(rules.sending, notice.until), { now, rules })
}

/** What waited for its instant or for a window, and nobody looked when it came. */
function overdue(notice: Notice, { now, rules }: HoldsAbout): Notice | undefined {
  const waited = notice.notBefore !== null || (rules.sending.windows.length > 0 && notice.kind !== 'end-of-life')
  if (notice.state !== 'due' || !waited) return undefined
  const hold = staleSince(couldLeaveSince(notice, rules.sending), { now, rules })
  return hold && withHold({ ...notice, notBefore: null }, hold)
}

function staleSince(since: number | undefined, { now, rules }: Pick<HoldsAbout, 'now' | 'rules'>): Hold | undefined {
  if (since === undefined || now - since <= rules.staleAfterMs) return undefined
  return { by: 'stale', reason: reasons.stale(since, rules.staleAfterMs) }
}

interface Others {
  readonly known: readonly KnownPost[]
  readonly byKey: ReadonlyMap<string, Notice>
  readonly rules: Rules
}

/**
 * Newer posts were known before the run that saw this one first, or one much newer came with it: it was there for long
 * and nobody published it. What is dated later than that run waits for its day and makes nothing old.
 */
function isOutrun(notice: Notice, instant: number, { known, byKey, rules }: Others): boolean {
  return known.some((other) => {
    if (other.id === notice.post || other.instant > notice.since) return false
    const since = byKey.get(announcementKey(other))?.since
    if (since === undefined || since < notice.since) return instant <= other.instant
    return since === notice.since && other.instant - instant > TOGETHER_SPANS * rules.newWithinMs
  })
}
