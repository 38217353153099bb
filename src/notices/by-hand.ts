/**
 * What an operator decides about one notice. Pure. In: a decision or a notice, and the operator's word. Out: the
 * changed one.
 */

import { BelfryError } from '../base/errors.js'
import type { Announcement, Severity } from '../posts/announcement.js'
import { announcementKey } from '../register/notice-keys.js'
import { isWithdrawn } from '../register/withdrawal.js'
import type { Decision } from './decide.js'
import { nextKey } from './edits/update-keys.js'
import { withDefinitions } from './edits/update-text.js'
import { followUpOf } from './follow-ups.js'
import { withSeverity } from './lists-for.js'
import { freshNotice, isNewsOfTold, isOpen, type Notice, toldWords, withHold, withState } from './notice.js'
import { reasons } from './reasons.js'
import { noticesTexts } from './texts.js'

/** A decision by an operator's word: one notice is told now. */
export interface ByHand extends Decision {
  /** Where it goes, instead of the post's own lists. */
  readonly lists?: readonly string[]
  /** Keys of mailings that nobody is to get again. */
  readonly without?: readonly string[]
}

/**
 * The decision with one post told now, whatever settling and holds say, and nothing else told with it.
 * @throws BelfryError NOTICE_STATE where it was told before
 */
export function sentByHand(decision: Decision, postId: string, severity?: Severity): Decision {
  const post = postNamed(decision, postId)
  const key = announcementKey(post)
  const known = decision.notices.find((notice) => notice.key === key)
  if (known?.state === 'told') {
    throw new BelfryError('NOTICE_STATE', noticesTexts.byHand.toldAlready(key), {
      fix: noticesTexts.byHand.sayWhatIsNewOrRepeat(),
    })
  }
  const fresh = {
    ...blank(decision, post),
    key,
    kind: 'announcement' as const,
    followUpOf: followUpOf(post, decision.announcements),
  }
  const notice: Notice = { ...fresh, state: 'due', severity: post.severity, reason: '', ...known }
  return onlyThis(decision, sent(notice, post, severity ?? post.severity))
}

/**
 * The decision with an update of a told post told now, in an operator's words.
 * @param day of the update in the site's time zone, YYYY-MM-DD
 * @throws BelfryError NOTICE_STATE where the announcement waits to be told: then it is the announcement that is to be
 * sent; where it is to take back a withdrawal, and there is none, or front matter still says it
 */
export function updateByHand(
  decision: Decision,
  postId: string,
  update: { text: string; severity: Severity; day: string; reinstates?: boolean },
): Decision {
  const post = postNamed(decision, postId)
  const announcement = decision.notices.find((notice) => notice.key === announcementKey(post))
  if (announcement !== undefined && isOpen(announcement)) {
    throw new BelfryError('NOTICE_STATE', noticesTexts.byHand.notToldYet(announcement.key), {
      fix: noticesTexts.byHand.editPostWhatNot(),
    })
  }
  const reinstates = update.reinstates === true
  if (reinstates) refuseStanding(post, decision.notices)
  const used = decision.notices.map((notice) => notice.key)
  const key = nextKey(post.id, update.day, used)
  const fresh = { ...blank(decision, post), key, kind: 'update' as const, followUpOf: announcementKey(post) }
  const text = withDefinitions(update.text, post.body)
  const said = { text, textBy: 'operator' as const, reinstates }
  const notice: Notice = { ...fresh, ...said, state: 'due', severity: 'info', reason: '' }
  return onlyThis(decision, sent(notice, post, update.severity))
}

function refuseStanding(post: Announcement, notices: readonly Notice[]): void {
  if (post.withdrawn || post.severity === 'recall')
    throw new BelfryError('NOTICE_STATE', noticesTexts.byHand.frontMatterStillSays(post.path), {
      fix: noticesTexts.byHand.writeWithdrawnFalseInto(),
    })
  if (isWithdrawn(post, toldWords(post.id, notices))) return
  throw new BelfryError('NOTICE_STATE', noticesTexts.byHand.notWithdrawn(post.path), {
    fix: noticesTexts.byHand.leaveReinstateOutUpdate(),
  })
}

/**
 * The decision with a told post repeated to a list, for who does not have it.
 * @param key `manual:UUID`
 * @throws BelfryError NOTICE_STATE where it was not told, or where nobody knows who got it
 */
