/**
 * A post's bytes to an announcement. Pure. In: path and bytes, the site's settings, the ids that the register keeps.
 * Out: the announcement, or what is wrong with file, line and remedy; a draft is neither. Never throws, and never makes
 * an empty announcement of a broken post.
 */

import { createHash } from 'node:crypto'
import { midnight } from '../base/days.js'
import { type Problem, problem } from '../base/errors.js'
import type { MarkdownSettings } from '../config/markdown-names.js'
import { tagsIn } from '../markup/html-tags.js'
import { replaceComments } from '../markup/passages.js'
import { calloutsOf } from '../markup/settings.js'
import {
  type Announcement,
  kinds,
  type SiteSettings,
  type StatedUpdate,
  severities,
  type UpdateMarker,
} from './announcement.js'
import { asMarkdown } from './as-markdown.js'
import { bodyFormOf, HEADING, withoutHeading } from './body-of.js'
import { CATEGORY_FIELDS, categoriesOf, folderCategories, jekyllCategories, unreadTags } from './categories.js'
import { conflictLine } from './conflicts.js'
import { isPlainDate, type PostDate, parsePostDate } from './date.js'
import { decodePost } from './decode.js'
import { Fields } from './field-readers.js'
import { hasFirstEnding, type PostName, postName } from './file-name.js'
import { type Fault, splitFrontMatter } from './front-matter/split.js'
import { kindOf } from './kind.js'
import { type InLanguage, languageOf, speaks, wordsForPost } from './language.js'
import { overLimit, tooManyUpdates } from './limits.js'
import { mapFields } from './map-fields.js'
import { mdxRemarks } from './mdx/remarks.js'
import { outsideCode } from './outside-code.js'
import { stemAt } from './permalink.js'
import type { PostWords } from './post-words.js'
import { bodyRemarks, fieldRemarks } from './remarks/body.js'
import { contradictions } from './remarks/contradictions.js'
import { droppedRemarks } from './remarks/dropped.js'
import { keyRemarks } from './remarks/keys.js'
import { holdsNotice } from './remarks.js'
import { statedEndOfLife } from './stated/end-of-life.js'
import { remarkNotYet } from './stated/not-yet.js'
import { statedUpdates } from './stated/updates.js'
import { isEvergreen, statedKind, statedSeverity, versionOf, visibilityOf, withdrawalOf } from './stated/words.js'
import { postsTexts } from './texts.js'
import { plainTitle } from './title.js'
import { placeOf } from './under-id.js'
import { markersFrom, updateDays } from './update-markers.js'

const UPGRADE_LENGTH = 1000

export interface PostSource {
  /** With forward slashes, relative to content.posts; problems name it as it is. */
  readonly path: string
  readonly bytes: Uint8Array
  /** When it was first committed, where nothing else dates it; milliseconds since the epoch. */
  readonly committedAt?: number
}

export interface ParsedPost {
  readonly announcement?: Announcement
  readonly problems: Problem[]
  /** The post is not meant to be published yet. */
  readonly draft?: true
  /** Which way of reading posts was the first to take it for a draft; absent where all do. */
  readonly draftSince?: number
  /** It is in another language than those that are read. */
  readonly otherLanguage?: string
  /** It is no post, and nearly one only where its folder holds posts: the problems say so. */
  readonly nearlyBesidePosts?: true
  /** It took too long on this machine, at this time: another read may end. */
  readonly ended?: true
}

