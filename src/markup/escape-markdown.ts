/**
 * Puts foreign text into Markdown so that it reads as it is. Pure. In: any text, or any address. Out: Markdown that
 * markdown.ts shows as that text on one line, or a link's target.
 */
import { plainLine } from '../base/plain-line.js'

/**
 * What means something inside a line. `{` and `}` also keep attribute lists and Liquid's raw tags from being seen; two
 * hyphens would become a dash, as other signs of a typewriter become what a printer has.
 */
const MARKS = /[\\`*_[\]<>&~!{}|#^$()+]|([-.,?])(?=\1)|(?<=([-.,?]))\2/g

/** Never for the beginning of a line, where `-` and `1.` mean something too. */
export function escapeMarkdown(text: string): string {
  return plainLine(text).replace(MARKS, '\\$&')
}

/**
 * For `[text](<here>)`.
 * @returns undefined for what is no http or https address
 */
export function linkTarget(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { protocol, href } = new URL(address)
  if (protocol !== 'http:' && protocol !== 'https:') return undefined
  return href.replace(/[<>\\`{}\s]/g, encodeURIComponent).replaceAll('&', '&amp;')
}
