/**
 * The words and switches of front matter that decide what becomes of a post: may it be seen, is it withdrawn, how grave
 * is it, what is it. Pure but for remarks it reports. In: the fields. Out: what they say, as far as it can be
 * understood.
 */

import { slipOf } from '../../base/nearest.js'
import { plainLine } from '../../base/plain-line.js'
import { UNSPACED } from '../../base/unspaced.js'
import { type Announcement, type AnnouncementKind, kinds, type Severity, severities } from '../announcement.js'
import { parsePostDate } from '../date.js'
import type { Fields } from '../field-readers.js'
import { isSureOf } from '../remarks/contradictions.js'
import { FOREIGN_KINDS } from '../remarks/known-keys.js'
import { postsTexts } from '../texts.js'
import { versionIn } from '../version.js'
import { isInNoList, isKeptBack, smallWord, type ValueOf } from './not-yet.js'
import { readSwitch, SWITCH_FIX } from './switches.js'

export interface Visibility {
  /** Which way of reading posts (reading.ts) was the first to take it for a draft; absent where it is none. */
  readonly draftSince?: number
  readonly isUnlisted: boolean
}

/** A draft is a draft in every generator's spelling; what cannot be read leaves the post out, because it may be one. */
export function visibilityOf(fields: Fields): Visibility {
  const { fields: given } = fields.frontMatter
  const spellings = spellingsIn(given)
  const spellingOf = (key: string) => (given.has(key) ? key : (spellings.get(key) ?? key))
  const value: ValueOf = (key) => given.get(spellingOf(key))
  const published = isDay(value('published')) ? true : readSwitch(value('published'))
  const draft = readSwitch(value('draft'))
  const status = smallWord(value('status'))
  const isUnlisted = readSwitch(value('unlisted'))
  const wasDraft = smallWord(value('published')) === 'false'
  // Eleventy: no page is written. It was refused before, so it never was a post.
  if (value('permalink') === false) return { draftSince: 1, isUnlisted: false }
  const isDraft = published === false || draft === true || DRAFTS.has(status) || neverRendered(value)
  if (isDraft) return { draftSince: wasDraft ? 1 : 2, isUnlisted: false }
  if (isKeptBack(value)) return { draftSince: 6, isUnlisted: false }
  for (const [key, read] of Object.entries({ published, draft, unlisted: isUnlisted }))
    if (read === 'unreadable') {
      const message = postsTexts.draftAndKind.neitherYesNorNo(key, shown(value(key)))
      fields.remark('POST_SWITCH', message, spellingOf(key))
    }
  const isHidden = isUnlisted === undefined && isInNoList(value)
  return { isUnlisted: isUnlisted === true || listedNever(value) || isHidden }
}

/** WordPress, Nikola and Pelican. */
const DRAFTS: ReadonlySet<string> = new Set(['draft', 'auto-draft', 'private', 'skip'])

/**
 * Hugo reads keys in any letter case, and `isDraft` is `draft`; what is written as we write it counts before that.
 * @returns our spelling → theirs, the first where there are several
 */
function spellingsIn(fields: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  const spelt = [...fields.keys()].map((key): [string, string] => [key.toLowerCase().replace(/^is[-_]?/, ''), key])
  return new Map(spelt.reverse())
}

/** Some sites keep the day of publishing in `published:`. */
function isDay(value: unknown): boolean {
  return typeof value === 'string' && /\d{4}/.test(value) && parsePostDate(value, 'UTC') !== undefined
}

/** Hugo: `build: { render: never }`. */
function neverRendered(value: (key: string) => unknown): boolean {
  return [value('build'), value('_build')].some((build) =>
    /^(?:never|false)$/.test(smallWord(memberOf(build, 'render'))),
  )
}

/** Hugo: `build: { list: never }`; Pelican: `status: hidden`. */
function listedNever(value: (key: string) => unknown): boolean {
  const builds = [value('build'), value('_build')]
  return (
    builds.some((build) => /^(?:never|false)$/.test(smallWord(memberOf(build, 'list')))) ||
    smallWord(value('status')) === 'hidden'
  )
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return `"${plainLine(text).slice(0, 40)}"`
}

/** A post that is kept up to date. */
export function isEvergreen(fields: Fields): boolean {
  const value = fields.frontMatter.fields.get('evergreen')
  const read = readSwitch(value)
  if (read === 'unreadable')
    fields.remark('POST_EVERGREEN', postsTexts.draftAndKind.evergreenNeitherYesNor(shown(value)), 'evergreen')
  return read === true
}

