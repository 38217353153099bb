/**
 * What values of the configuration look like, whichever section they stand in: durations, addresses, names. Pure. In:
 * what YAML holds. Out: the value, durations in milliseconds, or what is wrong with it.
 */
import * as z from 'zod'
import { canonicalTag, isKnownLanguage } from '../../base/locale.js'
import { durationMs, listenAddress, minutesOfDay, spanDays } from '../../base/units.js'
import { configTexts } from '../texts.js'

// A configuration is read once: to compile functions for it takes longer than to do without. Before any schema is made.
z.config({ jitless: true })

/** Instants so far from now are no instants of a `Date` any more, or nearly. */
const LONGEST = '36500d'

/** @param least below it nothing could work; @param most nor above it */
export const duration = (fallback: string, least = '0s', most = LONGEST) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const ms = durationMs(text)
      if (ms === undefined) {
        context.addIssue({ code: 'custom', message: configTexts.schema.notDurationWriteLike(text) })
        return z.NEVER
      }
      if (ms < (durationMs(least) ?? 0)) {
        context.addIssue({ code: 'custom', message: configTexts.schema.mustAtLeast(least, text) })
        return z.NEVER
      }
      if (ms > (durationMs(most) ?? 0)) {
        context.addIssue({ code: 'custom', message: configTexts.schema.mustAtMost(most, text) })
        return z.NEVER
      }
      return ms
    })

/** `none`, or what `read` makes of the text. */
export const noneOr = (read: (text: string) => number | undefined, form: string) =>
  z.string({ error: `must be ${form}` }).transform((text, context) => {
    if (text.trim() === 'none') return 'none' as const
    const number = read(text)
    if (number === undefined) {
      context.addIssue({ code: 'custom', message: configTexts.schema.isNot(text, form) })
      return z.NEVER
    }
    return number
  })

const NOT_HTTP = configTexts.schema.mustHttpOrHttps()

/** Days. */
export const span = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const days = spanDays(text)
      if (days === undefined) {
        context.addIssue({ code: 'custom', message: configTexts.schema.noSpanDaysWrite(text) })
        return z.NEVER
      }
      return days
    })

/** Minutes since midnight. */
export const timeOfDay = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const minutes = minutesOfDay(text)
      if (minutes === undefined) {
        context.addIssue({ code: 'custom', message: configTexts.schema.notTimeDayWrite(text) })
        return z.NEVER
      }
      return minutes
    })

/** Stands in header fields and in angle brackets: URL parsers pass over white space that is not to be there. */
export const httpAddress = z
  .url({ protocol: /^https?$/, error: (issue) => (issue.input === undefined ? undefined : NOT_HTTP) })
  .refine((text) => !/[\s<>"\p{Cc}]/u.test(text), { error: NOT_HTTP })

/** The base of others: without a slash at the end. */
export const httpUrl = httpAddress.transform((text) => text.replace(/\/+$/, ''))

export const timeZone = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .refine(isTimeZone, {
      error: (issue) => `"${String(issue.input)}" is not a time zone; write it like Europe/Berlin`,
    })

export const domain = z
  .string()
  .regex(/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i, {
    error: 'must be a domain name, like announce.example.org',
  })

/** A mailbox as in a From line (RFC 5322 §3.4): `Name <local@domain>` or `local@domain`. */
export const mailbox = z.string().transform((text, context) => {
  const match = /^(?:"?([^"<>\r\n]*?)"?\s*<([^<>\s@]+@[^<>\s@]+)>|([^<>\s@]+@[^<>\s@]+))$/.exec(text.trim())
  const address = match?.[2] ?? match?.[3]
  if (address === undefined) {
    context.addIssue({
      code: 'custom',
      message: configTexts.schema.notMailboxWriteLike(text),
    })
    return z.NEVER
  }
  return { name: match?.[1] ?? '', address }
})

export const listening = z.string().transform((text, context) => {
  const address = listenAddress(text)
  if (address !== undefined) return address
  context.addIssue({ code: 'custom', message: configTexts.schema.notAddressWriteLike(text) })
  return z.NEVER
})

export const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i, { error: 'must be a language tag, like en or pt-BR', abort: true })
  .refine(isKnownLanguage, { error: 'is the tag of no language; write one like en, de or pt-BR' })
  .transform(canonicalTag)

export const section = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape)

export const optionalSection = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape).prefault({} as never)

/** To ask the platform takes as long as the rest of a small configuration. */
const timeZones = new Set(['UTC'])

function isTimeZone(name: string): boolean {
  if (timeZones.has(name)) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    timeZones.add(name)
    return true
  } catch (thrown) {
    if (thrown instanceof RangeError) return false
    throw thrown
  }
}
