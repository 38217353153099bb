/**
 * One cause, one question: the same change in three or more posts of one run is asked once. Pure. In: what was decided
 * of each post, in order; or all notices. Out: the same with one question, which lists the posts; each post keeps a
 * notice of its own, and the answer goes to all.
 */
import type { Part } from './decide-post.js'
import { SAME_CAUSE_POSTS } from './edits/significance-rules.js'
import { isOpen, type Notice } from './notice.js'
import { reasons } from './reasons.js'

export function oneCause(parts: readonly Part[]): Part[] {
  const byCause = new Map<string, Part[]>()
  for (const part of parts)
    if (part.cause !== undefined) byCause.set(part.cause, [...(byCause.get(part.cause) ?? []), part])
  const groups = [...byCause.values()].filter((group) => group.length >= SAME_CAUSE_POSTS)
  const asked = new Map(groups.flatMap((group) => [...asOneQuestion(group, reasons.sameCause)]))
  return parts.map((part) => asked.get(part) ?? part)
}

/**
 * @param parts each with a notice that is asked
 * @param reasonOf from a notice's own reason and all paths
 * @returns for each part the one in which its notice is asked with the first
 */
export function asOneQuestion(
  parts: readonly Part[],
  reasonOf: (reason: string, paths: readonly string[]) => string,
): Map<Part, Part> {
  const [first] = parts
  const key = first?.notices.find(({ state }) => state === 'asked')?.key
  if (key === undefined || parts.length < 2) {
    return new Map(parts.map((part) => [part, part]))
  }
  const paths = parts.flatMap(({ decided }) => decided?.path ?? [])
  return new Map(
    parts.map((part) => {
      const notices = part.notices.map((notice) =>
        notice.state === 'asked' ? { ...notice, askedWith: key, reason: reasonOf(notice.reason, paths) } : notice,
      )
      return [part, { ...part, notices, ...decidedOf(part, part === first ? reasonOf : undefined, paths) }]
    }),
  )
}

/** @param reasonOf of the first; the others are asked there */
function decidedOf(
  { decided }: Part,
  reasonOf: ((reason: string, paths: readonly string[]) => string) | undefined,
  paths: readonly string[],
): Pick<Part, 'decided'> {
  if (decided === undefined) return {}
  if (reasonOf !== undefined) return { decided: { ...decided, reason: reasonOf(decided.reason, paths) } }
  return { decided: { ...decided, decision: 'silent', reason: reasons.askedElsewhere(), keys: [] } }
}

/** Where the notice that asks for others is answered or gone by itself, the next of them asks. */
export function askedOnward(notices: readonly Notice[]): Notice[] {
  const waiting = notices.filter((notice) => notice.askedWith !== null && isWaiting(notice))
  const asking = new Set(waiting.filter(({ key, askedWith }) => key === askedWith).map(({ key }) => key))
  const next = new Map<string, string>()
  for (const { key, askedWith } of waiting)
    if (askedWith !== null && !asking.has(askedWith) && !next.has(askedWith)) next.set(askedWith, key)
  if (next.size === 0) return [...notices]
  const moved = new Set(waiting)
  return notices.map((notice) => {
    const heir = notice.askedWith === null || !moved.has(notice) ? undefined : next.get(notice.askedWith)
    return heir === undefined ? notice : { ...notice, askedWith: heir }
  })
}

/** The notices that an answer to this one is for, itself first: those that are asked in it. */
export function answeredBy(notice: Notice, notices: readonly Notice[]): Notice[] {
  if (notice.askedWith !== notice.key) return [notice]
  const others = notices.filter((one) => one.askedWith === notice.key && one.key !== notice.key && isOpen(one))
  return [notice, ...others]
}

/** It is asked in another notice, and shown there. */
export function isAskedElsewhere(notice: Notice): boolean {
  return notice.askedWith !== null && notice.askedWith !== notice.key && isWaiting(notice)
}

function isWaiting({ state }: Notice): boolean {
  return state === 'asked' || state === 'held'
}
