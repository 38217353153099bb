/**
 * Decides what is to be told. Pure: no clock, disk, database or network.
 * In: announcements, what the ledger remembers, the instant, the rules. Out: what to record, and which notices are due now.
 */
import { isoInstant } from '../clock.js'
import type { Announcement, Severity } from '../content/announcement.js'
import { baselineMemory, knownPost, stemOf } from './baseline.js'
import { considerEdit } from './edits.js'
import { coveredBy, followUpOf } from './follow-ups.js'
import { judgeHolds } from './holds.js'
import { bodyDigest, matchPosts, type Pair } from './identity.js'
import {
  announcementKey,
  HELD_BY_OPERATOR,
  isOpen,
  isRetraction,
  type KnownPost,
  type Memory,
  type Notice,
  postText,
  retractionKey,
} from './notice.js'
import type { Rules } from './rules.js'

export interface Situation {
  readonly announcements: readonly Announcement[]
  /** Paths of posts that are there and could not be read. */
  readonly unreadable: readonly string[]
  readonly memory: Memory
  readonly now: number
  readonly rules: Rules
  /** Keys that the register says were told, with their instants. An empty ledger adopts them at its baseline. */
  readonly registerTold: ReadonlyMap<string, number>
}

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

export interface Decision {
  readonly at: number
  /** This is the first run: everything there is becomes known and nothing of it is told. */
  readonly baseline: boolean
  /** Ledger rows of posts to write: new, edited, moved, gone. */
  readonly posts: readonly KnownPost[]
  /** Every notice as it stands after this decision. */
  readonly notices: readonly Notice[]
  /** Those of them that changed and are to be written. */
  readonly changed: readonly Notice[]
  /** Those of them whose time has come, the most urgent first. */
  readonly tell: readonly Notice[]
  /** Posts with the ids they are known by. */
  readonly announcements: readonly Announcement[]
  /** File stem → id, for posts whose file is named otherwise than when they were first seen. */
  readonly ids: ReadonlyMap<string, string>
  /** One for each post that changed since the last decision. */
  readonly posted: readonly PostDecision[]
  /** So many posts vanished at once that the folder is not believed. */
  readonly failedRead: boolean
}

export function decide(situation: Situation): Decision {
  const { announcements, unreadable, memory, now, rules, registerTold } = situation
  if (memory.baselineAt !== null) return decideSince(situation)
  const from = rules.baseline === 'first-run' ? now : rules.baseline
  const first = baselineMemory(announcements, unreadable, registerTold, from, now)
  const decision = decideSince({ ...situation, memory: first })
  return {
    ...decision,
    baseline: true,
    posts: [...first.posts, ...decision.posts],
    changed: [...first.notices, ...decision.changed],
  }
}

/** One post's part of the decision. */
interface Part {
  readonly notices: readonly Notice[]
  readonly row?: KnownPost
  readonly decided?: PostDecision
}

function decideSince(situation: Situation): Decision {
  const { memory, now, rules } = situation
  const { pairs, fresh, vanished } = matchPosts(situation.announcements, memory.posts, new Set(situation.unreadable))
  const missing = vanished.filter((post) => post.goneAt === null)
  const failedRead = missing.length > rules.massEdit
  const announcements = inOrder(situation.announcements, [
    ...pairs.map((pair) => pair.announcement),
    ...fresh.map((one) => one.announcement),
  ])
  const byPost = groupByPost(memory.notices)
  const edited = pairs.filter((pair) => isEdited(pair) && !hasOpenAnnouncement(byPost.get(pair.known.id)))
  const about = {
    now,
    rules,
    massEdit: edited.length > rules.massEdit,
    byPost,
    fresh: fresh.map((one) => one.announcement),
  }

  const parts: Part[] = [
    ...fresh.map(({ announcement, perhaps }) => firstSight(announcement, perhaps, announcements, about)),
    ...pairs.map((pair) => reconsider(pair, about)),
    ...(failedRead ? [] : missing.map((post) => vanish(post, byPost.get(post.id) ?? [], now))),
  ]
  const byId = new Map(announcements.map((post) => [post.id, post]))
  const before = new Map(memory.notices.map((notice) => [notice.key, notice]))
  const after = new Map(before)
  for (const notice of parts.flatMap((part) => part.notices)) after.set(notice.key, notice)
  const notices = judgeHolds([...after.values()], byId, now, rules)
  return {
    at: now,
    baseline: false,
    posts: parts.flatMap((part) => part.row ?? []),
    notices,
    changed: notices.filter((notice) => notice !== before.get(notice.key)),
    tell: notices.filter((notice) => notice.state === 'due' && isTellable(notice, byId)).sort(byUrgency(byId)),
    announcements,
    ids: new Map(
      announcements.filter((post) => post.id !== stemOf(post.path)).map((post) => [stemOf(post.path), post.id]),
    ),
    posted: parts.flatMap((part) => part.decided ?? []),
    failedRead,
  }
}

interface About {
  readonly now: number
  readonly rules: Rules
  readonly massEdit: boolean
  readonly byPost: ReadonlyMap<string, readonly Notice[]>
  readonly fresh: readonly Announcement[]
}

function groupByPost(notices: readonly Notice[]): Map<string, Notice[]> {
  const byPost = new Map<string, Notice[]>()
  for (const notice of notices) {
    if (notice.post === null) continue
    const group = byPost.get(notice.post)
    if (group === undefined) byPost.set(notice.post, [notice])
    else group.push(notice)
  }
  return byPost
}

function isEdited({ announcement, known }: Pair): boolean {
  return known.digest !== '' && known.digest !== announcement.digest
}

function hasOpenAnnouncement(notices: readonly Notice[] = []): boolean {
  return notices.some((notice) => notice.kind === 'announcement' && (isOpen(notice) || notice.state === 'gone'))
}

/** The posts in the order they came in, under the ids they are known by. */
function inOrder(original: readonly Announcement[], renamed: readonly Announcement[]): Announcement[] {
  const byPath = new Map(renamed.map((post) => [post.path, post]))
  return original.map((post) => byPath.get(post.path) ?? post)
}

/** A new post settles; one whose telling the register remembers is known already. */
function firstSight(
  post: Announcement,
  perhaps: KnownPost | undefined,
  all: readonly Announcement[],
  { now, rules, byPost }: About,
): Part {
  const before = byPost.get(post.id)?.find((one) => one.key === announcementKey(post))
  if (before !== undefined) {
    const decided = { post: post.id, path: post.path, decision: 'silent' as const, kind: 'announcement' as const }
    const reason = `it was ${before.state} before`
    return { notices: [], row: knownPost(post, 'known', now), decided: { ...decided, reason, keys: [] } }
  }
  const notice = newNotice(post, followUpOf(post, all), now, rules)
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
function reconsider(pair: Pair, about: About): Part {
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
function vanish(post: KnownPost, notices: readonly Notice[], now: number): Part {
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

/** A retraction is told without its post; everything else needs it. */
function isTellable(notice: Notice, posts: ReadonlyMap<string, Announcement>): boolean {
  return posts.has(notice.post ?? '') || isRetraction(notice)
}

const URGENCY: Readonly<Record<Severity, number>> = { recall: 0, important: 1, info: 2 }

function byUrgency(posts: ReadonlyMap<string, Announcement>) {
  const instant = (notice: Notice) =>
    (notice.kind === 'announcement' ? posts.get(notice.post ?? '')?.instant : notice.since) ?? notice.since
  return (a: Notice, b: Notice) =>
    URGENCY[a.severity] - URGENCY[b.severity] || instant(a) - instant(b) || (a.key < b.key ? -1 : 1)
}
