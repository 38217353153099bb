/**
 * The notice: a decision to tell. Words and keys that every later room uses. Pure.
 */
import type { Announcement, Severity } from '../posts/announcement.js'
import type { End } from '../releases/release.js'
import type { NoticeTable, PostTable } from '../store/tables.js'
import type { Judgement, PostText } from './edits/significance.js'

export type NoticeState = NoticeTable['state']
export type NoticeKind = NoticeTable['kind']

export interface Notice {
  /** Unique in the ledger: `announcement:ID`, `update:ID:DAY[#n]`, `retraction:ID`, `manual:UUID`, `end-of-life:…` (see releases/release.ts). */
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
  /** Of an update and of what the releases table says: what is told, Markdown. Empty otherwise. */
  readonly text: string
  /** Of what the releases table says. Empty otherwise. */
  readonly title: string
  /** Key of the notice that this one is threaded under. */
  readonly followUpOf: string | null
  /** Of a question: what changed, word by word. */
  readonly diff: Judgement['wordDiff']
}

/** A post as the ledger knows it. */
export interface KnownPost {
  readonly id: string
  readonly path: string
  readonly slug: string
  readonly url: string
  readonly state: PostTable['state']
  readonly title: string
  readonly instant: number
  /** Of the file as last seen. */
  readonly digest: string
  readonly bodyDigest: string
  readonly goneAt: number | null
  /** When `judged` last moved. */
  readonly judgedAt: number
  /** Since when the post differs from what was judged in something that is to be told or asked; null where it does not. */
  readonly openSince: number | null
  /** What later edits are compared with, silent ones included. Read only for posts that changed; to write it again is to move it. */
  readonly judged?: PostText
  /** As last seen: the same as `judged` where nothing is open. */
  readonly seen?: PostText
}

/** What the releases table said of one date when it was last looked at. */
export interface KnownEnd {
  /** `PRODUCT/CYCLE:FIELD`. */
  readonly name: string
  readonly value: End
  /** When it was first seen to say that. */
  readonly since: number
  /** What people are taken to know from the time before the baseline; null where nothing of it was due then. */
  readonly assumed: End | null
}

/** All that deciding needs to remember. `baselineAt` is null before the first run. */
export interface Memory {
  readonly baselineAt: number | null
  readonly posts: readonly KnownPost[]
  readonly notices: readonly Notice[]
  readonly ends: readonly KnownEnd[]
}

/** The reason of a hold that no rule lifts. */
export const HELD_BY_OPERATOR = 'held by an operator'

/** The reason of an approval with a text of the operator's own: later edits of the post leave it alone. */
export const APPROVED_IN_WORDS = 'approved by an operator, in their own words'

/** The reason of an update that an operator sent: it stands for no block of the post. */
export const SENT_BY_HAND = 'sent by hand'

/** The reason of what only the register knew as told: who got it nobody knows. */
export const ADOPTED = 'adopted from the register'

/** Told, dismissed and gone are the ends of a notice's way. */
export function isOpen(notice: Notice): boolean {
  return notice.state === 'settling' || notice.state === 'held' || notice.state === 'asked' || notice.state === 'due'
}

export function announcementKey(post: Announcement | string): string {
  return `announcement:${typeof post === 'string' ? post : post.id}`
}

/** `update:ID:DAY`, and `#2` onward for a further one of the same day. */
export function updateKey(post: string, day: string, count: number): string {
  return `update:${post}:${day}${count > 1 ? `#${count}` : ''}`
}

/** A told post that vanished. */
export function retractionKey(post: string): string {
  return `retraction:${post}`
}

export function isRetraction(notice: Pick<Notice, 'key'>): boolean {
  return notice.key.startsWith('retraction:')
}

/** What is compared when a post is edited. */
export function postText(post: Announcement): PostText {
  const { title, body, severity, withdrawn, statedUpdates } = post
  return { title, body, severity, withdrawn, updates: statedUpdates }
}
