/**
 * How much a post may hold of what takes long to read, render, compare and mail. Pure. In: its text. Out: the limit
 * that it passes first, with the line of what is too much. Counts decide, not clocks: a post is read on every machine
 * or on none. They are far above what people write (the longest post of a real archive has a third of the words and a
 * fiftieth of the signs), and so low that what grows with their square stays short. docs/posts.md shows the same table,
 * and a test holds the two together.
 */

import type { Fault } from './front-matter/split.js'
import { postsTexts } from './texts.js'

interface Limit {
  readonly most: number
  /** As a sentence names them. */
  readonly name: string
  /** What is counted, in Markdown. */
  readonly counted: string
  readonly cure: string
}

const SPLIT = postsTexts.limits.partPostSeveralOr()

export const limits = {
  lines: { most: 5_000, name: 'lines', counted: 'lines', cure: SPLIT },
  words: {
    most: 25_000,
    name: 'words',
    counted: 'words and numbers, as they are compared; each Han, Kana or Thai letter is one, `㍿` is four',
    cure: SPLIT,
  },
  signs: { most: 25_000, name: 'signs', counted: 'all that is neither letter, figure nor white space', cure: SPLIT },
  tags: { most: 5_000, name: 'tags', counted: '`<`', cure: postsTexts.limits.writeMarkdownPlaceHtml() },
  brackets: { most: 5_000, name: 'brackets', counted: '`[`: links, images, notes', cure: SPLIT },
  notes: { most: 500, name: 'footnotes', counted: '`[^`', cure: postsTexts.limits.sayTextOrLink() },
  parentheses: { most: 5_000, name: 'parentheses', counted: '`(`', cure: SPLIT },
  marks: { most: 10_000, name: 'marks of emphasis', counted: '`*`, `_`, `~`', cure: SPLIT },
  ticks: { most: 10_000, name: 'backquotes', counted: '`` ` ``', cure: postsTexts.limits.putCodeBetweenTwo() },
  cells: { most: 5_000, name: 'cells', counted: '`|`', cure: postsTexts.limits.linkFileHoldsTable() },
  references: {
    most: 5_000,
    name: 'references to characters',
    counted: '`&`',
    cure: postsTexts.limits.writeCharactersThemselves(),
  },
  braces: { most: 5_000, name: 'braces', counted: '`{`', cure: SPLIT },
  blanks: {
    most: 200,
    name: 'blanks in a row',
    counted: 'spaces and tabs in a row',
    cure: postsTexts.limits.takeOutBlanks(),
  },
  updates: { most: 200, name: 'updates', counted: 'labels of updates, and lines of `updates:`', cure: SPLIT },
  depth: {
    most: 20,
    name: 'quotes and lists in each other',
    counted: 'marks of quotes and lists before the text of a line',
    cure: postsTexts.limits.takeQuotesListsOut(),
  },
} as const satisfies Readonly<Record<string, Limit>>

type Counted = keyof typeof limits

const SIGNS: ReadonlyMap<string, Counted> = new Map([
  ['<', 'tags'],
  ['[', 'brackets'],
  ['(', 'parentheses'],
  ['*', 'marks'],
  ['_', 'marks'],
  ['~', 'marks'],
  ['`', 'ticks'],
  ['|', 'cells'],
  ['&', 'references'],
  ['{', 'braces'],
])
const NAMES = Object.keys(limits) as readonly Counted[]
/** Limits by number: this is asked at each character of each post. */
const NUMBER = Object.fromEntries(NAMES.map((name, number) => [name, number])) as Readonly<Record<Counted, number>>
const MOST = NAMES.map((name) => limits[name].most)
const { words: WORD, signs: SIGNED, notes: NOTE, blanks: BLANKS, lines: LINE, depth: DEPTH } = NUMBER
/** The limit that a character of ASCII counts for; -1 for none. */
const SIGN_OF_CODE = Array.from({ length: 128 }, (_, code) => {
  const name = SIGNS.get(String.fromCharCode(code))
  return name === undefined ? -1 : NUMBER[name]
})
const TAB = 9
const FEED = 10
const BLANK = 32
const BRACKET = 91
const CARET = 94

