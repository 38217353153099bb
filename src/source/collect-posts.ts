/**
 * What was found to announcements and problems; the one way to do it, for folders and for git. Pure but for the time
 * that a post may take. In: things found in order of path. Out: announcements newest first, problems, and the posts
 * that could not be used. A bad post never stops the good ones.
 */
import type { Problem } from '../base/errors.js'
import { type Announcement, newestFirst, type SiteSettings } from '../posts/announcement.js'
import { holdsFileLinks } from '../posts/file-links.js'
import { postName } from '../posts/file-name.js'
import { holdsTemplates } from '../posts/holds-templates.js'
import type { ParsedPost } from '../posts/parse.js'
import type { Pictures } from './bundle.js'
import type { Found } from './found-post.js'
import type { TemplatesOf } from './load-site-templates.js'
import type { FilledPost } from './open-post.js'
import { addressesOf, pagesOfFiles, postTitlesOf } from './post-addresses.js'
import type { FileState } from './post-cache.js'
import type { shortPost } from './short-post.js'
import { withoutDoubles } from './without-doubles.js'

export interface ReadResult {
  /** Newest first. */
  readonly announcements: Announcement[]
  /**
   * `file` is the path as a user would type it: below the working folder relative to it, else absolute; in git, inside
   * the repository.
   */
  readonly problems: Problem[]
  /**
   * Posts that could not be read or parsed, relative to the folder with forward slashes; a folder ends with a slash.
   */
  readonly unreadable: string[]
  /** Posts that are left out, because they are in other languages: how many, by language. */
  readonly otherLanguages: ReadonlyMap<string, number>
  /** Paths of drafts that an earlier way of reading posts took for posts (posts/reading.ts). */
  readonly newDrafts: string[]
  /** Announcement.path → the file as problems name it. */
  readonly fileOf: (path: string) => string
  /** Of page bundles, by Announcement.path. */
  readonly pictures: Pictures
  /** Announcement.path → the bytes of its file, as they are now. */
  readonly bytesOf: (path: string) => Uint8Array | undefined
}

export interface CollectOptions {
  readonly settings: SiteSettings
  /** File stem → the id that the register keeps for it. */
  readonly ids: ReadonlyMap<string, string>
  /** A path inside the folder → how a problem names the file. */
  readonly shown: (path: string) => string
  /** Milliseconds for each post; absent for what `openPost` gives it. */
  readonly longestMs?: number
  /** Is told what was made of a file in that state. */
  readonly remember?: (path: string, state: FileState, parsed: ParsedPost) => void
  /** What posts are filled in from; absent where they are not. */
  readonly templatesOf?: TemplatesOf | undefined
  /** Posts that were read elsewhere, to which these may link. */
  readonly beside?: readonly Announcement[]
}

export async function collectPosts(findings: Iterable<Found>, options: CollectOptions): Promise<ReadResult> {
  const { shown } = options
  const announcements: Announcement[] = []
  const redirected: Redirected[] = []
  const problems: Problem[] = []
  const unreadable: string[] = []
  const newDrafts: string[] = []
  const otherLanguages = new Map<string, number>()
  const readers = new Map<string, () => Uint8Array>()
  const nearly: { readonly path: string; readonly problems: readonly Problem[] }[] = []
  const headLines = new Map<string, number>()
  const tell = (path: string, faults: readonly Problem[]) =>
    void problems.push(...faults.map((fault) => ({ ...inHead(fault, headLines.get(path)), file: shown(path) })))
  const refuse = (path: string, faults: readonly Problem[]) => {
    tell(path, faults)
    if (faults.some((fault) => fault.severity === 'error')) unreadable.push(path)
  }
  for (const { found, parsed } of await withFilled(await readAll(findings, options), options)) {
    if ('problem' in found) {
      refuse(found.path, [found.problem])
      continue
    }
    if ('bytes' in found && found.headLines !== undefined) headLines.set(found.path, found.headLines)
    if (parsed.nearlyBesidePosts) {
      nearly.push({ path: found.path, problems: parsed.problems })
      continue
    }
    // A post with an announcement is read, whatever must be mended in it.
    if (parsed.announcement === undefined) refuse(found.path, parsed.problems)
    else tell(found.path, parsed.problems)
    const { otherLanguage } = parsed
    if (otherLanguage !== undefined) otherLanguages.set(otherLanguage, (otherLanguages.get(otherLanguage) ?? 0) + 1)
    if (parsed.draftSince !== undefined) newDrafts.push(found.path)
    if (parsed.announcement === undefined) continue
    const { bytes } = parsed
    const read = bytes !== undefined ? () => bytes : 'read' in found ? found.read : () => found.bytes
    readers.set(found.path, read)
    const { committedAt } = 'bytes' in found ? found : {}
    const isFilled = bytes !== undefined
    if (parsed.announcement.redirectFrom !== undefined)
      redirected.push({ at: announcements.length, path: found.path, read, isFilled, committedAt })
    announcements.push(parsed.announcement)
  }
  for (const { path, problems: remarks } of amongPosts(nearly, announcements)) tell(path, remarks)
  await giveBack(announcements, redirected, options)
  const unique = withoutDoubles(announcements)
  for (const double of unique.doubles) refuse(double.file, [double])
  return {
    announcements: unique.kept.sort(newestFirst),
    problems,
    unreadable: unreadable.sort(),
    newDrafts,
    otherLanguages,
    fileOf: shown,
    pictures: new Map(),
    bytesOf: (path) => readers.get(path)?.(),
  }
}

