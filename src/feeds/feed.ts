/**
 * Decides what the feeds say. Pure. In: announcements, configuration, the instant. Out: one FeedDocument that atom.ts, rss.ts and
 * json-feed.ts write down, each in its format, with the same entries and ids.
 */
import type { Config } from '../config/schema.js'
import { type Announcement, newestFirst } from '../content/announcement.js'
import { summary } from '../content/plain-text.js'
import type { Register } from '../content/register.js'
import { contentHtml } from '../content/render-post.js'
import { escapeAttribute } from './xml.js'

/** File names of the feeds, relative to feeds.folder and to site.url; nobody may change them, for readers hold them. */
export const ATOM_FILE = 'atom.xml'
export const RSS_FILE = 'rss.xml'
export const JSON_FILE = 'feed.json'
export const feedNames = [ATOM_FILE, RSS_FILE, JSON_FILE] as const
export type FeedName = (typeof feedNames)[number]

/** Characters of a summary, at most: two or three lines in a reader's list. */
const SUMMARY_CHARACTERS = 300

export interface FeedEntry {
  /** A tag or http URI (RFC 4287 §4.2.6); never changes. */
  readonly id: string
  /** Absolute address of its page. */
  readonly url: string
  /** Plain text. */
  readonly title: string
  /** Safe HTML, every link absolute; absent where the configuration wants summaries alone. */
  readonly html?: string
  /** Plain text on one line, or empty. */
  readonly summary: string
  /** Plain text, at least one, none blank. */
  readonly authors: readonly string[]
  /** Plain text, none blank or twice. */
  readonly categories: readonly string[]
  /** Milliseconds since the epoch. */
  readonly published: number
  /** Milliseconds since the epoch; not before `published`. */
  readonly updated: number
  /** Absolute: what a post that only points somewhere points to. */
  readonly externalUrl?: string
  /** Absolute. */
  readonly image?: string
}

export interface FeedDocument {
  readonly id: string
  readonly title: string
  readonly description: string
  /** A language tag (RFC 5646), as in the configuration. */
  readonly language: string
  /** The page that lists the same announcements. */
  readonly homeUrl: string
  /** Where each format is published, absolute. */
  readonly urls: Readonly<Record<FeedName, string>>
  /** The latest `updated` of the entries, never the time of the build; the epoch where there are none. */
  readonly updated: number
  /** Newest first. */
  readonly entries: readonly FeedEntry[]
}

export interface FeedInput {
  readonly announcements: readonly Announcement[]
  readonly register: Register
  readonly config: Config
  /** Milliseconds since the epoch: what is dated later is not published yet. */
  readonly now: number
}

export function feedOf({ announcements, config, now }: FeedInput): FeedDocument {
  const latest = announcements
    .filter((announcement) => announcement.instant <= now)
    .sort(newestFirst)
    .slice(0, config.feeds.entries)
  const entries = latest.map((announcement) => entryOf(announcement, config, now))
  return {
    id: feedId(config),
    title: config.site.title,
    description: config.site.description,
    language: config.site.language,
    homeUrl: `${config.site.url}/`,
    urls: {
      [ATOM_FILE]: feedUrl(ATOM_FILE, config),
      [RSS_FILE]: feedUrl(RSS_FILE, config),
      [JSON_FILE]: feedUrl(JSON_FILE, config),
    },
    updated: Math.max(0, ...entries.map((entry) => entry.updated)),
    entries,
  }
}

export function feedUrl(name: FeedName, config: Config): string {
  return `${config.site.url}/${name}`
}

/**
 * The id of an announcement's entry: `tag:AUTHORITY,SINCE:ID` (RFC 4151), or its address for a site that already published addresses
 * as ids.
 */
export function entryId(id: string, url: string, config: Config): string {
  return config.feeds.ids === 'url' ? url : tagUri(id, config)
}

/** The slash in front keeps it apart from the ids of announcements, which are file names. */
function feedId(config: Config): string {
  return config.feeds.ids === 'url' ? feedUrl(ATOM_FILE, config) : tagUri('/feeds/all', config)
}

/** What RFC 4151 §2.1 does not allow in the specific part is percent-encoded as UTF-8, `%` itself included. */
function tagUri(specific: string, config: Config): string {
  const encoded = specific.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/?]/gu, (character) =>
    encodeURIComponent(/\p{Surrogate}/u.test(character) ? '\uFFFD' : character),
  )
  return `tag:${config.feeds.authority.toLowerCase()},${config.feeds.since}:${encoded}`
}

function entryOf(announcement: Announcement, config: Config, now: number): FeedEntry {
  const html = htmlOf(announcement, config)
  const told = announcement.updates.map((update) => update.instant).filter((instant) => instant <= now)
  return {
    id: entryId(announcement.id, announcement.url, config),
    url: announcement.url,
    title: announcement.title,
    ...(config.feeds.content === 'full' ? { html } : {}),
    summary: summary(html, SUMMARY_CHARACTERS),
    authors: authorsOf(announcement, config),
    categories: distinct(announcement.categories),
    published: announcement.instant,
    updated: Math.max(announcement.instant, ...told),
    ...(announcement.redirectTo === undefined ? {} : { externalUrl: announcement.redirectTo }),
    ...(announcement.image === undefined ? {} : { image: announcement.image }),
  }
}

/** A post that only points somewhere has no body: a reader that shows content alone still gets the link. */
function htmlOf(announcement: Announcement, config: Config): string {
  const html = contentHtml(announcement, config.site.url)
  if (announcement.redirectTo === undefined || html.trim() !== '') return html
  const address = escapeAttribute(announcement.redirectTo)
  return `<p><a href="${address}">${address}</a></p>`
}

/** Validators warn of blank names, and Atom wants an author (RFC 4287 §4.1.2): the site's title stands in. */
function authorsOf(announcement: Announcement, config: Config): string[] {
  const named = distinct(announcement.authors)
  return named.length > 0 ? named : [config.site.author.trim() || config.site.title]
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))]
}
