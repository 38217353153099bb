/**
 * Remarks on the keys of front matter: slips of ours, keys that are there twice, values that a comment cuts. Pure. In:
 * the lines as typed. Out: remarks with line and column.
 */

import { type Problem, problem } from '../../base/errors.js'
import { slipOf } from '../../base/nearest.js'
import { NewestCache } from '../../base/newest-cache.js'
import { POST_KEYS } from '../../config/front-matter-keys.js'
import type { TypedLine } from '../front-matter/lines.js'
import { postsTexts } from '../texts.js'
import { FOREIGN_KEYS } from './known-keys.js'

const WARNING = 'warning' as const

export function keyRemarks(lines: readonly TypedLine[], file: string): Problem[] {
  const tops = lines.filter((line) => line.isTop)
  const below = [...twiceBelow(lines, file), ...inTables(lines, file)]
  return [...slips(tops, file), ...twice(tops, file), ...below, ...cutValues(lines, file)]
}

const ours: ReadonlySet<string> = new Set(POST_KEYS)
const bySound = new Map(POST_KEYS.map((key) => [sound(key), key]))

/** Letter case and what parts words apart, `downloadUrl` is `download_url`. */
function sound(key: string): string {
  return key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

function slips(tops: readonly TypedLine[], file: string): Problem[] {
  const there = new Set(tops.map(({ key }) => key))
  return tops.flatMap(({ key, line, column }) => {
    const meant = meantBy(key, there)
    if (meant === undefined) return []
    const message = postsTexts.remarksKeys.noKeyBelfryReads(key.slice(0, 60))
    return [
      problem(
        'POST_KEY',
        message,
        { file, line, column },
        { severity: WARNING, fix: postsTexts.remarksKeys.didYouMean(meant) },
      ),
    ]
  })
}

/** @param there the keys of the post: who wrote `version` too may have a key `versions` of their own */
function meantBy(key: string, there: ReadonlySet<string>): string | undefined {
  if (ours.has(key)) return undefined
  const { same, near } = meanings.getOrMake(key, () => meaningOf(key))
  if (same !== undefined) return same
  return near !== undefined && there.has(near) && key.startsWith(near) ? undefined : near
}

interface Meaning {
  /** One of ours, written otherwise. */
  readonly same?: string | undefined
  /** One of ours that looks nearly like it. */
  readonly near?: string | undefined
}

/** Posts of a site have the same keys. */
const meanings = new NewestCache<string, Meaning>({ most: 500 })

function meaningOf(key: string): Meaning {
  const same = bySound.get(sound(key)) ?? bySound.get(sound(key.replace(/^is[-_]?(?=\w)/i, '')))
  if (same !== undefined) return { same }
  if (/^(?:expires|expiry|expiration|expiration_date)$/i.test(key)) return { same: 'expiryDate' }
  if (FOREIGN_KEYS.has(key.toLowerCase()) || key.length < 3 || isDerived(key)) return {}
  return { near: slipOf(key, POST_KEYS) }
}

/** `title_de`, `old-slug`, `authorBio`: keys made of one of ours with another word are a site's own. */
function isDerived(key: string): boolean {
  const words = key
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.toLowerCase())
  return words.length > 1 && words.some((word) => ours.has(word))
}

function twice(tops: readonly TypedLine[], file: string): Problem[] {
  const first = new Map<string, number>()
  return tops.flatMap(({ key, line, column }) => {
    const before = first.get(key)
    if (before === undefined) {
      first.set(key, line)
      return []
    }
    const message = postsTexts.remarksKeys.standsLineTooLine(key.slice(0, 60), before)
    return [problem('POST_KEY_TWICE', message, { file, line, column }, { severity: WARNING })]
  })
}

/** Inside an entry of a list or a map of ours: a key that comes again before the next entry begins. */
function twiceBelow(lines: readonly TypedLine[], file: string): Problem[] {
  let seen = new Map<string, number>()
  return lines.flatMap(({ key, top, isTop, startsItem, column, line, value }) => {
    if (isTop || startsItem) seen = new Map()
    if (isTop || key === '' || !['updates', 'endOfLife'].includes(top)) return []
    const known = seen.get(`${column} ${key}`)
    seen.set(`${column} ${key}`, line)
    if (known === undefined || value === '') return []
    const message = postsTexts.remarksKeys.hasLineTooLine(top, key, known)
    return [problem('POST_KEY_TWICE', message, { file, line, column }, { severity: WARNING })]
  })
}

/** Hugo and Zola keep a site's own keys in a table, where nobody looks for what decides what becomes of a post. */
function inTables(lines: readonly TypedLine[], file: string): Problem[] {
  return lines.flatMap(({ key, top, isTop, line, column }) => {
    if (isTop || !['extra', 'params'].includes(top) || !GRAVE.has(key)) return []
    const fix = postsTexts.remarksKeys.writeAtTop(key, top)
    return [
      problem(
        'POST_KEY',
        postsTexts.remarksKeys.notReadIn(key, top),
        { file, line, column },
        { severity: WARNING, fix },
      ),
    ]
  })
}

const GRAVE: ReadonlySet<string> = new Set([
  'withdrawn',
  'severity',
  'unlisted',
  'evergreen',
  'expiryDate',
  'publishDate',
])

/** Keys whose value is a sentence or a name: what stands behind ` #` was meant to be read. */
const PROSE = new Set(['title', 'upgrade', 'text', 'withdrawn'])
const NAMES = new Set<string>(POST_KEYS.filter((key) => !['date', 'draft', 'published'].includes(key)))
/** Below a key of ours; '' is an item of a list. */
const BELOW: ReadonlyMap<string, readonly string[]> = new Map([
  ['updates', ['text']],
  ['authors', ['name', '']],
  ['author', ['name', '']],
  ['categories', ['']],
  ['category', ['']],
  ['redirect_from', ['']],
  ['endOfLife', ['product', 'cycle', '']],
])

function cutValues(lines: readonly TypedLine[], file: string): Problem[] {
  return lines.flatMap(({ key, top, comment, value, style, line, isTop }) => {
    if (comment === undefined || style === 'flow' || style === 'block') return []
    if (isTop ? !NAMES.has(key) : BELOW.get(top)?.includes(key) !== true) return []
    if (!wasMeant(comment, key, value)) return []
    const name = key === '' ? top : key
    const typed = comment.text.length > 40 ? `${comment.text.slice(0, 39)}…` : comment.text
    const rest =
      value === '' ? postsTexts.remarksKeys.nothingLeftValue() : postsTexts.remarksKeys.allRead(value.slice(0, 60))
    const whole = `${value}${' '.repeat(comment.blanksBefore)}${comment.text}`.trim().replace(/^["']|["'](?= )/g, '')
    const quoted = /["\\]/.test(whole) ? `'${whole.replaceAll("'", "''")}'` : `"${whole}"`
    const fix = postsTexts.remarksKeys.putValueQuotesOr(name, quoted)
    const place = { file, line, column: comment.column }
    return [
      problem('POST_COMMENT', postsTexts.remarksKeys.commentYaml(name, typed, rest), place, { severity: WARNING, fix }),
    ]
  })
}

/**
 * `#7` and `#upgrading` belong to the text; `# note` behind a word of a fixed set, or set apart by blanks, is a comment
 * that was meant.
 */
function wasMeant({ text, blanksBefore }: NonNullable<TypedLine['comment']>, key: string, value: string): boolean {
  if (/^#+[^\s#!]/.test(text)) return true
  return PROSE.has(key) && value !== '' && blanksBefore === 1 && !/^["']/.test(value)
}