/** @param ids file stem → the id that the register keeps for it */
export function parsePost(source: PostSource, settings: SiteSettings, ids: ReadonlyMap<string, string>): ParsedPost {
  if (postName(source.path).draft) return { problems: [], draft: true }
  const decoded = decodePost(source.bytes)
  if ('fault' in decoded) return refused(source, decoded.fault)
  const over = overLimit(decoded.text)
  if (over !== undefined) return refused(source, over)
  const conflict = conflictIn(decoded.text)
  if (conflict !== undefined) {
    const message = postsTexts.parse.mergeGitLeftConflict()
    return refused(source, { code: 'POST_CONFLICT', message, line: conflict, column: 1 })
  }
  const split = splitFrontMatter(decoded.text)
  if ('fault' in split) return refused(source, split.fault)
  const form = bodyFormOf(source.path)
  const { frontMatter } = split
  const written = mapFields(
    { ...frontMatter, body: asMarkdown(frontMatter.body, form, frontMatter.fields) },
    settings.fields,
  )
  const fields = new Fields(written, source.path, settings)
  if (form === 'mdx') fields.problems.push(...mdxRemarks(frontMatter, source.path))
  const visibility = visibilityOf(fields)
  if (visibility.draftSince !== undefined)
    return { problems: [], draft: true, ...(visibility.draftSince > 1 && { draftSince: visibility.draftSince }) }
  const { languages } = settings
  const inLanguage = languages === undefined ? undefined : languageOf(fields, source.path, languages)
  if (languages?.chosen !== undefined && inLanguage !== undefined && !speaks(inLanguage.language, languages.chosen))
    return { problems: [], otherLanguage: inLanguage.language }
  const { isUnlisted } = visibility
  const announcement = announce({
    source,
    name: nameIn(source.path, inLanguage),
    fields,
    settings,
    ids,
    isUnlisted,
    inLanguage,
  })
  const { problems } = fields
  if (announcement === undefined) return { problems }
  const held = problems.filter(holdsNotice)
  return { problems, announcement: held.length === 0 ? announcement : { ...announcement, remarks: held } }
}

function nameIn(path: string, inLanguage: InLanguage | undefined): PostName {
  return postName(inLanguage?.path ?? path)
}

function refused({ path }: PostSource, { code, message, fix, ...place }: Fault): ParsedPost {
  return { problems: [problem(code, message, { file: path, ...place }, fix === undefined ? {} : { fix })] }
}

/** Code is looked for only where there is a marker at all. */
function conflictIn(text: string): number | undefined {
  return /^(?:<{7}|>{7})/m.test(text) ? conflictLine(text, outsideCode(text)) : undefined
}

interface Input {
  readonly source: PostSource
  readonly name: PostName
  readonly fields: Fields
  readonly settings: SiteSettings
  readonly ids: ReadonlyMap<string, string>
  readonly isUnlisted: boolean
  readonly inLanguage: InLanguage | undefined
}

