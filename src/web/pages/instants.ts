/** Instants as people read them. Pure. In: milliseconds, a language, a time zone. Out: day and time. */
import { dayIn } from '../../base/days.js'
import { formatDay } from '../../base/format-day.js'

export function formatInstant(instant: number, language: string, timeZone: string): string {
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short', hourCycle: 'h23', timeZone }).format(instant)
  return `${formatDay(dayIn(instant, timeZone), language)}, ${time}`
}
