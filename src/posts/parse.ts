/**
 * A post's bytes to an announcement. Pure. In: path and bytes, the site's settings, the ids that the register keeps. Out: the
 * announcement, or what is wrong with file, line and remedy; a draft is neither. Never throws, and never makes an empty
 * announcement of a broken post.
 */
import { createHash } from 'node:crypto'
import { midnight, spreadMs } from '../base/days.js'
import { type Problem, problem } from '../base/errors.js'
import {
  type Announcement,
  kinds,
  type SiteSettings,
  type StatedUpdate,
  severities,
  type UpdateMarker,
} from './announcement.js'
import { type PostDate, parsePostDate } from './date.js'
import { decodePost } from './decode.js'
import { Fields } from './fields.js'
import { type PostName, postName } from './file-name.js'
import { splitFrontMatter } from './front-matter.js'
import { kindOf } from './kind.js'
import { permalinkPath, stemAt } from './permalink.js'
import { statedEndOfLife } from './stated-end-of-life.js'
import { statedUpdates } from './stated-updates.js'
import { plainTitle } from './title.js'
import { updateMarkers } from './update-markers.js'
import { versionIn } from './version.js'

const UPGRADE_LENGTH = 1000

export interface PostSource {
  /** With forward slashes, relative to content.posts; problems name it as it is. */
  readonly path: string
  readonly bytes: Uint8Array
}

export interface ParsedPost {
  readonly announcement?: Announcement
  readonly problems: Problem[]
  /** The post is not meant to be published yet. */
  readonly draft?: true
}

/** @param ids file stem → the id that the register keeps for it */
export function parsePost(source: PostSource, settings: SiteSettings, ids: ReadonlyMap<string, string>): ParsedPost {
  const name = postName(source.path)
  if (name.draft) return { problems: [], draft: true }
  const decoded = decodePost(source.bytes)
  const split = 'fault' in decoded ? decoded : splitFrontMatter(decoded.text)
  if ('fault' in split) {
    const { code, message, ...place } = split.fault
    return { problems: [problem(code, message, { file: source.path, ...place })] }
  }
  if (asText(split.frontMatter.fields.get('published')).toLowerCase() === 'false') return { problems: [], draft: true }
  const fields = new Fields(split.frontMatter, source.path, settings)
  const announcement = announce(source, name, fields, settings, ids)
  return { problems: fields.problems, ...(announcement === undefined ? {} : { announcement }) }
}

/** The body of a post that was parsed before. @returns undefined where it does not read any more */
export function bodyOf(bytes: Uint8Array): string | undefined {
  const decoded = decodePost(bytes)
  const split = 'fault' in decoded ? decoded : splitFrontMatter(decoded.text)
  return 'fault' in split ? undefined : split.frontMatter.body
}

function announce(
  source: PostSource,
  name: PostName,
  fields: Fields,
  settings: SiteSettings,
  ids: ReadonlyMap<string, string>,
): Announcement | undefined {
  const { body } = fields.frontMatter
  const title = titleOf(fields)
  const date = dateOf(fields, name, settings)
  const redirectFrom = fields.addresses('redirect_from')
  const id = idOf(fields, name, ids, redirectFrom[0], settings)
  const categories = categoriesOf(fields)
  const version = fields.text('version') ?? versionIn(title ?? '')
  const kind = fields.oneOf('kind', kinds)
  const severity = fields.oneOf('severity', severities)
  const slug = fields.text('slug') ?? name.slug
  const permalink = fields.text('permalink')
  const authors = authorsOf(fields, settings)
  const downloadUrl = fields.address('download_url')
  const upgrade = upgradeOf(fields)
  const redirectTo = fields.address('redirect_to')
  const image = fields.address('image')
  const stated = statedUpdates(fields, settings.timezone)
  const evergreen = fields.text('evergreen')?.toLowerCase() === 'true'
  const withdrawn = fields.text('withdrawn')?.toLowerCase() === 'true'
  const follows = fields.text('follows')
  const endOfLife = statedEndOfLife(fields)
  if (redirectTo === undefined && isEmpty(body)) reportEmpty(fields, source.path)
  if (
    title === undefined ||
    date === undefined ||
    id === undefined ||
    fields.problems.some((fault) => fault.severity === 'error')
  )
    return undefined
  const instant = date.dayOnly ? date.instant + spreadMs(id) : date.instant
  const path = permalinkPath(permalink ?? settings.permalink, {
    slug,
    categories,
    instant,
    timezone: settings.timezone,
  })
  return {
    id,
    path: source.path,
    slug,
    title,
    instant,
    day: date.day,
    url: new URL(settings.url + path).href,
    kind: kind ?? kindOf({ title, categories, version }),
    severity: severity ?? (withdrawn ? 'recall' : 'info'),
    ...(version === undefined ? {} : { version }),
    authors,
    categories,
    ...(downloadUrl === undefined ? {} : { downloadUrl }),
    ...(upgrade === undefined ? {} : { upgrade }),
    ...(redirectTo === undefined ? {} : { redirectTo }),
    ...(redirectFrom.length === 0 ? {} : { redirectFrom }),
    ...(image === undefined ? {} : { image }),
    updates: markersOf(body, stated, settings.timezone),
    statedUpdates: stated,
    withdrawn,
    ...(evergreen && { evergreen }),
    ...(follows === undefined ? {} : { follows }),
    ...(endOfLife === undefined ? {} : { endOfLife }),
    body,
    bodyLength: body.length,
    digest: createHash('sha256').update(source.bytes).digest('hex'),
    lines: linesOf(fields),
  }
}

