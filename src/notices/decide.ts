/**
 * Decides what is to be told. Pure: no clock, disk, database or network. In: announcements, what the ledger remembers,
 * the instant, the rules. Out: what to record, and which notices are due now.
 */

import type { Announcement, Severity } from '../posts/announcement.js'
import { READS } from '../posts/reading.js'
import { announcementKey } from '../register/notice-keys.js'
import type { ToldUpdate } from '../register/register.js'
import type { ReleaseTable } from '../releases/release.js'
import { baselineMemory, stemOf } from './baseline.js'
import {
  asJudged,
  firstSight,
  hasOpenAnnouncement,
  isEditedByHand,
  type Part,
  type PostDecision,
  reconsider,
  vanish,
} from './decide-post.js'
import type { Upcoming } from './end-of-life/case.js'
import { decideEndOfLife, type EndOfLifeDecision, rootsByCycle } from './end-of-life/decide.js'
import type { EndOfLifeInput } from './end-of-life/facts.js'
import { endingPosts, type StandIn } from './end-of-life/posts.js'
import { judgeHolds } from './holds.js'
import { matchPosts } from './identity.js'
import { type MovedPost, movedPosts } from './moved.js'
import { askOfLeft, leftByReading, newlyReadable, type Reading } from './newly-read.js'
import { isOpen, type KnownEnd, type KnownPost, type Memory, type Notice, withState } from './notice.js'
import { askedOnward, oneCause } from './one-cause.js'
import { reasons } from './reasons.js'
import { holdForRemarks } from './remark-holds.js'
import type { Rules } from './rules.js'
import { leaving, type WaitingNotice } from './waiting.js'

export interface Situation {
  readonly announcements: readonly Announcement[]
  /** Paths of posts that are there and could not be read. */
  readonly unreadable: readonly string[]
  /** Paths of posts with remarks that somebody must look at before they are told; absent where there are none. */
  readonly remarked?: readonly string[]
  readonly releases: ReleaseTable
  /** An operator says that posts which vanished are to be gone. */
  readonly goneAccepted?: boolean
  /**
   * What was read last is not believed any more: an older revision is read, or (`all`) none. What was not told of it is
   * gone, and nothing is asked.
   */
  readonly takenBack?: 'newer' | 'all'
  /**
   * The source shows the newest posts alone: one that people know and that it does not hold is there all the same,
   * where it cannot be read.
   */
  readonly isWindow?: boolean
  /** Ids of those that it says it took back. */
  readonly deleted?: ReadonlySet<string>
  /** Which way of reading posts the ledger knew; absent where it is the one of now. */
  readonly reading?: Reading
  readonly memory: Memory
  readonly now: number
  readonly rules: Rules
  /** Keys that the register says were told, with their instants. An empty ledger adopts them at its baseline. */
  readonly registerTold: ReadonlyMap<string, number>
  /** What it says of the updates among them; absent where there are none. */
  readonly registerUpdates?: readonly ToldUpdate[] | undefined
  /** Keys that it says were dismissed; absent where there are none. */
  readonly registerDismissed?: readonly string[] | undefined
}

export interface Decision {
  readonly at: number
  /** This is the first run: everything there is becomes known and nothing of it is told. */
  readonly baseline: boolean
  /** Ledger rows of posts to write: new, edited, moved, gone. */
  readonly posts: readonly KnownPost[]
  /** What is to be remembered anew of the releases table. */
  readonly ends: readonly KnownEnd[]
  /** By notice key: what each open notice of a cycle's end says. */
  readonly endings: ReadonlyMap<string, EndOfLifeInput>
  /** What the releases table will give notice of within two weeks. */
  readonly upcoming: readonly Upcoming[]
  /** Keys of stages of dates to come that the baseline passed over. */
  readonly passedOver: readonly string[]
  /** Which notices of the releases table posts stand for, of those that are due or come soon. */
  readonly replaced: EndOfLifeDecision['replaced']
  /** Told dates whose cycle left the releases table before its day was told. */
  readonly leftTable: EndOfLifeDecision['left']
  /** Every notice as it stands after this decision. */
  readonly notices: readonly Notice[]
  /** Those of them that changed and are to be written. */
  readonly changed: readonly Notice[]
  /** Those of them whose time has come, the most urgent first. */
  readonly tell: readonly Notice[]
  /** Those of them that are due and wait: for the instant that an operator said, or for a window to open. */
  readonly waiting: readonly WaitingNotice[]
  /** Posts with the ids they are known by. */
  readonly announcements: readonly Announcement[]
  /** File stem → id, for posts whose file is named otherwise than when they were first seen. */
  readonly ids: ReadonlyMap<string, string>
  /** Posts that stand at another address of the same host than people know them by. */
  readonly moved: readonly MovedPost[]
  /** One for each post that changed since the last decision. */
  readonly posted: readonly PostDecision[]
  /**
   * How many posts vanished, where they are so many at once that the folder is not believed; 0 otherwise. Nothing is
   * told then.
   */
  readonly failedRead: number
}