function announce(input: Input): Announcement | undefined {
  const { source, name, fields, settings, isUnlisted, inLanguage } = input
  const title = titleOf(fields, settings.untitled, name)
  const headed = isHeaded(fields)
  const body = headed ? withoutHeading(fields.frontMatter.body) : fields.frontMatter.body
  const date = committed(source, settings) ?? dateOf(fields, name, settings)
  const redirects = fields.addresses('redirect_from')
  const redirectFrom = [...new Set([...redirects, ...fields.addresses('aliases')])]
  const id = idOf(input, redirects[0])
  const ofFolder = folderCategories(inLanguage?.path ?? source.path)
  const categories = categoriesOf(fields, settings.fields?.categories ?? CATEGORY_FIELDS, ofFolder)
  const tags = unreadTags(fields, settings.fields?.categories ?? CATEGORY_FIELDS)
  const version = versionOf(fields, title ?? '')
  const kind = statedKind(fields)
  const severity = statedSeverity(fields)
  const slug = slugOf(fields) ?? name.slug
  const permalink = permalinkOf(fields, settings) ?? dateSlugOf(fields, settings)
  const authors = authorsOf(fields, settings)
  const downloadUrl = fields.address('download_url')
  const upgrade = upgradeOf(fields)
  const redirectTo = fields.address('redirect_to')
  const image = fields.address('image')
  const stated = statedUpdates(fields, settings.timezone)
  const words = wordsForPost(settings.words, inLanguage?.language)
  const days = updateDays(body, words?.labels)
  const labels = headed ? updateDays(fields.frontMatter.body, words?.labels) : days
  reportUpdates(fields, source.path, stated.length + labels.length)
  const evergreen = isEvergreen(fields)
  const withdrawal = withdrawalOf(fields)
  const follows = fields.text('follows')
  const endOfLife = statedEndOfLife(fields)
  contradictions(fields, { title: title ?? '', kind, endOfLife })
  const said = { path: source.path, title: title ?? '', categories: [...categories, ...tags] }
  remarkNotYet(fields, { ...said, instant: date?.instant, timezone: settings.timezone })
  if (redirectTo === undefined && isEmpty(body)) reportEmpty(fields, source.path)
  fields.problems.push(
    ...keyRemarks(fields.frontMatter.lines, source.path),
    ...fieldRemarks(fields.frontMatter, source.path),
    ...bodyRemarks(fields.frontMatter, source.path, settings),
    ...droppedRemarks(fields.frontMatter, source.path, settings.markdown),
  )
  const isRefused = fields.problems.some((fault) => fault.severity === 'error' && !holdsNotice(fault))
  if (title === undefined || date === undefined || id === undefined || isRefused) return undefined
  const { dayOnly } = date
  const markdown = withCalloutNames(settings.markdown, words)
  const filed = [...new Set([...ofFolder, ...jekyllCategories(fields)])]
  const publish = otherDate(fields, 'publishDate', settings) ?? publishedLater(fields, settings)
  const later = publish !== undefined && publish.instant > date.instant ? publish : undefined
  const writtenAt = date.instant
  const { path } = source
  const place = { id, slug, path, title, categories: filed, permalink }
  const located = inLanguage && { language: inLanguage.language, path: inLanguage.path, lead: inLanguage.lead }
  const written = { ...place, writtenAt, dayOnly, notBefore: later?.instant, located }
  const { instant, url } = placeOf(written, settings)
  const expires = (otherDate(fields, 'expiryDate', settings) ?? otherDate(fields, 'unpublishDate', settings))?.instant
  const isFiled = JSON.stringify(filed) !== JSON.stringify(categories)
  const placing = {
    dayOnly,
    ...(isFiled && { filed }),
    ...(permalink === undefined ? {} : { permalink }),
    ...(later !== undefined && { later: { writtenAt, notBefore: later.instant } }),
    ...(located !== undefined && { located }),
  }
  return {
    id,
    ...(statesId(fields) ? {} : { placing }),
    path: source.path,
    slug,
    title,
    instant,
    day: later?.day ?? date.day,
    url,
    kind: kind ?? kindOf({ title, categories, version }),
    severity: severity ?? (withdrawal.withdrawn ? 'recall' : 'info'),
    ...(version === undefined ? {} : { version }),
    authors,
    ...(inLanguage !== undefined && { language: inLanguage.language }),
    categories,
    ...(tags.length > 0 && { tags }),
    ...(downloadUrl === undefined ? {} : { downloadUrl }),
    ...(upgrade === undefined ? {} : { upgrade }),
    ...(redirectTo === undefined ? {} : { redirectTo }),
    ...(redirectFrom.length === 0 ? {} : { redirectFrom }),
    ...(image === undefined ? {} : { image }),
    updates: markersOf(days, stated, settings.timezone),
    ...(words?.labels !== undefined && { updateWords: words.labels }),
    statedUpdates: stated,
    ...withdrawal,
    ...(evergreen && { evergreen }),
    ...(follows === undefined ? {} : { follows }),
    ...(endOfLife === undefined ? {} : { endOfLife }),
    ...(expires !== undefined && { expires }),
    ...(isUnlisted && { unlisted: true as const }),
    ...readableSince(fields, name, source.path),
    ...(markdown !== undefined && { markdown }),
    body,
    bodyLength: body.length,
    ...(headed && { headed: true as const }),
    digest: createHash('sha256').update(source.bytes).digest('hex'),
    lines: linesOf(fields),
    ...placesOf(fields, settings.fields?.categories ?? CATEGORY_FIELDS),
  }
}

/** Where a site writes callouts. */
function withCalloutNames(
  markdown: MarkdownSettings | undefined,
  words: PostWords | undefined,
): MarkdownSettings | undefined {
  if (markdown === undefined || words?.callouts === undefined || calloutsOf(markdown).length === 0) return markdown
  return { ...markdown, calloutNames: words.callouts }
}

