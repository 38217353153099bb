/**
 * Reads a folder of posts. Door: disk. In: the folder, the site's
 * settings, the ids that the register keeps. Out: announcements newest first, problems, and the posts that could not be
 * used. A bad post never stops the good ones. Reads one after the other without waiting: for small files that is faster
 * than asking for many at once.
 */

import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import { firstCommits } from '../git/read-first-commits.js'
import type { Announcement, SiteSettings } from '../posts/announcement.js'
import { POST_LIMIT_BYTES } from '../posts/decode.js'
import { bodyForm } from '../posts/file-name.js'
import { isFilledIn } from '../posts/holds-templates.js'
import { rememberDigest } from '../posts/known-digest.js'
import type { ParsedPost } from '../posts/parse.js'
import { contentOf, keepContentHtml, keptHtml } from '../posts/post-content.js'
import { lacksIndex } from './bundle.js'
import { type CollectOptions, collectPosts, mayBeFilled, type ReadResult, withPictures } from './collect-posts.js'
import { datedByGit } from './dated-by-git.js'
import {
  cannotRead,
  type Found,
  isDated,
  isPassedOver,
  isPost,
  isSurelyPost,
  mayBeNearly,
  mayBePost,
  passedOver,
  tooLargeToRead,
} from './found-post.js'
import { loadSiteTemplates } from './load-site-templates.js'
import { nearlyPost } from './nearly-post.js'
import { openPost } from './open-post.js'
import type { FileState, Kept, PostCache } from './post-cache.js'
import { postFolders } from './post-folders.js'
import { withAsciidoc } from './read-asciidoc.js'
import { asTyped, withBodyIn } from './read-body.js'
import { findPictures } from './read-pictures.js'
import { readSiteFiles } from './read-site-files.js'
import { sourceTexts } from './texts.js'

/**
 * @param folders one, or several that do not lie in each other
 * @param ids file stem → the id that the register keeps for it
 * @param cache what is known of files that did not change; it is told what was read anew
 * @throws BelfryError POSTS_FOLDER when the folder is not there or cannot be listed
 */
export async function readPosts(
  folders: string | readonly string[],
  settings: SiteSettings,
  ids: ReadonlyMap<string, string>,
  cache?: PostCache,
): Promise<ReadResult> {
  const { common, parts } = postFolders(typeof folders === 'string' ? [folders] : folders)
  const remember = (path: string, state: FileState, parsed: ParsedPost) => cache?.keep(path, state, parsed)
  const options = { settings, ids, remember }
  const shown = (path: string) => asTyped(join(common, path))
  const looks = parts.map((part) => ({ root: openFolder(join(common, part)), part, settings, cache }))
  refuseSame(looks)
  const parsed = parsedInTurn(inTurn(looks), options)
  const dated =
    settings.undated === 'git' ? await datedByGit(parsed, (paths) => firstCommits({ folder: common }, paths)) : parsed
  const found = await withAsciidoc(dated)
  const templatesOf = isFilledIn(settings) ? await loadSiteTemplates(readSiteFiles(common), settings) : undefined
  const read = collectPosts(found, { ...options, shown, templatesOf })
  const lookOf = (path: string) => looks.find(({ part }) => path.startsWith(part))
  const at = (path: string) => fileAt(lookOf(path) ?? { root: common, part: '' }, path)
  return withPictures(
    read,
    findPictures(
      read.announcements.map(({ path }) => path),
      at,
    ),
  )
}

function* inTurn(looks: readonly Look[]): Generator<Found> {
  for (const look of looks) yield* findPosts(look, look.part)
}

/**
 * A post is parsed as it is found, so that nobody keeps its bytes, unless other bytes than those of its file are
 * parsed.
 */
function* parsedInTurn(
  findings: Iterable<Found>,
  options: Pick<CollectOptions, 'settings' | 'ids' | 'remember'>,
): Generator<Found> {
  const { settings, ids, remember } = options
  const isFilled = isFilledIn(settings)
  for (const found of findings) {
    const { path } = found
    const file = 'bytes' in found && bodyForm(path) !== 'asciidoc' ? found.file : undefined
    if (!('bytes' in found) || file === undefined || mayBeFilled(found.bytes, settings, isFilled)) {
      yield found
      continue
    }
    const { state } = found
    const parsed = bodyInFile(openPost(found, settings, { ids }), file, settings)
    if (state !== undefined && !parsed.ended) remember?.(path, state, parsed)
    yield { path, parsed, read: () => readFileSync(file) }
  }
}

/** What was made of it stays known. */
function bodyInFile({ announcement, ...parsed }: ParsedPost, file: string, { url }: SiteSettings): ParsedPost {
  if (announcement === undefined) return parsed
  const { body, ...known } = announcement
  const lazy = withBodyIn(inStringsOfTheirOwn(known), file, body)
  const html = keptHtml(contentOf(announcement), url)
  if (html !== undefined) keepContentHtml(contentOf(lazy), url, html)
  return { ...parsed, announcement: lazy }
}

/** A piece of a text keeps the whole text in memory, as long as it is not made anew. */
function inStringsOfTheirOwn(known: Omit<Announcement, 'body'>): Omit<Announcement, 'body'> {
  return JSON.parse(JSON.stringify(known)) as Omit<Announcement, 'body'>
}

