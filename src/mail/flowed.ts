/**
 * Writes text as format=flowed (RFC 3676, DelSp=no). Pure. In: one line per paragraph, heading, list item or table row;
 * quotes begin with `> `; lines that may not change begin with VERBATIM. Out: lines of at most 72 columns where words
 * allow it, joined by \n. A trailing space says "the paragraph goes on", so a mail program that knows flowed fits the
 * text to its window.
 *
 * Three kinds of line:
 * - paragraphs flow;
 * - what is indented or begins with a list mark gets fixed lines under a hanging indent: after a soft break the indent
 *   would come back as spaces in the middle of the sentence (RFC 3676 knows no lists);
 * - verbatim lines stay as they are, but for the two things RFC 3676 §4.2 asks of every line: space-stuffing, which a
 *   reader takes off again, and no space at the end. A kept one would join the line to the next in every program that
 *   knows flowed, and so break a checksum or signature; OpenPGP leaves trailing spaces out of what it signs (RFC 9580
 *   §7.2), so nothing is lost.
 */
import { VERBATIM } from '../markup/plain-text.js'

const COLUMNS = 72
/** RFC 5322 §2.1.1, less room for stuffing and a soft break. */
const OCTETS = 996

interface Line {
  readonly depth: number
  readonly content: string
  readonly verbatim: boolean
}

export function toFlowed(text: string): string {
  return text.replace(/\r\n?/g, '\n').split('\n').flatMap(flowLine).join('\n')
}

function flowLine(source: string): string[] {
  const line = readLine(source)
  const write = (content: string) => writeLine(line.depth, content)
  if (line.verbatim) return cut(line.content.replace(/ +$/, ''), octetsLeft(line.depth)).map(write)
  const content = line.content.replace(/ +$/, '')
  const mark = /^ {0,20}(?:(?:[-*•+]|\d{1,9}[.)]|\[\^?[\w-]{1,20}\]:?) {1,4})?/.exec(content)?.[0] ?? ''
  if (mark === '') return wrap(content, line.depth, '').map(write)
  const hanging = ' '.repeat(Math.min(mark.length, 12))
  return wrap(content.slice(mark.length), line.depth, hanging)
    .map((part, index) => (index === 0 ? mark : hanging) + part.replace(/ +$/, ''))
    .map(write)
}

const QUOTED_VERBATIM = new RegExp(`^[> ]*${VERBATIM}`)

/** Takes the quote marks and the marker off. `>=3.0` begins a paragraph, `> ` and a lone `>` a quote. */
function readLine(source: string): Line {
  const bare = source.replace(VERBATIM, '')
  if (source.startsWith(VERBATIM)) return { depth: 0, content: clean(bare), verbatim: true }
  const marks = /^(?:> ?)*>(?: |$)/.exec(bare)?.[0] ?? ''
  const verbatim = QUOTED_VERBATIM.test(source)
  return { depth: marks.split('>').length - 1, content: clean(bare.slice(marks.length)), verbatim }
}

/** A second marker can only be a stray character of the author's. */
function clean(content: string): string {
  return content.replaceAll(VERBATIM, '')
}

/**
 * Quoted lines always carry the space after the marks; others are stuffed where they would be misread (RFC 3676 §4.4,
 * §4.5).
 */
function writeLine(depth: number, content: string): string {
  if (depth > 0) return content === '' ? '>'.repeat(depth) : `${'>'.repeat(depth)} ${content}`
  return /^(?: |>|From )/.test(content) ? ` ${content}` : content
}

/** Breaks behind spaces and keeps them, so that the lines put end to end are the paragraph again. */
function wrap(content: string, depth: number, hanging: string): string[] {
  const columns = COLUMNS - hanging.length - (depth > 0 ? depth + 1 : 0)
  const words = content.match(/ *[^ ]+ */g)?.flatMap((word) => cut(word, octetsLeft(depth) - hanging.length)) ?? ['']
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    // `-- ` alone is the signature separator and never flows (RFC 3676 §4.3).
    if (line !== '' && line !== '-- ' && !fits(line + word, columns)) {
      lines.push(line)
      line = ''
    }
    line += word
  }
  return [...lines, line]
}

function fits(line: string, columns: number): boolean {
  // A character is one unit at least: what is short enough in units need not be counted.
  return line.length <= columns || [...line.replace(/ +$/, '')].length <= columns
}

function octetsLeft(depth: number): number {
  return OCTETS - depth - 1
}

/** An address that is cut leads nowhere; quoted-printable carries it, whatever its length. */
const ADDRESS = /^[(<]?https?:\/\//i

/** Cuts what no line can hold (RFC 5322 §2.1.1) between characters, never inside one. Almost always one piece. */
function cut(word: string, octets: number): string[] {
  if (Buffer.byteLength(word) <= octets || ADDRESS.test(word.trim())) return [word]
  const pieces: string[] = []
  let piece = ''
  let size = 0
  for (const character of word) {
    const bytes = Buffer.byteLength(character)
    if (size + bytes > octets) {
      pieces.push(piece)
      piece = ''
      size = 0
    }
    piece += character
    size += bytes
  }
  return [...pieces, piece]
}
