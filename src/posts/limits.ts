/**
 * How much a post may hold of what takes long to read, render, compare and mail. Pure. In: its text. Out: the limit
 * that it passes first, with the line of what is too much. Counts decide, not clocks: a post is read on every machine
 * or on none. They are far above what people write (the longest post of a real archive has a third of the words and a
 * fiftieth of the signs), and so low that what grows with their square stays short. docs/posts.md shows the same table,
 * and a test holds the two together.
 */
import type { Fault } from './front-matter.js'

interface Limit {
  readonly most: number
  /** As a sentence names them. */
  readonly name: string
  /** What is counted, in Markdown. */
  readonly counted: string
  readonly cure: string
}

const SPLIT = 'Part the post in several, or link to a file that holds the rest.'

export const limits = {
  lines: { most: 5_000, name: 'lines', counted: 'lines', cure: SPLIT },
  words: {
    most: 25_000,
    name: 'words',
    counted: 'words and numbers; each Han, Kana or Thai letter is one',
    cure: SPLIT,
  },
  signs: { most: 25_000, name: 'signs', counted: 'all that is neither letter, figure nor white space', cure: SPLIT },
  tags: { most: 5_000, name: 'tags', counted: '`<`', cure: 'Write Markdown in place of HTML, or link to a page.' },
  brackets: { most: 5_000, name: 'brackets', counted: '`[`: links, images, notes', cure: SPLIT },
  notes: { most: 500, name: 'footnotes', counted: '`[^`', cure: 'Say it in the text, or link to a page of notes.' },
  parentheses: { most: 5_000, name: 'parentheses', counted: '`(`', cure: SPLIT },
  marks: { most: 10_000, name: 'marks of emphasis', counted: '`*`, `_`, `~`', cure: SPLIT },
  ticks: { most: 10_000, name: 'backquotes', counted: '`` ` ``', cure: 'Put code between two lines of ```.' },
  cells: { most: 5_000, name: 'cells', counted: '`|`', cure: 'Link to a file that holds the table.' },
  references: {
    most: 5_000,
    name: 'references to characters',
    counted: '`&`',
    cure: 'Write the characters themselves.',
  },
  braces: { most: 5_000, name: 'braces', counted: '`{`', cure: SPLIT },
  blanks: { most: 200, name: 'blanks in a row', counted: 'spaces and tabs in a row', cure: 'Take out blanks.' },
  updates: { most: 200, name: 'updates', counted: 'labels of updates, and lines of `updates:`', cure: SPLIT },
  depth: {
    most: 20,
    name: 'quotes and lists in each other',
    counted: 'marks of quotes and lists before the text of a line',
    cure: 'Take quotes and lists out of each other.',
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
const SIGN_OF_CODE = Array.from({ length: 128 }, (_, code) => SIGNS.get(String.fromCharCode(code)))
const TAB = 9
const FEED = 10
const BLANK = 32
const BRACKET = 91
const CARET = 94

/** @param text of the whole file */
export function overLimit(text: string): Fault | undefined {
  const counts = new Counts()
  let wasLetter = false
  let blanks = 0
  let line = 1
  let start = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    const kind = kindOf(code)
    const isWord = kind === 'ideograph' || (kind === 'letter' && !wasLetter)
    wasLetter = kind === 'letter'
    if (isWord) counts.add('words')
    else if (kind === 'sign') {
      counts.add('signs')
      const counted = SIGN_OF_CODE[code]
      if (counted !== undefined) counts.add(counted)
      if (code === CARET && text.charCodeAt(index - 1) === BRACKET) counts.add('notes')
    }
    blanks = code === BLANK || code === TAB ? blanks + 1 : 0
    counts.see('blanks', blanks)
    if (code === FEED) {
      line += 1
      counts.add('lines')
      start = index + 1
    }
    if (index === start) counts.see('depth', depthAt(text, start))
    if (counts.over !== undefined) return faultOf(counts.over, line, Math.max(1, index - start + 1))
  }
  return undefined
}

class Counts {
  over: Counted | undefined
  readonly #counts = new Map<Counted, number>()

  add(counted: Counted): void {
    this.see(counted, (this.#counts.get(counted) ?? 0) + 1)
  }

  see(counted: Counted, count: number): void {
    this.#counts.set(counted, count)
    if (count > limits[counted].most) this.over ??= counted
  }
}

type Kind = 'letter' | 'ideograph' | 'sign' | 'space'

/** Of a UTF-16 unit; the diff takes each letter of a script without spaces for a word. */
function kindOf(code: number): Kind {
  if (code >= 128) {
    if ((code >= 0x0e00 && code <= 0x0e7f) || (code >= 0x2e80 && code <= 0xd7ff)) return 'ideograph'
    // Forms that stand for whole words, which the diff writes out (NFKC).
    if (code >= 0xf900 && code <= 0xfdff) return 'ideograph'
    // Surrogates: emoji and rare ideographs; the second half of a pair is no word of its own.
    return code >= 0xd800 && code <= 0xdbff ? 'ideograph' : code >= 0xdc00 && code <= 0xdfff ? 'space' : 'letter'
  }
  if ((code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return 'letter'
  return code > 32 && code < 127 ? 'sign' : 'space'
}

const MARKS = /(?:[ \t]*(?:>|[*+-](?=[ \t])|\d{1,9}[.)](?=[ \t])))*/y

/** How many marks of quotes and lists stand before the text of the line that begins there. */
function depthAt(body: string, start: number): number {
  MARKS.lastIndex = start
  return (MARKS.exec(body)?.[0].match(/[>*+.)-]/g) ?? []).length
}

/** @returns a fault where a post tells of more updates than may be compared with each other */
export function tooManyUpdates(count: number, line: number): (Fault & { readonly fix: string }) | undefined {
  return count > limits.updates.most ? faultOf('updates', line, 1) : undefined
}

function faultOf(counted: Counted, line: number, column: number): Fault & { readonly fix: string } {
  const { name, most, cure } = limits[counted]
  const message = `The post has more than ${most} ${name}; it is not read.`
  return { code: 'POST_LIMIT', message, line, column, fix: cure }
}
