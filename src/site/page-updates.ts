/**
 * The updates of an announcement as its page shows them. Pure. In: the announcement, what was told of it, the instant.
 * Out: those that stand before the body, those that stand in it, and the anchors of both, which the links in feeds and
 * mail lead to.
 */

import { midnight } from '../base/days.js'
import type { Announcement, Severity, UpdateMarker } from '../posts/announcement.js'
import { dayInKey } from '../register/notice-keys.js'
import type { Register, ToldUpdate } from '../register/register.js'
import { isWithdrawn } from '../register/withdrawal.js'

export interface Anchor {
  /** `update-DAY`, and `update-DAY-2` for the second of a day. */
  readonly anchor: string
  /** YYYY-MM-DD. */
  readonly day: string
}

export interface PageUpdates {
  /** Stated in front matter, or told and nowhere in the post; oldest first. `text` is Markdown. */
  readonly before: readonly (Anchor & { readonly text: string })[]
  /** Dated blocks in the body, in its order. */
  readonly inBody: readonly Anchor[]
  /** What labels of updates hold beside English words. */
  readonly labels?: readonly string[]
  /** The anchor of the latest recall that was told. */
  readonly recall?: string
  /** Why it is withdrawn, where front matter says it. */
  readonly because?: string
}

export function toldByPost({ updates }: Register, now: number): Map<string, ToldUpdate[]> {
  const byPost = new Map<string, ToldUpdate[]>()
  for (const update of [...updates].sort((a, b) => a.at - b.at)) {
    if (update.at <= now) byPost.set(update.post, [...(byPost.get(update.post) ?? []), update])
  }
  return byPost
}

/** An announcement that was told and later recalled is shown as a recall. */
export function shownSeverity(announcement: Announcement, told: readonly ToldUpdate[]): Severity {
  return isWithdrawn(announcement, told) ? 'recall' : announcement.severity
}

export function pageUpdates(
  announcement: Announcement,
  told: readonly ToldUpdate[],
  now: number,
  timezone: string,
): PageUpdates {
  const { withdrawnBecause: because, updateWords } = announcement
  // Most posts have none, and each is asked at each build.
  if (announcement.updates.length + announcement.statedUpdates.length + told.length === 0)
    return { before: [], inBody: [], ...(because === undefined ? {} : { because }) }
  const number = counter()
  const stated = announcement.statedUpdates.map(({ day, text }) => ({ anchor: anchorOf(day, number(day)), day, text }))
  const inBody = markersInBody(announcement).map(({ day, instant }) => ({
    anchor: anchorOf(day, number(day)),
    day,
    instant,
  }))
  const written = new Set([...stated, ...inBody].map(({ anchor }) => anchor))
  const toldOnly = told.map(({ key, at, text }) => ({ ...placeOf(key, at), text }))
  const before = [
    ...stated.filter(({ day }) => midnight(day, timezone) <= now),
    ...toldOnly.filter(({ anchor }) => !written.has(anchor)),
  ]
  const recall = told.findLast(({ severity }) => severity === 'recall')
  return {
    before: before.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)),
    inBody: inBody.filter(({ instant }) => instant <= now).map(({ anchor, day }) => ({ anchor, day })),
    ...(recall === undefined ? {} : { recall: placeOf(recall.key, recall.at).anchor }),
    ...(because === undefined ? {} : { because }),
    ...(updateWords !== undefined && inBody.length > 0 && { labels: updateWords.updates }),
  }
}

/** The markers without those that stand for front matter. */
function markersInBody({ updates, statedUpdates }: Announcement): UpdateMarker[] {
  const stated = statedUpdates.map(({ day }) => day)
  return updates.filter(({ day }) => {
    const index = stated.indexOf(day)
    if (index >= 0) stated.splice(index, 1)
    return index < 0
  })
}

/** A block begins with its day, behind a word or two; what follows tells it from a sentence that only names the day. */
const BLOCK = new RegExp(
  [
    String.raw`(?:<li>\s*<p>|<(?:p|h[1-6]|li)\b[^>]*>)`,
    String.raw`(?=((?:[^<]|<\/?(?:strong|em|b|i|u|a)\b[^>]*>){0,60}?(\d{4}-\d\d-\d\d)[^<]{0,20}))`,
  ].join(''),
  'g',
)

const ENGLISH_LABEL = /updat|edit|correct|addendum|erratum/

/**
 * Puts anchors before the dated blocks of a body.
 * @param html safe HTML; a heading may have the same id already
 */
export function withAnchors(html: string, { inBody, labels = [] }: Pick<PageUpdates, 'inBody' | 'labels'>): string {
  if (inBody.length === 0) return html
  const left = [...inBody]
  return html.replace(BLOCK, (open: string, start: string, day: string) => {
    const text = start.toLowerCase()
    const isLabel = ENGLISH_LABEL.test(text) || labels.some((label) => text.includes(label.toLowerCase()))
    const index = isLabel ? left.findIndex((one) => one.day === day) : -1
    const [found] = index < 0 ? [] : left.splice(index, 1)
    return found === undefined || html.includes(` id="${found.anchor}"`)
      ? open
      : `${open}<span id="${found.anchor}"></span>`
  })
}

/** From `update:ID:DAY[#n]`; a key written by hand in another way counts as of the day on which it was told. */
function placeOf(key: string, at: number): Anchor {
  const { day, count } = dayInKey(key) ?? { day: new Date(at).toISOString().slice(0, 10), count: 1 }
  return { anchor: anchorOf(day, count), day }
}

/** The feeds room writes the same anchors; a test compares the two. */
function anchorOf(day: string, number: number): string {
  return number > 1 ? `update-${day}-${number}` : `update-${day}`
}

/** How many of that day there were, this one among them. */
function counter(): (day: string) => number {
  const counts = new Map<string, number>()
  return (day) => {
    const count = (counts.get(day) ?? 0) + 1
    counts.set(day, count)
    return count
  }
}
