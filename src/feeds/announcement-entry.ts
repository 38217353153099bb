/**
 * An announcement as an entry. Pure. In: the announcement, what was told of it, configuration, the instant. Out: a FeedEntry whose
 * `updated` moves by what was said to be news and never by a silent edit.
 */

import { midnight, spreadMs } from '../base/days.js'
import { formatDay } from '../base/format-day.js'
import type { Config } from '../config/schema.js'
import { renderMarkdown } from '../markup/markdown.js'
import { summary } from '../markup/plain-text.js'
import { safeHtml } from '../markup/sanitise.js'
import type { Announcement } from '../posts/announcement.js'
import { contentHtml } from '../posts/content-html.js'
import { entryId, updateUrl } from './entry-ids.js'
import type { FeedEntry } from './feed.js'
import { type Told, toldAt, unwritten } from './told-updates.js'
import { escapeAttribute } from './xml.js'

/** Characters of a summary, at most: two or three lines in a reader's list. */
export const SUMMARY_CHARACTERS = 300

/** An announcement and all that was told of it. */
export interface Thread {
  readonly announcement: Announcement
  /** Oldest first. */
  readonly told: readonly Told[]
  /** The address that is its id with feeds.ids: url; absent where that is its own. */
  readonly idUrl?: string
}

export function announcementEntry(thread: Thread, config: Config, now: number): FeedEntry {
  const { announcement, idUrl } = thread
  const html = htmlOf(thread, config, now)
  return {
    id: entryId(announcement.id, idUrl ?? announcement.url, config),
    url: announcement.url,
    title: announcement.title,
    ...(config.feeds.content === 'full' ? { html } : {}),
    summary: summary(html, SUMMARY_CHARACTERS),
    authors: authorsOf(announcement, config),
    categories: distinct(announcement.categories),
    published: announcement.instant,
    updated: updatedOf(thread, now),
    ...(announcement.redirectTo === undefined ? {} : { externalUrl: announcement.redirectTo }),
    ...(announcement.image === undefined ? {} : { image: announcement.image }),
  }
}

/** Days count from midnight plus the post's own seconds, as its publication does: posts updated on one day keep apart. */
function updatedOf({ announcement, told }: Thread, now: number): number {
  const { id, instant, updates } = announcement
  const days = updates.map((update) => update.instant + spreadMs(id)).filter((at) => at <= now)
  return Math.max(instant, ...days, ...told.map(({ at }) => toldAt(at, id)))
}

function htmlOf({ announcement, told }: Thread, config: Config, now: number): string {
  const written = updatesHtml({ announcement, told }, config, now) + bodyHtml(announcement, config)
  return isWithdrawn({ announcement, told }) && !saysWithdrawn(announcement.title, written)
    ? withdrawnHtml({ announcement, told }) + written
    : written
}

/** Stated beside the body: in front matter, or by an operator, who has an entry of its own for it unless feeds.updates is in-place. */
function updatesHtml({ announcement, told }: Thread, config: Config, now: number): string {
  const stated = announcement.statedUpdates.filter(({ day }) => midnight(day, config.site.timezone) <= now)
  const byHand = config.feeds.updates === 'in-place' ? unwritten(told, announcement) : []
  return [...stated, ...byHand]
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
    .map(({ day, text }) => {
      const heading = `<p><strong>Update, ${formatDay(day, config.site.language)}</strong></p>\n`
      return heading + withoutIds(textHtml(text, announcement, config))
    })
    .join('')
}

/** Markdown that was told, with links as the post's own. */
export function textHtml(text: string, announcement: Announcement, config: Config): string {
  return safeHtml(renderMarkdown(text), { siteUrl: config.site.url, postUrl: announcement.url })
}

/** The body below it may have the same. In safe HTML only tags hold quotes and `<`. */
function withoutIds(html: string): string {
  return html.replace(/<[^>]*>/g, (tag) => tag.replace(/ id="[^"]*"/, ''))
}

/** A post that only points somewhere has no body: a reader that shows content alone still gets the link. */
function bodyHtml(announcement: Announcement, config: Config): string {
  const html = contentHtml(announcement, config.site.url)
  if (announcement.redirectTo === undefined || html.trim() !== '') return html
  const address = escapeAttribute(announcement.redirectTo)
  return `<p><a href="${address}">${address}</a></p>`
}

function isWithdrawn({ announcement, told }: Thread): boolean {
  return (
    announcement.severity === 'recall' || announcement.withdrawn || told.some(({ severity }) => severity === 'recall')
  )
}

/** Whoever reads the title and the first lines must know. */
function saysWithdrawn(title: string, html: string): boolean {
  return /\b(?:withdrawn|recalled)\b/i.test(`${title} ${summary(html, SUMMARY_CHARACTERS)}`)
}

function withdrawnHtml({ announcement, told }: Thread): string {
  const recall = told.findLast(({ severity }) => severity === 'recall')
  const what = '<p><strong>Withdrawn:</strong> do not use what this announces'
  if (recall === undefined) return `${what}.</p>\n`
  return `${what} before you have read <a href="${escapeAttribute(updateUrl(recall, announcement))}">its update</a>.</p>\n`
}

/** Validators warn of blank names, and Atom wants an author (RFC 4287 §4.1.2): the site's title stands in. */
export function authorsOf(announcement: Announcement, config: Config): string[] {
  const named = distinct(announcement.authors)
  return named.length > 0 ? named : [config.site.author.trim() || config.site.title]
}

export function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))]
}
