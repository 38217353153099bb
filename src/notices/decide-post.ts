/**
 * One post's part of a decision: what its first sight, its edits before telling, its edits after, and its vanishing mean. Pure.
 * In: the post, what is known of it, its notices. Out: notices and the row to write.
 */
import { isoInstant } from '../base/clock.js'
import type { Announcement } from '../posts/announcement.js'
import { knownPost } from './baseline.js'
import { considerEdit } from './edits/edits.js'
import { coveredBy, followUpOf } from './follow-ups.js'
import { bodyDigest, type Pair } from './identity.js'
import {
  announcementKey,
  HELD_BY_OPERATOR,
  isOpen,
  type KnownPost,
  type Notice,
  postText,
  retractionKey,
} from './notice.js'
import type { Rules } from './rules.js'

/** What was decided about one post that is new, edited or gone. */
export interface PostDecision {
  /** Id of the post. */
  readonly post: string
  readonly path: string
  readonly decision: 'tell' | 'ask' | 'silent'
  readonly kind: Notice['kind']
  readonly reason: string
  /** Keys of the notices that came of it. */
  readonly keys: readonly string[]
}

/** One post's part of the decision. */
export interface Part {
  readonly notices: readonly Notice[]
  readonly row?: KnownPost
  readonly decided?: PostDecision
}

export interface About {
  readonly now: number
  readonly rules: Rules
  readonly massEdit: boolean
  readonly byPost: ReadonlyMap<string, readonly Notice[]>
  readonly fresh: readonly Announcement[]
  /** Post → key of what was told before of the cycle whose end it tells. */
  readonly endOfLifeOf: ReadonlyMap<string, string>
}

export function isEdited({ announcement, known }: Pair): boolean {
  return known.digest !== '' && known.digest !== announcement.digest
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
    const reason = `it was ${before.state} before`
    return { notices: [], row: knownPost(post, 'known', now), decided: { ...decided, reason, keys: [] } }
  }
  const notice = newNotice(post, followUpOf(post, all) ?? endOfLifeOf.get(post.id) ?? null, now, rules)
  const reason =
    perhaps === undefined ? 'a new post' : `a new post, or ${perhaps.path} under another name: too alike to tell`
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
  const base = {
    key: announcementKey(post),
    kind: 'announcement' as const,
    severity: post.severity,
    post: post.id,
    since: now,
    digest: post.digest,
  }
  return {
    ...base,
    state: 'settling',
    until,
    reason: `settles until ${isoInstant(until)}`,
    revision: 1,
    toldAt: null,
    text: '',
    followUpOf: follows,
    diff: [],
    title: '',
  }
}

/** A known post: its open announcement absorbs what happened to it; where it was told, or was there from the beginning, an edit is judged. */
export function reconsider(pair: Pair, about: About): Part {
  const { announcement: post, known } = pair
  const notices = about.byPost.get(known.id) ?? []
  const back = notices.filter((notice) => notice.key === retractionKey(known.id) && isOpen(notice)).map(isThereAgain)
  const announcement = notices.find((notice) => notice.kind === 'announcement' && hasOpenAnnouncement([notice]))
  const isSame =
    known.path === post.path && known.goneAt === null && known.digest === post.digest && known.instant === post.instant
  if (isSame && announcement?.state !== 'gone') return { notices: back }
  const row = {
    ...known,
    ...facts(post),
    state: known.state === 'unreadable' ? ('known' as const) : known.state,
    goneAt: null,
  }
  if (announcement !== undefined) return absorb(announcement, post, row, known, about)
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
      decided: { ...decided, reason: 'its announcement was dismissed' },
    }
  }
  const outcome = considerEdit(pair, {
    now: about.now,
    rules: about.rules,
    massEdit: about.massEdit,
    coveredBy: coveredBy(post, about.fresh),
    notices: notices.filter((notice) => notice.kind === 'update' && notice.key !== retractionKey(known.id)),
  })
  const { decision, reason } = outcome
  const keys = outcome.notices.map((notice) => notice.key)
  return {
    notices: [...back, ...outcome.notices],
    row: { ...row, ...outcome.post, ...facts(post), state: row.state, goneAt: null },
    decided: { post: known.id, path: post.path, decision, kind: 'update', reason, keys },
  }
}

