/**
 * The values that stand in feeds, each read by its own specification. Pure. In: a text. Out: the rule it breaks, or
 * what it means. Stricter than the parsers of the platform, which forgive much.
 */
import type { RuleId } from './rules.js'

const SCHEME = /^[a-z][a-z0-9+.-]*:/i
/** RFC 3986 §2: what may stand in a URI, percent escapes whole. */
const URI_CHARACTERS = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/
/** RFC 4151 §2.1; the fragment by RFC 3986 §3.5. */
const TAG = new RegExp(
  [
    String.raw`^tag:(?:[a-z0-9\-._]+@)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*`,
    String.raw`,\d{4}(?:-\d\d(?:-\d\d)?)?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*(?:#.*)?$`,
  ].join(''),
)

/** @returns undefined where it is an absolute URI (RFC 3986 §4.3; RFC 4151 where it is a tag) */
export function uriFault(text: string): RuleId | undefined {
  if (/^tag:/i.test(text)) return TAG.test(text) ? undefined : 'InvalidTAG'
  if (text === '' || !SCHEME.test(text)) return 'InvalidFullLink'
  if (!URI_CHARACTERS.test(text)) return 'InvalidUriChar'
  return /^https?:/i.test(text) ? webFault(text) : undefined
}

function webFault(text: string): RuleId | undefined {
  return /^https?:\/\/[^/?#]/i.test(text) && URL.canParse(text) ? undefined : 'InvalidFullLink'
}

/** @returns undefined where it is an address that a program can fetch or open */
export function addressFault(text: string): RuleId | undefined {
  if (!SCHEME.test(text)) return 'ContainsRelRef'
  return uriFault(text)
}

export function isAbsolute(text: string): boolean {
  return SCHEME.test(text.trim())
}

/** RFC 4287 §4.2.6.1, as far as a program that knows only the text can tell. */
export function isCanonical(uri: string): boolean {
  if (!/^https?:/i.test(uri)) return true
  if (!URL.canParse(uri)) return false
  const { href, pathname } = new URL(uri)
  return href === uri || (pathname === '/' && href === uri.replace(/^(https?:\/\/[^/?#]+)/, '$1/'))
}

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** @returns milliseconds since the epoch, or undefined where it is no date-time */
export function rfc3339(text: string): number | undefined {
  const [, year, month, day] = RFC_3339.exec(text) ?? []
  if (!dayExists(Number(year), Number(month) - 1, Number(day))) return undefined
  return Date.parse(text.replace(/:60(?=[.Z+-])/, ':59'))
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const DAYS = 'sun mon tue wed thu fri sat'.split(' ')
const RFC_822 = new RegExp(
  [
    String.raw`^(?:(mon|tue|wed|thu|fri|sat|sun)\s*,\s*)?(\d\d?)\s+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)`,
    String.raw`\s+(\d{4}|\d\d)\s+(\d\d):(\d\d)(?::(\d\d))?\s+([+-]\d{4}|ut|gmt|[ecmp][sd]t|[a-ik-z])$`,
  ].join(''),
  'i',
)
/** What every reader understands: capitals, one space, four digits, a zone that says its offset. */
const PLAIN_822 = new RegExp(
  [
    String.raw`^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d\d? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)`,
    String.raw` \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|[+-]\d{4})$`,
  ].join(''),
)

export type Rfc822Date =
  | { readonly at: number; readonly fault?: RuleId }
  | { readonly fault: RuleId; readonly at?: undefined }

export function rfc822(text: string): Rfc822Date {
  const [, weekday, day = '', month = '', years = '', hours, minutes, seconds = '0'] = RFC_822.exec(text) ?? []
  const year = Number(years) + (years.length > 2 ? 0 : Number(years) < 50 ? 2000 : 1900)
  const monthIndex = MONTHS.indexOf(month.toLowerCase())
  const isTime = Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) <= 60
  if (!dayExists(year, monthIndex, Number(day)) || !isTime) return { fault: 'InvalidRFC2822Date' }
  const rightDay = DAYS[new Date(Date.UTC(year, monthIndex, Number(day))).getUTCDay()]
  if (weekday !== undefined && weekday.toLowerCase() !== rightDay) return { fault: 'IncorrectDOW' }
  if (!PLAIN_822.test(text)) return { fault: 'ProblematicalRFC822Date' }
  return { at: Date.parse(text) }
}

function dayExists(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month, day))
  return date.getUTCFullYear() === year && date.getUTCMonth() === month && date.getUTCDate() === day
}

/**
 * RFC 5646: well-formed, and a first part of two letters that ISO 639 has. Of three there are too many for the platform
 * to know.
 */
export function isLanguage(text: string): boolean {
  try {
    Intl.getCanonicalLocales(text)
  } catch {
    return false
  }
  const [code = ''] = text.split('-')
  if (code.length === 3) return true
  return code.length === 2 && new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(code) !== undefined
}

export function isMediaType(text: string): boolean {
  return /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w.-]+=(?:"[^"]*"|[\w.+-]+))*$/.test(text)
}

export function hasMailAddress(text: string): boolean {
  return /(?:^|[\s<(])[^\s<>()@]+@[^\s<>()@]+\.[^\s<>()@]+/.test(text)
}

/** By its end tags and character references, as the W3C's validator does it: `a < b` and `<stdin>` are text. */
export function holdsHtml(text: string): boolean {
  const tags = [...text.matchAll(/<\/([a-z][a-z0-9]*)\s*>/gi)].map(([, name = '']) => name.toLowerCase())
  return tags.some((name) => htmlElements.has(name)) || /&(?:#\d+|#x[\da-f]+|[a-z]{2,8}\d?);/i.test(text)
}

/** What stands where a character was lost: U+FFFD, and C1 controls (Windows-1252 read as Latin-1). */
export function lostCharacter(text: string): string | undefined {
  return /[\x80-\x9F\uFFFD]/.exec(text)?.[0]
}

/** The elements of HTML, living and obsolete. */
export const htmlElements: ReadonlySet<string> = new Set(
  [
    'a abbr acronym address applet area article aside audio b base bdi bdo big blink blockquote body br button',
    'canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed',
    'fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i',
    'iframe img input ins kbd label legend li link main map mark marquee math menu meta meter nav noframes noscript',
    'object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search section select',
    'slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead',
    'time title tr track tt u ul var video wbr xmp',
  ].flatMap((line) => line.split(' ')),
)
