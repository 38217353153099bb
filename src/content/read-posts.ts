/**
 * Reads a folder of posts. A door: the only file here that touches the disk for posts. In: the folder, the site's settings, the ids
 * that the register keeps. Out: announcements newest first, problems, and the posts that could not be used. A bad post never stops
 * the good ones. Reads one after the other without waiting: for small files that is faster than asking for many at once.
 */
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { BelfryError, messageOf, type Problem, problem, systemCode } from '../errors.js'
import { type Announcement, newestFirst, type SiteSettings } from './announcement.js'
import { POST_LIMIT_BYTES, tooLarge } from './decode-post.js'
import { parsePost } from './parse-post.js'
import { hasPostEnding, postName } from './post-name.js'
import { withoutDoubles } from './without-doubles.js'

export interface ReadResult {
  /** Newest first. */
  readonly announcements: Announcement[]
  /** `file` is the path as a user would type it: below the working folder relative to it, else absolute. */
  readonly problems: Problem[]
  /** Posts that could not be read or parsed, relative to the folder with forward slashes; a folder ends with a slash. */
  readonly unreadable: string[]
}

/** Folders that hold no posts wherever content.posts points. */
const PASSED_OVER = new Set(['_drafts', '_site', 'node_modules'])

/** One thing found: bytes of a post, or why there are none. */
type Found =
  | { readonly path: string; readonly bytes: Uint8Array }
  | { readonly path: string; readonly problem: Problem }

/**
 * @param ids file stem → the id that the register keeps for it
 * @throws BelfryError POSTS_FOLDER when the folder is not there or cannot be listed
 */
export async function readPosts(
  folder: string,
  settings: SiteSettings,
  ids: ReadonlyMap<string, string>,
): Promise<ReadResult> {
  const announcements: Announcement[] = []
  const problems: Problem[] = []
  const unreadable: string[] = []
  const refuse = (path: string, faults: readonly Problem[]) => {
    problems.push(...faults.map((fault) => ({ ...fault, file: asTyped(join(folder, path)) })))
    if (faults.some((fault) => fault.severity === 'error')) unreadable.push(path)
  }
  for (const found of findPosts(openFolder(folder), '')) {
    if ('problem' in found) refuse(found.path, [found.problem])
    else {
      const parsed = parsePost(found, settings, ids)
      refuse(found.path, parsed.problems)
      if (parsed.announcement !== undefined) announcements.push(parsed.announcement)
    }
  }
  const unique = withoutDoubles(announcements)
  for (const double of unique.doubles) refuse(double.file, [double])
  return { announcements: unique.kept.sort(newestFirst), problems, unreadable: unreadable.sort() }
}

/** The real path, so that a link out of the folder can be told from the folder itself being a link. */
function openFolder(folder: string): string {
  try {
    const root = realpathSync(folder)
    readdirSync(root)
    return root
  } catch (thrown) {
    const why = systemCode(thrown) === 'ENOENT' ? 'is not there' : `cannot be listed (${messageOf(thrown)})`
    throw new BelfryError('POSTS_FOLDER', `The folder of posts, ${asTyped(folder)}, ${why}.`, { cause: thrown })
  }
}

/** Depth first in order of name, so that the same folder always reads in the same order. */
function* findPosts(root: string, folder: string): Generator<Found> {
  const listed = list(root, folder)
  if ('problem' in listed) {
    yield listed
    return
  }
  for (const entry of listed.entries) {
    const path = folder + entry.name
    if (entry.name.startsWith('.') || PASSED_OVER.has(entry.name)) continue
    if (entry.isDirectory()) yield* findPosts(root, `${path}/`)
    else if (entry.isSymbolicLink() && !hasPostEnding(path)) yield* passOverFolder(root, path)
    else if (hasPostEnding(path) && !postName(path).draft) yield* readPost(root, path, entry.isFile())
  }
}

/** Links to folders are never followed: they could lead outside, or round in a circle. */
function* passOverFolder(root: string, path: string): Generator<Found> {
  if (statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() !== true) return
  const message = 'The folder is a link, so posts in it are not read.'
  yield {
    path,
    problem: problem(
      'POST_UNREADABLE',
      message,
      { file: path },
      { severity: 'warning', fix: 'Put the folder itself here, or point content.posts at it.' },
    ),
  }
}

function list(root: string, folder: string) {
  try {
    const entries = readdirSync(join(root, folder), { withFileTypes: true })
    return { entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)) }
  } catch (thrown) {
    return cannotRead(folder, `The folder cannot be listed (${messageOf(thrown)}).`)
  }
}

function* readPost(root: string, path: string, isFile: boolean): Generator<Found> {
  const dated = postName(path).day !== undefined
  try {
    const file = join(root, path)
    const target = isFile ? file : linkTarget(root, file)
    if (target === undefined) {
      yield cannotRead(
        path,
        'The file is a link to somewhere outside the folder of posts.',
        'Put the post itself into the folder.',
      )
      return
    }
    const bytes = readSmallFile(target)
    if (typeof bytes === 'number') {
      const { code, message, line } = tooLarge(bytes)
      if (dated) yield { path, problem: problem(code, message, { file: path, line }) }
    } else if (dated || hasDateField(bytes)) yield { path, bytes }
  } catch (thrown) {
    if (dated) yield cannotRead(path, `The post cannot be read (${messageOf(thrown)}).`)
  }
}

/** @returns undefined when the link leaves the folder, or names no regular file (a pipe would never end) */
function linkTarget(root: string, link: string): string | undefined {
  const target = realpathSync(link)
  return target.startsWith(root + sep) && statSync(target).isFile() ? target : undefined
}

/** @returns the bytes, or the size of a file that is too large to read */
function readSmallFile(file: string): Uint8Array | number {
  const handle = openSync(file, 'r')
  try {
    const { size } = fstatSync(handle)
    return size > POST_LIMIT_BYTES ? size : readFileSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Jekyll counts only dated names as posts; a date in front matter is as good. Anything else is a page, a README … */
function hasDateField(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 64 * 1024)).toString('latin1')
  return /^(?:\xEF\xBB\xBF)?---[^\n]*\n(?:(?!---[ \t]*\r?\n)[^\n]*\n)*?["']?date["']?[ \t]*:/.test(head)
}

function cannotRead(path: string, message: string, fix?: string) {
  return { path, problem: problem('POST_UNREADABLE', message, { file: path }, fix === undefined ? {} : { fix }) }
}

function asTyped(path: string): string {
  const below = relative(process.cwd(), path)
  return below === '' || below.startsWith('..') ? path : below
}
