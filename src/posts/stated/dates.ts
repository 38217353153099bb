/**
 * The days that a post states: of its date, from when it is shown, until when. Pure. In: fields, the name of the file.
 * Out: the date, or a problem with the value that is none.
 */
import type { SiteSettings } from '../announcement.js'
import { type PostDate, parsePostDate } from '../date.js'
import type { Fields } from '../field-readers.js'
import type { PostName } from '../file-name.js'
import { postsTexts } from '../texts.js'

/** Hugo reads keys in any letter case. */
export function otherDate(fields: Fields, name: string, settings: SiteSettings): PostDate | undefined {
  const { fields: given } = fields.frontMatter
  const key = given.has(name)
    ? name
    : ([...given.keys()].find((one) => one.toLowerCase() === name.toLowerCase()) ?? name)
  const value = given.get(key)
  if (value === undefined || value === null || value === '') return undefined
  const read = typeof value === 'string' ? parsePostDate(value, settings.timezone) : undefined
  return read ?? fields.report('POST_DATE', postsTexts.parse.notDate(key, asText(value).slice(0, 40)), key)
}

/** Hugo: `published:` is a name of `publishDate`, where it is a day and no switch; so is `pubDate`. */
export function publishedLater(fields: Fields, { timezone }: SiteSettings): PostDate | undefined {
  const { fields: given } = fields.frontMatter
  const days = [...given].flatMap(([key, value]) => (/^(?:published|pubdate)$/i.test(key) ? [value] : []))
  return days.flatMap((day) => (typeof day === 'string' ? (parsePostDate(day, timezone) ?? []) : []))[0]
}

/** Where there is no `date`: Hugo's key, and Astro's. */
export const OTHER_DATES = ['publishDate', 'publishdate', 'pubDate']

export function committed(committedAt: number | undefined, { timezone }: SiteSettings): PostDate | undefined {
  return committedAt === undefined ? undefined : parsePostDate(new Date(committedAt).toISOString(), timezone)
}

/** MkDocs: `date: { created: …, updated: … }`. */
export function createdOf(date: unknown): unknown {
  return typeof date === 'object' && date !== null && Object.hasOwn(date, 'created')
    ? (Reflect.get(date, 'created') as unknown)
    : date
}

export function dateOf(fields: Fields, name: PostName, settings: SiteSettings): PostDate | undefined {
  const { fields: given } = fields.frontMatter
  const isGiven = (key: string) => ![undefined, null, ''].includes(given.get(key) as null)
  const key = ['date', ...(name.day === undefined ? OTHER_DATES : [])].find(isGiven) ?? 'date'
  const value = createdOf(given.get(key))
  const isThere = isGiven(key)
  const read = (written: unknown) =>
    typeof written === 'string' || typeof written === 'number' ? parsePostDate(written, settings.timezone) : undefined
  // To YAML 1e9 is a number, and an instant of 2001 to nobody.
  const isFigures = typeof value !== 'number' || /^[+]?\d+$/.test(fields.frontMatter.typed(key) ?? '')
  const stated = isThere && isFigures ? (timestamp(fields, key, settings) ?? read(value)) : undefined
  if (stated !== undefined) return stated
  const named = name.day === undefined ? undefined : read(name.day)
  const typed = `"${asText(isThere ? value : name.day).slice(0, 40)}" is not a date`
  if (named !== undefined) {
    if (isThere) fields.remark('POST_DATE_READ', postsTexts.parse.dayFileSName(key, typed), key)
    return named
  }
  const ofFolder = isThere || name.folderDay === undefined ? undefined : read(name.folderDay)
  if (ofFolder !== undefined) return ofFolder
  if (isThere || name.day !== undefined) return fields.report('POST_DATE', `${typed}.`, key)
  const message = postsTexts.parse.neitherFrontMatterNor()
  return fields.report('POST_DATE', message, 'date')
}

/** YAML 1.1 §timestamp, with a time of day and no zone. */
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|[ \t]+)\d{1,2}:\d\d:\d\d(?:\.\d*)?$/

/** Jekyll's YAML takes a time without quotes and zone for UTC. */
function timestamp({ frontMatter }: Fields, key: string, settings: SiteSettings): PostDate | undefined {
  if (settings.timestamps !== 'utc' || frontMatter.form !== 'yaml') return undefined
  const line = frontMatter.lines.findLast((one) => one.isTop && one.key === key)
  if (line?.style !== 'plain' || !TIMESTAMP.test(line.value)) return undefined
  return parsePostDate(`${line.value.replace(/\.$/, '')}Z`, settings.timezone)
}

/** A map may bring a `toString` of its own, which is no function. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
