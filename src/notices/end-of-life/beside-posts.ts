/**
 * Notices of an end of life that a post tells too. Such a notice is mailed only to people whom the post did not reach:
 * where nobody is left, the post alone tells it. Pure. In: a decision; the keys of those notices for which somebody is
 * left, as the ledger counts. Out: those notices; the decision without the others.
 */
import type { Decision } from '../decide.js'
import { isHeldByRule, type Notice } from '../notice.js'
import { toldByPostAlone } from './cover.js'

/** Their time has come, and it hangs on nobody's word. */
export function besidePosts({ notices, at }: Pick<Decision, 'notices' | 'at'>): Notice[] {
  return notices.filter((notice) => {
    const isReady = notice.state === 'due' || isHeldByRule(notice)
    return notice.standIn !== null && isReady && notice.until <= at
  })
}

/** Without people, as in a replay, nobody is left. */
export function toldBesidePosts<Some extends Decision>(decision: Some, left: ReadonlySet<string> = new Set()): Some {
  const alone = new Map(
    besidePosts(decision)
      .filter(({ key }) => !left.has(key))
      .map((notice) => [notice.key, toldByPostAlone(notice, notice.standIn ?? '', decision.at)]),
  )
  if (alone.size === 0) return decision
  const changed = new Map([...decision.changed.map((one) => [one.key, one] as const), ...alone])
  return {
    ...decision,
    notices: decision.notices.map((notice) => alone.get(notice.key) ?? notice),
    changed: [...changed.values()],
    tell: decision.tell.filter(({ key }) => !alone.has(key)),
  }
}
