/**
 * The times of the week at which mail may begin to leave. Pure. In: windows (days of the week, minutes since midnight),
 * a time zone, an instant. Out: the next instant that lies in one. Days and hours are those of the zone: where its
 * clocks are put forward over an edge, the edge moves with them; where they are put back, the first of the two counts.
 */
import { Temporal } from 'temporal-polyfill'
import { dayIn } from './days.js'

export interface SendWindow {
  /** ISO 8601: 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[]
  /** Minutes since midnight, of the same day: 0 to 1440. */
  readonly from: number
  readonly until: number
}

export interface SendWindows {
  /** None: mail leaves at any time. */
  readonly windows: readonly SendWindow[]
  readonly timezone: string
}

/** A week, and the days that a change of clocks or of the calendar may skip. */
const DAYS_AHEAD = 15

/** @returns the first instant from `from` on at which mail may leave: `from` itself where a window is open */
export function nextOpening({ windows, timezone }: SendWindows, from: number): number {
  if (windows.length === 0) return from
  // The day before, too: where clocks went over midnight, its last window may still be open.
  const first = Temporal.PlainDate.from(dayIn(from, timezone))
  let next: number | undefined
  for (let ahead = -1; ahead < DAYS_AHEAD; ahead += 1) {
    for (const { opens, closes } of openOn(first.add({ days: ahead }), windows, timezone)) {
      if (closes <= from) continue
      if (opens <= from) return from
      next = Math.min(next ?? opens, opens)
    }
    if (next !== undefined && ahead > 0) return next
  }
  return next ?? from
}

function openOn(day: Temporal.PlainDate, windows: readonly SendWindow[], timezone: string) {
  return (
    windows
      .filter(({ days }) => days.includes(day.dayOfWeek))
      .map(({ from, until }) => ({ opens: instantAt(day, from, timezone), closes: instantAt(day, until, timezone) }))
      // Of a day that the calendar of the zone skipped there are no hours.
      .filter(({ opens }) => dayIn(opens, timezone) === day.toString())
  )
}

function instantAt(day: Temporal.PlainDate, minutes: number, timezone: string): number {
  const time = day.toPlainDateTime().add({ minutes })
  return time.toZonedDateTime(timezone).epochMilliseconds
}
