/**
 * Where front matter says one thing and the title another: an end of life above a release, the version of another one.
 * Pure but for remarks it reports. In: the fields, the title, what front matter states. Out: remarks; nothing is
 * changed, and each says which of the two counts.
 */

import type { AnnouncementKind, StatedEndOfLife } from '../announcement.js'
import type { Fields } from '../field-readers.js'
import { kindOf } from '../kind.js'
import { postsTexts } from '../texts.js'
import { isPrerelease, versionIn } from '../version.js'

export interface Stated {
  readonly title: string
  readonly kind?: AnnouncementKind | undefined
  readonly endOfLife?: StatedEndOfLife | undefined
}

export function contradictions(fields: Fields, { title, kind, endOfLife }: Stated): void {
  const others = ['type', 'layout'].flatMap((key) => otherKind(fields, key) ?? [])
  // Most posts state nothing that a title could contradict.
  if (kind === undefined && endOfLife === undefined && others.length === 0) return
  const said = saidBy(title)
  if (kind !== undefined && contradicts(kind, said)) {
    const message = postsTexts.contradictions.kindNotWhatTitle(kind, said)
    fields.remark('POST_KIND', message, 'kind', FIX)
  }
  if (endOfLife !== undefined) endOfLifeAgainst(fields, { title, said, endOfLife })
  for (const other of others) otherAgainst(fields, other, said)
}

const FIX = postsTexts.contradictions.correctOneTwo()

/** What a title alone says; general where it leaves it open, as "security release" does. */
function saidBy(title: string): AnnouncementKind {
  const said = kindOf({ title, categories: [], version: versionIn(title) })
  return said === 'security' && /\b(?:releas|patch|fix|updat)/i.test(title) ? 'general' : said
}

const RELEASES: ReadonlySet<AnnouncementKind> = new Set(['stable-release', 'patch-release', 'release-candidate'])

/** A release that mends security faults is both, and `general` is an author's choice. */
function contradicts(stated: AnnouncementKind, said: AnnouncementKind): boolean {
  if (stated === said || said === 'general' || stated === 'general') return false
  if (RELEASES.has(stated) && RELEASES.has(said))
    return (stated === 'release-candidate') !== (said === 'release-candidate')
  return !(stated === 'security' && RELEASES.has(said))
}

interface AgainstTitle {
  readonly title: string
  readonly said: AnnouncementKind
  readonly endOfLife: StatedEndOfLife
}

function endOfLifeAgainst(fields: Fields, { title, said, endOfLife: { cycles } }: AgainstTitle): void {
  if (RELEASES.has(said) || said === 'security') {
    const message = postsTexts.contradictions.endoflifeNotWhatTitle(said)
    fields.remark('POST_KIND', message, 'endOfLife', FIX)
    return
  }
  const named = versionIn(title)
  if (named === undefined || !/\d\.\d/.test(named) || cycles.some((one) => isSame(named, one) || title.includes(one)))
    return
  const typed = cycles.join(', ').slice(0, 40)
  const [some, not] = cycles.length > 1 ? ['none of', 'is'] : ['the cycle', 'is not']
  const message = postsTexts.contradictions.endoflifeWhatTitleNames(some, typed, not, named)
  fields.remark('POST_VERSION', message, 'endOfLife', FIX)
}

/** 4.1.2 is of the cycle 4.1, and v4.1 is it. */
function isSame(named: string, cycle: string): boolean {
  const [one, other] = [named, cycle].map((text) => text.toLowerCase().replace(/^[vr](?=\d)/, ''))
  return one !== undefined && other !== undefined && (one === other || one.startsWith(`${other}.`))
}

/** Words that other generators file posts by: `layout: release`, `type: security-advisory`. */
const OTHER_KINDS: readonly (readonly [RegExp, AnnouncementKind])[] = [
  [/^(?:end[-_ ]?of[-_ ]?life|eol)$/i, 'end-of-life'],
  [/^(?:security[-_ ]?)?(?:advisory|bulletin)$|^(?:security|vulnerability)$/i, 'security'],
  [/^(?:pre-?release|release[-_ ]?candidate)$/i, 'release-candidate'],
  [/^(?:new[-_ ]?|stable[-_ ]?)?release$/i, 'stable-release'],
]

interface OtherKind {
  readonly key: string
  /** What is written behind it. */
  readonly value: string
  readonly stated: AnnouncementKind
}

function otherKind(fields: Fields, key: string): OtherKind | undefined {
  const value = fields.frontMatter.fields.get(key)
  if (typeof value !== 'string') return undefined
  const stated = OTHER_KINDS.find(([pattern]) => pattern.test(value.trim()))?.[1]
  return stated && { key, value: value.trim(), stated }
}

/** Belfry does not read the key, so the title counts. */
function otherAgainst(fields: Fields, { key, value, stated }: OtherKind, said: AnnouncementKind): void {
  // `release` is said of candidates as well.
  const isRelease = stated === 'stable-release' && said === 'release-candidate'
  if (isRelease || !contradicts(stated, said)) return
  const message = postsTexts.contradictions.notWhatTitleSays(key, value.slice(0, 40), said)
  fields.remark('POST_KIND', message, key, postsTexts.contradictions.correctOneTwoOr())
}

/** Does a title say of itself that it is about a release or an end, and does it name a number with it? */
export function isSureOf(title: string, named: string): boolean {
  const said = kindOf({ title, categories: [], version: named })
  return (RELEASES.has(said) || said === 'end-of-life') && !isPrerelease(named)
}
