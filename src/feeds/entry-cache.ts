/**
 * Entries that were made, for the next feed that holds them. Pure but for what it keeps. In: an id, and how the entry is made. Out: the
 * entry. Old ones are let go, so that a long archive does not stand in memory as a whole.
 */
import type { FeedEntry } from './feed.js'

/** Characters of HTML; with its three formats an entry takes about four times as much. */
const MOST = 8_000_000

export class EntryShelf {
  readonly #entries = new Map<string, FeedEntry>()
  #held = 0

  entry(id: string, make: () => FeedEntry): FeedEntry {
    const known = this.#entries.get(id)
    if (known !== undefined) return known
    const entry = make()
    this.#entries.set(id, entry)
    this.#held += sizeOf(entry)
    for (const [oldest, old] of this.#entries) {
      if (this.#held <= MOST || oldest === id) break
      this.#entries.delete(oldest)
      this.#held -= sizeOf(old)
    }
    return entry
  }
}

function sizeOf({ html = '', summary }: FeedEntry): number {
  return html.length + summary.length
}
