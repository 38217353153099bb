/**
 * What an entry is made from, as facts. Pure. In: an announcement, what was told of it, the settings, the instant. Out:
 * values of plain data. An entry is made of its facts and the settings alone, and again where one of them changed: what
 * is to be shown must be among them. `updated` moves by what was said to be news and never by a silent edit.
 */
import { midnight, spreadMs } from '../base/days.js'
import type { MarkdownSettings } from '../config/markdown-names.js'
import type { Announcement } from '../posts/announcement.js'
import { contentOf, type PostContent } from '../posts/post-content.js'
import type { Provenance } from '../register/provenance.js'
import { isWithdrawn } from '../register/withdrawal.js'
import { updateId, updateUrl } from './entry-ids.js'
import type { EntrySettings } from './input.js'
import { type FeedUpdate, toldAt, unwritten } from './told-updates.js'

export type EntryFacts = AnnouncementEntryFacts | UpdateEntryFacts

interface AnyEntryFacts {
  readonly id: string
  readonly url: string
  readonly title: string
  /** A language tag, where it is not that of the feed. */
  readonly language?: string
  readonly authors: readonly string[]
  readonly categories: readonly string[]
  /** Milliseconds since the epoch. */
  readonly published: number
  readonly updated: number
  /** Characters of the Markdown it is made of, from which a feed is known to be far from its bound. */
  readonly characters: number
  readonly inReplyTo?: { readonly id: string; readonly url: string }
  /** What it was told from, where feeds.provenance says so. */
  readonly provenance?: Provenance
}

export interface AnnouncementEntryFacts extends AnyEntryFacts {
  readonly entry: 'announcement'
  readonly content: PostContent
  /** Stated in front matter or by an operator, and not in the body; oldest first. `text` is Markdown. */
  readonly beside: readonly { readonly day: string; readonly text: string }[]
  /** What it announces must not be used any more; `update` is the address of the update that says so. */
  readonly withdrawn?: { readonly update?: string; readonly because?: string }
  readonly externalUrl?: string
  readonly image?: string
}

export interface UpdateEntryFacts extends AnyEntryFacts {
  readonly entry: 'update'
  /** Absolute address of the announcement. */
  readonly postUrl: string
  readonly isRecall: boolean
  /** Markdown. */
  readonly text: string
  /** How it is written, where the site says so. */
  readonly markdown?: MarkdownSettings
}

/** An announcement and all that was told of it. */
export interface Thread {
  readonly announcement: Announcement
  /** Oldest first. */
  readonly told: readonly FeedUpdate[]
  /** What the announcement was told from, where feeds.provenance says so. */
  readonly provenance?: Provenance | undefined
  /** Of its entry. */
  readonly id: string
  /** The address that is its id with feeds.ids: url. */
  readonly idUrl: string
  /** What it answers: a later stage of an end of life answers the first. */
  readonly inReplyTo?: { readonly id: string; readonly url: string }
}

export function announcementFacts(thread: Thread, settings: EntrySettings, now: number): AnnouncementEntryFacts {
  const { announcement, told, id, inReplyTo, provenance } = thread
  const { redirectTo, image, statedUpdates } = announcement
  // A body whose length is known is not read.
  const bodyLength = announcement.rendered?.text.length ?? announcement.bodyLength ?? announcement.body.length
  return {
    entry: 'announcement',
    id,
    url: announcement.url,
    title: announcement.title,
    ...otherLanguage(announcement, settings),
    authors: authorsOf(announcement, settings),
    categories: distinct(announcement.categories),
    published: announcement.instant,
    updated: updatedOf(thread, now),
    content: contentOf(announcement),
    beside: besideOf(thread, settings, now),
    ...withdrawnOf(thread),
    ...(redirectTo === undefined ? {} : { externalUrl: redirectTo }),
    ...(image === undefined ? {} : { image }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(provenance === undefined ? {} : { provenance }),
    characters: bodyLength + announcement.title.length + sum(statedUpdates) + sum(told),
  }
}

export function updateFacts(update: FeedUpdate, thread: Thread, settings: EntrySettings): UpdateEntryFacts {
  const { announcement, id, idUrl } = thread
  return {
    entry: 'update',
    id: updateId(update, announcement, settings, idUrl),
    url: updateUrl(update, announcement),
    title: announcement.title,
    ...otherLanguage(announcement, settings),
    authors: authorsOf(announcement, settings),
    categories: distinct(announcement.categories),
    published: update.at,
    updated: update.at,
    postUrl: announcement.url,
    isRecall: update.severity === 'recall',
    text: update.text,
    ...(announcement.markdown !== undefined && { markdown: announcement.markdown }),
    inReplyTo: { id, url: announcement.url },
    ...(settings.feeds.provenance && update.provenance !== undefined && { provenance: update.provenance }),
    characters: update.text.length,
  }
}

/**
 * Days count from midnight plus the post's own seconds, as its publication does: posts updated on one day keep apart.
 */
function updatedOf({ announcement, told }: Thread, now: number): number {
  const { id, instant, updates } = announcement
  const days = updates.map((update) => update.instant + spreadMs(id)).filter((at) => at <= now)
  return Math.max(instant, ...days, ...told.map(({ at }) => toldAt(at, id)))
}

/** What an operator said has an entry of its own unless feeds.updates is in-place. */
function besideOf({ announcement, told }: Thread, { site, feeds }: EntrySettings, now: number) {
  const stated = announcement.statedUpdates.filter(({ day }) => midnight(day, site.timezone) <= now)
  const byHand = feeds.updates === 'in-place' ? unwritten(told, announcement) : []
  return [...stated, ...byHand]
    .map(({ day, text }) => ({ day, text }))
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}

function withdrawnOf({ announcement, told }: Thread): Pick<AnnouncementEntryFacts, 'withdrawn'> {
  if (!isWithdrawn(announcement, told)) return {}
  const recall = told.findLast(({ severity }) => severity === 'recall')
  const { withdrawnBecause: because } = announcement
  return {
    withdrawn: {
      ...(recall !== undefined && { update: updateUrl(recall, announcement) }),
      ...(because !== undefined && { because }),
    },
  }
}

function otherLanguage({ language }: Announcement, { site }: EntrySettings): { readonly language?: string } {
  return language === undefined || language.toLowerCase() === site.language.toLowerCase() ? {} : { language }
}

/** Validators warn of blank names, and Atom wants an author (RFC 4287 §4.1.2): the site's title stands in. */
function authorsOf(announcement: Announcement, { site }: EntrySettings): string[] {
  const named = distinct(announcement.authors)
  return named.length > 0 ? named : [site.author.trim() || site.title]
}

function distinct(texts: readonly string[]): string[] {
  const [only] = texts
  if (texts.length === 1 && only !== undefined && only.trim() !== '') return [only.trim()]
  return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))]
}

function sum(texts: readonly { readonly text: string }[]): number {
  return texts.reduce((all, { text }) => all + text.length, 0)
}
