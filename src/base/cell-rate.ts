/**
 * The generic cell rate algorithm (ITU-T I.371). Pure. In: the one instant that is remembered of a name, a rate, now.
 * Out: from when on the rate is counted; whoever takes some adds a gap for each, and nothing may be taken before it.
 */

export interface CellRate {
  /** Between two, in the long run. */
  readonly gapMs: number
  /** After a silence what falls into this time may be taken at once, and one more. */
  readonly burstMs: number
}

/** How far the clocks of two machines that share a rate may differ. */
export const CLOCKS_DIFFER_MS = 60_000

/**
 * What lies further ahead than it can lie at this rate was said by a clock that was set back, or by a slower rate.
 *
 * @param nextAt what is remembered; 0 where nothing is
 */
export function countedFrom(nextAt: number, { gapMs, burstMs }: CellRate, now: number): number {
  const isOld = nextAt > now + gapMs + CLOCKS_DIFFER_MS
  return isOld ? now : Math.max(nextAt, now - burstMs)
}
