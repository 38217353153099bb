/**
 * The ids and addresses of feeds and entries, which readers hold and which therefore never change. Pure. In: what is
 * named, and the configuration. Out: URIs.
 */
import type { Announcement } from '../posts/announcement.js'
import type { Register } from '../register/register.js'
import { FEEDS_KEY } from './entry-urls.js'
import type { EntrySettings } from './input.js'
import { ATOM_FILE, type FeedFileName, type FeedName } from './names.js'
import { anchorOf, type FeedUpdate } from './told-updates.js'

/** Where a format of a feed is published. */
export function feedUrl({ folder }: Pick<FeedName, 'folder'>, file: FeedFileName, settings: EntrySettings): string {
  return `${settings.site.url}/${folder}${file}`
}

/**
 * `/feeds/all`, `/feeds/category/SLUG`: the slash in front keeps it apart from the ids of announcements, which are file
 * names.
 */
export function feedId(
  feed: Pick<FeedName, 'folder'>,
  settings: EntrySettings,
  register: Pick<Register, 'urls'>,
): string {
  const site = register.urls.get(FEEDS_KEY) ?? settings.site.url
  if (settings.feeds.ids === 'url') return `${site}/${feed.folder}${ATOM_FILE}`
  return tagUri(feed.folder === '' ? '/feeds/all' : `/${feed.folder.replace(/\/$/, '')}`, settings)
}

/**
 * The id of an announcement's entry: `tag:AUTHORITY,SINCE:ID` (RFC 4151), or its address for a site that already
 * published addresses as ids.
 */
export function entryId(id: string, url: string, settings: EntrySettings): string {
  return settings.feeds.ids === 'url' ? url : tagUri(id, settings)
}

/** What it had in the feeds of another program counts first. */
export function idOfPost(
  id: string,
  url: string,
  settings: EntrySettings,
  { entries }: Pick<Register, 'entries'>,
): string {
  return entries?.get(id) ?? entryId(id, url, settings)
}

/**
 * `ID/update/DAY` with the number of a further one that day, as in the notice's key; or the address of its place on the
 * page.
 */
export function updateId(
  update: Pick<FeedUpdate, 'day' | 'number'>,
  announcement: Pick<Announcement, 'id' | 'url'>,
  settings: EntrySettings,
  idUrl = announcement.url,
): string {
  const number = update.number > 1 ? `#${update.number}` : ''
  return entryId(`${announcement.id}/update/${update.day}${number}`, updateUrl(update, { url: idUrl }), settings)
}

/** An address of its own, for there are readers that tell items apart by their links. */
export function updateUrl(update: Pick<FeedUpdate, 'day' | 'number'>, announcement: Pick<Announcement, 'url'>): string {
  return `${announcement.url}#${anchorOf(update)}`
}

/** What RFC 4151 §2.1 does not allow in the specific part is percent-encoded as UTF-8, `%` itself included. */
function tagUri(specific: string, settings: EntrySettings): string {
  const encoded = specific.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/?]/gu, (character) =>
    encodeURIComponent(/\p{Surrogate}/u.test(character) ? '\uFFFD' : character),
  )
  return `tag:${settings.feeds.authority.toLowerCase()},${settings.feeds.since}:${encoded}`
}