/** Of a quote or a list, before the text of a line. */
const MARK_OF_LINE = String.raw`[ \t]*(?:>|[*+-](?=[ \t])|\d{1,9}[.)](?=[ \t]))`

/** @param text of the whole file */
export function overLimit(text: string): Fault | undefined {
  return isFarBelow(text) ? undefined : firstOver(text)
}

/** The fewest of one sign that are too many, whichever it is. */
const LEAST = Math.min(...[...SIGNS.values(), 'lines' as const].map((name) => limits[name].most))
/** 1 for a line feed, and for a sign that has a limit of its own. */
const COUNTED = Uint8Array.from(SIGN_OF_CODE, (number, code) => (number >= 0 || code === FEED ? 1 : 0))
const SIGNS_OF_ASCII = Uint8Array.from({ length: 128 }, (_none, code) =>
  /[!-/:-@[-`{-~]/.test(String.fromCharCode(code)) ? 1 : 0,
)
/** One character stands for so many at most (Unicode §3.11: U+FDFA). */
const MOST_OF_ONE = 18
/** So many blanks in a row begin with these. */
const SOME_BLANKS = ' '.repeat(8)
const MANY_BLANKS = new RegExp(`[ \\t]{${limits.blanks.most + 1}}`)
const DEEP = new RegExp(`(?:${MARK_OF_LINE}){${limits.depth.most + 1}}`, 'y')
const FIRST_OF_MARK = /[ \t>*+\-\d]/y

/** Most posts: all that they are made of together is no more than there may be of one thing. */
function isFarBelow(text: string): boolean {
  const beyondAscii = Buffer.byteLength(text) - text.length
  if (Math.ceil(text.length / 2) + MOST_OF_ONE * beyondAscii > limits.words.most) return false
  if ((text.includes(SOME_BLANKS) || text.includes('\t')) && MANY_BLANKS.test(text)) return false
  if (isDeep(text) || text.split('[^').length > limits.notes.most) return false
  if (text.length <= LEAST) return true
  if (sumIn(text, COUNTED) > LEAST) return false
  return text.length <= limits.signs.most || sumIn(text, SIGNS_OF_ASCII) <= limits.signs.most
}

/** Few lines begin with a mark at all, and ends of lines are found faster than by an expression. */
function isDeep(text: string): boolean {
  for (let start = 0; start !== -1; start = text.indexOf('\n', start) + 1 || -1) {
    FIRST_OF_MARK.lastIndex = start
    DEEP.lastIndex = start
    if (FIRST_OF_MARK.test(text) && DEEP.test(text)) return true
  }
  return false
}

/** @param counts by code of ASCII */
function sumIn(text: string, counts: Uint8Array): number {
  let sum = 0
  for (let index = 0; index < text.length; index += 1) sum += counts[text.charCodeAt(index)] ?? 0
  return sum
}

/** By count, character for character. */
function firstOver(text: string): Fault | undefined {
  const counts = new Counts()
  let before: Read['kind'] = 'space'
  let blanks = 0
  let line = 1
  let start = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    const { kind, words } = readAt(text, index)
    const isTouched = kind === 'letter' ? before === 'letter' : kind === 'mark' && before !== 'space'
    before = kind
    if (!isTouched && words > 0) counts.add(WORD, words)
    if (kind === 'sign') {
      counts.add(SIGNED, 1)
      const counted = SIGN_OF_CODE[code] ?? -1
      if (counted >= 0) counts.add(counted, 1)
      if (code === CARET && text.charCodeAt(index - 1) === BRACKET) counts.add(NOTE, 1)
    }
    if (code === BLANK || code === TAB) {
      blanks += 1
      counts.see(BLANKS, blanks)
    } else blanks = 0
    if (code === FEED) {
      line += 1
      counts.add(LINE, 1)
      start = index + 1
    }
    if (index === start) counts.see(DEPTH, depthAt(text, start))
    if (counts.over >= 0) return faultOf(NAMES[counts.over] ?? 'lines', line, Math.max(1, index - start + 1))
  }
  return undefined
}

/** By the numbers of the limits. */
class Counts {
  /** Which limit was passed first; -1 for none. */
  over = -1
  readonly #counts = MOST.map(() => 0)

  add(counted: number, more: number): void {
    const count = (this.#counts[counted] ?? 0) + more
    this.#counts[counted] = count
    this.see(counted, count)
  }

  see(counted: number, count: number): void {
    if (this.over < 0 && count > (MOST[counted] ?? 0)) this.over = counted
  }
}

/** What stands in a text, and how many words begin with it where it begins any. */
interface Read {
  readonly kind: 'letter' | 'ideograph' | 'sign' | 'mark' | 'space'
  readonly words: number
}

const LETTER: Read = { kind: 'letter', words: 1 }
const SIGN: Read = { kind: 'sign', words: 0 }
/** Dashes, bullets and the like beyond ASCII: they part words, and are one where nothing touches them. */
const MARK: Read = { kind: 'mark', words: 1 }
const SPACE: Read = { kind: 'space', words: 0 }

/** Of every code point that was seen, as the diff takes it. */
const seen = new Map<number, Read>()

/** @param index of a UTF-16 unit; the second half of a pair is nothing of its own */
function readAt(text: string, index: number): Read {
  const code = text.charCodeAt(index)
  if (code < 128) {
    if ((code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return LETTER
    return code > 32 && code < 127 ? SIGN : SPACE
  }
  if (code >= 0xdc00 && code <= 0xdfff) return SPACE
  const point = text.codePointAt(index) ?? code
  const known = seen.get(point) ?? readPoint(point)
  seen.set(point, known)
  return known
}

/** The diff compares what a character stands for (NFKC): ㍿ is four letters, ⑴ a figure between parentheses. */
function readPoint(point: number): Read {
  const plain = String.fromCodePoint(point).normalize('NFKC')
  const words = (plain.match(WORDS) ?? []).length
  if (isIdeograph(point)) return { kind: 'ideograph', words: Math.max(1, words) }
  if (INVISIBLE.test(plain) || WHOLE_WORD.test(plain)) return LETTER
  if (words > 0) return { kind: 'ideograph', words }
  return plain.trim() === '' ? SPACE : MARK
}

const WORDS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+/gu
const WHOLE_WORD = /^[\p{L}\p{N}\p{M}]+$/u
/** The diff takes them out. */
const INVISIBLE = /^[\u00AD\u200B-\u200D\u2060]$/

/** Scripts without spaces, forms that stand for whole words, emoji and rare ideographs. */
function isIdeograph(point: number): boolean {
  if ((point >= 0x0e00 && point <= 0x0e7f) || (point >= 0x2e80 && point <= 0xd7ff)) return true
  return (point >= 0xf900 && point <= 0xfdff) || (point >= 0xd800 && point <= 0xdbff) || point > 0xffff
}

const MARKS = new RegExp(`(?:${MARK_OF_LINE})*`, 'y')

const FIRST_OF_MARKS = /[ \t>*+\d-]/

/** How many marks of quotes and lists stand before the text of the line that begins there. */
function depthAt(body: string, start: number): number {
  if (!FIRST_OF_MARKS.test(body[start] ?? '')) return 0
  MARKS.lastIndex = start
  return (MARKS.exec(body)?.[0].match(/[>*+.)-]/g) ?? []).length
}

/** @returns a fault where a post tells of more updates than may be compared with each other */
export function tooManyUpdates(count: number, line: number): (Fault & { readonly fix: string }) | undefined {
  return count > limits.updates.most ? faultOf('updates', line, 1) : undefined
}

function faultOf(counted: Counted, line: number, column: number): Fault & { readonly fix: string } {
  const { name, most, cure } = limits[counted]
  const message = postsTexts.limits.postHasMoreThan(most, name)
  return { code: 'POST_LIMIT', message, line, column, fix: cure }
}
