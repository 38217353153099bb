/** Instants as people read them. Pure. In: milliseconds, a language, a time zone. Out: day, time and the zone. */
import { dayIn } from '../../base/days.js'
import { formatDay } from '../../base/format-day.js'

export function formatInstant(instant: number, language: string, timeZone: string): string {
  const form = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone, timeZoneName: 'short' } as const
  const time = new Intl.DateTimeFormat(language, form).format(instant)
  return `${formatDay(dayIn(instant, timeZone), language)}, ${time}`
}
