/**
 * Decides what is to be told. Pure: no clock, disk, database or network.
 * In: announcements, what the ledger remembers, the instant, the rules. Out: what to record, and which notices are due now.
 */
import { isoInstant } from '../clock.js'
import { formatDuration } from '../config/units.js'
import type { Announcement, Severity } from '../content/announcement.js'
import { bodyDigest, matchPosts, type Pair } from './identity.js'
import { announcementKey, HELD_BY_OPERATOR, isOpen, type KnownPost, type Memory, type Notice } from './notice.js'

export interface Rules {
  /** The instant from which posts are told, or `first-run`. */
  readonly baseline: number | 'first-run'
  readonly settleMs: number
  readonly newWithinMs: number
  readonly holdAbove: number
  readonly staleAfterMs: number
  /** More posts than this vanishing at once is a failed read, not so many retractions. */
  readonly massEdit: number
}

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
  /** Ids of posts that were edited without anything to tell. */
  readonly silent: readonly string[]
  /** So many posts vanished at once that the folder is not believed. */
  readonly failedRead: boolean
}

export function decide(situation: Situation): Decision {
  return situation.memory.baselineAt === null ? baseline(situation) : decideSince(situation)
}

function baseline(situation: Situation): Decision {
  const { announcements, unreadable, now, rules, registerTold } = situation
  const from = rules.baseline === 'first-run' ? now : rules.baseline
  const isKnown = (post: Announcement) => post.instant <= from || registerTold.has(announcementKey(post))
  const known = announcements.filter(isKnown)
  const adopted = [...registerTold].map(([key, at]) => adoptedNotice(key, at))
  const memory: Memory = {
    baselineAt: now,
    posts: [...known.map((post) => knownPost(post, 'known')), ...unreadable.map(unreadablePost)],
    notices: adopted,
  }
  const decision = decideSince({ ...situation, memory })
  return {
    ...decision,
    baseline: true,
    posts: [...memory.posts, ...decision.posts],
    changed: [...adopted, ...decision.changed],
  }
}

/** A told key that only the register knows: recorded, mailed to nobody. */
export function adoptedNotice(key: string, at: number): Notice {
  const post = key.startsWith('announcement:') ? key.slice('announcement:'.length) : null
  const reason = 'adopted from the register'
  return {
    key,
    kind: kindOf(key),
    state: 'told',
    severity: 'info',
    post,
    since: at,
    until: at,
    reason,
    revision: 1,
    digest: '',
    toldAt: at,
  }
}

function kindOf(key: string): Notice['kind'] {
  if (key.startsWith('update:')) return 'update'
  if (key.startsWith('end-of-life:')) return 'end-of-life'
  return key.startsWith('manual:') ? 'manual' : 'announcement'
}

function decideSince(situation: Situation): Decision {
  const { memory, now, rules } = situation
  const unreadable = new Set(situation.unreadable)
  const { pairs, fresh, vanished } = matchPosts(situation.announcements, memory.posts, unreadable)
  const missing = vanished.filter((post) => post.goneAt === null)
  const failedRead = missing.length > rules.massEdit
  const announcements = inOrder(situation.announcements, [...pairs.map((pair) => pair.announcement), ...fresh])
  const byId = new Map(announcements.map((post) => [post.id, post]))
  const before = new Map(memory.notices.map((notice) => [notice.key, notice]))

  const notices = new Map(before)
  for (const post of fresh) notices.set(announcementKey(post), firstSight(post, now, rules.settleMs))
  for (const notice of before.values())
    notices.set(
      notice.key,
      reconsider(notice, byId.get(notice.post ?? ''), { now, rules, failedRead, unreadable, memory }),
    )
  judge(notices, byId, now, rules)

  const changed = [...notices.values()].filter((notice) => notice !== before.get(notice.key))
  const edited = pairs.filter(
    ({ announcement, known }) =>
      known.digest !== announcement.digest ||
      known.path !== announcement.path ||
      known.instant !== announcement.instant ||
      known.goneAt !== null,
  )
  return {
    at: now,
    baseline: false,
    posts: [
      ...fresh.map((post) => knownPost(post, 'seen')),
      ...edited.map(({ announcement, known }) =>
        knownPost(announcement, known.state === 'unreadable' ? 'known' : known.state),
      ),
      ...(failedRead ? [] : missing.map((post) => ({ ...post, goneAt: now }))),
    ],
    notices: [...notices.values()],
    changed,
    tell: [...notices.values()]
      .filter((notice) => notice.state === 'due' && byId.has(notice.post ?? ''))
      .sort(byUrgency(byId)),
    announcements,
    ids: idsByStem(announcements),
    silent: edited.filter((pair) => isSilentEdit(pair, before)).map((pair) => pair.known.id),
    failedRead,
  }
}

/** The posts in the order they came in, under the ids they are known by. */
function inOrder(original: readonly Announcement[], renamed: readonly Announcement[]): Announcement[] {
  const byPath = new Map(renamed.map((post) => [post.path, post]))
  return original.map((post) => byPath.get(post.path) ?? post)
}

function firstSight(post: Announcement, now: number, settleMs: number): Notice {
  // A recall stated in front matter waits for nothing but its own date.
  const wait = post.severity === 'recall' ? 0 : settleMs
  const until = Math.max(now + wait, post.instant)
  const base = {
    key: announcementKey(post),
    kind: 'announcement' as const,
    severity: post.severity,
    post: post.id,
    since: now,
    digest: post.digest,
  }
  return { ...base, state: 'settling', until, reason: settlingReason(until), revision: 1, toldAt: null }
}

