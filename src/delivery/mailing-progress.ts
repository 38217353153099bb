/**
 * How fast a mailing goes and when it is done. Pure. In: looks at it. Out: what is left, messages per second now, the
 * time that is left.
 */
import type { MailingLook } from './mailing-look-store.js'

export interface Progress {
  /** Deliveries that came to an end: accepted, failed or cancelled. */
  readonly done: number
  readonly left: number
  /** From 0 to 1. */
  readonly share: number
  /** Accepted messages per second in the last minute; null at the first look. */
  readonly rateNow: number | null
  /**
   * Until each was tried once, at the speed of the last minute; null where nobody can say. What is tried again comes
   * later.
   */
  readonly leftMs: number | null
}

const RECENT_MS = 60_000

/** Looks of the last minute, and the one before them where none is in it: speed needs two. */
export function recentLooks(looks: readonly MailingLook[]): readonly MailingLook[] {
  const newest = looks.at(-1)
  if (newest === undefined) return looks
  const first = looks.findIndex((look) => look.now >= newest.now - RECENT_MS)
  return looks.slice(Math.max(0, Math.min(first, looks.length - 2)))
}

/** @param looks at one mailing, in order; at least one */
export function progressOf(look: MailingLook, looks: readonly MailingLook[]): Progress {
  const done = look.accepted + look.failed + look.cancelled
  const before = recentLooks(looks)[0] ?? look
  const seconds = (look.now - before.now) / 1000
  const speedOf = (count: (of: MailingLook) => number) =>
    seconds > 0 ? Math.max(0, count(look) - count(before)) / seconds : null
  const speed = speedOf((of) => of.audience - untried(of))
  const people = peopleOf(look)
  return {
    done,
    left: people - done,
    share: people === 0 ? 1 : done / people,
    rateNow: speedOf((of) => of.accepted),
    leftMs: speed === null || speed === 0 || untried(look) === 0 ? null : (untried(look) / speed) * 1000,
  }
}

/** Of a large audience some have no deliveries yet, and some may have come while it was written. */
function peopleOf(look: MailingLook): number {
  return Math.max(look.audience, look.queued + look.leased + look.sending + tried(look))
}

function tried({ accepted, failed, cancelled, deferred, uncertain }: MailingLook): number {
  return accepted + failed + cancelled + deferred + uncertain
}

function untried(look: MailingLook): number {
  return peopleOf(look) - tried(look)
}
