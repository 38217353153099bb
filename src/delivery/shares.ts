/**
 * Shares of a rate that many workers keep together. Pure. In: what is known of a name (all mail, or one recipient
 * domain), a rate, the instant. Out: how many messages may go now, when the rest may. It is the generic cell rate
 * algorithm (ITU-T I.371): one instant is all that need be remembered.
 */

export interface Share {
  /** When the next message may go. */
  readonly nextAt: number
  /** Up to when messages were put off. */
  readonly plannedAt: number
  /** The domain asked for patience until then; 0 where it never did. */
  readonly waitUntil: number
  /** How long it waited the last time. */
  readonly waitMs: number
}

export const UNTOUCHED: Share = { nextAt: 0, plannedAt: 0, waitUntil: 0, waitMs: 0 }

/** After a silence the messages of this many milliseconds may go at once. */
export const BURST_MS = 200
/** Between messages that were put off together, where no rate says more. */
const GAP_MS = 5
const FIRST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 3_600_000
/** How far the clocks of two machines that share a rate may differ. */
const CLOCKS_DIFFER_MS = 60_000

/** Messages a second; no limit where it is none. */
export type Rate = number | 'none'

/** How many may go now, of `wanted`. */
export function available(share: Share, rate: Rate, wanted: number, now: number): number {
  if (isWaiting(share, now)) return 0
  if (rate === 'none') return wanted
  const nextAt = startOf(share, rate, now)
  return nextAt > now ? 0 : Math.min(wanted, 1 + Math.floor(((now - nextAt) * rate) / 1000))
}

export function taken(share: Share, rate: Rate, count: number, now: number): Share {
  if (rate === 'none' || count === 0) return share
  return { ...share, nextAt: startOf(share, rate, now) + (count * 1000) / rate }
}

/**
 * From when on the rate is counted. What lies further ahead than it can lie at this rate was said by a clock that was
 * set back, or by a slower rate.
 */
function startOf({ nextAt }: Share, rate: number, now: number): number {
  const isOld = nextAt > now + 1000 / rate + CLOCKS_DIFFER_MS
  return isOld ? now : Math.max(nextAt, now - BURST_MS)
}

function isWaiting({ waitUntil, waitMs }: Share, now: number): boolean {
  return now < waitUntil && waitUntil <= now + waitMs + CLOCKS_DIFFER_MS
}

/** Puts one message off: behind those put off before. @returns when it is due */
export function putOff(share: Share, rate: Rate, now: number): { dueAt: number; share: Share } {
  const gapMs = rate === 'none' ? GAP_MS : Math.max(GAP_MS, 1000 / rate)
  const plannedAt = Math.max(share.plannedAt + gapMs, share.nextAt, share.waitUntil, now + gapMs)
  return { dueAt: Math.ceil(plannedAt), share: { ...share, plannedAt } }
}

/** When several messages may go again. One alone is not worth a lease, which costs a commit. */
export function againAt({ nextAt }: Share, now: number): number {
  return Math.ceil(Math.max(nextAt, now + BURST_MS))
}

/**
 * A domain asked for patience: it waits a minute, and twice as long each time it asks again soon; what it says while it
 * waits is old news.
 */
export function waiting(share: Share, now: number): Share {
  if (isWaiting(share, now)) return share
  const isSoon = now < share.waitUntil + share.waitMs
  const waitMs = isSoon ? Math.min(LONGEST_WAIT_MS, share.waitMs * 2) : FIRST_WAIT_MS
  return { ...share, waitUntil: now + waitMs, waitMs }
}
