/**
 * One cause, one question: the same change in three or more posts of one run is asked once. Pure. In: what was decided
 * of each post, in order. Out: the same with one question left, which lists the posts; the others take the change over.
 */
import type { Part } from './decide-post.js'
import { SAME_CAUSE_POSTS } from './edits/significance-rules.js'
import { reasons } from './reasons.js'

export function oneCause(parts: readonly Part[], now: number): Part[] {
  const byCause = new Map<string, Part[]>()
  for (const part of parts)
    if (part.cause !== undefined) byCause.set(part.cause, [...(byCause.get(part.cause) ?? []), part])
  const groups = [...byCause.values()].filter((group) => group.length >= SAME_CAUSE_POSTS)
  const first = new Map(
    groups.flatMap((group): [Part, Part[]][] => (group[0] === undefined ? [] : [[group[0], group]])),
  )
  const others = new Set(groups.flatMap((group) => group.slice(1)))
  return parts.map((part) => {
    const group = first.get(part)
    if (group !== undefined) return askedForAll(part, group)
    return others.has(part) ? takenOver(part, now) : part
  })
}

function askedForAll(part: Part, group: readonly Part[]): Part {
  const paths = group.flatMap(({ decided }) => decided?.path ?? [])
  const why = (reason: string) => reasons.sameCause(reason, paths)
  return {
    ...part,
    notices: part.notices.map((notice) =>
      notice.state === 'asked' ? { ...notice, reason: why(notice.reason) } : notice,
    ),
    ...(part.decided && { decided: { ...part.decided, reason: why(part.decided.reason) } }),
  }
}

/** No question of its own, and the next edit is compared with the post as it is now. */
function takenOver(part: Part, now: number): Part {
  const { row, decided } = part
  const seen = row?.seen
  return {
    notices: part.notices.filter((notice) => notice.state !== 'asked' || notice.since !== now),
    ...(row && { row: { ...row, ...(seen && { judged: seen }), judgedAt: now, openSince: null } }),
    ...(decided && { decided: { ...decided, decision: 'silent', reason: reasons.askedElsewhere(), keys: [] } }),
  }
}
