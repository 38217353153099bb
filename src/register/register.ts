/**
 * The register: the small file kept with the posts that lets another machine publish the same feeds without the
 * database, and that betrays a ledger restored from an old backup. Pure types: its facts; parse.ts reads them,
 * format.ts writes them.
 */
import type { Severity } from '../posts/announcement.js'
import type { Day } from '../releases/release.js'
import type { ChainHead } from '../store/event-chain.js'
import type { LoggedKind, Section } from './sections.js'

/** An update as it was told: an entry of its own in the feeds. */
export interface ToldUpdate {
  /** Notice key, `update:ID:DAY[#n]`. */
  readonly key: string
  /** Id of the post. */
  readonly post: string
  /** When it was told, milliseconds since the epoch. */
  readonly at: number
  readonly severity: Severity
  /** Markdown, as mailed; what is said instead where nobody gave words for a recall. */
  readonly text: string
  /** Whether what the post announced is withdrawn by it; absent where it says nothing of that. */
  readonly withdraws?: boolean | undefined
}

/** A post that was told and taken back: a tombstone in the Atom feed (RFC 6721). */
export interface Retraction {
  /** Id of the post. */
  readonly post: string
  /** The address it had. */
  readonly url: string
  readonly at: number
}

/** What the releases table said, as it was told: a page and an entry of its own. */
export interface ToldEndOfLife {
  /** Notice key, `end-of-life:PRODUCT/CYCLE:FIELD:DATE:STAGE[#n]`. */
  readonly key: string
  readonly at: number
  readonly severity: Severity
  readonly title: string
  /** Markdown, as mailed. */
  readonly text: string
  /** Key of the post that told it to all others: it has a page for those who were mailed, and no entry. */
  readonly standIn?: string | undefined
}

/** A date of the releases table, for the calendar: RFC 5545 wants to know how often it moved (§3.8.7.4). */
export interface KnownDate {
  /** `PRODUCT/CYCLE:FIELD`. */
  readonly name: string
  readonly date: Day
  /** How often it moved. */
  readonly sequence: number
  /** Since when it is this date. */
  readonly at: number
}

/** How the ids of entries are made; another way would be other entries to every reader. */
export interface FeedIdentity {
  readonly ids: 'tag' | 'url'
  /** Of tags (RFC 4151). */
  readonly authority?: string | undefined
  readonly since?: string | undefined
  /** The day on which an operator last changed it on purpose. */
  readonly changed?: string | undefined
}

export interface AcceptedCommit {
  readonly commit: string
  /** When it was accepted. */
  readonly at: number
  /** By an operator's word, wherever it comes from. */
  readonly byHand?: true | undefined
}

/** Where the text of a notice came from, for posts in a git repository. */
export interface Origin {
  readonly commit: string
  /** Inside the repository. */
  readonly path: string
  /** Who vouched for the commit, and with which key; '' where no signers are named. */
  readonly signer: string
}

export interface KeptPost extends Origin {
  /** Id of the post. */
  readonly post: string
}

/** Which ledger told it, and how far that was: a copy from before is known by it. */
export interface ToldBy {
  readonly id: string
  /** How often the ledger was claimed. */
  readonly epoch: number
  /** What all its machines had done. */
  readonly sequence: number
}

/** A notice as it was told, for anybody to compare with what they got. */
export interface LoggedNotice {
  readonly key: string
  readonly kind: LoggedKind
  readonly severity: Severity
  readonly at: number
  /** Of its subject and text, hexadecimal (digest.ts of mail). */
  readonly digest: string
  /** The same of its mail in other languages, by their tags. */
  readonly digests?: Readonly<Record<string, string>> | undefined
  /** Without angle brackets. */
  readonly messageId: string
  readonly commit?: string | undefined
  readonly path?: string | undefined
  readonly signer?: string | undefined
  /** Hash of the event that told it. */
  readonly audit: string
}

export interface Register {
  /** File stem → id, for posts whose file was renamed since they were first seen. */
  readonly ids: ReadonlyMap<string, string>
  /** Id → the address it was first published at, which is its entry's id with feeds.ids: url; empty without. */
  readonly urls: ReadonlyMap<string, string>
  /** Id → addresses at which it was published before, the oldest first; absent where no post moved. */
  readonly addresses?: ReadonlyMap<string, readonly string[]> | undefined
  /** Id → the id that its entry had in the feeds of another program, whatever form it has; it stays. */
  readonly entries?: ReadonlyMap<string, string> | undefined
  /** Notice key → when it was told, milliseconds since the epoch. */
  readonly told: ReadonlyMap<string, number>
  /** Keys of notices that an operator dismissed: a ledger restored from a copy may not know of that. */
  readonly dismissed?: readonly string[] | undefined
  /** Oldest first. */
  readonly updates: readonly ToldUpdate[]
  /** Oldest first. */
  readonly retractions: readonly Retraction[]
  /** Oldest first. */
  readonly endOfLife: readonly ToldEndOfLife[]
  /** In the order of their names. */
  readonly dates: readonly KnownDate[]
  /** As the feeds were last published; absent before, and in registers of older releases. */
  readonly feeds?: FeedIdentity | undefined
  /** Absent before, and in registers of older releases. */
  readonly ledger?: ToldBy | undefined
  /** How far the chain of its events was. */
  readonly audit?: ChainHead | undefined
  /** What was told and when, as told.json says it: in the order in which it was told. */
  readonly log?: readonly LoggedNotice[] | undefined
  /** The commit that was accepted last, where signers are named; a new ledger and `build` know it from here. */
  readonly source?: AcceptedCommit | undefined
  /** Told posts that are in the history of no accepted commit any more, and what they were told from. */
  readonly kept?: readonly KeptPost[] | undefined
  /** Sections that this release does not know, in the order of the file. */
  readonly unknown: readonly UnknownSection[]
}

/** A section of another release of Belfry: kept as it was written. */
export interface UnknownSection {
  /** The known section that it stands behind; undefined for one in front of all. */
  readonly after: Section | undefined
  /** Its lines, with the comment lines above them. */
  readonly text: string
}

export const emptyRegister: Register = {
  ids: new Map(),
  urls: new Map(),
  told: new Map(),
  updates: [],
  retractions: [],
  endOfLife: [],
  dates: [],
  unknown: [],
}
