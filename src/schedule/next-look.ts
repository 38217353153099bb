/**
 * How long a worker waits before it looks into the ledger again. Pure. In: the instant, when the next delivery is due,
 * how often in a row it failed. Out: milliseconds.
 */

/** Another process may put mail into the ledger without telling this one. */
const LONGEST_MS = 1_000
const FIRST_FAILURE_MS = 5_000
const LONGEST_FAILURE_MS = 5 * 60_000

export function pauseBeforeNextLook(at: { now: number; dueAt: number | undefined; failures: number }): number {
  if (at.failures > 0) return Math.min(LONGEST_FAILURE_MS, FIRST_FAILURE_MS * 2 ** Math.min(at.failures - 1, 10))
  if (at.dueAt === undefined) return LONGEST_MS
  return Math.min(LONGEST_MS, Math.max(100, at.dueAt - at.now))
}
