/**
 * The notice: a decision to tell, and what the ledger remembers of posts and dates. Pure types, and the moves that
 * every room uses.
 */
import type { Announcement, Severity } from '../posts/announcement.js'
import type { Origin } from '../register/register.js'
import type { ToldWord } from '../register/withdrawal.js'
import type { End } from '../releases/release.js'
import type { NoticeTable, PostTable } from '../store/tables/notices.js'
import type { Offered, PostText } from './edits/post-text.js'
import type { Judgement } from './edits/significance.js'

export type NoticeState = NoticeTable['state']
export type NoticeKind = NoticeTable['kind']
/** Why a notice is held: by one of the rules, by remarks on its post, by its audience, or by an operator. */
export type HeldBy = NonNullable<NoticeTable['held_by']>

export interface Notice {
  /** Unique in the ledger; register/notice-keys.ts makes and reads it. */
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
  /** What holds it; null unless its state is `held`. */
  readonly heldBy: HeldBy | null
  /** Who wrote its text. An operator's words stay as they are when the post is edited. */
  readonly textBy: NoticeTable['text_by']
  /** Read from the posts or the releases table, sent by an operator, or known from the register alone. */
  readonly cameBy: NoticeTable['came_by']
  /** An operator's word: not told before this instant, milliseconds. Null where it need not wait. */
  readonly notBefore: number | null
  /** The revision that an operator approved, remarks on its post included; null before. */
  readonly approved: number | null
  /**
   * Key of the notice in which it is asked, where several posts have a cause in common: its own where it is that
   * notice, null where it is asked alone. What is told or dismissed keeps it, and it means nothing any more.
   */
  readonly askedWith: string | null
  /**
   * How it stood when what it tells vanished (its post, its row of the releases table); null where it did not. What
   * comes back brings it back: an update that nobody heard, a question that nobody answered, an operator's word.
   */
  readonly wasOpen: Pick<Notice, 'state' | 'heldBy' | 'reason'> | null
  /** Why it is in this state, for people alone: nothing is decided by it. Its sentences stand in reasons.ts. */
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
  /** It takes a withdrawal back. */
  readonly reinstates: boolean
  /**
   * Of what the releases table says: key of the post that tells the same. Who got that gets no mail of this one. Null
   * where no post does, or nobody knows who got it.
   */
  readonly standIn: string | null
  /** Key of the notice that this one is threaded under. */
  readonly followUpOf: string | null
  /** Of a question: what changed, word by word. */
  readonly diff: Judgement['wordDiff']
  /** What it was told from; null before, and for posts of a folder. */
  readonly origin: Origin | null
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
  /**
   * Since when the post says something that is to be told or asked, against what was judged; null where it does not.
   */
  readonly openSince: number | null
  /**
   * What later edits are compared with, silent ones included. It is read for posts that changed alone. A row that holds
   * it moves the comparison to it.
   */
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

/** What a notice has before anything is known of it. */
export const freshNotice = {
  heldBy: null,
  textBy: 'post',
  cameBy: 'read',
  notBefore: null,
  approved: null,
  askedWith: null,
  wasOpen: null,
  revision: 1,
  digest: '',
  toldAt: null,
  text: '',
  title: '',
  reinstates: false,
  standIn: null,
  diff: [],
  origin: null,
} as const

/** Told, dismissed and gone are the ends of a notice's way. */
export function isOpen(notice: Notice): boolean {
  return notice.state === 'settling' || notice.state === 'held' || notice.state === 'asked' || notice.state === 'due'
}

/** The notice in another state, and in no hold. */
export function withState(notice: Notice, state: Exclude<NoticeState, 'held'>, reason: string): Notice {
  return { ...notice, state, heldBy: null, wasOpen: null, reason }
}

/** An open notice of which there is nothing to tell, for now. */
export function laidAside(notice: Notice, why: string): Notice {
  const { state, heldBy, reason } = notice
  return { ...withState(notice, 'gone', why), wasOpen: { state, heldBy, reason } }
}

/** What keeps a notice from being told without an operator's word. */
export interface Hold {
  readonly by: HeldBy
  readonly reason: string
}

export function withHold(notice: Notice, { by, reason }: Hold): Notice {
  return { ...notice, state: 'held', heldBy: by, wasOpen: null, reason }
}

/** As an operator left it before it was laid aside. @returns undefined where none said anything of it */
export function asOperatorSaid(notice: Notice): Notice | undefined {
  const { state, wasOpen, approved } = notice
  if (state !== 'gone' || wasOpen === null) return undefined
  if (wasOpen.heldBy === 'operator') return withHold(notice, { by: wasOpen.heldBy, reason: wasOpen.reason })
  return wasOpen.state === 'due' && approved !== null ? withState(notice, 'due', wasOpen.reason) : undefined
}

/** No rule lifts the hold of an operator. */
export function isHeldByRule({ state, heldBy: by }: Notice): boolean {
  return state === 'held' && by !== 'operator'
}

/** It tells what became of a post that was told before: an update, or that the post was taken back. */
export function isNewsOfTold({ kind }: Pick<Notice, 'kind'>): boolean {
  return kind === 'update' || kind === 'retraction'
}

/** What was told of a post after its announcement, oldest first: whether it is withdrawn hangs on it. */
export function toldWords(post: string, notices: readonly Notice[]): ToldWord[] {
  return notices
    .filter((notice) => notice.post === post && notice.state === 'told' && isNewsOfTold(notice))
    .sort((a, b) => (a.toldAt ?? 0) - (b.toldAt ?? 0))
    .map(({ severity, reinstates }) => ({ severity, ...(reinstates && { withdraws: false }) }))
}

/** What is compared when a post is edited. */
export function postText(post: Announcement): PostText {
  const { title, body, severity, withdrawn, statedUpdates, withdrawnBecause: because, reinstated } = post
  const said = { ...(because !== undefined && { because }), ...(reinstated === true && { reinstated }) }
  return { title, body, severity, withdrawn, updates: statedUpdates, ...said, offered: offeredBy(post) }
}

function offeredBy({ downloadUrl: download, upgrade, version, redirectTo: redirect }: Announcement): Offered {
  return {
    ...(download !== undefined && { download }),
    ...(upgrade !== undefined && { upgrade }),
    ...(version !== undefined && { version }),
    ...(redirect !== undefined && { redirect }),
  }
}