/** By their names they are apart (config/overlaps.ts); a link may lead from one into another. */
function refuseSame(looks: readonly Look[]): void {
  for (const [at, { root }] of looks.entries())
    for (const other of looks.slice(at + 1))
      if (`${root}/`.startsWith(`${other.root}/`) || `${other.root}/`.startsWith(`${root}/`))
        throw new BelfryError('POSTS_FOLDER', sourceTexts.readPosts.foldersPostsLieEach(root, other.root))
}

/** The real path, so that a link out of the folder can be told from the folder itself being a link. */
function openFolder(folder: string): string {
  try {
    const root = realpathSync(folder)
    readdirSync(root)
    return root
  } catch (thrown) {
    const why = systemCode(thrown) === 'ENOENT' ? 'is not there' : `cannot be listed: ${messageOf(thrown)}`
    throw new BelfryError('POSTS_FOLDER', sourceTexts.readPosts.folderPosts(asTyped(folder), why), { cause: thrown })
  }
}

interface Look {
  /** The real path of the folder. */
  readonly root: string
  /** How the paths of its posts begin: `''`, or the folder's own path with a slash at its end. */
  readonly part: string
  readonly settings: SiteSettings
  readonly cache: PostCache | undefined
}

/** Depth first in order of name, so that the same folder always reads in the same order. */
function* findPosts(look: Look, folder: string): Generator<Found> {
  const listed = list(look, folder)
  if ('problem' in listed) {
    yield listed
    return
  }
  const noIndex = lacksIndex(
    folder,
    listed.entries.map(({ name }) => name),
  )
  if (noIndex !== undefined) yield noIndex
  for (const entry of listed.entries) {
    const path = folder + entry.name
    if (isPassedOver(entry.name)) continue
    if (entry.isFile() && look.cache?.knows(path) === true) yield* readPost(look, path, true)
    else if (entry.isDirectory()) yield* findPosts(look, `${path}/`)
    else if (entry.isSymbolicLink() && bodyForm(path) === undefined) yield* passOverFolder(look, path)
    else if (mayBePost(path)) yield* readPost(look, path, entry.isFile())
    else if (entry.isFile() && mayBeNearly(path)) yield* readOther(look, path)
  }
}

/** Links to folders are never followed: they could lead outside, or round in a circle. */
function* passOverFolder(look: Look, path: string): Generator<Found> {
  if (statSync(fileAt(look, path), { throwIfNoEntry: false })?.isDirectory() !== true) return
  yield passedOver(path, sourceTexts.readPosts.folderLinkSoPosts(), sourceTexts.readPosts.putFolderItselfHere())
}

/** Both are whole already. */
function fileAt({ root, part }: Pick<Look, 'root' | 'part'>, path: string): string {
  return root + sep + path.slice(part.length)
}

function list(look: Look, folder: string) {
  try {
    const entries = readdirSync(fileAt(look, folder), { withFileTypes: true })
    return { entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)) }
  } catch (thrown) {
    return cannotRead(folder, sourceTexts.readPosts.folderCannotListed(messageOf(thrown)))
  }
}

function* readPost(look: Look, path: string, isFile: boolean): Generator<Found> {
  const { root, settings, cache } = look
  try {
    const file = fileAt(look, path)
    const target = isFile ? file : linkTarget(root, file)
    if (target === undefined) {
      if (!isSurelyPost(path)) return
      yield cannotRead(
        path,
        sourceTexts.readPosts.fileLinkSomewhereOutside(),
        sourceTexts.readPosts.putPostItselfInto(),
      )
      return
    }
    const state = cache === undefined ? undefined : stateOf(statSync(target))
    const known = state === undefined ? undefined : cache?.find(path, state)
    if (known !== undefined) {
      if (known !== false) yield { path, parsed: withBody(known, target), read: () => readFileSync(target) }
      return
    }
    const bytes = readSmallFile(target)
    if (typeof bytes === 'number') {
      if (isDated(path)) yield tooLargeToRead(path, bytes)
    } else if (isPost(path, bytes, settings)) yield { path, bytes, file: target, ...(state !== undefined && { state }) }
    else {
      const parsed = nearlyPost(path, bytes)
      if (state !== undefined) cache?.keep(path, state, parsed ?? false)
      if (parsed !== undefined) yield { path, parsed, read: () => bytes }
    }
  } catch (thrown) {
    if (isDated(path)) yield cannotRead(path, sourceTexts.readPosts.postCannotRead(messageOf(thrown)))
  }
}

function stateOf({ size, mtimeMs, ctimeMs, ino }: FileState): FileState {
  return { size, mtimeMs, ctimeMs, ino }
}

/** Bytes that say whether front matter begins there. */
const HEAD_BYTES = 4096

function* readOther(look: Look, path: string): Generator<Found> {
  try {
    const handle = openSync(fileAt(look, path), 'r')
    try {
      const head = Buffer.alloc(HEAD_BYTES)
      const bytes = head.subarray(0, readSync(handle, head))
      const parsed = nearlyPost(path, bytes)
      if (parsed !== undefined) yield { path, parsed, read: () => bytes }
    } finally {
      closeSync(handle)
    }
  } catch (thrown) {
    // What is no post and cannot be read is nobody's loss.
    if (systemCode(thrown) === undefined) throw thrown
  }
}

function withBody({ announcement, digest, ...rest }: Exclude<Kept, false>, file: string): ParsedPost {
  if (announcement === undefined) return rest
  const lazy = withBodyIn(announcement, file)
  if (digest !== undefined) rememberDigest(lazy, digest)
  return { ...rest, announcement: lazy }
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
