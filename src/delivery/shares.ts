/**
 * Shares of a rate that many workers keep together. Pure. In: what is known of a name (all mail, or one recipient
 * domain), a rate, the instant. Out: how many messages may go now, when the rest may.
 */
import { CLOCKS_DIFFER_MS, countedFrom } from '../base/cell-rate.js'

export interface Share {
  /** When the next message may go. */
  readonly nextAt: number
  /** Up to when messages were put off. */
  readonly plannedAt: number
  /** When the domain asked last for fewer; 0 where it never did. */
  readonly askedAt: number
  /** Between two messages to it, in microseconds; 0 where it takes what comes. */
  readonly gapUs: number
  /** The same when it first asked: its pace ends there. */
  readonly fullGapUs: number
}

export const UNTOUCHED: Share = { nextAt: 0, plannedAt: 0, askedAt: 0, gapUs: 0, fullGapUs: 0 }

/** After a silence the messages of this many milliseconds may go at once. */
export const BURST_MS = 200
/** Between messages that were put off together, where no rate says more. */
const GAP_MS = 5
/** A domain that asks for fewer again and again is sent one message in this time, in microseconds. */
const SLOWEST_GAP_US = 600_000_000
/** What a domain asked for longer ago says nothing of today. */
const FORGOTTEN_MS = 3_600_000
/** Successes alone double the pace in this time, in microseconds, where it is slow; */
const DOUBLED_US = 60_000_000
/**
 * where it is not, each raises it by a hundredth: a domain that refuses fewer than one in seventy is not slowed for
 * long.
 */
const LEAST_RAISE = 1.01
/** What waits for a pace is looked at again after this long: the pace may have been raised. */
const PLANNED_MS = 60_000

/** Messages a second; no limit where it is none. */
export type Rate = number | 'none'

/** What a domain takes now: the rate that was configured for it, or its pace where that is slower. */
export function rateNow(share: Share, rate: Rate, now: number): Rate {
  const pace = paceOf(share, now)
  if (pace === 'none') return rate
  return rate === 'none' ? pace : Math.min(rate, pace)
}

/** Messages a second that a domain is sent since it asked for fewer; none where it did not, or so long ago. */
export function paceOf({ gapUs, askedAt }: Share, now: number): Rate {
  const isOld = now >= askedAt + FORGOTTEN_MS || askedAt > now + CLOCKS_DIFFER_MS
  return gapUs === 0 || isOld ? 'none' : 1_000_000 / gapUs
}

/** From when on a domain's request for fewer is heeded. */
export function forgottenBefore(now: number): number {
  return now - FORGOTTEN_MS
}

/** How many may go now, of `wanted`. */
export function available(share: Share, rate: Rate, wanted: number, now: number): number {
  if (rate === 'none') return wanted
  const nextAt = startOf(share, rate, now)
  return nextAt > now ? 0 : Math.min(wanted, 1 + Math.floor(((now - nextAt) * rate) / 1000))
}

export function taken(share: Share, rate: Rate, count: number, now: number): Share {
  if (rate === 'none' || count === 0) return share
  return { ...share, nextAt: startOf(share, rate, now) + (count * 1000) / rate }
}

/** From when on the rate is counted. */
function startOf({ nextAt }: Share, rate: number, now: number): number {
  return countedFrom(nextAt, { gapMs: 1000 / rate, burstMs: BURST_MS }, now)
}

/**
 * Puts one message off: behind those put off before, where no pace will have changed by then.
 *
 * @param rate what the domain takes now
 * @returns when it is due
 */
export function putOff(share: Share, rate: Rate, now: number): { dueAt: number; share: Share } {
  const gapMs = rate === 'none' ? GAP_MS : Math.max(GAP_MS, 1000 / rate)
  const plannedAt = Math.max(share.plannedAt + gapMs, share.nextAt, now + gapMs)
  const latest = now + Math.max(PLANNED_MS, gapMs)
  if (paceOf(share, now) !== 'none' && plannedAt > latest) return { dueAt: Math.ceil(latest), share }
  return { dueAt: Math.ceil(plannedAt), share: { ...share, plannedAt } }
}

/** When several messages may go again. One alone is not worth a lease, which costs a commit. */
export function againAt({ nextAt }: Share, now: number): number {
  return Math.ceil(Math.max(nextAt, now + BURST_MS))
}

export interface PatienceRequest {
  /** Messages a second that the domain was sent of late. */
  readonly speed: number
  /** When the message was leased that it answered. */
  readonly leasedAt: number
  readonly now: number
}

/**
 * A domain asked for fewer: its pace halves. What it says of messages that were under way when it asked before is old
 * news.
 *
 * @returns the same share where it is
 */
export function slowed(share: Share, { speed, leasedAt, now }: PatienceRequest): Share {
  const pace = paceOf(share, now)
  if (pace !== 'none' && leasedAt < share.askedAt) return share
  const fullGapUs = pace === 'none' ? Math.round(1_000_000 / speed) : share.fullGapUs
  const gapUs = Math.min(SLOWEST_GAP_US, 2 * (pace === 'none' ? fullGapUs : share.gapUs))
  const nextAt = now + gapUs / 1000
  return { nextAt, plannedAt: 0, askedAt: now, gapUs, fullGapUs: Math.min(fullGapUs, gapUs) }
}

/**
 * A domain took so many messages since it asked for fewer.
 *
 * @returns its share, without a pace once that is what it was
 */
export function quickened(share: Share, successes: number, now: number): Share {
  if (paceOf(share, now) === 'none' || successes === 0) return share
  let gapUs = share.gapUs
  for (let left = successes; left > 0 && gapUs > share.fullGapUs; left -= 1) gapUs /= raise(gapUs)
  if (gapUs <= share.fullGapUs) return { ...UNTOUCHED, nextAt: Math.min(share.nextAt, now) }
  gapUs = Math.round(gapUs)
  return { ...share, gapUs, nextAt: Math.min(share.nextAt, now + gapUs / 1000) }
}

/** One success raises the pace by this factor: from a hundredth where it is quick to twice where it is slow. */
function raise(gapUs: number): number {
  return Math.min(2, Math.max(LEAST_RAISE, 2 ** (gapUs / DOUBLED_US)))
}
