/**
 * One post's part of a decision: what its first sight, its edits before telling, its edits after, and its vanishing
 * mean. Pure. In: the post, what is known of it, its notices. Out: notices and the row to write.
 */

import type { Announcement } from '../posts/announcement.js'
import { announcementKey, retractionKey } from '../register/notice-keys.js'
import { knownPost } from './baseline.js'
import { considerEdit } from './edits/decide.js'
import { coveredBy, followUpOf } from './follow-ups.js'
import { bodyDigest, type Pair } from './identity.js'
import {
  freshNotice,
  isHeldByRule,
  isOpen,
  type KnownPost,
  laidAside,
  type Notice,
  postText,
  withState,
} from './notice.js'
import { reasons } from './reasons.js'
import type { Rules } from './rules.js'
import { thereAgain } from './there-again.js'

/** What was decided about one post that is new, edited or gone. */
export interface PostDecision {
  /** Id of the post. */
  readonly post: string
  readonly path: string
  readonly decision: 'tell' | 'ask' | 'silent'
  readonly kind: Exclude<Notice['kind'], 'end-of-life'>
  readonly reason: string
  /** Keys of the notices that came of it. */
  readonly keys: readonly string[]
}

/** One post's part of the decision. */
export interface Part {
  readonly notices: readonly Notice[]
  readonly row?: KnownPost
  readonly decided?: PostDecision
  /** Of a new question: what its change has in common with the same change of other posts. */
  readonly cause?: string
}

export interface About {
  readonly now: number
  readonly rules: Rules
  readonly massEdit: boolean
  readonly byPost: ReadonlyMap<string, readonly Notice[]>
  readonly fresh: readonly Announcement[]
  /** Post → key of what was told before of the cycle whose end it tells. */
  readonly endOfLifeOf: ReadonlyMap<string, string>
  /** An older revision is read, because nobody vouches for the newer one any more. */
  readonly isTakenBack: boolean
}

function isEdited({ announcement, known }: Pair): boolean {
  return known.digest !== '' && known.digest !== announcement.digest && !isFilledInSince({ announcement, known })
}

/** The file is as it was known: all that changed is that what stands in it is filled in now. */
function isFilledInSince({ announcement, known }: Pair): boolean {
  const { unfilledDigest } = announcement
  return unfilledDigest !== undefined && unfilledDigest === known.digest && known.openSince === null
}

export function hasOpenAnnouncement(notices: readonly Notice[] = []): boolean {
  return notices.some((notice) => notice.kind === 'announcement' && (isOpen(notice) || notice.state === 'gone'))
}

/** A new post settles; one whose telling the register remembers is known already. */
export function firstSight(
  post: Announcement,
  perhaps: KnownPost | undefined,
  all: readonly Announcement[],
  { now, rules, byPost, endOfLifeOf }: About,
): Part {
  const before = byPost.get(post.id)?.find((one) => one.key === announcementKey(post))
  if (before !== undefined) {
    const decided = { post: post.id, path: post.path, decision: 'silent' as const, kind: 'announcement' as const }
    const reason = reasons.knownBefore(before.state)
    return { notices: [], row: knownPost(post, 'known', now), decided: { ...decided, reason, keys: [] } }
  }
  const notice = newNotice(post, followUpOf(post, all) ?? endOfLifeOf.get(post.id) ?? null, now, rules)
  const reason = perhaps === undefined ? reasons.newPost() : reasons.perhapsRenamed(perhaps.path)
  const asked: Notice = perhaps === undefined ? notice : { ...notice, state: 'asked', reason }
  const decision = perhaps === undefined ? 'tell' : 'ask'
  return {
    notices: [asked],
    row: knownPost(post, 'seen', now),
    decided: { post: post.id, path: post.path, decision, kind: 'announcement', reason, keys: [notice.key] },
  }
}

function newNotice(post: Announcement, follows: string | null, now: number, rules: Rules): Notice {
  // A recall stated in front matter waits for nothing but its own date.
  const wait = post.severity === 'recall' ? 0 : rules.settleMs
  const until = Math.max(now + wait, post.instant)
  return {
    ...freshNotice,
    key: announcementKey(post),
    kind: 'announcement',
    state: 'settling',
    severity: post.severity,
    post: post.id,
    since: now,
    until,
    reason: reasons.settles(until),
    digest: post.digest,
    followUpOf: follows,
  }
}

/**
 * A known post: its open announcement absorbs what happened to it; where it was told, or was there from the beginning,
 * an edit is judged.
 */
