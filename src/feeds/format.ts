/**
 * What the three formats have in common, so that an entry is written once whatever number of feeds holds it. Pure. In:
 * a format, a FeedDocument. Out: the file's text.
 */

import type { FeedDocument, FeedEntry } from './document.js'
import type { FeedFileName } from './names.js'
import { escapeXml } from './xml.js'

export interface Format {
  readonly file: FeedFileName
  /** What stands before the entries and behind them. */
  frame(document: FeedDocument): readonly [string, string]
  entry(entry: FeedEntry): string
  /** Between two entries. */
  readonly between: string
}

export function written(format: Format, document: FeedDocument): string {
  return pieces(format, document).join('')
}

/**
 * Of the same text: for whoever needs its bytes alone. A long one is most quickly written down piece by piece.
 * @param textOf how an entry is written; absent: once, and kept for other feeds that hold it
 */
export function pieces(format: Format, document: FeedDocument, textOf = entryText): string[] {
  const [before, after] = format.frame(document)
  const entries = document.entries.map((entry) => textOf(format, entry))
  const between = format.between === '' ? [] : [format.between]
  return [before, ...entries.flatMap((text, at) => (at === 0 ? [text] : [...between, text])), after]
}

/** Kept for as long as the entry is. */
const texts = new WeakMap<FeedEntry, Map<FeedFileName, string>>()

export function entryText(format: Format, entry: FeedEntry): string {
  const known = texts.get(entry) ?? new Map<FeedFileName, string>()
  const text = known.get(format.file) ?? format.entry(entry)
  texts.set(entry, known.set(format.file, text))
  return text
}

const escaped = new WeakMap<FeedEntry, string>()

/** The content of an entry as text of XML, which is most of it and the same in Atom and RSS. */
export function escapedHtml(entry: FeedEntry): string {
  const known = escaped.get(entry)
  if (known !== undefined) return known
  const made = escapeXml(entry.html ?? '')
  escaped.set(entry, made)
  return made
}
