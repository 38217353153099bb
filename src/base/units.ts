/**
 * Units in the configuration. In: the text a person wrote (`30m`, `7d`, `127.0.0.1:8025`). Out: numbers in the unit
 * that the name says, or undefined where the text is none of that.
 */

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** `30s`, `30m`, `6h`, `90d`, `2w` as milliseconds. */
export function durationMs(text: string): number | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text.trim())
  const unit = MILLISECONDS[match?.[2] ?? '']
  return match?.[1] === undefined || unit === undefined ? undefined : Number(match[1]) * unit
}

/** Milliseconds as the largest whole unit, for sentences: 1800000 is `30m`. */
export function formatDuration(ms: number): string {
  for (const unit of ['w', 'd', 'h', 'm', 's']) {
    const size = MILLISECONDS[unit] ?? 1
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`
  }
  return `${ms}ms`
}

/** `4 min 16 s`: the two largest units. */
export function spokenDuration(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const
  const first = units.findIndex(([, size]) => seconds >= size)
  const [large, small] = units.slice(first)
  if (large === undefined || small === undefined) return `${seconds} s`
  const rest = Math.floor((seconds % large[1]) / small[1])
  return `${Math.floor(seconds / large[1])} ${large[0]}${rest === 0 ? '' : ` ${rest} ${small[0]}`}`
}

/** `90d`, `12w` or `0d` as days. */
export function wholeDays(text: string): number | undefined {
  const ms = durationMs(text)
  return ms === undefined || ms % 86_400_000 !== 0 ? undefined : ms / 86_400_000
}

/** A year at its longest: a move of exactly so many calendar years is never further. */
const YEAR_DAYS = 366

/** `2y` or `90d` as days. */
export function spanDays(text: string): number | undefined {
  const years = /^(\d{1,3})y$/.exec(text.trim())?.[1]
  return years === undefined ? wholeDays(text) : Number(years) * YEAR_DAYS
}

/** A span of the calendar, as ISO 8601 names its parts. */
export interface CalendarSpan {
  readonly count: number
  readonly unit: 'days' | 'weeks' | 'months' | 'years'
}

/** `4 months`, `1 year`, `2 weeks`, `90d`. */
export function calendarSpan(text: string): CalendarSpan | undefined {
  const [, digits = '', word = ''] = /^(\d{1,3}) ?(d|w|y|(?:day|week|month|year)s?)$/i.exec(text.trim()) ?? []
  const unit = (['days', 'weeks', 'months', 'years'] as const).find((one) => one.startsWith(word.toLowerCase()))
  return word === '' || unit === undefined || Number(digits) === 0 ? undefined : { count: Number(digits), unit }
}

/** `4 months`, `1 year`. */
export function formatCalendarSpan({ count, unit }: CalendarSpan): string {
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`
}

/** Days as the largest whole unit that `spanDays` reads: 732 is `2y`. */
export function formatSpan(days: number): string {
  return days > 0 && days % YEAR_DAYS === 0 ? `${days / YEAR_DAYS}y` : `${days}d`
}

/** `09:00` as minutes since midnight. */
export function minutesOfDay(text: string): number | undefined {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim())
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2])
}

/** `host:port`, `[::1]:8025` or a port alone (then 127.0.0.1). */
export function listenAddress(text: string): { host: string; port: number } | undefined {
  const match = /^(?:(\[[0-9a-f:]+\]|[^:\s]+):)?(\d{1,5})$/i.exec(text.trim())
  const port = Number(match?.[2])
  if (match === null || port > 65_535) return undefined
  return { host: (match[1] ?? '127.0.0.1').replace(/^\[|\]$/g, ''), port }
}

/** `50/s`, `3000/m`, `100000/h` as messages a second. */
export function ratePerSecond(text: string): number | undefined {
  const match = /^(\d{1,9})\s*\/\s*(s|m|h)$/.exec(text.trim())
  const per = { s: 1, m: 60, h: 3600 }[match?.[2] ?? '']
  const count = Number(match?.[1])
  return per === undefined || count === 0 ? undefined : count / per
}

/** `25%` as a share of 1. */
export function shareOfOne(text: string): number | undefined {
  const match = /^(\d{1,3})\s*%$/.exec(text.trim())
  const percent = Number(match?.[1])
  return match === null || percent === 0 || percent > 100 ? undefined : percent / 100
}
