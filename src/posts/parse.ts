/**
 * A post's bytes to an announcement. Pure. In: path and bytes, the site's settings, the ids that the register keeps.
 * Out: the announcement, or what is wrong with file, line and remedy; a draft is neither. Never throws, and never makes
 * an empty announcement of a broken post.
 */

import { hash } from 'node:crypto'
import { midnight } from '../base/days.js'
import { type Problem, problem } from '../base/errors.js'
import { present } from '../base/present.js'
import type { MarkdownSettings } from '../config/markdown-names.js'
import { calloutsOf } from '../markup/settings.js'
import type { Announcement, SiteSettings, StatedUpdate, UpdateMarker } from './announcement.js'
import { asMarkdown, bodyFormOf } from './as-markdown.js'
import { jekyllCategories } from './categories.js'
import { conflictLine } from './conflicts.js'
import type { PostDate } from './date.js'
import { decodePost } from './decode.js'
import { Fields } from './field-readers.js'
import { type PostName, postName } from './file-name.js'
import { type Fault, splitFrontMatter } from './front-matter/split.js'
import { kindOf } from './kind.js'
import { type InLanguage, languageOf, speaks } from './language.js'
import { overLimit } from './limits.js'
import { mapFields } from './map-fields.js'
import { mdxRemarks } from './mdx/remarks.js'
import { outsideCode } from './outside-code.js'
import type { PostWords } from './post-words.js'
import { readableSince } from './readable-since.js'
import { bodyRemarks, fieldRemarks } from './remarks/body.js'
import { contradictions } from './remarks/contradictions.js'
import { droppedRemarks } from './remarks/dropped.js'
import { isEmpty, reportEmpty } from './remarks/empty.js'
import { keyRemarks } from './remarks/keys.js'
import { holdsNotice } from './remarks.js'
import { categoryKeys, type ReadFields, type StatedFields, statedFields } from './stated/all.js'
import { otherDate, publishedLater } from './stated/dates.js'
import { visibilityOf } from './stated/draft-and-kind.js'
import { statesId } from './stated/id-and-address.js'
import { remarkNotYet } from './stated/not-yet.js'
import { postsTexts } from './texts.js'
import { placeOf } from './under-id.js'
import { markersFrom } from './update-markers.js'

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
  const body = asMarkdown(frontMatter.body, form, frontMatter.fields)
  const written = mapFields(body === frontMatter.body ? frontMatter : { ...frontMatter, body }, settings.fields)
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
  const mayBe = text.includes('<<<<<<<') || text.includes('>>>>>>>')
  return mayBe && /^(?:<{7}|>{7})/m.test(text) ? conflictLine(text, outsideCode(text)) : undefined
}

interface Input extends ReadFields {
  readonly source: PostSource
  readonly isUnlisted: boolean
}

/** Undefined where a value cannot be used, which the problems of the fields say. */
function announce(input: Input): Announcement | undefined {
  const { source, name, fields, settings, isUnlisted, inLanguage } = input
  const said = statedFields(input)
  remarkOn(input, said)
  const isRefused = fields.problems.some((fault) => fault.severity === 'error' && !holdsNotice(fault))
  const { title, date, id, body, version, categories, tags, words, withdrawal } = said
  if (title === undefined || date === undefined || id === undefined || isRefused) return undefined
  const { placing, instant, day, url } = placed(input, said, { title, date, id })
  const expires = (otherDate(fields, 'expiryDate', settings) ?? otherDate(fields, 'unpublishDate', settings))?.instant
  return present({
    id,
    placing: statesId(fields) ? undefined : placing,
    path: source.path,
    slug: said.slug,
    title,
    instant,
    day,
    url,
    kind: said.kind ?? kindOf({ title, categories, version }),
    severity: said.severity ?? (withdrawal.withdrawn ? 'recall' : 'info'),
    version,
    authors: said.authors,
    language: inLanguage?.language,
    categories,
    tags: tags.length > 0 ? tags : undefined,
    downloadUrl: said.downloadUrl,
    upgrade: said.upgrade,
    redirectTo: said.redirectTo,
    redirectFrom: said.redirectFrom.length > 0 ? said.redirectFrom : undefined,
    image: said.image,
    updates: markersOf(said.days, said.updates, settings.timezone),
    updateWords: words?.labels,
    statedUpdates: said.updates,
    withdrawn: withdrawal.withdrawn,
    withdrawnBecause: withdrawal.withdrawnBecause,
    reinstated: withdrawal.reinstated,
    evergreen: said.evergreen || undefined,
    follows: said.follows,
    endOfLife: said.endOfLife,
    expires,
    unlisted: isUnlisted ? (true as const) : undefined,
    readableSince: readableSince(fields, name, source.path),
    markdown: withCalloutNames(settings.markdown, words),
    body,
    bodyLength: body.length,
    headed: said.headed ? (true as const) : undefined,
    digest: hash('sha256', source.bytes),
    lines: linesOf(fields),
    places: placesOf(fields, categoryKeys(settings)),
  })
}