export function repeatedByHand(
  decision: Decision,
  postId: string,
  repetition: { key: string; list: string; severity?: Severity },
): ByHand {
  const { key, list } = repetition
  const post = postNamed(decision, postId)
  const first = decision.notices.find((notice) => notice.key === announcementKey(post))
  if (first?.state !== 'told' || first.toldAt === null) throw untold(post, first)
  const since = first.toldAt
  const repetitions = decision.notices.filter((notice) => notice.kind === 'manual' && (notice.toldAt ?? 0) >= since)
  // Of an adopted repetition not even the post is known.
  const forgotten = [first, ...repetitions].find((notice) => notice.cameBy === 'register')
  if (forgotten !== undefined) {
    throw new BelfryError('NOTICE_STATE', noticesTexts.byHand.whoGotNotKnown(forgotten.key), {
      fix: noticesTexts.byHand.nobodyGetsMailTwice(),
    })
  }
  const of = decision.notices.filter((notice) => notice.post === post.id && notice.state === 'told')
  const isRecalled = isWithdrawn(post, toldWords(post.id, decision.notices)) || first.severity === 'recall'
  const told = withSeverity(post, isRecalled ? 'recall' : first.severity).severity
  const due: Notice = {
    ...blank(decision, post),
    key,
    kind: 'manual',
    state: 'due',
    severity: repetition.severity ?? told,
    digest: post.digest,
    approved: 1,
    followUpOf: first.key,
    reason: reasons.repeated(list),
  }
  const without = of.filter((notice) => notice === first || notice.kind === 'manual').map((notice) => notice.key)
  return { ...decision, notices: [...decision.notices, due], tell: [due], lists: [list], without }
}

function untold(post: Announcement, first: Notice | undefined): BelfryError {
  const isComing = first !== undefined && isOpen(first)
  const waits = 'belfry run tells it to its lists when its time has come; '
  return new BelfryError('NOTICE_STATE', noticesTexts.byHand.notToldYetList(announcementKey(post)), {
    fix: noticesTexts.byHand.belfrySendTellsLists(isComing ? waits : '', post.id),
  })
}

function postNamed(decision: Decision, postId: string): Announcement {
  const post = decision.announcements.find((one) => one.id === postId)
  if (post === undefined) throw new BelfryError('POST_UNKNOWN', noticesTexts.byHand.noPost(postId))
  return post
}

function blank(decision: Decision, post: Announcement) {
  return {
    ...freshNotice,
    cameBy: 'hand' as const,
    post: post.id,
    since: decision.at,
    until: decision.at,
  }
}

/** Whoever sends a post by hand has approved it as it reads. */
function sent(notice: Notice, { digest }: Announcement, severity: Severity): Notice {
  return { ...withState(notice, 'due', reasons.sentByHand()), severity, digest, approved: notice.revision }
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
  /** Not told before this instant; absent at the next run. */
  readonly at?: number
}

/**
 * Due at the next run, without settling.
 * @param body of the post, where an operator's text finds the definitions of its links
 * @throws BelfryError NOTICE_STATE, NOTICE_REVISION
 */
export function approved(notice: Notice, { revision, text, severity, at }: Approval, body = ''): Notice {
  if (!isOpen(notice)) throw wrongState(notice, 'approved')
  if (revision !== undefined && revision !== notice.revision) {
    throw new BelfryError(
      'NOTICE_REVISION',
      noticesTexts.byHand.atRevisionNowNot(notice.key, notice.revision, revision),
    )
  }
  if (text !== undefined && !isNewsOfTold(notice)) {
    throw new BelfryError('NOTICE_STATE', noticesTexts.byHand.tellsPostReads(notice.key), {
      fix: noticesTexts.byHand.editPostTextFor(),
    })
  }
  const said = {
    ...(text !== undefined && { text: withDefinitions(text, body), textBy: 'operator' as const }),
    ...(severity !== undefined && { severity }),
  }
  const inWords = text === undefined ? reasons.approved() : reasons.approvedInWords()
  const reason = at === undefined ? inWords : reasons.approvedFor(at)
  return { ...withState(notice, 'due', reason), ...said, approved: notice.revision, notBefore: at ?? null }
}

/**
 * Never told.
 * @param coveredBy the post that tells the same
 * @throws BelfryError NOTICE_STATE
 */
export function dismissed(notice: Notice, coveredBy?: string): Notice {
  if (!isOpen(notice)) throw wrongState(notice, 'dismissed')
  const reason = coveredBy === undefined ? reasons.dismissed() : reasons.dismissedAsCovered(coveredBy)
  return withState(notice, 'dismissed', reason)
}

/** Not told before an operator says so. @throws BelfryError NOTICE_STATE */
export function held(notice: Notice): Notice {
  if (!isOpen(notice)) throw wrongState(notice, 'held')
  return withHold({ ...notice, approved: null, notBefore: null }, { by: 'operator', reason: reasons.heldByOperator() })
}

function wrongState(notice: Notice, asked: string): BelfryError {
  return new BelfryError('NOTICE_STATE', noticesTexts.byHand.isAndCannotBe(notice.key, notice.state, asked))
}