function reportUpdates(fields: Fields, file: string, count: number): void {
  const fault = tooManyUpdates(count, fields.frontMatter.bodyLine)
  if (fault === undefined) return
  fields.problems.push(problem(fault.code, fault.message, { file, line: fault.line }, { fix: fault.fix }))
}

/** Which way of reading (reading.ts) was the first that did not leave it out? */
function readableSince(fields: Fields, name: PostName, path: string): Pick<Announcement, 'readableSince'> {
  const { fields: given, form } = fields.frontMatter
  const date = given.get('date')
  const hasNoDate = date === undefined || date === null || date === ''
  const isOfFolder = name.folderDay !== undefined && hasNoDate && !OTHER_DATES.some((key) => given.has(key))
  const isFlow = form === 'yaml' && given.size > 0 && fields.frontMatter.lines.length === 0
  if (form === 'headers' || isFlow || createdOf(date) !== date) return { readableSince: 5 }
  if (isOfFolder || isHeaded(fields)) return { readableSince: 4 }
  if (form !== 'yaml' || !hasFirstEnding(path) || (hasNoDate && name.day === undefined)) return { readableSince: 3 }
  const isOldDate = hasNoDate || isPlainDate(date)
  const isNested = NESTED_KEYS.some((key) => isListOfLists(given.get(key)))
  const isOldWord = wasKnown(given.get('kind'), kinds) && wasKnown(given.get('severity'), severities)
  return name.bundle || isNested || !isOldDate || !isOldWord ? { readableSince: 2 } : {}
}

/** A list in a list under one of these cost the post, and is a slip of brackets now. */
const NESTED_KEYS = ['categories', 'category', 'authors', 'author', 'redirect_from']

function isListOfLists(value: unknown): boolean {
  return Array.isArray(value) && value.some(Array.isArray)
}

function wasKnown(value: unknown, known: readonly string[]): boolean {
  if (value === undefined || value === null) return true
  const word = typeof value === 'string' ? value.trim().toLowerCase() : undefined
  return word === '' || (word !== undefined && known.includes(word))
}

function linesOf({ frontMatter }: Fields): NonNullable<Announcement['lines']> {
  const endOfLife = frontMatter.lineOf('endOfLife')
  const title = frontMatter.lineOf('title') ?? 1
  return { title, body: frontMatter.bodyLine, ...(endOfLife === undefined ? {} : { endOfLife }) }
}

function placesOf({ frontMatter }: Fields, categoryKeys: readonly string[]): Pick<Announcement, 'places'> {
  const placeOf = (keys: readonly string[]) => {
    const found = frontMatter.lines.find(({ isTop, key }) => isTop && keys.includes(key))
    return found && { line: found.line, column: found.valueColumn }
  }
  const [categories, tags, permalink] = [placeOf(categoryKeys), placeOf(['tags']), placeOf(['permalink', 'slug'])]
  if (categories === undefined && tags === undefined && permalink === undefined) return {}
  return { places: { ...(categories && { categories }), ...(tags && { tags }), ...(permalink && { permalink }) } }
}

/** @param days that labels name, null where one names none */
function markersOf(
  days: readonly (string | null)[],
  stated: readonly StatedUpdate[],
  timezone: string,
): UpdateMarker[] {
  const fromFrontMatter = stated.map(({ day }) => ({ day, instant: midnight(day, timezone) }))
  return [...markersFrom(days, timezone), ...fromFrontMatter].sort((a, b) => a.instant - b.instant)
}

/** `false` made the post a draft before; `true` says nothing. */
function permalinkOf(fields: Fields, settings: SiteSettings): string | undefined {
  if (typeof fields.frontMatter.fields.get('permalink') !== 'boolean') return pathOf(fields, settings)
  const fix = postsTexts.parse.writePathOrPublished()
  return fields.report('POST_FIELD', postsTexts.parse.permalinkNoPath(), 'permalink', { fix })
}