/** A switch, or two words and more that say why. */
export function withdrawalOf(fields: Fields): Pick<Announcement, 'withdrawn' | 'withdrawnBecause' | 'reinstated'> {
  const value = fields.frontMatter.fields.get('withdrawn')
  const read = readSwitch(value)
  if (typeof read === 'boolean') return { withdrawn: read, ...(!read && { reinstated: true as const }) }
  if (read === undefined) return { withdrawn: false }
  const said = typeof value === 'string' ? plainLine(value) : ''
  const [, yes, words = said] = /^(yes|true|on)\s*[,;:#–—-]\s*(.+)$/i.exec(said) ?? []
  // A comment that came into the quotes.
  if (yes !== undefined && /^\w+\s*#/.test(said)) return { withdrawn: true }
  if (isReason(words)) return { withdrawn: true, withdrawnBecause: words }
  const message = postsTexts.draftAndKind.withdrawnNeitherYesNor(shown(value))
  fields.remark('POST_WITHDRAWN', message, 'withdrawn', postsTexts.draftAndKind.orWriteWhyTwo(SWITCH_FIX))
  return { withdrawn: false }
}

/** Two words, or letters of a script that has no spaces between words; neither a date nor a no. */
function isReason(words: string): boolean {
  if (NO.test(words) || parsePostDate(words, 'UTC') !== undefined) return false
  const letters = words.match(new RegExp(UNSPACED, 'gu'))
  return words.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length > 1 || (letters?.length ?? 0) > 3
}

/** `no, it was fine`, `not yet`: who writes that takes nothing back. `no longer safe` is a reason. */
const NO = new RegExp(
  [
    String.raw`^(?:no|false|off)\s*(?:[,.;:#!–—-]\s|\()|`,
    '^(?:(?:it )?(?:is |was )?not (?:yet|applicable|needed|relevant|withdrawn|recalled|at all)|',
    String.raw`(?:it is )?no longer (?:withdrawn|recalled)|does not apply|none yet)\W*$`,
  ].join(''),
  'i',
)

export function statedSeverity(fields: Fields): Severity | undefined {
  const { word, unknown } = fields.oneOf('severity', severities)
  if (unknown === undefined) return word
  const near = slipOf(unknown, severities)
  const known = postsTexts.draftAndKind.knownAre(severities.join(', '))
  const fix = near === undefined ? known : `Did you mean ${near}? ${known}`
  return fields.remark('POST_SEVERITY', postsTexts.draftAndKind.severityNotKnown(unknown.slice(0, 60)), 'severity', fix)
}

/** A kind that another program knows (`kind: article`) says nothing here. */
export function statedKind(fields: Fields): AnnouncementKind | undefined {
  const { word, unknown } = fields.oneOf('kind', kinds)
  if (unknown === undefined || FOREIGN_KINDS.has(unknown.toLowerCase())) return word
  const near = slipOf(unknown, kinds) ?? kinds.find((kind) => kind.startsWith(`${unknown.toLowerCase()}-`))
  const known = postsTexts.draftAndKind.knownAre2(kinds.join(', '))
  const fix = near === undefined ? known : `Did you mean ${near}? ${known}`
  const message = postsTexts.draftAndKind.kindNotKnownSo(unknown.slice(0, 60))
  return fields.remark('POST_KIND', message, 'kind', fix)
}

/** `version: 1` over a title that names 31.0 counts revisions of a text, as some sites do: the title is right. */
export function versionOf(fields: Fields, title: string): string | undefined {
  const stated = fields.text('version')
  const named = versionIn(title)
  if (stated === undefined || named === undefined) return stated ?? named
  // A whole number in a title (`Week 5`) is a guess, and no reason to doubt an author, unless it is released.
  if (!/\d\.\d/.test(named) && !isSureOf(title, named)) return stated
  const isFuller = [named, `v${named}`].some((whole) => new RegExp(`^${escaped(whole)}[.-]`, 'i').test(stated))
  if (hasVersion(title, stated) || hasVersion(stated, named) || isFuller) return stated
  const message = postsTexts.draftAndKind.versionNotWhatTitle(stated.slice(0, 40), named)
  fields.remark('POST_VERSION', message, 'version')
  return named
}

/** As a whole: 1 is not in 31.0, and 4.2 not in 4.2.1. */
function hasVersion(text: string, version: string): boolean {
  const plain = escaped(version.replace(/^v(?=\d)/i, '')).replace(/[-_ ]+/g, '[-_ ]*')
  return new RegExp(`(?<![\\p{L}\\p{N}.])v?${plain}(?![\\p{L}\\p{N}]|\\.\\d)`, 'iu').test(text)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
