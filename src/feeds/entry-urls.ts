/**
 * The addresses that are ids with feeds.ids: url. Pure. In: announcements, the register. Out: one address for each,
 * which stays through a new file name, date, permalink or domain: what the register keeps, else its own. A
 * `redirect_from` is no former id: the feeds of other generators have a post's present address, whatever it had before.
 */
import type { Announcement } from '../posts/announcement.js'
import type { Register } from '../register/register.js'
import { type TellingSite, toldEndOfLife } from '../register/told-end-of-life.js'

/** No two have one address: what another has or had goes to whom it belonged first. */
export function entryUrls(
  announcements: readonly Announcement[],
  { urls }: Pick<Register, 'urls'>,
): Map<string, string> {
  const found = new Map<string, string>()
  const taken = new Set(urls.values())
  const oldestFirst = [...announcements].sort((a, b) => a.instant - b.instant || (a.id < b.id ? -1 : 1))
  for (const { id, url } of oldestFirst) {
    const kept = urls.get(id) ?? (taken.has(url) ? `${url}#${encodeURIComponent(id)}` : url)
    found.set(id, kept)
    taken.add(kept)
  }
  return found
}

/** Key of the address that the ids of the feeds themselves begin with: an id of a post is never one slash. */
export const FEEDS_KEY = '/'

/** What the register is to keep: every address that was ever published, also of posts that are gone. */
export function recordedUrls(
  posts: readonly Announcement[],
  register: Register,
  site: TellingSite,
  now: number,
): Map<string, string> {
  const published = [...posts, ...toldEndOfLife(register, site, now)].filter(({ instant }) => instant <= now)
  const feeds: [string, string] = [FEEDS_KEY, register.urls.get(FEEDS_KEY) ?? site.url]
  return new Map([...register.urls, ...entryUrls(published, register), feeds])
}
