/**
 * The version that a title names. Pure. In: a plain title. Out: the version as written (`4.0.2-rc1`, `R2 rc1`, `27`),
 * or undefined.
 */
import type { Announcement, AnnouncementKind } from './announcement.js'

const PRE = [
  String.raw`(?:[-_. ]?\(?(?:rc|release candidate|alpha|beta|preview|pre|dev|milestone)`,
  String.raw`(?:[-_. ]?\d+)?\)?(?![\w])|(?:a|b)\d+\b)`,
].join('')

/** `4.0.2`, `v1.18-beta.2`, `1.0b1`; never a day like 09.09.2016 or a number inside a word. */
const DOTTED = new RegExp(String.raw`(?<![\w.#])[vVrR]?(?!\d\d?\.\d\d?\.\d{4})\d+(?:\.\d+)+(?:${PRE})?`, 'i')
/** `R2 rc1`, `2 Beta 1`. */
const WHOLE_PRE = new RegExp(String.raw`(?<![\w.#-])[vVrR]?\d{1,4}${PRE}`, 'i')
/**
 * `Fedora 27 has reached`, `Lantern 3 released`: a number counts as a version only before a word of releasing or
 * ending.
 */
const WHOLE = new RegExp(
  [
    String.raw`(?<![\w.#-])[vVrR]?\d{1,4}(?= (?:has|have|is|was|will|reach\w*|approach\w*|released|`,
    String.raw`end\w*|eol|now|goes|no longer)\b| ?$)`,
  ].join(''),
  'i',
)
/** `Alpha 2 is out`. */
const PRE_ALONE = /\b(?:alpha|beta|rc|release candidate|milestone)[- ]?\d+\b/i
const YEAR = /^(?:19|20)\d\d$/

export function versionIn(title: string): string | undefined {
  // What is struck out (plain-title.ts) is no longer said.
  const said = title.replace(/~~.*?~~/g, ' ')
  const patterns = [DOTTED, WHOLE_PRE, PRE_ALONE]
  const found =
    patterns.map((pattern) => pattern.exec(said)?.[0]).find((match) => match !== undefined) ?? wholeNumber(said)
  return found?.replace(/[()]/g, '')
}

/** A year at the end of a title (`Summer of Code 2017`) is no version. */
function wholeNumber(title: string): string | undefined {
  const found = WHOLE.exec(title)?.[0]
  return found === undefined || YEAR.test(found) ? undefined : found
}

const VERSIONED: ReadonlySet<AnnouncementKind> = new Set([
  'stable-release',
  'patch-release',
  'release-candidate',
  'end-of-life',
])

/** What people are shown: a canary, a laptop and a conference have numbers and no versions. */
export function shownVersion({ kind, version = '' }: Pick<Announcement, 'kind' | 'version'>): string {
  return VERSIONED.has(kind) ? version : ''
}

/** True for release candidates, alphas, betas and previews. */
export function isPrerelease(version: string): boolean {
  return /(?:rc|release candidate|alpha|beta|preview|pre|dev|milestone)|\d[ab]\d/i.test(version)
}

/** True where the third number is there and not 0: `4.0.2`, not `4.0.0` and not `4.0`. */
export function isPatch(version: string): boolean {
  const third = /^[vr]?\d+\.\d+\.(\d+)/i.exec(version)?.[1]
  return third !== undefined && Number(third) > 0
}