function isThereAgain(notice: Notice): Notice {
  return { ...notice, state: 'gone', reason: 'the post is there again' }
}

function facts(post: Announcement) {
  const { path, slug, url, title, instant, digest } = post
  return { path, slug, url, title, instant, digest, bodyDigest: bodyDigest(post.body) }
}

/** Edits before it is told join the announcement; one that had gone begins anew when the post comes back. */
function absorb(notice: Notice, post: Announcement, row: KnownPost, known: KnownPost, { now, rules }: About): Part {
  const text = postText(post)
  const moved = { ...row, judged: text, seen: text, judgedAt: now }
  const decided = {
    post: known.id,
    path: post.path,
    decision: 'silent' as const,
    kind: 'announcement' as const,
    reason: 'joined the announcement, which is not told yet',
    keys: [notice.key],
  }
  if (notice.state === 'gone') {
    const again = { ...newNotice(post, notice.followUpOf, now, rules), revision: notice.revision + 1 }
    return {
      notices: [again],
      row: moved,
      decided: { ...decided, decision: 'tell', reason: 'the post is there again' },
    }
  }
  // A file's name may carry the date: then the same bytes are dated anew.
  const redated = known.instant !== post.instant
  if (notice.digest === post.digest && !redated) return { notices: [], row }
  const absorbed = { ...notice, severity: post.severity, digest: post.digest, revision: notice.revision + 1 }
  return { notices: [{ ...absorbed, ...timing(notice, post, redated, now, rules) }], row: moved, decided }
}

/** Edits join and do not restart settling; a new date puts it off, ends a wait for the old one, and lets a hold be judged again. */
function timing(notice: Notice, post: Announcement, redated: boolean, now: number, rules: Rules): Partial<Notice> {
  if (notice.state === 'settling') {
    const settled = post.severity === 'recall' ? now : notice.since + rules.settleMs
    const until = redated || post.severity === 'recall' ? Math.max(settled, now, post.instant) : notice.until
    return { until, reason: `settles until ${isoInstant(until)}` }
  }
  const waits = notice.state === 'due' && post.instant > now
  const judgedAgain = notice.state === 'held' && notice.reason !== HELD_BY_OPERATOR
  if (!redated || (!waits && !judgedAgain)) return {}
  return { state: 'settling', until: Math.max(now, post.instant), reason: 'its date was changed' }
}

/** What was not told is gone with its post; what was told becomes a question: was it taken back? */
export function vanish(post: KnownPost, notices: readonly Notice[], now: number): Part {
  const open = notices
    .filter(isOpen)
    .map((notice) => ({ ...notice, state: 'gone' as const, reason: 'the post was taken back before it was told' }))
  const row = { ...post, goneAt: now }
  const key = retractionKey(post.id)
  const wasTold = notices.some((notice) => notice.state === 'told' && notice.key !== key)
  const base = { post: post.id, path: post.path, kind: 'update' as const }
  if (!wasTold)
    return {
      notices: open,
      row,
      decided: {
        ...base,
        decision: 'silent',
        reason: 'taken back before it was told',
        keys: open.map((notice) => notice.key),
      },
    }
  if (notices.some((notice) => notice.key === key && notice.state === 'told'))
    return {
      notices: open,
      row,
      decided: { ...base, decision: 'silent', reason: 'gone again; its retraction was told before', keys: [] },
    }
  const reason = 'a told post is gone: approve to retract it (with --severity recall to mail that), dismiss to leave it'
  const revision = (notices.find((notice) => notice.key === key)?.revision ?? 0) + 1
  const state = {
    state: 'asked' as const,
    severity: 'info' as const,
    since: now,
    until: now,
    reason,
    revision,
    digest: post.digest,
    toldAt: null,
  }
  const question: Notice = {
    key,
    kind: 'update',
    post: post.id,
    ...state,
    text: '',
    followUpOf: announcementKey(post.id),
    diff: [],
    title: '',
  }
  return { notices: [...open, question], row, decided: { ...base, decision: 'ask', reason, keys: [key] } }
}