/** An address of another host would become a path that nobody meant. */
function pathOf(fields: Fields, { url }: SiteSettings): string | undefined {
  const permalink = fields.text('permalink')
  if (permalink === undefined || !/^(?:[a-z][a-z\d+.-]*:)?\/\//i.test(permalink)) return permalink
  if (`${permalink}/`.startsWith(`${url}/`)) return permalink
  const fix = postsTexts.parse.writePathBeginsOr(url)
  return fields.report('POST_FIELD', postsTexts.parse.permalinkNoAddressSite(permalink.slice(0, 60)), 'permalink', {
    fix,
  })
}

/** Docusaurus and Astro: a slug that is stated stands in place of day and name, and may have folders of its own. */
function dateSlugOf(fields: Fields, { permalink }: SiteSettings): string | undefined {
  const token = /:(?:date|path)slug\b/
  const slug = token.test(permalink) ? fields.text('slug') : undefined
  return slug === undefined ? undefined : permalink.replace(token, () => slug.replace(/^\/+/, ''))
}

function titleOf(fields: Fields, untitled: SiteSettings['untitled'], { slug }: PostName): string | undefined {
  const before = fields.problems.length
  const heading = isHeaded(fields) ? firstHeading(fields.frontMatter.body) : undefined
  const title = plainTitle(heading ?? fields.text('title') ?? '')
  if (title !== '') return title
  if (untitled === 'name' && fields.problems.length === before && /[\p{L}\p{N}]/u.test(slug)) return titleOfName(slug)
  return fields.problems.length > before
    ? undefined
    : fields.report('POST_TITLE', postsTexts.parse.postHasNoTitle(), 'title')
}

/** Jekyll: the words of the name, each with a capital. */
function titleOfName(slug: string): string {
  const words = slug.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
  return plainTitle(words.join(' '))
}

/** Docusaurus: a post that states no title has its first heading for one. */
function isHeaded({ frontMatter: { fields, body } }: Fields): boolean {
  return [undefined, null, ''].includes(fields.get('title') as null) && firstHeading(body) !== undefined
}

/** Signs at its end close a heading, and an id in braces is none of its words. */
const CLOSING = /(?:[ \t]+#+)?(?:[ \t]*\{#[\w-]+\})?[ \t]*$/

function firstHeading(body: string): string | undefined {
  const words = HEADING.exec(body)?.[2]?.slice(0, 1000).replace(CLOSING, '').trim()
  return words === '' ? undefined : words
}

/** Dots alone lead to the folder above, or nowhere. */
function slugOf(fields: Fields): string | undefined {
  const slug = fields.text('slug')
  if (slug === undefined || !/^[./\s]+$/.test(slug)) return slug
  return fields.report('POST_FIELD', postsTexts.parse.slugNoName(slug.slice(0, 40)), 'slug', { severity: 'warning' })
}

/** Hugo reads keys in any letter case. */
function otherDate(fields: Fields, name: string, settings: SiteSettings): PostDate | undefined {
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
function publishedLater(fields: Fields, { timezone }: SiteSettings): PostDate | undefined {
  const { fields: given } = fields.frontMatter
  const days = [...given].flatMap(([key, value]) => (/^(?:published|pubdate)$/i.test(key) ? [value] : []))
  return days.flatMap((day) => (typeof day === 'string' ? (parsePostDate(day, timezone) ?? []) : []))[0]
}

/** Where there is no `date`: Hugo's key, and Astro's. */
const OTHER_DATES = ['publishDate', 'publishdate', 'pubDate']

function committed({ committedAt }: PostSource, { timezone }: SiteSettings): PostDate | undefined {
  return committedAt === undefined ? undefined : parsePostDate(new Date(committedAt).toISOString(), timezone)
}

/** MkDocs: `date: { created: …, updated: … }`. */
function createdOf(date: unknown): unknown {
  return typeof date === 'object' && date !== null && Object.hasOwn(date, 'created')
    ? (Reflect.get(date, 'created') as unknown)
    : date
}

function dateOf(fields: Fields, name: PostName, settings: SiteSettings): PostDate | undefined {
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
function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** Ids stand in feeds, keys and Message-IDs for ever, so white space and endless ones are refused. */
function idOf(input: Input, oldest: string | undefined): string | undefined {
  const { fields, name, ids, settings, inLanguage } = input
  const stem = name.stem + (inLanguage?.inId ?? '')
  const id = fields.text('id') ?? ids.get(stem) ?? stemBefore(oldest, settings) ?? stem
  if (!fields.frontMatter.fields.has('id') || /^\S{1,300}$/.test(id)) return id
  return fields.report('POST_FIELD', postsTexts.parse.idHoldsWhiteSpace(), 'id')
}

function statesId({ frontMatter }: Fields): boolean {
  const value = frontMatter.fields.get('id')
  return value !== undefined && value !== null && asText(value).trim() !== ''
}

/** The stem that the post had at the oldest address that redirects to it: its id was made of that. */
function stemBefore(oldest: string | undefined, { url, permalink }: SiteSettings): string | undefined {
  if (oldest === undefined || !oldest.startsWith(`${url}/`)) return undefined
  const stem = stemAt(oldest.slice(url.length), permalink)
  return stem !== undefined && /^\S{1,300}$/.test(stem) ? stem : undefined
}

/** Never empty: the site's author stands in, and the site's host for that. */
function authorsOf(fields: Fields, settings: SiteSettings): string[] {
  const several = (text: string) => text.split(/, (?:and )?| and /)
  const [named = []] = [
    ['author', 'authors'],
    ['by', 'author_name'],
  ]
    .map((keys) => keys.flatMap((key) => fields.texts(key, several)))
    .filter((names) => names.length > 0)
  if (named.length > 0) return [...new Set(named.map((name) => nameOf(name, settings.authors)))]
  return [settings.author || new URL(settings.url).host]
}

function nameOf(called: string, names: SiteSettings['authors'] = {}): string {
  return (Object.hasOwn(names, called) ? names[called] : undefined) ?? called
}

/** It stands on top of a mail, before the post. */
function upgradeOf(fields: Fields): string | undefined {
  const upgrade = fields.text('upgrade')
  if (upgrade === undefined || upgrade.length <= UPGRADE_LENGTH) return upgrade
  const fix = postsTexts.parse.writeOneOrTwo()
  return fields.report('POST_FIELD', postsTexts.parse.upgradeHasMoreThan(UPGRADE_LENGTH), 'upgrade', { fix })
}

function isEmpty(body: string): boolean {
  if (/^\s*[#>*_-]*[ ]*[\p{L}\p{N}]/u.test(body)) return false
  return withoutTags(replaceComments(body, () => '')).replace(UNSEEN, '') === ''
}

/** Attribute lists, raw tags, rules, blanks as references, letters that are drawn as nothing. */
const UNSEEN = new RegExp(
  [
    String.raw`\{:[^}\n]*\}`,
    String.raw`\{%-?\s*(?:end)?raw\s*-?%\}`,
    String.raw`^[ \t]*[-*_](?:[ \t]*[-*_]){2,}[ \t]*$`,
    '&(?:nbsp|ensp|emsp|thinsp|zwn?j|shy|#160|#8203|#xa0|#x200b);',
    String.raw`[\s\0\p{Cf}\u115F\u2800\u3164]+`,
  ].join('|'),
  'gimu',
)

/** But for what is seen without words. */
function withoutTags(html: string): string {
  const tags = tagsIn(html).filter(({ name }) => !SEEN.has(name))
  let text = ''
  let end = 0
  for (const { index, text: tag, role } of tags) {
    if (role === 'text') continue
    text += html.slice(end, index)
    end = index + tag.length
  }
  return text + html.slice(end)
}

const SEEN: ReadonlySet<string> = new Set([
  'img',
  'picture',
  'image',
  'iframe',
  'embed',
  'video',
  'audio',
  'source',
  'object',
  'svg',
])

function reportEmpty(fields: Fields, file: string): void {
  fields.problems.push(
    problem('POST_EMPTY', postsTexts.parse.postHasNoBody(), { file, line: fields.frontMatter.bodyLine }),
  )
}
