/**
 * When a stage of a cycle's end is due. Pure. In: dates as days, distances in days, the zone and the time of day. Out:
 * instants. Days are compared as days, which costs nothing; an instant is worked out only where two things fall on one
 * day.
 */

import { Temporal } from 'temporal-polyfill'
import { dayIn } from '../../base/days.js'
import { NewestCache } from '../../base/newest-cache.js'
import { occasionIn } from '../../register/notice-keys.js'
import {
  type Day,
  distanceOf,
  type EndField,
  endFields,
  type Release,
  type ReleaseTable,
} from '../../releases/release.js'
import type { Notice } from '../notice.js'
import type { Rules } from '../rules.js'

const DAY_MS = 86_400_000

/** YYYY-MM-DD, so many days earlier in the calendar. */
export function daysBefore(day: Day, days: number): Day {
  return earlier.getOrMake(`${day} ${days}`, () => earlierDay(day, days))
}

/** Each look asks for each stage of each date. */
const earlier = new NewestCache<string, Day>({ most: 5000 })

function earlierDay(day: Day, days: number): Day {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10)
}

/** The instant at which mail of that day goes out; a time that a clock change skips is the next one there is. */
export function mailInstant(day: Day, { timezone, endOfLifeAt }: Rules): number {
  if (timezone === 'UTC') return Date.parse(day) + endOfLifeAt * 60_000
  const plainTime = new Temporal.PlainTime(Math.floor(endOfLifeAt / 60), endOfLifeAt % 60)
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: timezone, plainTime }).epochMilliseconds
}

/** An instant and its day in the site's zone, to compare days with. */
export class Moment {
  readonly day: Day

  constructor(
    readonly instant: number,
    private readonly rules: Rules,
  ) {
    this.day = dayIn(instant, rules.timezone)
  }

  /** Has the mail of that day gone out by now? */
  reached(day: Day): boolean {
    return day === this.day ? mailInstant(day, this.rules) <= this.instant : day < this.day
  }
}

/**
 * Days before the date at which notice is given, the largest first. The end of active support is told on its day alone,
 * and nothing of a cycle before it is released.
 */
export function stagesOf(release: Release, field: EndField, rules: Rules): readonly number[] {
  const stages = release.stages ?? rules.endOfLife
  if (field === 'eoas') return stages.filter((days) => days === 0)
  const { releaseDate, [field]: date } = release
  if (releaseDate === undefined || typeof date !== 'string') return stages
  return stages.filter((days) => days === 0 || daysBefore(date, days) >= releaseDate)
}

export function stageName(days: number): string {
  return days === 0 ? 'reached' : `approaching-${days}d`
}

/**
 * What goes out when something was stated late: when it has settled, but not earlier in the day than all other mail of
 * this kind.
 */
export function afterSettling(since: number, rules: Rules): number {
  const settled = since + rules.settleMs
  return Math.max(settled, mailInstant(dayIn(settled, rules.timezone), rules))
}

/**
 * A stage of a date that was known in time, which is a day before: nothing that many of them at once could mean is a
 * mistake. What was stated later is called by how far the date was then, which looks like a stage of that day.
 */
export function wasExpected(notice: Notice, rules: Rules): boolean {
  const occasion = notice.kind === 'end-of-life' ? occasionIn(notice.key) : undefined
  const days = occasion && distanceOf(occasion.stage)
  if (occasion === undefined || days === undefined || occasion.date === 'none') return false
  return notice.since + rules.settleMs <= mailInstant(daysBefore(occasion.date, days + 1), rules)
}

/** Whenever a stage of any date in the table is due. */
export function stageInstants(table: ReleaseTable, rules: Rules): number[] {
  return [...cyclesByStageDay(table, rules).keys()].map((day) => mailInstant(day, rules))
}

/** Of each day on which a stage of any date is due: whose, `product/cycle`. */
export function cyclesByStageDay({ products }: ReleaseTable, rules: Rules): Map<Day, Set<string>> {
  const cycles = new Map<Day, Set<string>>()
  for (const product of products)
    for (const release of product.releases)
      for (const field of endFields) {
        const date = release[field]
        if (typeof date !== 'string') continue
        for (const days of stagesOf(release, field, rules)) {
          const day = daysBefore(date, days)
          cycles.set(day, (cycles.get(day) ?? new Set()).add(`${product.id}/${release.cycle}`))
        }
      }
  return cycles
}