function settlingReason(until: number): string {
  return `settles until ${isoInstant(until)}`
}

interface Circumstances {
  readonly now: number
  readonly rules: Rules
  readonly failedRead: boolean
  readonly unreadable: ReadonlySet<string>
  readonly memory: Memory
}

/** An open notice absorbs what happened to its post; one that had gone begins anew when the post comes back. */
function reconsider(notice: Notice, post: Announcement | undefined, at: Circumstances): Notice {
  if (notice.kind !== 'announcement') return notice
  if (notice.state === 'gone' && post !== undefined)
    return { ...firstSight(post, at.now, at.rules.settleMs), revision: notice.revision + 1 }
  if (!isOpen(notice)) return notice
  if (post === undefined) {
    const path = at.memory.posts.find((known) => known.id === notice.post)?.path ?? ''
    if (at.failedRead || at.unreadable.has(path)) return notice
    return { ...notice, state: 'gone', reason: 'the post was taken back before it was told' }
  }
  const known = at.memory.posts.find((row) => row.id === post.id)
  // A file's name may carry the date: then the same bytes are dated anew.
  const redated = known !== undefined && known.instant !== post.instant
  if (notice.digest === post.digest && !redated) return notice
  const absorbed = { ...notice, severity: post.severity, digest: post.digest, revision: notice.revision + 1 }
  if (notice.state === 'settling') {
    // Edits join and do not restart settling; a new date puts it off or ends a wait for the old one.
    const settled = post.severity === 'recall' ? at.now : notice.since + at.rules.settleMs
    const until = redated || post.severity === 'recall' ? Math.max(settled, at.now, post.instant) : notice.until
    return { ...absorbed, until, reason: settlingReason(until) }
  }
  const waits = notice.state === 'due' && post.instant > at.now
  const judgedAgain = notice.state === 'held' && notice.reason !== HELD_BY_OPERATOR
  if (redated && (waits || judgedAgain))
    return { ...absorbed, state: 'settling', until: Math.max(at.now, post.instant), reason: 'its date was changed' }
  return absorbed
}

/** What ends its settling now is due, or held: too old, too many at once, or waiting for too long. Changes `notices` in place. */
function judge(
  notices: Map<string, Notice>,
  posts: ReadonlyMap<string, Announcement>,
  now: number,
  rules: Rules,
): void {
  const ready: Notice[] = []
  for (const notice of notices.values()) {
    const post = posts.get(notice.post ?? '')
    if (notice.state !== 'settling' || notice.until > now || post === undefined) continue
    const reason = holdReason(notice, post, now, rules)
    if (reason === undefined) ready.push(notice)
    else notices.set(notice.key, { ...notice, state: 'held', reason })
  }
  const flood = ready.filter((notice) => notice.severity !== 'recall')
  for (const notice of ready) {
    const held = flood.length > rules.holdAbove && notice.severity !== 'recall'
    const reason = held
      ? `${flood.length} new posts at once are more than notices.holdAbove (${rules.holdAbove})`
      : 'new post, settled'
    notices.set(notice.key, { ...notice, state: held ? 'held' : 'due', reason })
  }
}

function holdReason(notice: Notice, post: Announcement, now: number, rules: Rules): string | undefined {
  if (notice.until - post.instant > rules.newWithinMs) {
    return `a back-fill: dated ${post.day}, older than notices.newWithin (${formatDuration(rules.newWithinMs)}) when it settled`
  }
  if (now - notice.until > rules.staleAfterMs) {
    return `due since ${isoInstant(notice.until)}, longer than notices.staleAfter (${formatDuration(rules.staleAfterMs)})`
  }
  return undefined
}

const URGENCY: Readonly<Record<Severity, number>> = { recall: 0, important: 1, info: 2 }

function byUrgency(posts: ReadonlyMap<string, Announcement>) {
  const instant = (notice: Notice) => posts.get(notice.post ?? '')?.instant ?? 0
  return (a: Notice, b: Notice) =>
    URGENCY[a.severity] - URGENCY[b.severity] || instant(a) - instant(b) || (a.key < b.key ? -1 : 1)
}

function knownPost(post: Announcement, state: KnownPost['state']): KnownPost {
  const { id, path, slug, title, instant, digest } = post
  return { id, path, slug, state, title, instant, digest, bodyDigest: bodyDigest(post.body), goneAt: null }
}

/** A post that could not be read at the baseline: known by its path, so that mending it tells nobody. */
function unreadablePost(path: string): KnownPost {
  return {
    id: stemOf(path),
    path,
    slug: stemOf(path),
    state: 'unreadable',
    title: '',
    instant: 0,
    digest: '',
    bodyDigest: '',
    goneAt: null,
  }
}

/** The file's name without folder and ending. */
export function stemOf(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.[^.]+$/, '')
}

function idsByStem(announcements: readonly Announcement[]): Map<string, string> {
  return new Map(
    announcements.filter((post) => post.id !== stemOf(post.path)).map((post) => [stemOf(post.path), post.id]),
  )
}

function isSilentEdit({ announcement, known }: Pair, notices: ReadonlyMap<string, Notice>): boolean {
  const notice = notices.get(announcementKey(known.id))
  return known.digest !== announcement.digest && known.digest !== '' && (notice === undefined || !isOpen(notice))
}
