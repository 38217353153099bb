/**
 * How many entries a document of so many bytes holds. Pure. In: the facts of a document, the limits, how an entry is
 * made. Out: a number, at least 1 where there is any: a single entry is never cut. The same for all formats.
 */
import { atomFormat } from './atom.js'
import type { EntryFacts } from './entry-facts.js'
import { entryText, type Format } from './format.js'
import { jsonFormat } from './json-feed.js'
import { type DocumentFacts, makeDocument } from './make-document.js'
import type { EntryMaker } from './make-entry.js'
import { rssFormat } from './rss.js'

export const formats: readonly Format[] = [atomFormat, rssFormat, jsonFormat]

/** Bytes that a document may have beside what is measured: the name of a namespace, links to pages of the archive. */
const MARGIN = 800
/**
 * Most bytes that a character of Markdown becomes in a whole text, markup and escapes included, and those of an entry
 * around it.
 */
const BYTES_A_CHARACTER = 5
const BYTES_AROUND = 3_000

export interface FeedLimits {
  readonly entries: number
  readonly bytes: number
}

export function fitting(facts: DocumentFacts, { entries, bytes }: FeedLimits, entryOf: EntryMaker): number {
  const wanted = { ...facts, entries: facts.entries.slice(0, entries) }
  return surelyFit(wanted.entries, bytes) ? wanted.entries.length : measured(wanted, bytes, entryOf)
}

/**
 * Without looking at what becomes of them: most feeds are far from their bound, and nothing need be rendered to know
 * it.
 */
function surelyFit(entries: readonly EntryFacts[], bytes: number): boolean {
  const most = entries.reduce((sum, { characters }) => sum + characters * BYTES_A_CHARACTER + BYTES_AROUND, MARGIN)
  return most <= bytes
}

function measured(facts: DocumentFacts, bytes: number, entryOf: EntryMaker): number {
  const empty = makeDocument(facts, entryOf, 0)
  const sizes = formats.map((format) => Buffer.byteLength(format.frame(empty).join('')) + MARGIN)
  for (const [index, one] of facts.entries.entries()) {
    const entry = entryOf(one)
    for (const [at, format] of formats.entries())
      sizes[at] = (sizes[at] ?? 0) + Buffer.byteLength(entryText(format, entry)) + format.between.length
    if (index > 0 && sizes.some((size) => size > bytes)) return index
  }
  return facts.entries.length
}
