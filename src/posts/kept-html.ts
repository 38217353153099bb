/**
 * The HTML of the announcements that were asked for last. Pure but for what it keeps. Feeds, pages and mail ask for the
 * same; what was asked for long ago is made again rather than kept.
 */
import type { Announcement } from './announcement.js'

const KEPT = 400
const kept = new Map<Announcement, { readonly siteUrl: string; readonly html: string }>()

export function keptContentHtml(announcement: Announcement, siteUrl: string): string | undefined {
  const known = kept.get(announcement)
  return known?.siteUrl === siteUrl ? known.html : undefined
}

export function keepContentHtml(announcement: Announcement, siteUrl: string, html: string): void {
  kept.set(announcement, { siteUrl, html })
  const [oldest] = kept.keys()
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
}
