/**
 * The archive of the main feed (RFC 5005 §4): every entry, in pages that stay as they are. Pure. In: candidates newest first, the limits,
 * how many of them the main feed holds. Out: pages from the oldest to the newest. Page 1 begins with the oldest entry of all, so what is
 * new never moves what is old. The last page may be open: it is published only where the main feed does not hold all of it.
 */
import type { Candidate } from './candidates.js'
import type { FeedDocument } from './feed.js'
import { fitting, type Limits } from './fitting.js'

export const archiveFolder = (page: number): string => `feeds/archive/${page}/`

/**
 * @param newest how many entries the main feed holds
 * @returns each page newest first
 */
export function archivePages(
  candidates: readonly Candidate[],
  limits: Limits,
  newest: number,
  empty: () => FeedDocument,
): Candidate[][] {
  const pages: Candidate[][] = []
  for (let rest = candidates.toReversed(); rest.length > 0; ) {
    const count = fitting(rest, limits, empty)
    const isOpen = count === rest.length && count < limits.entries
    if (isOpen && count <= newest) break
    pages.push(rest.slice(0, count).reverse())
    rest = rest.slice(count)
  }
  return pages
}
