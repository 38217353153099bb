/**
 * What an operator decides about one notice. Pure. In: a decision or a notice, and the operator's word. Out: the changed one.
 */
import { BelfryError } from '../errors.js'
import type { Decision } from './due-notices.js'
import { announcementKey, HELD_BY_OPERATOR, isOpen, type Notice } from './notice.js'

/**
 * The decision with one post told now, whatever settling and holds say, and nothing else told with it.
 * @throws BelfryError NOTICE_STATE where it was told before
 */
export function sentByHand(decision: Decision, postId: string): Decision {
  const post = decision.announcements.find((one) => one.id === postId)
  if (post === undefined) throw new BelfryError('POST_UNKNOWN', `There is no post ${postId}.`)
  const key = announcementKey(post)
  const known = decision.notices.find((notice) => notice.key === key)
  if (known?.state === 'told') {
    throw new BelfryError('NOTICE_STATE', `${key} was told already.`, {
      fix: 'Nobody gets a mail twice; try the mail with --test ADDRESS instead.',
    })
  }
  const fresh = {
    key,
    kind: 'announcement' as const,
    post: post.id,
    since: decision.at,
    until: decision.at,
    revision: 1,
    toldAt: null,
  }
  const due: Notice = {
    ...(known ?? fresh),
    severity: post.severity,
    digest: post.digest,
    state: 'due',
    reason: 'sent by hand',
  }
  const others = <One extends Notice>(notices: readonly One[]) => notices.filter((notice) => notice.key !== key)
  return {
    ...decision,
    notices: [...others(decision.notices), due],
    changed: [...others(decision.changed), due],
    tell: [due],
  }
}

/**
 * Due at the next run, without settling.
 * @param revision the one the operator saw; absent approves whatever it is now
 * @throws BelfryError NOTICE_STATE, NOTICE_REVISION
 */
export function approved(notice: Notice, revision: number | undefined): Notice {
  if (!isOpen(notice)) throw wrongState(notice, 'approved')
  if (revision !== undefined && revision !== notice.revision) {
    throw new BelfryError('NOTICE_REVISION', `${notice.key} is at revision ${notice.revision} now, not ${revision}.`)
  }
  return { ...notice, state: 'due', reason: 'approved by an operator' }
}

/** Never told. @throws BelfryError NOTICE_STATE */
export function dismissed(notice: Notice): Notice {
  if (!isOpen(notice)) throw wrongState(notice, 'dismissed')
  return { ...notice, state: 'dismissed', reason: 'dismissed by an operator' }
}

/** Not told before an operator says so. @throws BelfryError NOTICE_STATE */
export function held(notice: Notice): Notice {
  if (!isOpen(notice)) throw wrongState(notice, 'held')
  return { ...notice, state: 'held', reason: HELD_BY_OPERATOR }
}

function wrongState(notice: Notice, asked: string): BelfryError {
  return new BelfryError('NOTICE_STATE', `${notice.key} is ${notice.state} and cannot be ${asked}.`)
}
