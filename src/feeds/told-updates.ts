/**
 * The register's told updates as the feeds need them. Pure. In: the register and the instant. Out: for each post what
 * was told of it, oldest first.
 */

import { spreadMs } from '../base/days.js'
import type { Announcement, Severity } from '../posts/announcement.js'
import { dayInKey } from '../register/notice-keys.js'
import { type Provenance, provenances } from '../register/provenance.js'
import type { Register, ToldUpdate } from '../register/register.js'

/** A told update, as feeds need it. */
export interface FeedUpdate {
  /** YYYY-MM-DD, from the notice's key. */
  readonly day: string
  /** The how manieth of that day, from 1; from the notice's key too. */
  readonly number: number
  /** When it was told, milliseconds since the epoch. */
  readonly at: number
  readonly severity: Severity
  /** Markdown. */
  readonly text: string
  /** Of which commit it was told. */
  readonly provenance?: Provenance | undefined
  /** Whether what the post announced is withdrawn by it. */
  readonly withdraws?: boolean | undefined
}

export function toldUpdates({ updates, log }: Register, now: number): Map<string, FeedUpdate[]> {
  const toldFrom = provenances({ log })
  const byPost = new Map<string, FeedUpdate[]>()
  for (const update of [...updates].sort((a, b) => a.at - b.at)) {
    if (update.at > now) continue
    const told = byPost.get(update.post) ?? []
    byPost.set(update.post, told)
    const one = {
      ...placeOf(update),
      at: toldAt(update.at, update.key),
      severity: update.severity,
      text: update.text,
      provenance: toldFrom.get(update.key),
      ...(update.withdraws !== undefined && { withdraws: update.withdraws }),
    }
    if (!told.some(({ day, number }) => day === one.day && number === one.number)) told.push(one)
  }
  return byPost
}

/**
 * The whole second that the register's file holds, so that another machine comes to the same, plus some milliseconds of
 * the entry's own: one run tells several, and the announcement that an update moves would share its instant.
 */
export function toldAt(at: number, name: string): number {
  return Math.floor(at / 1000) * 1000 + ((spreadMs(name) / 1000) % 1000)
}

/** Where it stands on the post's page; the site room writes the same, and a test holds the two together. */
export function anchorOf({ day, number }: Pick<FeedUpdate, 'day' | 'number'>): string {
  return number > 1 ? `update-${day}-${number}` : `update-${day}`
}

/** Those that stand nowhere in the post: more were told of that day than its body and front matter state. */
export function unwritten(told: readonly FeedUpdate[], announcement: Pick<Announcement, 'updates'>): FeedUpdate[] {
  const stated = (day: string) => announcement.updates.filter((update) => update.day === day).length
  return told.filter(({ day, number }) => number > stated(day))
}

/** `update:ID:DAY[#n]`; a key written by hand in another way counts as of the day on which it was told. */
function placeOf({ key, at }: ToldUpdate): { day: string; number: number } {
  const { day, count } = dayInKey(key) ?? { day: new Date(at).toISOString().slice(0, 10), count: 1 }
  return { day, number: count }
}