/** What is odd in the whole, though each key reads. */
function remarkOn({ source, fields, settings }: Input, said: StatedFields): void {
  const { kind, endOfLife, categories, tags } = said
  const { path } = source
  const title = said.title ?? ''
  contradictions(fields, { title, kind, endOfLife })
  const about = { path, title, categories: [...categories, ...tags], instant: said.date?.instant }
  remarkNotYet(fields, { ...about, timezone: settings.timezone })
  if (said.redirectTo === undefined && isEmpty(said.body)) reportEmpty(fields, path)
  fields.problems.push(
    ...keyRemarks(fields.frontMatter.lines, path),
    ...fieldRemarks(fields.frontMatter, path),
    ...bodyRemarks(fields.frontMatter, path, settings),
    ...droppedRemarks(fields.frontMatter, path, settings.markdown),
  )
}

interface Needed {
  readonly title: string
  readonly date: PostDate
  readonly id: string
}

/** Where it stands and from when on; `placing` is what its address is made of anew where its id becomes another. */
function placed(
  { source, fields, settings, inLanguage }: Input,
  { slug, permalink, categories, ofFolder }: StatedFields,
  { id, title, date }: Needed,
) {
  const { dayOnly, instant: writtenAt } = date
  const filed = [...new Set([...ofFolder, ...jekyllCategories(fields)])]
  const publish = otherDate(fields, 'publishDate', settings) ?? publishedLater(fields, settings)
  const later = publish !== undefined && publish.instant > date.instant ? publish : undefined
  const located = inLanguage && { language: inLanguage.language, path: inLanguage.path, lead: inLanguage.lead }
  const notBefore = later?.instant
  const { instant, url } = placeOf(
    { id, slug, path: source.path, title, categories: filed, permalink, writtenAt, dayOnly, notBefore, located },
    settings,
  )
  const isFiled = filed.length !== categories.length || filed.some((one, at) => one !== categories[at])
  const placing = present({
    dayOnly,
    filed: isFiled ? filed : undefined,
    permalink,
    later: later && { writtenAt, notBefore: later.instant },
    located,
  })
  return { instant, day: later?.day ?? date.day, url, placing }
}

/** Where a site writes callouts. */
function withCalloutNames(
  markdown: MarkdownSettings | undefined,
  words: PostWords | undefined,
): MarkdownSettings | undefined {
  if (markdown === undefined || words?.callouts === undefined || calloutsOf(markdown).length === 0) return markdown
  return { ...markdown, calloutNames: words.callouts }
}

function linesOf({ frontMatter }: Fields): NonNullable<Announcement['lines']> {
  const endOfLife = frontMatter.lineOf('endOfLife')
  const title = frontMatter.lineOf('title') ?? 1
  const body = frontMatter.bodyLine
  return endOfLife === undefined ? { title, body } : { title, body, endOfLife }
}

function placesOf({ frontMatter }: Fields, keysOfCategories: readonly string[]): Announcement['places'] {
  const placeOf = (keys: readonly string[]) => {
    const found = frontMatter.lines.find(({ isTop, key }) => isTop && keys.includes(key))
    return found && { line: found.line, column: found.valueColumn }
  }
  const [categories, tags, permalink] = [placeOf(keysOfCategories), placeOf(['tags']), placeOf(['permalink', 'slug'])]
  if (categories === undefined && tags === undefined && permalink === undefined) return undefined
  return present({ categories, tags, permalink })
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
