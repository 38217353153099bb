/**
 * What ends its settling is due, or held for an operator: too old, too many at once, or waiting for too long. Pure. In: the notices,
 * the posts, the instant, the rules. Out: the notices with their new states.
 */
import { isoInstant } from '../base/clock.js'
import { midnight } from '../base/days.js'
import { formatDuration } from '../base/units.js'
import type { Announcement } from '../posts/announcement.js'
import { wasExpected } from './end-of-life/stages.js'
import type { Notice } from './notice.js'
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
  const reasons = new Map(ready.map((notice) => [notice, holdReason(notice, posts.get(notice.post ?? ''), now, rules)]))
  const mayFlood = (notice: Notice) => notice.severity !== 'recall' && !wasExpected(notice, rules)
  const flood = ready.filter((notice) => reasons.get(notice) === undefined && mayFlood(notice)).length
  return notices.map((notice) => {
    if (!reasons.has(notice)) return notice
    const reason = reasons.get(notice)
    if (reason !== undefined) return { ...notice, state: 'held', reason }
    if (flood > rules.holdAbove && mayFlood(notice)) {
      return {
        ...notice,
        state: 'held',
        reason: `${flood} notices at once are more than notices.holdAbove (${rules.holdAbove})`,
      }
    }
    return {
      ...notice,
      state: 'due',
      reason: REASONS[notice.kind] ?? withoutSettling(notice.reason),
    }
  })
}

const REASONS: Partial<Record<Notice['kind'], string>> = {
  announcement: 'new post, settled',
  'end-of-life': 'the releases table says so',
}

function withoutSettling(reason: string): string {
  return reason.replace(/; settles until .*$/, '')
}

function holdReason(notice: Notice, post: Announcement | undefined, now: number, rules: Rules): string | undefined {
  // Whoever made it knows whether it comes too late.
  if (notice.kind === 'end-of-life') return undefined
  const dated =
    notice.kind === 'update' ? dayOf(notice, rules) : { instant: post?.instant ?? now, day: post?.day ?? '' }
  if (notice.until - dated.instant > rules.newWithinMs) {
    return `a back-fill: dated ${dated.day}, older than notices.newWithin (${formatDuration(rules.newWithinMs)}) when it settled`
  }
  if (now - notice.until > rules.staleAfterMs) {
    return `due since ${isoInstant(notice.until)}, longer than notices.staleAfter (${formatDuration(rules.staleAfterMs)})`
  }
  return undefined
}

/** An update's day ends a day after its midnight: what is dated today is not old in the evening. */
function dayOf(notice: Notice, rules: Rules): { instant: number; day: string } {
  const day = /:(\d{4}-\d\d-\d\d)(?:#\d+)?$/.exec(notice.key)?.[1]
  return day === undefined
    ? { instant: notice.until, day: '' }
    : { instant: midnight(day, rules.timezone) + DAY_MS, day }
}
