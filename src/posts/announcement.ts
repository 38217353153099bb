/**
 * The announcement: a post that was read, checked and understood. Everything behind the posts room works on this type
 * and never on files. Pure types; parse.ts makes them, source/read-posts.ts reads a folder of them.
 */

import type { Problem } from '../base/errors.js'
import { type LazyText, pick } from '../base/facts.js'
import type { MarkdownSettings } from '../config/markdown-names.js'
import type { PostWords } from './post-words.js'
import type { UpdateWords } from './update-label.js'

export const kinds = [
  'stable-release',
  'patch-release',
  'release-candidate',
  'security',
  'end-of-life',
  'general',
] as const
export type AnnouncementKind = (typeof kinds)[number]

export const severities = ['info', 'important', 'recall'] as const
export type Severity = (typeof severities)[number]

/** A dated update block inside a post, such as `**Update (2020-01-15):** …`. */
export interface UpdateMarker {
  /** YYYY-MM-DD as the author wrote it. */
  readonly day: string
  /** Midnight of that day in the site's time zone, milliseconds since the epoch. */
  readonly instant: number
}

/** An entry of front matter `updates:`. */
export interface StatedUpdate {
  /** YYYY-MM-DD in the site's zone. */
  readonly day: string
  /** Markdown. */
  readonly text: string
}

/** Front matter `endOfLife: { product, cycle, field, stage }`. */
export interface StatedEndOfLife {
  /** Absent where the table holds one product. */
  readonly product?: string
  /** At least one. */
  readonly cycles: readonly string[]
  /** `eoas`, `eol`, `eoes`; absent where the title says it. */
  readonly field?: string
  /** `approaching`, `approaching-30d`, `reached`, `date-changed`; absent where the title says it. */
  readonly stage?: string
}

/** From 1. */
export interface PlaceInFile {
  readonly line: number
  readonly column: number
}

/** What an address is made of, where languages are read. */
export interface LanguagePlace {
  readonly language: string
  /** The path without what says the language. */
  readonly path: string
  /** `''`, or a path that begins with a slash: what stands before the permalink. */
  readonly lead: string
}

export interface Announcement {
  /** Stable name: front matter `id`, else what the register knows, else the file's name without its ending. */
  readonly id: string
  /** What of it its id decides: see under-id.ts. Absent where front matter states the id, or no file holds it. */
  readonly placing?: {
    readonly dayOnly: boolean
    readonly permalink?: string
    /** Its categories as Jekyll reads them, for a permalink. */
    readonly filed?: readonly string[]
    /** Where it is published later than it is dated; milliseconds since the epoch. */
    readonly later?: { readonly writtenAt: number; readonly notBefore: number }
    /** Where languages are read, and it is in another than the site's. */
    readonly located?: LanguagePlace
  }
  /** Relative to content.posts, with forward slashes. */
  readonly path: string
  /** The file's name without date and ending. */
  readonly slug: string
  /** Plain text on one line: Markdown and control characters are gone. */
  readonly title: string
  /**
   * When it was published, milliseconds since the epoch; a date alone is midnight in the site's zone plus up to 4095 s.
   */
  readonly instant: number
  /** The same as a day in the site's zone, YYYY-MM-DD. */
  readonly day: string
  /** Absolute address of its page. */
  readonly url: string
  readonly kind: AnnouncementKind
  readonly severity: Severity
  /** As written in the title or `version:`, e.g. `4.0.2-rc1`. */
  readonly version?: string
  /** Never empty: the site's author stands in. */
  readonly authors: readonly string[]
  /** A language tag (RFC 5646), where the configuration names languages. */
  readonly language?: string
  readonly categories: readonly string[]
  /** What `tags` holds where that key is not read as categories; absent where it holds nothing. */
  readonly tags?: readonly string[]
  /** Absolute. */
  readonly downloadUrl?: string
  /** Front matter `upgrade:`, Markdown on one line: what users of earlier versions have to do. */
  readonly upgrade?: string
  /** Absolute: the post only points somewhere else (jekyll-redirect-from). */
  readonly redirectTo?: string
  /** Absolute: addresses it had before, the oldest first (jekyll-redirect-from), then Hugo's `aliases`. */
  readonly redirectFrom?: readonly string[]
  /** Absolute. */
  readonly image?: string
  /** Oldest first; days after now are the reader's to leave out. */
  readonly updates: readonly UpdateMarker[]
  /** Front matter `updates:`, oldest first. */
  readonly statedUpdates: readonly StatedUpdate[]
  /** Front matter `withdrawn`: what the post offers must not be used any more. */
  readonly withdrawn: boolean
  /** Front matter `evergreen: true`: kept up to date, so that no edit of it is asked about. Absent where it is not. */
  readonly evergreen?: boolean
  /** Front matter `withdrawn: false`, written out: what was withdrawn holds again. Absent where nothing says it. */
  readonly reinstated?: true
  /** The words of `withdrawn:` where it is more than a switch: why. */
  readonly withdrawnBecause?: string
  /** Hugo's `expiryDate`, milliseconds since the epoch: from then on it is unlisted. */
  readonly expires?: number
  /** Front matter `unlisted`: it has a page, and stands in no index, feed or mail. */
  readonly unlisted?: true
  /**
   * What must be mended before its notice is told, unless an operator says otherwise; `file` is the path. Absent where
   * nothing must.
   */
  readonly remarks?: readonly Problem[]
  /** Which way of reading posts (reading.ts) was the first that could read this one; absent where all could. */
  readonly readableSince?: number
  /** Front matter `follows:` as written: id, file name or address of the post that this one follows up. */
  readonly follows?: string
  /** Front matter `endOfLife:`: the post is the notice of a cycle's end of life, or of a stage before it. */
  readonly endOfLife?: StatedEndOfLife
  /** How its body and its updates are written, where the configuration says so. */
  readonly markdown?: MarkdownSettings
  /** What labels of updates hold, where it is not written in English alone. */
  readonly updateWords?: UpdateWords
  /** Markdown below the front matter, as written. */
  readonly body: string
  /**
   * What its site shows of it, HTML with absolute addresses that is not yet safe: shown in place of the body, by which
   * all is judged. Absent where the body is shown.
   */
  readonly rendered?: LazyText
  /** Its title is the first heading of its file, which is no part of the body. Absent where it is stated. */
  readonly headed?: true
  /** Characters of it, for those who need not read it; absent where no file holds it. */
  readonly bodyLength?: number
  /** SHA-256 of the file's bytes, hex; of what is filled in, of the bytes after that. */
  readonly digest: string
  /** SHA-256 of the file's bytes as they stand, where something in it is filled in; absent where nothing is. */
  readonly unfilledDigest?: string
  /** Where things stand in the file, from 1. Absent where no file holds it. */
  readonly places?: { readonly categories?: PlaceInFile; readonly tags?: PlaceInFile; readonly permalink?: PlaceInFile }
  readonly lines?: { readonly title: number; readonly body: number; readonly endOfLife?: number }
}

