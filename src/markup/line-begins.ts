/**
 * What a line of Markdown begins with. Pure. In: a state of markdown-it, a line. Out: whether the sign is the first
 * behind its indent. Each rule asks of each line, so none should cut out its text before it knows.
 */
import type { StateBlock } from 'markdown-it'

/** @param sign one UTF-16 unit */
export function beginsWith({ src, bMarks, tShift }: StateBlock, line: number, sign: string): boolean {
  return src.charCodeAt((bMarks[line] ?? 0) + (tShift[line] ?? 0)) === sign.charCodeAt(0)
}
