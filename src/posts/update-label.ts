/**
 * The label that opens an update: `**Update (2020-01-15):**`, `## Update 2`, `[2020-01-15 update]`, `Update:`. Pure.
 * In: a line without indent and quote marks, and its neighbours. Out: its day if it names one, its words, and the text
 * behind it; or undefined.
 */
import { localDays, type MonthNames } from '../base/local-days.js'
import { withSmallLetters } from '../base/plain-line.js'
import { MONTH, WRITTEN_DAY, writtenDay } from '../base/written-day.js'

export interface UpdateLabel {
  /** YYYY-MM-DD as the author wrote it, or null where the label names no day. */
  readonly day: string | null
  /** The label without emphasis, brackets at its ends and closing punctuation. */
  readonly label: string
  /** What stands on the line behind it. */
  readonly rest: string
  /** 1 to 6 for a heading. */
  readonly level?: number
  readonly isItem: boolean
}

const WORD =
  '(?:(?:important|urgent|critical|further|second|third|latest|new|security|status|final) )?' +
  '(?:updated?|edit(?:ed)?|correct(?:ion|ed)|addendum|erratum)'
const NUMBER = String.raw`(?:[ \t]*#?\d{1,2}(?=[ \t:(,.*_\])–—-]|$))?`
const TIME = [
  String.raw`(?:(?:t|,?[ \t]+(?:at[ \t]+)?)\d{1,2}[:.]\d\d(?::\d\d)?(?:[ \t]*[ap]m)?`,
  String.raw`(?:[ \t]*(?:z|utc|gmt|ces?t|[ecmp][sd]t))?(?:[+-]\d{1,2}(?::?\d\d)?)?)?`,
].join('')
const OPEN = String.raw`(?<open>(?:#{1,6}[ \t]+|[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(?:[*_]{1,3})?[\[(]?(?:[*_]{1,3})?)`

/** What labels hold in the language of a post; English ones are labels in every post. */
export interface UpdateWords {
  /** A language tag: days are written as in that language. */
  readonly language: string
  /** `Aktualisierung`. */
  readonly updates: readonly string[]
  /** What may stand before a day: `vom`. */
  readonly before: readonly string[]
  /** What months are called there too. */
  readonly months?: MonthNames
}

interface Patterns {
  /** They look for small letters alone: those of English, which have no others than A to Z. */
  readonly small: boolean
  /**
   * `Update (DAY):`, `Updated on DAY`, and what must follow: punctuation, emphasis that closes, or the end of the line.
   */
  readonly wordFirst: RegExp
  /** `DAY update:`, `[DAY update]`. */
  readonly dayFirst: RegExp
  /**
   * `Update:`, `Update 2:`, `[Update]`, `Update (15 January):`: a label that names no year must look like nothing but a
   * label.
   */
  readonly undated: RegExp
  /** Without one of these there is no label, and most posts have none. */
  readonly hint: RegExp
}

const ENGLISH_WORDS: UpdateWords = { language: 'en', updates: [], before: [] }
const patterns = new Map<string, Patterns>()
const known = new WeakMap<UpdateWords, Patterns>()

function patternsOf(words: UpdateWords = ENGLISH_WORDS): Patterns {
  const found = known.get(words)
  if (found !== undefined) return found
  const name = JSON.stringify(words)
  const made = patterns.get(name) ?? patternsFor(words)
  patterns.set(name, made)
  known.set(words, made)
  return made
}

function patternsFor({ language, updates, before, months }: UpdateWords): Patterns {
  const local = localDays(language, months).pattern
  const day = `(?<day>${[WRITTEN_DAY, local].filter(Boolean).join('|')})`
  const word = oneOf([...longestFirst(updates), WORD])
  const ahead = oneOf(['on ', 'of ', 'as of ', ...longestFirst(before).map(withGap)])
  const small = local === '' && updates.length + before.length === 0
  const flags = small ? '' : 'i'
  return {
    small,
    wordFirst: new RegExp(
      [
        String.raw`^${OPEN}${word}${NUMBER}[*_]{0,3}[ \t]*[:,–—-]?[ \t]*${ahead}?[\[(]?${day}${TIME}`,
        String.raw`(?<close>\](?![(\[])|[)*_:.,–—-]|[ \t]+[–—(#-]|[ \t]*$)`,
      ].join(''),
      flags,
    ),
    dayFirst: new RegExp(
      [
        String.raw`^${OPEN}[\[(]?${day}${TIME}[\])]?[ \t]*[:,–—-]?[ \t]*${word}${NUMBER}`,
        String.raw`(?<close>\](?![(\[])|[)*_:.,–—-]|[ \t]*#*$)`,
      ].join(''),
      flags,
    ),
    undated: new RegExp(
      [
        String.raw`^${OPEN}${word}${NUMBER}(?:[ \t]*\((?=[^()]*(?:\d|${MONTH}))[^()]{1,40}\))?`,
        String.raw`(?<close>\](?![(\[])|\)?[*_]{0,3}(?::|[ \t]+[–—-])|\)?[*_]{0,3}\.?[*_]{0,3}[ \t]*#*$)`,
      ].join(''),
      flags,
    ),
    hint: new RegExp(['updat|edit|correct|addendum|erratum', ...longestFirst(updates)].join('|'), 'i'),
  }
}

