/**
 * When a refused delivery is tried again. Pure.
 */

const FIRST_MS = 5 * 60_000
const LONGEST_MS = 4 * 3_600_000

/** Of what waits, at most this share is added, so that a hundred thousand refused at once do not come back at once. */
const JITTER = 0.25

/**
 * Wait before the next try after a temporary refusal (4yz, RFC 5321 §4.5.4.1).
 * @param attempt tries already made, from 1
 * @param delivery its number, which decides about the jitter: the same delivery waits the same time again
 * @returns milliseconds: 5 min, doubling, at most 4 h; and up to a quarter more
 * @throws RangeError if attempt is below 1
 */
export function retryDelayMs(attempt: number, delivery: number): number {
  if (attempt < 1) throw new RangeError(`attempt counts from 1, not ${attempt}`)
  const waitMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 20))
  return Math.floor(waitMs * (1 + JITTER * shareOf(delivery)))
}

/** Evenly spread from 0 to 1, neighbours far apart (Fibonacci hashing). */
function shareOf(number: number): number {
  return (number * 0.618_033_988_749_894_9) % 1
}
