/**
 * Reads a folder of posts. Door: disk. In: the folder, the site's settings, the ids that the register keeps. Out:
 * announcements newest first, problems, and the posts that could not be used. A bad post never stops the good ones.
 * What changed is looked at one file after the other without waiting: that is faster than asking for many at once.
 */

import { closeSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import type { SiteSettings } from '../posts/announcement.js'
import { bodyForm } from '../posts/file-name.js'
import { isFilledIn } from '../posts/holds-templates.js'
import { lacksIndex } from './bundle.js'
import { collectPosts, type ReadResult, withPictures } from './collect-posts.js'
import {
  cannotRead,
  type Found,
  isDated,
  isPassedOver,
  isSurelyPost,
  mayBeNearly,
  mayBePost,
  passedOver,
} from './found-post.js'
import { loadSiteTemplates } from './load-site-templates.js'
import { nearlyPost } from './nearly-post.js'
import type { FileState, PostCache } from './post-cache.js'
import { postFolders } from './post-folders.js'
import { withAsciidoc } from './read-asciidoc.js'
import { asTyped } from './read-body.js'
import { findPictures } from './read-pictures.js'
import { readSiteFiles } from './read-site-files.js'
import { sourceTexts } from './texts.js'
import { openPostFiles, type ReadingThreads, withBody } from './unread/open-post-files.js'
import type { PostFileSettings, ReadFile, UnreadFile } from './unread/read-post-file.js'

/** What makes reading shorter, and nothing else of it. */
export interface ReadingHelp {
  /** What is known of files that did not change; it is told what was read anew. */
  readonly cache?: PostCache | undefined
  readonly threads?: ReadingThreads | undefined
  /** What a look at files told already, by their absolute paths. */
  readonly stateOf?: ((file: string) => FileState | undefined) | undefined
}

/**
 * @param folders one, or several that do not lie in each other
 * @param ids file stem → the id that the register keeps for it
 * @throws BelfryError POSTS_FOLDER when the folder is not there or cannot be listed
 */
export async function readPosts(
  folders: string | readonly string[],
  settings: SiteSettings,
  ids: ReadonlyMap<string, string>,
  { cache, threads, stateOf }: ReadingHelp = {},
): Promise<ReadResult> {
  const { common, parts } = postFolders(typeof folders === 'string' ? [folders] : folders)
  const isFilled = isFilledIn(settings)
  const shown = (path: string) => asTyped(join(common, path))
  const looks = parts.map((part) => ({ root: openFolder(join(common, part)), part, cache, stateOf }))
  refuseSame(looks)
  const parsed = await parsedFiles([...inTurn(looks)], { settings, ids, isFilled }, { cache, threads })
  const dated = settings.undated === 'git' ? await datedBelow(common, parsed) : parsed
  const found = await withAsciidoc(dated)
  const templatesOf = isFilled ? await loadSiteTemplates(readSiteFiles(common), settings) : undefined
  const remember = cache?.keep
  const read = await collectPosts(found, { settings, ids, ...(remember && { remember }), shown, templatesOf })
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

async function datedBelow(folder: string, found: readonly Found[]): Promise<Found[]> {
  const [{ datedByGit }, { firstCommits }] = await Promise.all([
    import('./dated-by-git.js'),
    import('../git/read-first-commits.js'),
  ])
  return await datedByGit(found, (paths) => firstCommits({ folder }, paths))
}

function* inTurn(looks: readonly Look[]): Generator<Found | UnreadFile> {
  for (const look of looks) yield* findPosts(look, look.part)
}

/** What stands in files that nobody knows, each in its place among those that are known. */
async function parsedFiles(
  walked: readonly (Found | UnreadFile)[],
  how: PostFileSettings,
  { cache, threads }: ReadingHelp,
): Promise<Found[]> {
  const unread = walked.filter(isUnread)
  if (unread.length === 0) return walked.filter((one): one is Found => !isUnread(one))
  const onRead = ({ path, state }: UnreadFile, { kept }: ReadFile) => {
    if (state !== undefined && kept !== undefined) cache?.keep(path, state, kept)
  }
  const read = await openPostFiles(unread, how, { threads, onRead })
  const inOrder = read.values()
  return walked.flatMap((one) => (isUnread(one) ? (inOrder.next().value?.found ?? []) : [one]))
}

function isUnread(one: Found | UnreadFile): one is UnreadFile {
  return !('parsed' in one || 'problem' in one || 'bytes' in one)
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

interface Look extends Pick<ReadingHelp, 'stateOf'> {
  /** The real path of the folder. */
  readonly root: string
  /** How the paths of its posts begin: `''`, or the folder's own path with a slash at its end. */
  readonly part: string
  readonly cache: PostCache | undefined
}

/** Depth first in order of name, so that the same folder always reads in the same order. */
function* findPosts(look: Look, folder: string): Generator<Found | UnreadFile> {
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

function* readPost(look: Look, path: string, isFile: boolean): Generator<Found | UnreadFile> {
  const { root, cache, stateOf } = look
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
    const state = cache === undefined ? undefined : (stateOf?.(target) ?? stateIn(statSync(target)))
    const known = state === undefined ? undefined : cache?.find(path, state)
    if (known !== undefined) {
      if (known !== false) yield { path, parsed: withBody(known, target), read: () => readFileSync(target) }
      return
    }
    yield { path, file: target, ...(state !== undefined && { state }) }
  } catch (thrown) {
    if (isDated(path)) yield cannotRead(path, sourceTexts.readPosts.postCannotRead(messageOf(thrown)))
  }
}

function stateIn({ size, mtimeMs, ctimeMs, ino }: FileState): FileState {
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

/** @returns undefined when the link leaves the folder, or names no regular file (a pipe would never end) */
function linkTarget(root: string, link: string): string | undefined {
  const target = realpathSync(link)
  return target.startsWith(root + sep) && statSync(target).isFile() ? target : undefined
}
