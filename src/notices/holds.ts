/**
 * What ends its settling is due, or held for an operator: too old, too many at once, or waiting for too long. Pure. In:
 * the notices, the posts, the instant, the rules. Out: the notices with their new states.
 */
import { midnight } from '../base/days.js'
import type { Announcement } from '../posts/announcement.js'
import { dayInKey } from '../register/notice-keys.js'
import { wasExpected } from './end-of-life/stages.js'
import { type Hold, type Notice, withHold, withState } from './notice.js'
import { reasons } from './reasons.js'
import type { Rules } from './rules.js'

const DAY_MS = 86_400_000

export function judgeHolds(
  notices: readonly Notice[],
  posts: ReadonlyMap<string, Announcement>,
  now: number,
  rules: Rules,
): Notice[] {
  const ready = notices.filter(
    (notice) =>
      notice.state === 'settling' &&
      notice.until <= now &&
      (posts.has(notice.post ?? '') || notice.kind === 'end-of-life'),
  )
  const holds = new Map(ready.map((notice) => [notice, holdOf(notice, posts.get(notice.post ?? ''), now, rules)]))
  const mayFlood = (notice: Notice) => notice.severity !== 'recall' && !wasExpected(notice, rules)
  const flood = ready.filter((notice) => holds.get(notice) === undefined && mayFlood(notice)).length
  return notices.map((notice) => {
    if (!holds.has(notice)) return notice
    const hold = holds.get(notice)
    if (hold !== undefined) return withHold(notice, hold)
    if (flood > rules.holdAbove && mayFlood(notice))
      return withHold(notice, { by: 'flood', reason: reasons.flood(flood, rules.holdAbove) })
    return withState(notice, 'due', settledReason(notice))
  })
}

function settledReason({ kind, reason }: Notice): string {
  if (kind === 'announcement') return reasons.announcementSettled()
  return kind === 'end-of-life' ? reasons.endOfLifeSettled() : reasons.newsSettled(reason)
}

function holdOf(notice: Notice, post: Announcement | undefined, now: number, rules: Rules): Hold | undefined {
  // Whoever made it knows whether it comes too late.
  if (notice.kind === 'end-of-life') return undefined
  const dated =
    notice.kind === 'update' ? dayOf(notice, rules) : { instant: post?.instant ?? now, day: post?.day ?? '' }
  if (notice.until - dated.instant > rules.newWithinMs)
    return { by: 'age', reason: reasons.backFill(dated.day, rules.newWithinMs) }
  if (now - notice.until > rules.staleAfterMs)
    return { by: 'stale', reason: reasons.stale(notice.until, rules.staleAfterMs) }
  return undefined
}

/** An update's day ends a day after its midnight: what is dated today is not old in the evening. */
function dayOf(notice: Notice, rules: Rules): { instant: number; day: string } {
  const day = dayInKey(notice.key)?.day
  return day === undefined
    ? { instant: notice.until, day: '' }
    : { instant: midnight(day, rules.timezone) + DAY_MS, day }
}
