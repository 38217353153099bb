/** `schedule`: when the service runs, and at which times of the week mail may leave. Pure. */
import * as z from 'zod'
import { minutesOfDay } from '../../base/units.js'
import { configTexts } from '../texts.js'
import { weekDays } from '../week-days.js'
import { duration, optionalSection, timeZone } from './values.js'

/** Minutes since midnight; the last one of a day is 24:00. */
const edgeOfDay = (fallback: string) =>
  z
    .string({ error: 'must be a time of day; write it like "09:00"' })
    .default(fallback)
    .transform((text, context) => {
      const minutes = text.trim() === '24:00' ? 24 * 60 : minutesOfDay(text)
      if (minutes === undefined) {
        context.addIssue({ code: 'custom', message: configTexts.schema.notTimeDayWriteLike(text) })
        return z.NEVER
      }
      return minutes
    })

const weekDaysOf = z
  .union([z.string(), z.array(z.string())], { error: 'must be days of the week; write them like mon-fri' })
  .default('mon-sun')
  .transform((written, context) => {
    const text = typeof written === 'string' ? written : written.join(', ')
    const days = weekDays(text)
    if (days === undefined) {
      context.addIssue({ code: 'custom', message: configTexts.schema.namesNoDaysWeek(text) })
      return z.NEVER
    }
    return days
  })

/** More, and nobody could tell a run that is late from one that does not come. */
const MOST_JITTER_MS = 30 * 60_000

/** Times of the week at which mail may begin to leave. */
const sendWindow = z
  .strictObject({ days: weekDaysOf, from: edgeOfDay('00:00'), until: edgeOfDay('24:00') })
  .refine(({ from, until }) => from < until, {
    path: ['until'],
    error: 'is not later than from, so that it never opens; what runs over midnight is two windows',
  })

/** Every five minutes; node-cron reads it (test/schedule/read-cron.test.ts). */
export const OWN_CRON = '*/5 * * * *'

export const scheduleSection = optionalSection({
  cron: z.string().default(OWN_CRON),
  jitter: duration('0s').refine((ms) => ms <= MOST_JITTER_MS, { error: 'must be 30m at most' }),
  timezone: timeZone('UTC'),
  windows: z.array(sendWindow).default([]),
})
