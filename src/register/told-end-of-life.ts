/**
 * What the releases table said, as announcements, so that feeds, pages and mail treat it like a post. Pure. In: the
 * register's facts, the site. Out: announcements whose ids and addresses never change and are safe whatever a cycle is
 * called.
 */

import { createHash } from 'node:crypto'
import { dayIn, spreadMs } from '../base/days.js'
import type { Announcement } from '../posts/announcement.js'
import { cyclesWord, occasionIn } from './notice-keys.js'
import type { Register, ToldEndOfLife } from './register.js'

/** What of the site's settings they depend on. */
export interface TellingSite {
  /** Without a slash at the end. */
  readonly url: string
  readonly timezone: string
  readonly author: string
}

const ROOM = 'end-of-life'
/** Characters of an encoded name, at most; file systems take 255. */
const LONGEST = 120

/** Those told by now. `follows` is the id of the first that was told of that cycle. */
export function toldEndOfLife({ endOfLife }: Register, site: TellingSite, now: number): Announcement[] {
  const firsts = new Map<string, string>()
  return [...endOfLife]
    .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
    .filter(({ at }) => at <= now)
    .map((told) => {
      const announcement = endOfLifeAnnouncement(told, site)
      const cycles = cyclesOf(told.key)
      const first = cycles.map((cycle) => firsts.get(cycle)).find((id) => id !== undefined)
      for (const cycle of cycles) if (!firsts.has(cycle)) firsts.set(cycle, first ?? announcement.id)
      return first === undefined ? announcement : { ...announcement, follows: first }
    })
}

/** Told or not. */
export interface EndOfLifeToTell extends Omit<ToldEndOfLife, 'standIn'> {
  readonly standIn?: string | null | undefined
}

/** One of them, also before it is in the register: the mail is made of it. */
export function endOfLifeAnnouncement(
  { key, at, severity, title, text, standIn }: EndOfLifeToTell,
  site: TellingSite,
): Announcement {
  const names = namesOf(key)
  const { product, cycles = [] } = occasionIn(key) ?? {}
  const [version] = cycles
  return {
    id: [ROOM, ...names].join('/'),
    path: '',
    slug: '',
    title,
    instant: instantOf(at, key),
    day: dayIn(at, site.timezone),
    url: `${site.url}/${[ROOM, ...addressOf(names)].join('/')}/`,
    kind: 'end-of-life',
    severity,
    ...(version !== undefined && cycles.length === 1 && { version }),
    ...(product !== undefined && cycles.length > 1 && { endOfLife: { product, cycles } }),
    authors: [site.author],
    categories: [ROOM],
    updates: [],
    statedUpdates: [],
    withdrawn: false,
    ...(standIn != null && { unlisted: true }),
    body: text,
    digest: createHash('sha256')
      .update(JSON.stringify([key, at, severity, title, text]))
      .digest('hex'),
  }
}

/** PRODUCT, CYCLE[+CYCLE], FIELD, DATE, STAGE[-n]; a key written by hand in another way is a name as a whole. */
function namesOf(key: string): string[] {
  const occasion = occasionIn(key)
  if (occasion === undefined) return [safeName(key)]
  const { product, cycles, field, date, stage, count } = occasion
  return [safeName(product), safeName(cyclesWord(cycles)), field, date, count > 1 ? `${stage}-${count}` : stage]
}

/** End of life is what people look for, so its field is not written. */
function addressOf(names: readonly string[]): string[] {
  return names.filter((name, index) => index !== 2 || name !== 'eol')
}

function cyclesOf(key: string): string[] {
  const occasion = occasionIn(key)
  return occasion === undefined ? [key] : occasion.cycles.map((cycle) => `${occasion.product}/${cycle}`)
}

/**
 * A name for paths, tags and file systems, different for different texts: letters, digits, `-`, `_` and inner dots
 * stay, every other byte is `~` and two hex digits. A long one ends in `~~` and a digest.
 */
export function safeName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9._-]|^\.|\.$/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `~${byte.toString(16).padStart(2, '0').toUpperCase()}`).join(''),
  )
  if (name.length <= LONGEST) return name === '' ? '~' : name
  return `${name.slice(0, LONGEST - 34)}~~${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
}

/**
 * The second before the whole one that the register's file holds, and some milliseconds of its own: one run tells
 * several at once.
 */
function instantOf(at: number, key: string): number {
  return Math.floor(at / 1000) * 1000 - ((spreadMs(key) / 1000) % 1000)
}
