/**
 * What was open of a post that vanished and is there again. Pure. In: its notices, the post as it is now, the instant.
 * Out: the notices as they stand then: an operator's word holds, a question is asked again, and all else settles anew,
 * so that a folder which is half there for one run loses nothing and tells nothing early.
 */
import type { Announcement } from '../posts/announcement.js'
import { asOperatorSaid, type Notice, withState } from './notice.js'
import { reasons } from './reasons.js'
import type { Rules } from './rules.js'

interface At {
  readonly now: number
  readonly rules: Pick<Rules, 'settleMs'>
  /** An older revision is read, because nobody vouches for the newer one any more. */
  readonly isTakenBack: boolean
}

/** @returns the open ones, and as they are those that ended or never were open */
export function thereAgain(notices: readonly Notice[], post: Announcement, at: At): Notice[] {
  return notices.map((notice) => openedAgain(notice, post, at) ?? notice)
}

function openedAgain(notice: Notice, post: Announcement, { now, rules, isTakenBack }: At): Notice | undefined {
  const { wasOpen, kind } = notice
  if (wasOpen === null || notice.state !== 'gone') return undefined
  const { state, reason } = wasOpen
  if (isTakenBack) return withState(notice, 'gone', reasons.signerTakenOut())
  // Whether a post that is gone was taken back is no question any more.
  if (kind === 'retraction') return withState(notice, 'gone', reasons.thereAgain())
  if (state === 'asked') return withState(notice, 'asked', reason)
  const said = asOperatorSaid(notice)
  if (said !== undefined) return said
  const isAtOnce = state === 'due' || (kind === 'announcement' && post.severity === 'recall')
  const settled = now + (isAtOnce ? 0 : rules.settleMs)
  if (kind === 'announcement') {
    const until = Math.max(settled, post.instant)
    return { ...withState(notice, 'settling', reasons.settles(until)), since: now, until }
  }
  const why = state === 'held' ? reasons.thereAgain() : reasons.newsSettled(reason)
  return { ...withState(notice, 'settling', reasons.newsSettles(why, settled)), until: settled }
}
