/**
 * Text to words that can be compared. Pure. In: plain text. Out: words with a key (what is compared: no case, quotes,
 * dashes or punctuation), the text to show, and what of fact they carry: a date, a version, a number, a negation.
 */
import { WRITTEN_DAY, writtenDay } from '../../base/written-day.js'
import { NEGATIONS } from './significance-rules.js'

export interface DiffToken {
  readonly key: string
  /** As written, with the punctuation and the space behind it. */
  readonly text: string
  readonly fact?: 'date' | 'version' | 'number' | 'checksum'
  readonly isNegation: boolean
  readonly isCode: boolean
  /** Of a picture's caption (alt): people act upon sentences. */
  readonly isCaption?: boolean
  /** A page strikes it out. */
  readonly isStruck?: boolean
  /** It is a name, and what for it stands there. */
  readonly nameOf?: 'thanked' | 'addressee' | 'affected'
}

const QUOTES = /[‘’‚‛′`´ʼ]/g
const INVISIBLE = /[\u00AD\u200B-\u200D\u2060\uFEFF]/g
const ADDRESS = /<?\b(?:(?:https?|ftps?|git|ssh|mailto):|www\.)[^\s<>"]+>?/gi
/** Scripts without spaces count by the character; dates and versions stay whole; dashes part words. */
const WITH_FIGURES = [
  String.raw`#\d+`,
  WRITTEN_DAY,
  String.raw`\d{1,3}(?:,\d{3})+(?![\d,])`,
  String.raw`\d+(?=(?:[kmgt]i?b|[kmg]?hz|ms|mm|cm|km|px|min)\b)`,
  String.raw`\d{4}[-–]\d\d[-–]\d\d`,
]
const PLAIN = [
  String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]`,
  String.raw`[\p{L}\p{N}\p{M}_]+(?:[.:'@][\p{L}\p{N}\p{M}_]+)*`,
]
const WORD = new RegExp([...WITH_FIGURES, ...PLAIN].join('|'), 'giu')
/** The same where no figure stands: half the time. */
const WORD_WITHOUT_FIGURE = new RegExp(PLAIN.join('|'), 'gu')
const DAY = /^\d{4}-\d\d-\d\d$/
const VERSION = /^(?:v?\d+(?:\.\w+)+|(?:v|r|rc|alpha|beta)\d[\w.]*)$/
const NUMBER = /^\d/
/** Checksums, key ids and fingerprints: hexadecimal figures, or figures and letters that no word is so long of. */
const CHECKSUM = /^(?:0x[0-9a-f]{4,}|(?=.*\d)(?=.*[a-f])[0-9a-f]{8,}|(?=.*\d)(?=.*\p{L})[a-z0-9]{24,})$/u
const FINGERPRINT_PART = /^(?=.*\d)(?=.*[a-f])[0-9a-f]{4}$/
/** "may" and "march" are verbs more often than months. */
const CALENDAR: ReadonlySet<string> = new Set(
  [
    'january february april june july august september october november december',
    'monday tuesday wednesday thursday friday saturday sunday',
  ].flatMap((names) => names.split(' ')),
)

/** @param text prose: white space, punctuation and addresses mean nothing */
export function proseTokens(text: string): DiffToken[] {
  const plain = plainText(text).replace(ADDRESS, ' ')
  const found = [...plain.matchAll(/\d/.test(plain) ? WORD : WORD_WITHOUT_FIGURE)]
  let start = 0
  return found.map((match, index) => {
    const gap = match.index + match[0].length
    const next = found[index + 1]?.index ?? plain.length
    // Brackets and quotes belong to the word they touch.
    const end = next === plain.length ? next : gap + (/^.*\s/s.exec(plain.slice(gap, next))?.[0].length ?? next - gap)
    const shown = plain.slice(start, end)
    start = end
    return word(sameNotation(match[0].toLowerCase()), shown, false)
  })
}

/**
 * @param text code: every character counts but white space, prompts, continued lines, rules, addresses and typeset
 * quotes and dashes
 */
export function codeTokens(code: string): DiffToken[] {
  // A full stop of the sentence around it.
  const text = code.replace(/(?<=[\p{L}\p{N}])[.,;:]+\s*$/u, '')
  const plain = plainText(text)
    .replace(ADDRESS, ' ')
    .replace(/^\s*[$#%>]\s+/gm, '')
    .replace(/\\$/gm, ' ')
  return [...plain.matchAll(/\S+\s*/g)]
    .map((match) =>
      word(
        match[0]
          .trim()
          .replace(/[“”„]/g, '"')
          .replace(/[-–—]+/g, '-'),
        match[0],
        true,
      ),
    )
    .filter(({ key }) => key !== '-' && !/^([^\p{L}\p{N}])\1{2,}$/u.test(key))
}

/** One day, and one number, whichever way it is written. */
function sameNotation(written: string): string {
  if (/^\d{1,3}(?:,\d{3})+$/.test(written)) return written.replace(/,/g, '')
  return writtenDay(written) ?? written
}

/** How much two texts have in common: 0 nothing, 1 the same words. */
export function similarity(a: readonly DiffToken[], b: readonly DiffToken[]): number {
  if (a.length + b.length === 0) return 1
  const counts = new Map<string, number>()
  for (const { key } of a) counts.set(key, (counts.get(key) ?? 0) + 1)
  let common = 0
  for (const { key } of b) {
    const left = counts.get(key) ?? 0
    if (left > 0) common++
    counts.set(key, left - 1)
  }
  return (2 * common) / (a.length + b.length)
}

function plainText(text: string): string {
  return text.normalize('NFKC').replace(QUOTES, "'").replace(INVISIBLE, '')
}

function word(written: string, text: string, isCode: boolean): DiffToken {
  const key = isCode ? written : written.replace(/–/g, '-').replace(/^0+(?=\d+$)/, '')
  const fact = isCode ? undefined : factOf(key)
  return { key, text, isCode, isNegation: !isCode && NEGATIONS.has(key), ...(fact === undefined ? {} : { fact }) }
}

/** Numbers of issues (#5367) point somewhere, as links do: no fact. */
function factOf(key: string): DiffToken['fact'] {
  if (!/\d/.test(key)) return CALENDAR.has(key) ? 'date' : undefined
  if (DAY.test(key)) return 'date'
  if (VERSION.test(key)) return 'version'
  if (CHECKSUM.test(key) || FINGERPRINT_PART.test(key)) return 'checksum'
  return NUMBER.test(key) ? 'number' : undefined
}
