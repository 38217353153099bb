/**
 * A release that reads more files as posts, or takes some for drafts, brings no news. Pure. In: the posts, what the
 * ledger remembers, which way of reading it knew. Out: what joins the baseline, and what leaves.
 */
import type { Announcement } from '../posts/announcement.js'
import { knownPost } from './baseline.js'
import { type Part, vanish } from './decide-post.js'
import type { KnownPost, Memory, Notice } from './notice.js'
import { asOneQuestion } from './one-cause.js'
import { reasons } from './reasons.js'

export interface Reading {
  /** The number in the ledger (posts/reading.ts). */
  readonly reads: number
  /** What is dated later is news. */
  readonly lastRunAt: number
  /** Paths of drafts that the way before took for posts. */
  readonly newDrafts: readonly string[]
}

/**
 * Posts that only the new way can read, and that were there when the old way last looked: known from now on, told to
 * nobody.
 */
export function newlyReadable(
  announcements: readonly Announcement[],
  memory: Memory,
  { reads, lastRunAt }: Reading,
  now: number,
): KnownPost[] {
  const ids = new Set(memory.posts.map(({ id }) => id))
  const paths = new Set(memory.posts.map(({ path }) => path))
  return announcements
    .filter(({ readableSince = 1, instant }) => readableSince > reads && instant <= lastRunAt)
    .filter(({ id, path }) => !ids.has(id) && !paths.has(path))
    .map((post) => knownPost(post, 'known', now))
}

export function leftByReading(
  posts: readonly KnownPost[],
  { reads, newDrafts }: Reading,
  current: number,
): KnownPost[] {
  if (reads >= current) return []
  const paths = new Set(newDrafts)
  return posts.filter(({ path, goneAt }) => goneAt === null && paths.has(path))
}

/** One cause, one question: each that was told is retracted by its own notice. */
export function askOfLeft(
  posts: readonly KnownPost[],
  byPost: ReadonlyMap<string, readonly Notice[]>,
  now: number,
): Part[] {
  const parts = posts.map((post) => vanish(post, byPost.get(post.id) ?? [], { now, isTakenBack: false }))
  const asked = parts.filter(({ decided }) => decided?.decision === 'ask')
  const question = asOneQuestion(asked, (_, paths) => reasons.leftByReading(paths))
  return parts.map((part) => question.get(part) ?? part)
}
