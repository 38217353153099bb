/**
 * Which line of a template each line of what was made of it comes of. Pure. In: where the templates stand in the post,
 * and how much text was there when each was shown. Out: a line for each line. What an include shows stands on the line
 * of its tag.
 */
import { type Token, TypeGuards } from 'liquidjs'

interface Mark {
  /** In the text that was made. */
  readonly offset: number
  readonly line: number
  /** It is text of the post itself, so its lines go on. */
  readonly grows: boolean
}

export class LineMarks {
  readonly #starts: readonly number[]
  readonly #marks: Mark[] = []

  constructor(text: string) {
    const starts = [0]
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    this.#starts = starts
  }

  add(token: Token, offset: number): void {
    const isRaw = TypeGuards.isTagToken(token) && token.name === 'raw'
    const isText = TypeGuards.isHTMLToken(token)
    const begin = isText ? token.begin + token.trimLeft : isRaw ? token.end : token.begin
    this.#marks.push({ offset, line: this.#lineAt(begin), grows: isText || isRaw })
  }

  linesOf(made: string): number[] {
    const lines: number[] = []
    let next = 0
    let mark: Mark = { offset: 0, line: 1, grows: true }
    let line = 1
    for (let start = 0; ; ) {
      for (let ahead = this.#marks[next]; ahead !== undefined && ahead.offset <= start; ahead = this.#marks[next]) {
        mark = ahead
        line = ahead.line + (ahead.grows ? feedsBetween(made, ahead.offset, start) : 0)
        next += 1
      }
      lines.push(line)
      const feed = made.indexOf('\n', start)
      if (feed === -1) return lines
      if (mark.grows) line += 1
      start = feed + 1
    }
  }

  #lineAt(index: number): number {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) <= index) low = middle + 1
      else high = middle
    }
    return low
  }
}

function feedsBetween(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
