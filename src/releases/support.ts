/**
 * How a release is supported on a day. Pure. In: a release and today, a day in the site's time zone. Out: its phase,
 * the day on which that support ends, and the days until then. The last day counts as supported, as it does at
 * endoflife.date.
 */
import type { Day, End, Release } from './release.js'

/** Not out yet, all support, security updates alone, paid or otherwise extended support alone, none. */
export type Phase = 'planned' | 'supported' | 'security' | 'extended' | 'ended'

export interface Support {
  readonly phase: Phase
  /**
   * The day on which what is left of its support ends, or on which the last of it ended; absent where nobody states
   * one.
   */
  readonly until?: Day
  /** Whole days from today to `until`; 0 on the last day, negative afterwards. */
  readonly daysLeft?: number
}

export function supportOf(release: Release, today: Day): Support {
  const phase = phaseOf(release, today)
  const until = lastDay(release, phase)
  return until === undefined ? { phase } : { phase, until, daysLeft: daysBetween(today, until) }
}

function phaseOf(release: Release, today: Day): Phase {
  const { releaseDate, eoas, eol } = release
  if (releaseDate !== undefined && releaseDate > today) return 'planned'
  if (hasEnded(eol, today)) {
    const extended = extendedEnd(release)
    return extended === undefined || hasEnded(extended, today) ? 'ended' : 'extended'
  }
  return hasEnded(eoas, today) ? 'security' : 'supported'
}

function lastDay(release: Release, phase: Phase): Day | undefined {
  const extended = extendedEnd(release)
  const isExtended = phase === 'extended' || (phase === 'ended' && typeof extended === 'string')
  return dayOf(isExtended ? extended : release.eol)
}

/**
 * When extended support ends that begins with the end of life; false where it goes on and nobody states a day.
 *
 * @returns undefined where there is none: no word of it in the table, or a day not behind the end of life
 */
export function extendedEnd({ eol, eoes }: Release): End | undefined {
  return typeof eol === 'string' && typeof eoes === 'string' && eoes <= eol ? undefined : eoes
}

/** True on the day itself too, on which it is time to have moved. */
export function hasCome(end: End | undefined, today: Day): boolean {
  return typeof end === 'string' ? end <= today : end === true
}

export function hasEnded(end: End | undefined, today: Day): boolean {
  return typeof end === 'string' ? end < today : end === true
}

/** Undefined for a boolean. */
export function dayOf(end: End | undefined): Day | undefined {
  return typeof end === 'string' ? end : undefined
}

export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}
