/**
 * The ids and addresses of feeds and entries, which readers hold and which therefore never change. Pure. In: what is named, and the
 * configuration. Out: URIs.
 */
import type { Config } from '../config/schema.js'
import type { Announcement } from '../content/announcement.js'
import { anchorOf, type Told } from './told-updates.js'

/** File names of the feeds, relative to feeds.folder and to site.url; nobody may change them, for readers hold them. */
export const ATOM_FILE = 'atom.xml'
export const RSS_FILE = 'rss.xml'
export const JSON_FILE = 'feed.json'
export const feedNames = [ATOM_FILE, RSS_FILE, JSON_FILE] as const
export type FeedName = (typeof feedNames)[number]

export function feedUrl(name: FeedName, config: Config): string {
  return `${config.site.url}/${name}`
}

/** The slash in front keeps it apart from the ids of announcements, which are file names. */
export function feedId(config: Config): string {
  return config.feeds.ids === 'url' ? feedUrl(ATOM_FILE, config) : tagUri('/feeds/all', config)
}

/**
 * The id of an announcement's entry: `tag:AUTHORITY,SINCE:ID` (RFC 4151), or its address for a site that already published addresses
 * as ids.
 */
export function entryId(id: string, url: string, config: Config): string {
  return config.feeds.ids === 'url' ? url : tagUri(id, config)
}

/** `ID/update/DAY` with the number of a further one that day, as in the notice's key; or the address of its place on the page. */
export function updateId(update: Told, announcement: Announcement, config: Config): string {
  const number = update.number > 1 ? `#${update.number}` : ''
  return entryId(`${announcement.id}/update/${update.day}${number}`, updateUrl(update, announcement), config)
}

/** An address of its own, for there are readers that tell items apart by their links. */
export function updateUrl(update: Told, announcement: Announcement): string {
  return `${announcement.url}#${anchorOf(update)}`
}

/** What RFC 4151 §2.1 does not allow in the specific part is percent-encoded as UTF-8, `%` itself included. */
function tagUri(specific: string, config: Config): string {
  const encoded = specific.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/?]/gu, (character) =>
    encodeURIComponent(/\p{Surrogate}/u.test(character) ? '\uFFFD' : character),
  )
  return `tag:${config.feeds.authority.toLowerCase()},${config.feeds.since}:${encoded}`
}
