/**
 * Tells of what a template made where each part of it was written. Pure. In: the source of templates, with a mark at
 * the beginning of each line and behind each place where another file ends. Out: file and line of any place in what is
 * made of that. Marks change nothing but white space; they are made only where a fault is to be placed.
 */
import type { Place } from '../../base/errors.js'

/** A fault in what a template made. */
export interface MarkupFault {
  readonly message: string
  readonly fix: string
  /** Where, in characters. */
  readonly at: number
}

const MARK = /\uE000(\d+):(\d+)\uE001/g
/** What Liquid reads as its own, over several lines or not. */
const LIQUID = /\{%-?\s*(?:comment|raw)\b[\s\S]*?\{%-?\s*end(?:comment|raw)\s*-?%\}|\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}/g
const ENDS_A_FILE = /^\{%-?\s*(?:render|include|block|endblock)\b/

export function withoutMarks(text: string): string {
  return text.replace(MARK, '')
}

/** @param file the number by which it is known to `placeAt` */
export function marked(source: string, file: number): string {
  let line = 1
  const mark = () => `\uE000${file}:${line}\uE001`
  const lines = (text: string) =>
    text.replace(/\n/g, () => {
      line += 1
      return `\n${mark()}`
    })
  let out = mark()
  let from = 0
  for (const found of source.matchAll(LIQUID)) {
    out += lines(source.slice(from, found.index))
    line += found[0].split('\n').length - 1
    out += ENDS_A_FILE.test(found[0]) ? `${found[0]}${mark()}` : found[0]
    from = found.index + found[0].length
  }
  return out + lines(source.slice(from))
}

/** @param paths by the numbers that `marked` was given */
export function placeAt(made: string, at: number, paths: readonly string[]): Place | undefined {
  const last = [...made.slice(0, at + 1).matchAll(MARK)].at(-1)
  const file = last?.[1] === undefined ? undefined : paths[Number(last[1])]
  return file === undefined ? undefined : { file, line: Number(last?.[2]) }
}