export function decide(situation: Situation): Decision {
  const { announcements, unreadable, memory, now, rules, registerTold } = situation
  const { registerUpdates = [], registerDismissed = [] } = situation
  if (memory.baselineAt !== null) return decideAfter(situation)
  const from = rules.baseline === 'first-run' ? now : rules.baseline
  const register = { registerTold, registerUpdates, registerDismissed }
  const first = baselineMemory({ announcements, unreadable, ...register, from, now })
  const decision = decideSince({ ...situation, memory: first })
  return {
    ...decision,
    baseline: true,
    posts: [...first.posts, ...decision.posts],
    changed: [...first.notices, ...decision.changed],
  }
}

/**
 * Nobody vouches for anything that was read: all that is open of posts is gone, and what is read next is news again.
 * What the releases table says is decided by each run anew, when there is a table again.
 */
function takeAllBack({ memory, now }: Situation): Decision {
  const gone = new Map(
    memory.notices
      .filter((one) => isOpen(one) && one.kind !== 'end-of-life')
      .map((one) => [one.key, withState(one, 'gone', reasons.signerTakenOut())]),
  )
  return {
    at: now,
    baseline: false,
    posts: memory.posts.flatMap(asJudged),
    ends: [],
    endings: new Map(),
    upcoming: [],
    passedOver: [],
    replaced: [],
    leftTable: [],
    notices: memory.notices.map((notice) => gone.get(notice.key) ?? notice),
    changed: [...gone.values()],
    tell: [],
    waiting: [],
    announcements: [],
    ids: new Map(),
    moved: [],
    posted: [],
    failedRead: 0,
  }
}

/** After a release that reads posts in another way, what is newly readable is known first. */
function decideAfter(situation: Situation): Decision {
  const { announcements, memory, reading, now } = situation
  if (situation.takenBack === 'all') return takeAllBack(situation)
  const known = reading === undefined ? [] : newlyReadable(announcements, memory, reading, now)
  if (known.length === 0) return decideSince(situation)
  const decision = decideSince({ ...situation, memory: { ...memory, posts: [...memory.posts, ...known] } })
  return { ...decision, posts: [...known, ...decision.posts] }
}

