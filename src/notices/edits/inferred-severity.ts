/**
 * How grave a text is by its own words. Pure. In: plain text or Markdown of an update. Out: `recall` where a download
 * was taken back or nobody should install it, `important` where people should act, else `info`. A guess: the caller
 * says so.
 */
import type { Severity } from '../../posts/announcement.js'
import { IMPORTANT, RECALL } from './significance-rules.js'

export function inferredSeverity(text: string): Severity {
  const sentences = plain(text).split(/(?<=[.!?:;])\s+(?=\S)/)
  const says = (patterns: readonly RegExp[]) => sentences.some((one) => patterns.some((pattern) => pattern.test(one)))
  if (says(RECALL)) return 'recall'
  return says(IMPORTANT) ? 'important' : 'info'
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/^ {0,3}\[[^\]]+\]:.*$/gm, '')
    .replace(/\]\([^)]*\)|\]\[[^\]]*\]/g, '')
    .replace(/(?<=\d)\.(?=\d)/g, '_')
    .replace(/[[\]*_`>]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
