/**
 * The notice: a decision to tell. Words and keys that every later room uses. Pure.
 */
import type { Announcement, Severity } from '../content/announcement.js'
import type { NoticeTable, PostTable } from '../store/tables.js'

export type NoticeState = NoticeTable['state']
export type NoticeKind = NoticeTable['kind']

export interface Notice {
  /** Unique in the ledger: `announcement:ID`. */
  readonly key: string
  readonly kind: NoticeKind
  readonly state: NoticeState
  readonly severity: Severity
  /** Id of the post it is about. */
  readonly post: string | null
  /** First sight. */
  readonly since: number
  /** End of settling, or the post's own date where that is later. */
  readonly until: number
  /** Why it is in this state, a sentence for people. */
  readonly reason: string
  /** Counts the edits it absorbed; an approval names the one it saw. */
  readonly revision: number
  /** Of the post at this revision. */
  readonly digest: string
  readonly toldAt: number | null
}

/** A post as the ledger knows it. */
export interface KnownPost {
  readonly id: string
  readonly path: string
  readonly slug: string
  readonly state: PostTable['state']
  readonly title: string
  readonly instant: number
  readonly digest: string
  readonly bodyDigest: string
  readonly goneAt: number | null
}

/** All that deciding needs to remember. `baselineAt` is null before the first run. */
export interface Memory {
  readonly baselineAt: number | null
  readonly posts: readonly KnownPost[]
  readonly notices: readonly Notice[]
}

/** The reason of a hold that no rule lifts. */
export const HELD_BY_OPERATOR = 'held by an operator'

/** Told, dismissed and gone are the ends of a notice's way. */
export function isOpen(notice: Notice): boolean {
  return notice.state === 'settling' || notice.state === 'held' || notice.state === 'asked' || notice.state === 'due'
}

export function announcementKey(post: Announcement | string): string {
  return `announcement:${typeof post === 'string' ? post : post.id}`
}
