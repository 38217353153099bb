/** `notices` and `expected`: when what is told, what is held, and which post comes regularly. Pure. */
import * as z from 'zod'
import { calendarSpan, wholeDays } from '../../base/units.js'
import { configTexts } from '../texts.js'
import { duration, optionalSection, span, timeOfDay } from './values.js'

const FURTHEST_STAGE = 3650

/** Whole days before a date, the largest first; 0 is the day itself. */
const stages = z.array(z.string()).transform((texts, context) => {
  const days = texts.map((text) => wholeDays(text))
  const wrong = texts.find((_, index) => days[index] === undefined)
  if (wrong !== undefined) {
    context.addIssue({ code: 'custom', message: configTexts.schema.notNumberDaysWrite(wrong) })
    return z.NEVER
  }
  const far = texts.find((_, index) => (days[index] ?? 0) > FURTHEST_STAGE)
  if (far !== undefined) {
    context.addIssue({ code: 'custom', message: configTexts.schema.moreThanTenYears(far, FURTHEST_STAGE) })
    return z.NEVER
  }
  return [...new Set(days.flatMap((day) => day ?? []))].sort((a, b) => b - a)
})

const everySpan = z.string().transform((text, context) => {
  const span = calendarSpan(text)
  if (span !== undefined) return span
  context.addIssue({
    code: 'custom',
    message: configTexts.schema.noSpanCalendarWrite(text),
  })
  return z.NEVER
})

/** A post that comes regularly. */
export const expectedPost = z.strictObject({
  title: z.string().trim().min(1),
  every: everySpan,
  list: z.string().optional(),
  before: span('7d'),
})

export const noticesSection = optionalSection({
  baseline: z
    .string()
    .default('first-run')
    .refine((text) => text === 'first-run' || (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text))), {
      error: 'must be first-run or a date',
    }),
  settle: duration('30m', '0s', '30d'),
  newWithin: duration('7d', '1h'),
  backfillAfter: duration('45d', '1h'),
  holdAbove: z.int().min(0).default(3),
  batchAbove: z.int().min(0).default(15),
  staleAfter: duration('14d', '1h'),
  massEdit: z.int().min(1).default(10),
  questions: z.enum(['ask', 'ignore']).default('ask'),
  requireLive: z.boolean().default(false),
  endOfLife: stages.default([90, 30, 0]),
  endOfLifeAt: timeOfDay('09:00'),
  movedFar: span('2y'),
  endOfLifeLists: z.array(z.string()).optional(),
})