export function reconsider(pair: Pair, about: About): Part {
  const { announcement: post, known } = pair
  const before = about.byPost.get(known.id) ?? []
  if (known.goneAt === null) return reconsiderWith(before, pair, about)
  const notices = thereAgain(before, post, about)
  const changed = notices.filter((notice, at) => notice !== before[at])
  const opened = changed.filter(isOpen)
  const part = reconsiderWith(notices, pair, about)
  const decided = opened.length === 0 ? {} : { decided: isBack(opened, pair) }
  return { ...decided, ...part, notices: [...changed, ...part.notices] }
}

function isBack(opened: readonly Notice[], { announcement: post, known }: Pair): PostDecision {
  const kind = opened.some((notice) => notice.kind === 'announcement') ? 'announcement' : 'update'
  const decision = opened.every(({ state }) => state === 'asked') ? 'ask' : 'tell'
  const keys = opened.map(({ key }) => key)
  return { post: known.id, path: post.path, decision, kind, reason: reasons.thereAgain(), keys }
}

function reconsiderWith(notices: readonly Notice[], pair: Pair, about: About): Part {
  const { announcement: post, known } = pair
  const back = notices.filter((notice) => notice.kind === 'retraction' && isOpen(notice)).map(isThereAgain)
  const announcement = notices.find((notice) => notice.kind === 'announcement' && hasOpenAnnouncement([notice]))
  const isSame = sameFacts.every((fact) => known[fact] === post[fact]) && known.goneAt === null
  if (isSame && announcement?.state !== 'gone') return { notices: back }
  const row = {
    ...known,
    ...facts(post),
    state: known.state === 'unreadable' ? ('known' as const) : known.state,
    goneAt: null,
  }
  if (announcement !== undefined) return absorb({ notice: announcement, post, row, known }, about)
  if (isFilledInSince(pair)) return { notices: back, row: asRead({ row, post }, about.now) }
  if (!isEdited(pair)) {
    const text = postText(post)
    return { notices: back, row: known.digest === '' ? { ...row, judged: text, seen: text, judgedAt: about.now } : row }
  }
  if (notices.some((notice) => notice.kind === 'announcement' && notice.state === 'dismissed')) {
    const text = postText(post)
    const decided = { post: known.id, path: post.path, decision: 'silent' as const, kind: 'update' as const, keys: [] }
    return {
      notices: back,
      row: { ...row, judged: text, seen: text, judgedAt: about.now, openSince: null },
      decided: { ...decided, reason: reasons.announcementDismissed() },
    }
  }
  if (about.isTakenBack) return { notices: [...back, ...signerGone(notices)], row: asRead({ row, post }, about.now) }
  const outcome = considerEdit(pair, {
    now: about.now,
    rules: about.rules,
    massEdit: about.massEdit,
    coveredBy: coveredBy(post, about.fresh),
    notices: notices.filter((notice) => notice.kind === 'update'),
  })
  const { decision, reason } = outcome
  const keys = outcome.notices.map((notice) => notice.key)
  return {
    notices: [...back, ...outcome.notices],
    row: { ...row, ...outcome.post, ...facts(post), state: row.state, goneAt: null },
    decided: { post: known.id, path: post.path, decision, kind: 'update', reason, keys },
    ...(outcome.cause !== undefined && { cause: outcome.cause }),
  }
}

/** A permalink of the configuration moves posts whose files are as they were. */
const sameFacts = ['path', 'url', 'digest', 'instant'] as const

/** What was open of a told post goes with whoever vouched for it. */
function signerGone(notices: readonly Notice[]): Notice[] {
  return notices
    .filter((notice) => isOpen(notice) && notice.kind !== 'retraction')
    .map((notice) => withState(notice, 'gone', reasons.signerTakenOut()))
}

/** As it reads now, and as if it had always read so. */
function asRead({ row, post }: Pick<Absorbed, 'row' | 'post'>, now: number): KnownPost {
  const text = postText(post)
  return { ...row, judged: text, seen: text, judgedAt: now, openSince: null }
}

/** Of a post that says something which is to be forgotten: what it says next is compared with what was judged. */
export function asJudged(post: KnownPost): KnownPost[] {
  if (post.openSince === null || post.judged === undefined) return []
  return [{ ...post, seen: post.judged, digest: FORGOTTEN, openSince: null }]
}

/** No file has this digest, so whatever is read is an edit. */
const FORGOTTEN = 'forgotten'

/** Of a post of which more was told than the ledger knows: the next decision compares it, whatever was decided. */
export function toCompare(post: KnownPost): KnownPost[] {
  return post.digest === '' ? [] : [{ ...post, digest: FORGOTTEN }]
}

