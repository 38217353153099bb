/**
 * What an operator decides about one notice. Pure. In: a decision or a notice, and the operator's word. Out: the changed one.
 */
import type { Announcement, Severity } from '../content/announcement.js'
import { BelfryError } from '../errors.js'
import type { Decision } from './due-notices.js'
import { followUpOf } from './follow-ups.js'
import { APPROVED_IN_WORDS, announcementKey, HELD_BY_OPERATOR, isOpen, type Notice, updateKey } from './notice.js'

/**
 * The decision with one post told now, whatever settling and holds say, and nothing else told with it.
 * @throws BelfryError NOTICE_STATE where it was told before
 */
export function sentByHand(decision: Decision, postId: string, severity?: Severity): Decision {
  const post = postNamed(decision, postId)
  const key = announcementKey(post)
  const known = decision.notices.find((notice) => notice.key === key)
  if (known?.state === 'told') {
    throw new BelfryError('NOTICE_STATE', `${key} was told already.`, {
      fix: 'Nobody gets a mail twice: say what is new with --update TEXT, or try the mail with --test ADDRESS.',
    })
  }
  const fresh = {
    ...blank(decision, post),
    key,
    kind: 'announcement' as const,
    followUpOf: followUpOf(post, decision.announcements),
  }
  const due: Notice = { ...fresh, ...known, ...byHand(post, severity ?? post.severity) }
  return onlyThis(decision, due)
}

/**
 * The decision with an update of a told post told now, in an operator's words.
 * @param day of the update in the site's time zone, YYYY-MM-DD
 * @throws BelfryError NOTICE_STATE where the announcement waits to be told: then it is the announcement that is to be sent
 */
export function updateByHand(
  decision: Decision,
  postId: string,
  update: { text: string; severity: Severity; day: string },
): Decision {
  const post = postNamed(decision, postId)
  const announcement = decision.notices.find((notice) => notice.key === announcementKey(post))
  if (announcement !== undefined && isOpen(announcement)) {
    throw new BelfryError('NOTICE_STATE', `${announcement.key} is not told yet.`, {
      fix: 'Edit the post: what is not told yet needs no update.',
    })
  }
  const stem = updateKey(post.id, update.day, 1)
  const count = decision.notices.filter(({ key }) => key === stem || key.startsWith(`${stem}#`)).length
  const key = updateKey(post.id, update.day, count + 1)
  const fresh = { ...blank(decision, post), key, kind: 'update' as const, followUpOf: announcementKey(post) }
  return onlyThis(decision, { ...fresh, ...byHand(post, update.severity), text: update.text })
}

function postNamed(decision: Decision, postId: string): Announcement {
  const post = decision.announcements.find((one) => one.id === postId)
  if (post === undefined) throw new BelfryError('POST_UNKNOWN', `There is no post ${postId}.`)
  return post
}

function blank(decision: Decision, post: Announcement) {
  return {
    post: post.id,
    since: decision.at,
    until: decision.at,
    revision: 1,
    toldAt: null,
    text: '',
    diff: [],
    title: '',
  }
}

function byHand(post: Announcement, severity: Severity) {
  return { state: 'due' as const, severity, digest: post.digest, reason: 'sent by hand' }
}

function onlyThis(decision: Decision, due: Notice): Decision {
  const others = (notices: readonly Notice[]) => notices.filter((notice) => notice.key !== due.key)
  return {
    ...decision,
    notices: [...others(decision.notices), due],
    changed: [...others(decision.changed), due],
    tell: [due],
  }
}

/** What an operator may say with an approval. */
export interface Approval {
  /** The one the operator saw; absent approves whatever it is now. */
  readonly revision?: number
  /** Told instead of the proposed text, Markdown. */
  readonly text?: string
  readonly severity?: Severity
}

/**
 * Due at the next run, without settling.
 * @throws BelfryError NOTICE_STATE, NOTICE_REVISION
 */
export function approved(notice: Notice, { revision, text, severity }: Approval): Notice {
  if (!isOpen(notice)) throw wrongState(notice, 'approved')
  if (revision !== undefined && revision !== notice.revision) {
    throw new BelfryError('NOTICE_REVISION', `${notice.key} is at revision ${notice.revision} now, not ${revision}.`)
  }
  if (text !== undefined && notice.kind !== 'update') {
    throw new BelfryError('NOTICE_STATE', `${notice.key} tells a post as it reads.`, {
      fix: 'Edit the post; --text is for updates.',
    })
  }
  const said = { ...(text !== undefined && { text }), ...(severity !== undefined && { severity }) }
  const reason = text === undefined ? 'approved by an operator' : APPROVED_IN_WORDS
  return { ...notice, ...said, state: 'due', reason }
}

/**
 * Never told.
 * @param coveredBy the post that tells the same
 * @throws BelfryError NOTICE_STATE
 */
export function dismissed(notice: Notice, coveredBy?: string): Notice {
  if (!isOpen(notice)) throw wrongState(notice, 'dismissed')
  const reason = coveredBy === undefined ? 'dismissed by an operator' : `covered by ${coveredBy}, says an operator`
  return { ...notice, state: 'dismissed', reason }
}

/** Not told before an operator says so. @throws BelfryError NOTICE_STATE */
export function held(notice: Notice): Notice {
  if (!isOpen(notice)) throw wrongState(notice, 'held')
  return { ...notice, state: 'held', reason: HELD_BY_OPERATOR }
}

function wrongState(notice: Notice, asked: string): BelfryError {
  return new BelfryError('NOTICE_STATE', `${notice.key} is ${notice.state} and cannot be ${asked}.`)
}