const headlineKeys = ['url', 'title', 'language', 'day', 'kind', 'severity'] as const

/**
 * What lists show of an announcement: a list is made again where one of these facts changed, and shows nothing else.
 */
export type Headline = Pick<Announcement, (typeof headlineKeys)[number]>

export function headlineOf(announcement: Announcement): Headline {
  return pick(announcement, headlineKeys)
}

/** The settings of a site that reading a post depends on. */
export interface SiteSettings {
  /** Without a slash at the end. */
  readonly url: string
  readonly timezone: string
  readonly author: string
  readonly permalink: string
  /** What posts call an author by → the name that readers see. */
  readonly authors?: Readonly<Record<string, string>>
  /** Where it is not what our names say. */
  readonly fields?: FieldNames
  /** What only the site's generator understands, and Belfry fills in. */
  readonly liquid?: boolean
  readonly shortcodes?: 'none' | 'hugo' | 'zola'
  /** It was filled in before it is read: what looks like a template is to be read as it stands. */
  readonly isFilled?: true
  /** Where the configuration says how bodies are written. */
  readonly markdown?: MarkdownSettings
  /** What posts hold in the languages of the configuration, the site's first; absent where all is as in English. */
  readonly words?: readonly PostWords[]
  /** In which zone times of YAML are that name none: the site's, or UTC, as Jekyll has it. */
  readonly timestamps?: 'site' | 'utc'
  /** What dates a post that has no date of its own. */
  readonly undated?: 'git' | 'none'
  /** What entitles a post that has no title of its own: nothing, or its name, as Jekyll has it. */
  readonly untitled?: 'name' | 'none'
  /** Where posts are told apart by their language. */
  readonly languages?: Languages | undefined
}

/** Language tags (RFC 5646) of the configuration. */
export interface Languages {
  /** Of posts that say none. */
  readonly site: string
  /** `content.language`: posts of other languages are left out. */
  readonly chosen?: string
  /** Of lists; a list without one takes posts of all. */
  readonly lists: readonly string[]
}

/**
 * `content.fields`: our key → the site's keys that hold it, `table.key` inside a table. The first that is there counts;
 * categories are gathered of all. An empty list: no key holds it.
 */
export type FieldNames = Readonly<Record<string, readonly string[] | undefined>>

/** Newest first; equal instants by id, so that the order never depends on the folder. */
export function newestFirst(a: Announcement, b: Announcement): number {
  return b.instant - a.instant || (a.id < b.id ? 1 : -1)
}