interface Read {
  readonly found: Found
  readonly parsed: FilledPost
  /** What it says depends on more than its file. */
  readonly isTemplate?: true
}

/** What stands below the lines of the file is named by the first line below them. */
function inHead(fault: Problem, headLines: number | undefined): Problem {
  if (headLines === undefined || fault.line === undefined || fault.line <= headLines) return fault
  const { column: _ofOtherBytes, ...rest } = fault
  return { ...rest, line: headLines + 1 }
}

async function readAll(findings: Iterable<Found>, options: CollectOptions): Promise<Read[]> {
  const { settings, ids, remember, longestMs } = options
  const reads: Read[] = []
  let parse: typeof shortPost | undefined
  for (const found of findings) {
    if ('problem' in found || 'parsed' in found) {
      reads.push({ found, parsed: 'parsed' in found ? found.parsed : { problems: [] } })
      continue
    }
    parse ??= (await import('./short-post.js')).shortPost
    const parsed = parse(found, settings, { ids }) ?? (await opener()).openPost(found, settings, { ids, longestMs })
    const isTemplate = mayBeFilled(found.bytes, settings, options.templatesOf !== undefined)
    // What was filled in is never remembered: an include that changed would change nothing.
    if (found.state !== undefined && !parsed.ended && !isTemplate) remember?.(found.path, found.state, parsed)
    reads.push({ found, parsed, ...(isTemplate && { isTemplate }) })
  }
  return reads
}

/**
 * Entries of a feed lead to no files.
 * @param hasTemplates is anything filled in at all?
 */
export function mayBeFilled(bytes: Uint8Array, settings: SiteSettings, hasTemplates: boolean): boolean {
  if (hasTemplates && holdsTemplates(bytes, settings)) return true
  return settings.isFilled !== true && holdsFileLinks(bytes)
}

/** What parses is loaded where there is something to parse, and what shows where a post is long or filled in. */
async function opener() {
  return await import('./open-post.js')
}

/** Filled in when all are read: a post may name the address of another. */
async function withFilled(reads: readonly Read[], collecting: CollectOptions): Promise<readonly Read[]> {
  if (!reads.some(({ isTemplate }) => isTemplate)) return reads
  const { openFilled } = await opener()
  const { settings, ids, templatesOf, longestMs, beside = [], shown } = collecting
  const posts = [...beside, ...reads.flatMap(({ parsed: { announcement } }) => announcement ?? [])]
  const known = { addressOf: addressesOf(posts), titleOf: postTitlesOf(posts), pageOf: pagesOfFiles(posts, shown('')) }
  const templates = templatesOf?.(known) ?? { pageOf: known.pageOf }
  const options = { settings, ids, longestMs }
  return reads.map((read) => {
    const { found, parsed, isTemplate } = read
    if (!isTemplate || !('bytes' in found)) return read
    return { found, parsed: openFilled(found, parsed, templates, options) }
  })
}

/** @param found with files named as paths below the folder of posts */
export function withPictures(
  read: ReadResult,
  found: { readonly pictures: Pictures; readonly problems: readonly Problem[] },
): ReadResult {
  const named = found.problems.map((one) => ({ ...one, file: read.fileOf(one.file) }))
  return { ...read, pictures: found.pictures, problems: [...read.problems, ...named] }
}

/**
 * A page without a date is nothing to remark on, unless most of its neighbours are posts, or there is no post at all
 * and somebody asks why.
 */
function amongPosts<One extends { readonly path: string }>(
  pages: readonly One[],
  posts: readonly { readonly path: string }[],
): One[] {
  if (posts.length === 0 || pages.length === 0) return [...pages]
  const folderOf = ({ path }: { readonly path: string }) => path.slice(0, path.lastIndexOf('/') + 1)
  const counts = new Map<string, number>()
  for (const post of posts) counts.set(folderOf(post), (counts.get(folderOf(post)) ?? 0) + 1)
  const others = new Map<string, number>()
  for (const page of pages) others.set(folderOf(page), (others.get(folderOf(page)) ?? 0) + 1)
  return pages.filter((page) => (counts.get(folderOf(page)) ?? 0) > 2 * (others.get(folderOf(page)) ?? 0))
}

interface Redirected {
  /** Among the announcements. */
  readonly at: number
  readonly path: string
  readonly read: () => Uint8Array
  readonly isFilled: boolean
  readonly committedAt: number | undefined
}

/** A post that redirects from where another post stands has its own name for an id, not that other's. */
async function giveBack(
  announcements: Announcement[],
  redirected: readonly Redirected[],
  { settings, ids }: CollectOptions,
): Promise<void> {
  if (redirected.length === 0) return
  const counts = new Map<string, number>()
  for (const { id } of announcements) counts.set(id, (counts.get(id) ?? 0) + 1)
  for (const { at, path, read, isFilled, committedAt } of redirected) {
    const { stem } = postName(path)
    if (ids.has(stem) || (counts.get(announcements[at]?.id ?? '') ?? 0) < 2) continue
    const { openPost, settingsOfFilled } = await opener()
    const { announcement } = openPost(
      { path, bytes: read(), ...(committedAt !== undefined && { committedAt }) },
      isFilled ? settingsOfFilled(settings) : settings,
      { ids: new Map([[stem, stem]]) },
    )
    const { unfilledDigest } = announcements[at] ?? {}
    if (announcement !== undefined) announcements[at] = { ...announcement, ...(unfilledDigest && { unfilledDigest }) }
  }
}
