/**
 * A post's path on the site from a permalink pattern of Jekyll's or Hugo's tokens. Pure. In: the pattern and what its
 * tokens stand for. Out: an absolute path, percent-encoded, that can never climb (`..`) nor name another host (`//`).
 */
import { Temporal } from 'temporal-polyfill'
import { dayIn } from '../base/days.js'
import { asciiSlug, githubSlug, pelicanSlug } from '../markup/slugs.js'
import { postName } from './file-name.js'

export interface PermalinkParts {
  /** File name without date and ending, or front matter `slug`. */
  readonly slug: string
  readonly categories: readonly string[]
  /** Milliseconds since the epoch. */
  readonly instant: number
  readonly timezone: string
  /** Relative to content.posts. */
  readonly path?: string
  readonly title?: string
  /** Its language, for `:lang`. */
  readonly language?: string | undefined
}

/** Jekyll's named patterns, which front matter may use too. */
const named = new Map([
  ['date', '/:categories/:year/:month/:day/:title:output_ext'],
  ['pretty', '/:categories/:year/:month/:day/:title/'],
  ['ordinal', '/:categories/:year/:y_day/:title:output_ext'],
  ['weekdate', '/:categories/:year/W:week/:short_day/:title:output_ext'],
  ['none', '/:categories/:title:output_ext'],
])

/** What all posts of a pattern have in common: `/news/` of `/news/:year/:title/`. */
export function commonPath(pattern: string): string {
  return (named.get(pattern) ?? pattern).replace(/:.*/, '')
}

export function permalinkPath(pattern: string, parts: PermalinkParts): string {
  const template = (named.get(pattern) ?? pattern).replace(INDEX_PAGE, isIndex(parts) ? ':path/' : '$&')
  const day = dayIn(parts.instant, parts.timezone)
  let date: Temporal.ZonedDateTime | undefined
  const filled = template.replace(/:([a-z_]+)/g, (token, name: string) => {
    const text = dayToken(name, day) ?? textToken(name, parts)
    if (text !== undefined) return text
    date ??= Temporal.Instant.fromEpochMilliseconds(parts.instant).toZonedDateTimeISO(parts.timezone)
    return dateToken(name, date) ?? token
  })
  return safePath(filled)
}

/** An `index.md` is the page of its folder, whatever its neighbours end with. */
const INDEX_PAGE = /:path\.html$/

function isIndex({ path = '' }: PermalinkParts): boolean {
  return /(?:^|\/)index\.\w+$/.test(path)
}

/** What the tokens of a date and a name look like in a path; a pattern with others cannot be read backwards. */
const backwards = new Map([
  ['year', '(?<year>\\d{4})'],
  ['month', '(?<month>\\d\\d)'],
  ['i_month', '(?<month>\\d\\d?)'],
  ['day', '(?<day>\\d\\d)'],
  ['i_day', '(?<day>\\d\\d?)'],
  ['title', '(?<title>[^/]+?)'],
  ['slug', '(?<title>[^/]+?)'],
  ['categories', '(?:[^/]+/)*?'],
  ['slugified_categories', '(?:[^/]+/)*?'],
  ['output_ext', '(?:\\.html)?'],
])

