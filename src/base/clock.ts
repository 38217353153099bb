/**
 * What time it is. In: nothing, or the instant that BELFRY_NOW names. Out: a Clock, which every deciding file is given
 * as an instant; none of them reads the time itself. Leases do not use it: they use the database's clock.
 */
import { BelfryError } from './errors.js'

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** A clock that shows `instant` now and ticks on from there by the monotonic clock. */
export function clockStartingAt(instant: number): Clock {
  const startedAt = performance.now()
  return { now: () => instant + Math.floor(performance.now() - startedAt) }
}

/**
 * The clock of one command.
 * @param belfryNow the value of BELFRY_NOW (ISO 8601 with a zone), if set
 * @throws BelfryError NOW where it is not an instant
 */
export function clockFrom(belfryNow: string | undefined): Clock {
  if (belfryNow === undefined || belfryNow === '') return systemClock
  const instant = /T.*(Z|[+-]\d\d:?\d\d)$/i.test(belfryNow) ? Date.parse(belfryNow) : Number.NaN
  if (Number.isNaN(instant)) {
    throw new BelfryError('NOW', `BELFRY_NOW is "${belfryNow}", which is not an instant with a time zone.`, {
      exitCode: 2,
    })
  }
  return clockStartingAt(instant)
}

/** UTC ISO 8601 without fractions of a second, as every border of Belfry writes instants. */
export function isoInstant(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}
