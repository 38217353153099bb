/**
 * How many entries a document of so many bytes holds. Pure. In: candidates in the order in which they are taken, the bytes of what stands
 * around them, the limits. Out: a number, at least 1 where there is any: a single entry is never cut. The same for all formats.
 */
import { atomFormat } from './atom.js'
import type { Candidate } from './candidates.js'
import type { FeedDocument } from './feed.js'
import { entryText, type Format } from './format.js'
import { jsonFormat } from './json-feed.js'
import { rssFormat } from './rss.js'

export const formats: readonly Format[] = [atomFormat, rssFormat, jsonFormat]

/** Bytes that a document may have beside what is measured: the name of a namespace, links to pages of the archive. */
const MARGIN = 800
/** Most bytes that a character of Markdown becomes in a whole text, markup and escapes included, and those of an entry around it. */
const BYTES_A_CHARACTER = 5
const BYTES_AROUND = 3_000

export interface Limits {
  readonly entries: number
  readonly bytes: number
}

/** @param empty a document without entries; asked for only where it is measured */
export function fitting(
  candidates: readonly Candidate[],
  { entries, bytes }: Limits,
  empty: () => FeedDocument,
): number {
  const wanted = candidates.slice(0, entries)
  return surelyFit(wanted, bytes) ? wanted.length : measured(wanted, bytes, empty())
}

/** Without looking at what becomes of them: most feeds are far from their bound, and nothing need be rendered to know it. */
export function surelyFit(candidates: readonly Candidate[], bytes: number): boolean {
  const most = candidates.reduce((sum, { characters }) => sum + characters * BYTES_A_CHARACTER + BYTES_AROUND, MARGIN)
  return most <= bytes
}

function measured(candidates: readonly Candidate[], bytes: number, empty: FeedDocument): number {
  const sizes = formats.map((format) => Buffer.byteLength(format.frame(empty).join('')) + MARGIN)
  for (const [index, candidate] of candidates.entries()) {
    const entry = candidate.entry()
    for (const [at, format] of formats.entries())
      sizes[at] = (sizes[at] ?? 0) + Buffer.byteLength(entryText(format, entry)) + format.between.length
    if (index > 0 && sizes.some((size) => size > bytes)) return index
  }
  return candidates.length
}