function decideSince(situation: Situation): Decision {
  const { memory, now, rules } = situation
  const isTakenBack = situation.takenBack === 'newer'
  const byPost = groupByPost(memory.notices)
  const isBeyond = ({ id }: KnownPost) =>
    situation.isWindow === true && situation.deleted?.has(id) !== true && !hasOpenAnnouncement(byPost.get(id))
  const there = new Set([...situation.unreadable, ...memory.posts.filter(isBeyond).map(({ path }) => path)])
  const { pairs, fresh, vanished } = matchPosts(situation.announcements, memory.posts, there)
  const left = situation.reading === undefined ? [] : leftByReading(memory.posts, situation.reading, READS)
  const missing = vanished.filter((post) => post.goneAt === null && !left.includes(post))
  const isEmpty = situation.announcements.length === 0 && situation.unreadable.length === 0
  const isMeant = situation.goneAccepted === true || isTakenBack
  const isFailed = !isMeant && (isEmpty || missing.length > rules.massEdit)
  const failedRead = isFailed ? missing.length : 0
  const announcements = inOrder(situation.announcements, [
    ...pairs.map((pair) => pair.announcement),
    ...fresh.map((one) => one.announcement),
  ])
  const { standing, denied } = endingPosts(announcements, situation.releases)
  const edited = pairs.filter((pair) => isEditedByHand(pair) && !hasOpenAnnouncement(byPost.get(pair.known.id)))
  const about = {
    now,
    rules,
    massEdit: edited.length > rules.massEdit,
    byPost,
    fresh: fresh.map((one) => one.announcement),
    endOfLifeOf: endOfLifeThreads(standing, memory, situation.releases),
    isTakenBack,
  }

  const each: Part[] = [
    ...fresh.map(({ announcement, perhaps }) => firstSight(announcement, perhaps, announcements, about)),
    ...pairs.map((pair) => reconsider(pair, about)),
    ...(failedRead > 0 ? [] : missing.map((post) => vanish(post, byPost.get(post.id) ?? [], about))),
  ]
  each.push(...askOfLeft(left, byPost, now))
  const parts = oneCause(each)
  const byId = new Map(announcements.map((post) => [post.id, post]))
  const before = new Map(memory.notices.map((notice) => [notice.key, notice]))
  const after = new Map(before)
  for (const notice of parts.flatMap((part) => part.notices)) after.set(notice.key, notice)
  const ended = decideEndOfLife({
    table: situation.releases,
    notices: [...after.values()],
    known: memory.ends,
    standIns: standing,
    from: rules.baseline === 'first-run' ? (memory.baselineAt ?? now) : rules.baseline,
    now,
    rules,
  })
  for (const notice of ended.notices) after.set(notice.key, notice)
  const remarkedPaths = new Set(situation.remarked)
  const remarked = new Map([
    ...denied.map(({ post, reason }) => [post.id, reason] as const),
    ...announcements.filter(({ path }) => remarkedPaths.has(path)).map(({ id }) => [id, reasons.remarks()] as const),
  ])
  const notices = judgeHolds(holdForRemarks(askedOnward([...after.values()]), remarked, byId), {
    posts: byId,
    known: memory.posts,
    now,
    rules,
  })
  return {
    at: now,
    baseline: false,
    posts: parts.flatMap((part) => part.row ?? []),
    ends: ended.ends,
    endings: ended.facts,
    upcoming: ended.upcoming,
    passedOver: ended.passedOver,
    replaced: ended.replaced,
    leftTable: ended.left,
    notices,
    changed: notices.filter((notice) => notice !== before.get(notice.key)),
    ...(failedRead > 0 ? { tell: [], waiting: [] } : leaving(tellable(notices, byId), now, rules.sending)),
    announcements,
    ids: new Map(
      announcements.filter((post) => post.id !== stemOf(post.path)).map((post) => [stemOf(post.path), post.id]),
    ),
    moved: movedPosts(pairs, now),
    posted: parts.flatMap((part) => part.decided ?? []),
    failedRead,
  }
}

/** A post that tells of a cycle's end answers what was told of that before. */
function endOfLifeThreads(
  standing: readonly StandIn[],
  memory: Memory,
  table: ReleaseTable,
): ReadonlyMap<string, string> {
  if (standing.length === 0) return new Map()
  const rootOf = rootsByCycle(memory.notices, table)
  return new Map(
    standing.flatMap(({ post, product, cycle }): [string, string][] => {
      const root = rootOf(`${product}/${cycle}`)
      return root === null || root === announcementKey(post) ? [] : [[post.id, root]]
    }),
  )
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

/** The posts in the order they came in, under the ids they are known by. */
function inOrder(original: readonly Announcement[], renamed: readonly Announcement[]): Announcement[] {
  const byPath = new Map(renamed.map((post) => [post.path, post]))
  return original.map((post) => byPath.get(post.path) ?? post)
}

function tellable(notices: readonly Notice[], posts: ReadonlyMap<string, Announcement>): Notice[] {
  return notices.filter((notice) => notice.state === 'due' && isTellable(notice, posts)).sort(byUrgency(posts))
}

/** A retraction is told without its post, and the releases table has none; everything else needs it. */
function isTellable(notice: Notice, posts: ReadonlyMap<string, Announcement>): boolean {
  return posts.has(notice.post ?? '') || notice.kind === 'retraction' || notice.kind === 'end-of-life'
}

const URGENCY: Readonly<Record<Severity, number>> = { recall: 0, important: 1, info: 2 }

function byUrgency(posts: ReadonlyMap<string, Announcement>) {
  const instant = (notice: Notice) =>
    (notice.kind === 'announcement' ? posts.get(notice.post ?? '')?.instant : notice.since) ?? notice.since
  return (a: Notice, b: Notice) =>
    URGENCY[a.severity] - URGENCY[b.severity] || instant(a) - instant(b) || (a.key < b.key ? -1 : 1)
}
