/**
 * What feeds and pages are planned from, as a mark: where it is the same, and the instants between which it holds were
 * not left, the same files come of it, and nobody need plan them. Pure. In: what is published, the configuration, the
 * instant. Out: a mark, and whether another one stands for the same.
 *
 * A plan depends on the instant by what had come by then, and by the day. The mark names the next instant at which any
 * of that is otherwise: of all numbers in the facts the nearest that was to come when they were read, and the next
 * midnight then. Where it came before they were planned, the plan is believed at no time.
 */
import { hash } from 'node:crypto'
import { dayIn, midnight, nextDay, spreadMs } from '../../base/days.js'
import type { Config } from '../../config/schema.js'
import type { Announcement } from '../../posts/announcement.js'
import { knownDigest } from '../../posts/known-digest.js'
import type { Register } from '../../register/register.js'
import type { ReleaseTable } from '../../releases/release.js'
import type { Pictures } from '../../source/bundle.js'

export interface Planning {
  readonly announcements: readonly Announcement[]
  readonly register: Register
  readonly releases: ReleaseTable
  readonly pictures?: Pictures
  readonly config: Config
  /** Milliseconds since the epoch. */
  readonly now: number
  /** When the content was read, the same; what came since then is in no plan. Absent for `now`. */
  readonly readAt?: number | undefined
  readonly program: string
}

export interface PlanMark {
  /** Digest of all facts. */
  readonly of: string
  /** Of those that stand in no post. */
  readonly beside: string
  /** The instants that it holds from and until, the last not among them. */
  readonly from: number
  readonly until: number
}

export function planMark(planning: Planning): PlanMark {
  const { announcements, config, register, releases, pictures, program, now, readAt = now } = planning
  // A clock may be set back meanwhile.
  const since = Math.min(readAt, now)
  const next = new Next(since)
  const said = [program, config, register, releases, [...(pictures ?? [])].map(([path, of]) => [path, of.map(stampOf)])]
  const facts = said.map((one) => JSON.stringify(one, (_key, value: unknown) => asData(value, next)))
  const { timezone } = config.site
  for (const announcement of announcements) lookAt(announcement, timezone, next)
  next.look(midnight(nextDay(dayIn(since, timezone)), timezone))
  next.look(midnight(nextDay(dayIn(since, 'UTC')), 'UTC'))
  const beside = hash('sha256', facts.join('\n'), 'base64url')
  const digest = hash('sha256', [beside, ...announcements.map(knownDigest)].join('\n'), 'base64url')
  return { of: digest, beside, from: now, until: next.at }
}

/** @param mark of the same facts, at another instant */
export function holdsStill(mark: PlanMark, { of, from }: PlanMark): boolean {
  return mark.of === of && mark.from <= from && from < mark.until
}

/** @param mark of other posts, perhaps, at another instant */
export function holdsBeside(mark: PlanMark, { beside, from }: PlanMark): boolean {
  return mark.beside === beside && mark.from <= from && from < mark.until
}

/** The nearest instant that is to come. */
class Next {
  at = Number.POSITIVE_INFINITY

  constructor(private readonly now: number) {}

  look(instant: number): void {
    if (instant > this.now && instant < this.at) this.at = instant
  }

  /** Most are; then nobody need know when exactly, in whatever zone. */
  isLongPast(instant: number): boolean {
    return instant < this.now - TWO_DAYS_MS
  }
}

const TWO_DAYS_MS = 2 * 86_400_000

function stampOf({ name, stamp }: { readonly name: string; readonly stamp: string }): readonly string[] {
  return [name, stamp]
}

/** Maps stand in JSON as lists; what is a number may be an instant. */
function asData(value: unknown, next: Next): unknown {
  if (typeof value === 'number') next.look(value)
  return value instanceof Map ? [...value] : value
}

/** What its place in feeds and on pages depends on, beside what it holds: days that it states count from midnight. */
function lookAt({ id, instant, expires, updates, statedUpdates }: Announcement, timezone: string, next: Next): void {
  next.look(instant)
  if (expires !== undefined) next.look(expires)
  for (const update of updates) {
    next.look(update.instant)
    if (!next.isLongPast(update.instant)) next.look(update.instant + spreadMs(id))
  }
  for (const { day } of statedUpdates) if (!next.isLongPast(Date.parse(day))) next.look(midnight(day, timezone))
}