/** A word that ends with a hyphen or an apostrophe stands at the day itself: `מ־9`, `l’11`. @param word escaped */
function withGap(word: string): string {
  return /[-־'’]$/.test(word) ? word : `${word} `
}

function oneOf(parts: readonly string[]): string {
  return `(?:${parts.join('|')})`
}

function longestFirst(words: readonly string[]): string[] {
  return [...words].sort((a, b) => b.length - a.length).map((one) => one.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
}

/** Whether a text may hold a label at all. */
export function hintsAtUpdate(text: string, words?: UpdateWords): boolean {
  return patternsOf(words).hint.test(text)
}

/** Whether a line, without indent and quote marks, is a label wherever it stands best. */
export function mayBeLabel(line: string, words?: UpdateWords): boolean {
  const { wordFirst, dayFirst, undated, small } = patternsOf(words)
  const head = small ? withSmallLetters(headOf(line)) : headOf(line)
  return undated.test(head) || wordFirst.test(head) || dayFirst.test(head)
}

/** The lines of a text that hold a word of labels; the text has no line ends but line feeds. */
export function* hintedLines(text: string, words?: UpdateWords): Generator<string> {
  const hint = new RegExp(patternsOf(words).hint, 'gi')
  for (let found = hint.exec(text); found !== null; found = hint.exec(text)) {
    const feed = text.indexOf('\n', hint.lastIndex)
    const end = feed === -1 ? text.length : feed
    yield text.slice(text.lastIndexOf('\n', found.index) + 1, end)
    hint.lastIndex = end + 1
  }
}

/** Words that are labels in every post. */
export function isEnglishLabel(word: string): boolean {
  return new RegExp(`^${WORD}$`, 'i').test(word)
}

/** The day that a text names, in that language or in English. @returns YYYY-MM-DD */
export function dayWritten(text: string, words: UpdateWords = ENGLISH_WORDS): string | undefined {
  return writtenDay(text) ?? localDays(words.language, words.months).read(text)
}

export interface Neighbours {
  readonly before: string
  readonly after: string
}

export function updateLabel(line: string, { before, after }: Neighbours, words?: UpdateWords): UpdateLabel | undefined {
  const { wordFirst, dayFirst, undated: withoutDay, small } = patternsOf(words)
  const underlined = isUnderline(after)
  const head = small ? withSmallLetters(headOf(line)) : headOf(line)
  const dated = wordFirst.exec(head) ?? dayFirst.exec(head)
  if (dated !== null) {
    // A bare line counts as a block of its own: after an empty line, and closed by a colon or underlined as a heading.
    const isBlock = dated.groups?.open !== '' || (before.trim() === '' && (/:|\*/.test(line) || underlined))
    if (isBlock) return labelOf(line, dated, dayWritten(dated.groups?.day ?? '', words) ?? null, after)
  }
  const undated = withoutDay.exec(head)
  if (undated === null) return undefined
  const open = undated.groups?.open ?? ''
  const isTitle = open.startsWith('#') || underlined
  // `- Updated: the kernel` is a change log; `Update` alone on a line of a paragraph is a word.
  if (/^(?:[-*+]|\d+[.)])[ \t]/.test(open) && !/[*_[(]$/.test(open)) return undefined
  const isBlock = isTitle || open !== '' || (before.trim() === '' && /:/.test(undated[0]))
  return isBlock ? labelOf(line, undated, null, after) : undefined
}

/** As much of a line as a label may take up; what ends it is no end of a line. Gaps cost their length to the third. */
function headOf(line: string): string {
  const mayGap = /[ \t]{8}/.test(line.slice(0, MOST_LABEL + 8))
  const gap = mayGap ? line.search(/[ \t]{8}(?=[ \t]*[^ \t])/) : -1
  const end = Math.min(MOST_LABEL, gap === -1 ? line.length : gap)
  return end < line.length ? `${line.slice(0, end)}\0` : line.trimEnd()
}

const MOST_LABEL = 200

function isUnderline(line: string): boolean {
  return /^(?:=+|-+)\s*$/.test(line)
}

function labelOf(line: string, match: RegExpExecArray, day: string | null, after: string): UpdateLabel {
  const open = match.groups?.open ?? ''
  const hashes = /^#+/.exec(open)?.[0].length
  const level = hashes ?? (isUnderline(after) ? (after.startsWith('=') ? 1 : 2) : undefined)
  // As they were typed: what was looked at may have smaller letters.
  const words = line.slice(open.length, match[0].length)
  return {
    day,
    label: balanced(words.replace(/[*_]+/g, '').replace(/[\s:.,–—#-]+$/, '')),
    rest: restOf(line, open, words),
    ...(level === undefined ? {} : { level }),
    isItem: /^(?:[-*+]|\d+[.)])[ \t]/.test(open),
  }
}

/** `Update (2020-01-15` gets its bracket back, `Update 2020-01-15]` loses it. */
function balanced(label: string): string {
  const text = label.replace(/[\])]+$/, '').trimEnd()
  if (text.includes('(')) return `${text})`
  return text.includes('[') ? `${text}]` : text
}

/** Emphasis that runs on behind the label (`**Update (2020-01-15): out now.**`) is opened again. */
function restOf(line: string, open: string, words: string): string {
  const marks = /[*_]{1,3}(?=[[(]?$)/.exec(open)?.[0] ?? ''
  const closers = /^(?:[\])]|[:.,;!]|[*_])*/.exec(line.slice(open.length + words.length))?.[0] ?? ''
  const isClosed = marks === '' || `${words}${closers}`.includes(marks)
  const rest = line
    .slice(open.length + words.length + (isClosed ? closers.length : closers.replace(/[*_].*/, '').length))
    .replace(/^[ \t]*(?:[–—-]+[ \t]+)?/, '')
    .replace(/[ \t]+#+[ \t]*$/, (hashes) => (open.startsWith('#') ? '' : hashes))
    .trimEnd()
  return isClosed || rest === '' ? rest : `${marks}${rest}`
}