/** The stem that a post at this path had, `2016-03-09-lantern-31`; undefined where the pattern does not say. */
export function stemAt(path: string, pattern: string): string | undefined {
  const parts = (named.get(pattern) ?? pattern).split(/(:[a-z_]+\/?)/)
  const sources = parts.map((part) => {
    const [, name, slash = ''] = /^:([a-z_]+)(\/?)$/.exec(part) ?? []
    if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const source = backwards.get(name)
    return source === undefined ? undefined : source + (name.endsWith('categories') ? '' : slash)
  })
  const names = sources.join('').match(/\?<\w+>/g) ?? []
  if (sources.includes(undefined) || new Set(names).size < names.length) return undefined
  const whole = sources.join('').replace(/\/$/, '')
  const { year, month, day, title } = new RegExp(`^${whole}(?:\\.html|/)?$`).exec(path)?.groups ?? {}
  if (year === undefined || month === undefined || day === undefined || title === undefined) return undefined
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}-${decode(title)}`
}

function textToken(name: string, parts: PermalinkParts): string | undefined {
  return name === 'lang' ? (parts.language ?? '').toLowerCase() : (jekyllText(name, parts) ?? hugoText(name, parts))
}

/** Hugo's `:title` is `:titleslug` here, and its `:slug` `:slugortitle`: Jekyll's are the name of the file. */
function hugoText(name: string, { slug, path = '', title = '' }: PermalinkParts): string | undefined {
  const folders = path.split('/').slice(0, -1)
  const { stem, slug: own, bundle } = postName(path)
  const sections = bundle ? folders.slice(0, -1) : folders
  switch (name) {
    case 'titleslug':
      return encodeURIComponent(urlized(title))
    case 'slugortitle':
      return encodeURIComponent(urlized(slug === own ? title : slug))
    case 'filename':
    case 'contentbasename':
      return encodeURIComponent(urlized(stem))
    // A slug that front matter states is another than that of the name.
    case 'slugorfilename':
    case 'slugorcontentbasename':
      return encodeURIComponent(urlized(slug === own ? stem : slug))
    case 'section':
      return encodeURIComponent(urlized(sections[0] ?? ''))
    // Eleventy and Hexo: the path as it is, letter case and all.
    case 'path':
      return segments(path.replace(/\.\w+$/, '').replace(/(^|\/)index$/, ''))
    case 'dateslug':
      return segments(dateSlug(path.replace(/\.\w+$/, '')))
    // Astro: each name of the path as GitHub makes one. A slug that front matter states stands in its place.
    case 'pathslug':
      return segments(
        path
          .replace(/\.\w+$/, '')
          .replace(/(^|\/)index$/, '')
          .split('/')
          .map(githubSlug)
          .join('/'),
      )
    // Zola: the name without its day, of ASCII.
    case 'plainslug':
      return asciiSlug(slug === own ? stem.replace(/^\d{4}-\d\d-\d\d[-_]/, '') : slug)
    // Pelican: a slug that is stated, else the title, of ASCII.
    case 'plaintitle':
      return slug === own ? pelicanSlug(title) : segments(slug)
    // Material for MkDocs: a slug that is stated, else the title as GitHub makes ids of headings.
    case 'githubtitle':
      return segments(slug === own ? githubSlug(title) : slug)
    case 'sections':
      return sections.map((section) => encodeURIComponent(urlized(section))).join('/')
    default:
      return undefined
  }
}

/** Docusaurus: the first day in a path stands before all else of it. @param path without its ending */
function dateSlug(path: string): string {
  const [, before = '', day, rest = ''] = FOLDER_DAY.exec(path) ?? []
  if (day === undefined) return path.replace(/\/index$/, '')
  return `${day.replaceAll('-', '/')}/${before}${rest.replace(/\/index$/, '')}`
}

const FOLDER_DAY = /^((?:.*\/)?)(\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(.*)$/

function segments(path: string): string {
  return path
    .split('/')
    .map((segment) => encodeURIComponent(wellFormed(segment)))
    .join('/')
}

function jekyllText(name: string, { slug, categories }: PermalinkParts): string | undefined {
  if (name === 'title') return encodeURIComponent(pretty(slug))
  if (name === 'slug') return encodeURIComponent(slugify(slug))
  if (name === 'categories')
    return categories.map((each) => encodeURIComponent(wellFormed(each.toLowerCase()))).join('/')
  if (name === 'slugified_categories') return categories.map((each) => encodeURIComponent(slugify(each))).join('/')
  return name === 'output_ext' ? '.html' : undefined
}

/** What most patterns hold. @param day YYYY-MM-DD */
function dayToken(name: string, day: string): string | undefined {
  const [year = '', month = '', ofMonth = ''] = day.split('-')
  switch (name) {
    case 'year':
      return year
    case 'month':
      return month
    case 'i_month':
      return String(Number(month))
    case 'day':
      return ofMonth
    case 'i_day':
      return String(Number(ofMonth))
    default:
      return undefined
  }
}

function dateToken(name: string, date: Temporal.ZonedDateTime): string | undefined {
  const two = (value: number) => String(value).padStart(2, '0')
  const words = (options: Intl.DateTimeFormatOptions) => date.toPlainDate().toLocaleString('en', options)
  switch (name) {
    case 'short_year':
      return two(date.year % 100)
    case 'short_month':
      return words({ month: 'short' })
    case 'long_month':
      return words({ month: 'long' })
    case 'y_day':
      return String(date.dayOfYear).padStart(3, '0')
    case 'week':
      return two(date.weekOfYear ?? 0)
    case 'w_year':
      return String(date.yearOfWeek ?? date.year)
    case 'w_day':
      return String(date.dayOfWeek)
    case 'short_day':
      return words({ weekday: 'short' })
    case 'long_day':
    case 'weekdayname':
      return words({ weekday: 'long' })
    case 'monthname':
      return words({ month: 'long' })
    case 'weekday':
      return String(date.dayOfWeek % 7)
    case 'yearday':
      return String(date.dayOfYear)
    case 'hour':
      return two(date.hour)
    case 'minute':
      return two(date.minute)
    case 'second':
      return two(date.second)
    default:
      return undefined
  }
}

/**
 * Jekyll's `pretty` slug, case kept: letters, digits and the marks that need no encoding in a path; one hyphen for
 * several.
 */
function pretty(text: string): string {
  return wellFormed(text)
    .replace(/[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+/gu, '-')
    .replace(/^-+|-+$/g, '')
}

/** Jekyll's default slug: lower case, everything but letters and digits becomes a hyphen. */
function slugify(text: string): string {
  return wellFormed(text)
    .toLowerCase()
    .replace(/[^\p{M}\p{L}\p{Nd}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
}

/** Hugo's: lower case, a hyphen for white space, and of signs only those that a path may hold. */
function urlized(text: string): string {
  return wellFormed(text.normalize('NFC'))
    .toLowerCase()
    .trim()
    .replace(/\s+/g, '-')
    .replace(/[^\p{L}\p{M}\p{N}._~+-]+/gu, '')
    .replace(/-{2,}/g, '-')
}

const PLAIN_PATH = /^(?:\/[\w~-][\w.~-]*)+\/?$/

/** Names of characters that need no encoding, none of which begins with a dot: it stands in an address as it is. */
export function isPlainPath(path: string): boolean {
  return PLAIN_PATH.test(path)
}

/** Decodes first, so that `%2e%2e` and `%2F` are seen for what they are. */
function safePath(path: string): string {
  if (isPlainPath(path)) return path
  const segments = decode(wellFormed(path))
    .split(/[/\\]+/)
    .filter((segment) => !/^(?:\.{0,2})$/.test(segment.trim()))
  const trailing = /[/\\]$/.test(path) && segments.length > 0 ? '/' : ''
  return `/${segments.map(encodeSegment).join('/')}${trailing}`
}

function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run)
    } catch (thrown) {
      if (thrown instanceof URIError) return run
      throw thrown
    }
  })
}

/** RFC 3986 §3.3: what a path segment may hold unencoded. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.trim()).replace(/%(?:24|26|2B|2C|3B|3D|3A|40)/g, decodeURIComponent)
}

/** Lone surrogates cannot be encoded; control characters have no place in an address. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}|\p{Cc}/gu, '')
}
