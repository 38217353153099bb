/**
 * How long a worker waits before it looks into the ledger again, and by when a run is to have written feeds. Pure. In:
 * the instant, when the next delivery is due, how often in a row it failed; what was published. Out: milliseconds.
 */

import { RENEWED_WITHIN_MS } from '../run/health/alarms.js'

/** Another process may put mail into the ledger without telling this one. */
const LONGEST_MS = 1_000
const FIRST_FAILURE_MS = 5_000
const LONGEST_FAILURE_MS = 5 * 60_000

export function pauseBeforeNextLook(at: { now: number; dueAt: number | undefined; failures: number }): number {
  if (at.failures > 0) return Math.min(LONGEST_FAILURE_MS, FIRST_FAILURE_MS * 2 ** Math.min(at.failures - 1, 10))
  if (at.dueAt === undefined) return LONGEST_MS
  return Math.min(LONGEST_MS, Math.max(100, at.dueAt - at.now))
}

/**
 * By when feeds and pages are to be written next: once they were, after the next wake by cron; until then it stays.
 * @param next the next wake from now
 */
export function nextExpected(
  seen: { readonly publishedAt: number | undefined; readonly expected: number | undefined },
  next: () => number | undefined,
): number | undefined {
  const isMet = seen.expected === undefined || (seen.publishedAt !== undefined && seen.publishedAt >= seen.expected)
  return isMet ? next() : seen.expected
}

/** @param expected as nextExpected says */
export function isOverdue(expected: number | undefined, now: number): boolean {
  return expected !== undefined && now > expected + RENEWED_WITHIN_MS
}
