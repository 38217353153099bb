/**
 * Days as people read them. Pure. In: YYYY-MM-DD and a language tag. Out: the day in that language, e.g. `2 January
 * 2020`.
 */

import { localeFor } from './locale.js'
import { NewestCache } from './newest-cache.js'

const styles = {
  long: { dateStyle: 'long', timeZone: 'UTC' },
  short: { month: 'short', day: 'numeric', timeZone: 'UTC' },
} as const

const formats = new Map<string, Intl.DateTimeFormat>()
/** The same days stand on many pages and in many mails, and to format one costs as much as a sentence. */
const written = new NewestCache<string, string>({ most: 2000 })

/** One form everywhere; `short` leaves the year out, for lists that stand under one. */
export function formatDay(day: string, language: string, style: keyof typeof styles = 'long'): string {
  const key = `${style} ${language}`
  return written.getOrMake(`${day} ${key}`, () => {
    const format = formats.get(key) ?? new Intl.DateTimeFormat(localeFor(language), styles[style])
    formats.set(key, format)
    return format.format(Date.parse(`${day}T00:00:00Z`))
  })
}
