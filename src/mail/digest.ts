/**
 * The digest of a mail, the same for all whom it reached. Pure. In: its subject and text part. Out: SHA-256 of the
 * words above the ways out. docs/verify.md says how to make it with tools that every system has.
 */
import { createHash } from 'node:crypto'

/** The last line of this kind stands above the ways out (emails/layout.txt). */
const RULE = /^-{20,}[ ]*$/gm

/** @param text the text part with its transfer encoding taken off; line ends of any kind */
export function mailDigest(subject: string, text: string): string {
  return createHash('sha256')
    .update(wordsOf(`${subject} ${aboveWaysOut(text)}`))
    .digest('hex')
}

export function aboveWaysOut(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n')
  const rule = [...lines.matchAll(RULE)].at(-1)
  return rule === undefined ? lines : lines.slice(0, rule.index)
}

/** White space of ASCII is what `tr` and `awk` mean by it too. */
function wordsOf(text: string): string {
  return text
    .split(/[ \t\n\v\f\r]+/)
    .filter((word) => word !== '')
    .join(' ')
}