/** Somebody edited it, so it counts among those that were edited at once. */
export function isEditedByHand(pair: Pair): boolean {
  return isEdited(pair) && pair.known.digest !== FORGOTTEN
}

function isThereAgain(notice: Notice): Notice {
  return withState(notice, 'gone', reasons.thereAgain())
}

function facts(post: Announcement) {
  const { path, slug, url, title, instant, digest } = post
  return { path, slug, url, title, instant, digest, bodyDigest: bodyDigest(post.body) }
}

/** An announcement that is not told yet, and what happened to its post. */
interface Absorbed {
  readonly notice: Notice
  readonly post: Announcement
  readonly row: KnownPost
  readonly known: KnownPost
}

/** Edits before it is told join the announcement; one that had gone begins anew when the post comes back. */
function absorb(absorbed: Absorbed, about: About): Part {
  const { notice, post, row, known } = absorbed
  const { now, rules } = about
  const text = postText(post)
  const moved = { ...row, judged: text, seen: text, judgedAt: now }
  const decided = {
    post: known.id,
    path: post.path,
    decision: 'silent' as const,
    kind: 'announcement' as const,
    reason: reasons.joinedAnnouncement(),
    keys: [notice.key],
  }
  if (notice.state === 'gone') {
    const again = { ...newNotice(post, notice.followUpOf, now, rules), revision: notice.revision + 1 }
    return {
      notices: [again],
      row: moved,
      decided: { ...decided, decision: 'tell', reason: reasons.thereAgain() },
    }
  }
  if (notice.digest === post.digest && !isRedated(absorbed)) return { notices: [], row }
  const edited = { ...notice, severity: post.severity, digest: post.digest, revision: notice.revision + 1 }
  return { notices: [{ ...edited, ...timing(absorbed, about) }], row: moved, decided }
}

/** A file's name may carry the date: then the same bytes are dated anew. */
function isRedated({ post, known }: Absorbed): boolean {
  return known.instant !== post.instant
}

/**
 * Edits join and do not restart settling; a new date puts it off, ends a wait for the old one, and a hold is judged
 * again.
 */
function timing(absorbed: Absorbed, { now, rules }: About): Partial<Notice> {
  const { notice, post } = absorbed
  const redated = isRedated(absorbed)
  // What remarks hold goes on settling when they are gone.
  if (notice.state === 'settling' || notice.heldBy === 'remarks') {
    const settled = post.severity === 'recall' ? now : notice.since + rules.settleMs
    const until = redated || post.severity === 'recall' ? Math.max(settled, now, post.instant) : notice.until
    return { until, ...(notice.state === 'settling' && { reason: reasons.settles(until) }) }
  }
  const waits = notice.state === 'due' && post.instant > now
  if (!redated || (!waits && !isHeldByRule(notice))) return {}
  return { state: 'settling', heldBy: null, until: Math.max(now, post.instant), reason: reasons.redated() }
}

type Leaving = Pick<About, 'now' | 'isTakenBack'>

/** What was not told is gone with its post; what was told becomes a question: was it taken back? */
export function vanish(post: KnownPost, notices: readonly Notice[], { now, isTakenBack }: Leaving): Part {
  const why = isTakenBack ? reasons.signerTakenOut() : reasons.postTakenBack()
  const leaves = (notice: Notice) => (isTakenBack ? withState(notice, 'gone', why) : laidAside(notice, why))
  const open = notices.filter(isOpen).map(leaves)
  const row = { ...post, goneAt: now }
  const key = retractionKey(post.id)
  const wasTold = notices.some((notice) => notice.state === 'told' && notice.kind !== 'retraction')
  const base = { post: post.id, path: post.path, kind: 'retraction' as const }
  if (!wasTold || isTakenBack)
    return {
      notices: open,
      row,
      decided: {
        ...base,
        decision: 'silent',
        reason: isTakenBack ? why : reasons.takenBack(),
        keys: open.map((notice) => notice.key),
      },
    }
  if (notices.some((notice) => notice.key === key && notice.state === 'told'))
    return {
      notices: open,
      row,
      decided: { ...base, decision: 'silent', reason: reasons.retractedBefore(), keys: [] },
    }
  const reason = reasons.retraction()
  const revision = (notices.find((notice) => notice.key === key)?.revision ?? 0) + 1
  const question: Notice = {
    ...freshNotice,
    key,
    kind: 'retraction',
    state: 'asked',
    severity: 'info',
    post: post.id,
    since: now,
    until: now,
    reason,
    revision,
    digest: post.digest,
    followUpOf: announcementKey(post.id),
  }
  return { notices: [...open, question], row, decided: { ...base, decision: 'ask', reason, keys: [key] } }
}
