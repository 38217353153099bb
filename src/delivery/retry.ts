/**
 * When a refused delivery is tried again. Pure.
 */

const FIRST_MS = 5 * 60_000
const LONGEST_MS = 4 * 3_600_000

/**
 * Wait before the next try after a temporary refusal (4yz, RFC 5321 §4.5.4.1).
 * @param attempt tries already made, from 1
 * @returns milliseconds: 5 min, doubling, at most 4 h
 * @throws RangeError if attempt is below 1
 */
export function retryDelayMs(attempt: number): number {
  if (attempt < 1) throw new RangeError(`attempt counts from 1, not ${attempt}`)
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 20))
}