function linesOf({ frontMatter }: Fields): NonNullable<Announcement['lines']> {
  const endOfLife = frontMatter.lineOf('endOfLife')
  const title = frontMatter.lineOf('title') ?? 1
  return { title, body: frontMatter.bodyLine, ...(endOfLife === undefined ? {} : { endOfLife }) }
}

function markersOf(body: string, stated: readonly StatedUpdate[], timezone: string): UpdateMarker[] {
  const fromFrontMatter = stated.map(({ day }) => ({ day, instant: midnight(day, timezone) }))
  return [...updateMarkers(body, timezone), ...fromFrontMatter].sort((a, b) => a.instant - b.instant)
}

function titleOf(fields: Fields): string | undefined {
  const before = fields.problems.length
  const title = plainTitle(fields.text('title') ?? '')
  if (title !== '') return title
  return fields.problems.length > before ? undefined : fields.report('POST_TITLE', 'The post has no title.', 'title')
}

function dateOf(fields: Fields, name: PostName, settings: SiteSettings): PostDate | undefined {
  const value = fields.frontMatter.fields.get('date')
  const written = value === undefined || value === null || value === '' ? name.day : value
  if (written === undefined)
    return fields.report(
      'POST_DATE',
      'Neither front matter nor the file name says when the post was published.',
      'date',
    )
  const date = typeof written === 'string' ? parsePostDate(written, settings.timezone) : undefined
  return date ?? fields.report('POST_DATE', `"${asText(written).slice(0, 40)}" is not a date.`, 'date')
}

/** A map may bring a `toString` of its own, which is no function. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** Ids stand in feeds, keys and Message-IDs for ever, so white space and endless ones are refused. */
function idOf(
  fields: Fields,
  name: PostName,
  ids: ReadonlyMap<string, string>,
  oldest: string | undefined,
  settings: SiteSettings,
): string | undefined {
  const id = fields.text('id') ?? ids.get(name.stem) ?? stemBefore(oldest, settings) ?? name.stem
  if (!fields.frontMatter.fields.has('id') || /^\S{1,300}$/.test(id)) return id
  return fields.report('POST_FIELD', 'id: holds white space or is longer than 300 characters.', 'id')
}

/** The stem that the post had at the oldest address that redirects to it: its id was made of that. */
function stemBefore(oldest: string | undefined, { url, permalink }: SiteSettings): string | undefined {
  if (oldest === undefined || !oldest.startsWith(`${url}/`)) return undefined
  const stem = stemAt(oldest.slice(url.length), permalink)
  return stem !== undefined && /^\S{1,300}$/.test(stem) ? stem : undefined
}

/** Jekyll: `category` is one, `categories` as a string is separated by spaces. */
function categoriesOf(fields: Fields): string[] {
  const single = fields.texts('category', (text) => [text])
  return [...new Set([...single, ...fields.texts('categories', (text) => text.split(/\s+/))])]
}

/** Never empty: the site's author stands in, and the site's host for that. */
function authorsOf(fields: Fields, settings: SiteSettings): string[] {
  const several = (text: string) => text.split(/, (?:and )?| and /)
  const named = [...fields.texts('author', several), ...fields.texts('authors', several)]
  if (named.length > 0) return [...new Set(named)]
  return [settings.author || new URL(settings.url).host]
}

/** It stands on top of a mail, before the post. */
function upgradeOf(fields: Fields): string | undefined {
  const upgrade = fields.text('upgrade')
  if (upgrade === undefined || upgrade.length <= UPGRADE_LENGTH) return upgrade
  const fix = 'Write one or two sentences that link to the part of the post which says the rest.'
  return fields.report('POST_FIELD', `upgrade: has more than ${UPGRADE_LENGTH} characters.`, 'upgrade', 'error', fix)
}

function isEmpty(body: string): boolean {
  if (/^\s*[^\s\0<{]/.test(body)) return false
  return body.replace(/<!--[\s\S]*?-->|\{:[^}\n]*\}|\{%-?\s*(?:end)?raw\s*-?%\}|[\s\0]+/g, '') === ''
}

function reportEmpty(fields: Fields, file: string): void {
  fields.problems.push(problem('POST_EMPTY', 'The post has no body.', { file, line: fields.frontMatter.bodyLine }))
}
