/**
 * Reads posts from a revision of a git repository, as readPosts does from a folder. Door: processes. In: clone,
 * revision and folder. Out: announcements, problems, unreadable posts. Nothing is checked out: links lead nowhere,
 * submodules and filters stay asleep.
 */
import { BelfryError } from '../base/errors.js'
import { gitText } from '../git/open-command.js'
import { type Objects, openObjects } from '../git/open-objects.js'
import type { SiteSettings } from '../posts/announcement.js'
import { POST_LIMIT_BYTES } from '../posts/decode.js'
import { isFilledIn } from '../posts/templating/fill-in.js'
import { SITE_FILE_BYTES, type SiteFiles } from '../posts/templating/site-files.js'
import { collectPosts, type ReadResult } from './collect-posts.js'
import {
  cannotRead,
  type Found,
  isDated,
  isPost,
  isSurelyPost,
  mayBePost,
  passedOver,
  tooLargeToRead,
} from './found-post.js'
import { GitTrees, type TreeFile } from './git-tree.js'
import { nearlyPost } from './nearly-post.js'
import { readGitSiteFiles } from './read-git-site-files.js'

export interface PostsInGit {
  /** The git folder. */
  readonly clone: string
  /** A commit. */
  readonly revision: string
  /** Inside the repository; '' for `_posts`, else `content/posts`, else the root. */
  readonly folder: string
}

/**
 * @param ids file stem → the id that the register keeps for it
 * @throws BelfryError POSTS_FOLDER when the revision has no such folder, GIT_REPOSITORY when it cannot be read
 */
export async function readGitPosts(
  repository: PostsInGit,
  settings: SiteSettings,
  ids: ReadonlyMap<string, string>,
): Promise<ReadResult> {
  const objects = openObjects(repository.clone, POST_LIMIT_BYTES)
  try {
    const trees = new GitTrees(objects)
    const folder = await trees.folder((await trees.commit(repository.revision)).tree, repository.folder)
    if (folder === undefined) throw noFolder(repository)
    const files = await trees.files(folder.tree)
    const sizes = await sizesOf(repository.clone, files)
    const found = await Promise.all(files.map((file) => find({ objects, settings }, file, sizes.get(file.id))))
    const findings = found.filter((each) => each !== undefined)
    const shown = (path: string) => (folder.path === '' ? path : `${folder.path}/${path}`)
    const site = isFilledIn(settings) ? await siteOf(repository, folder.path, findings) : undefined
    return collectPosts(findings, { settings, ids, shown, site })
  } finally {
    await objects.close()
  }
}

/** Read where a post has anything to fill in. */
async function siteOf({ clone, revision }: PostsInGit, folder: string, findings: readonly Found[]) {
  const isAsked = (word: string) =>
    findings.some((found) => 'bytes' in found && Buffer.from(found.bytes).includes(word))
  if (!['{{', '{%', '@/'].some(isAsked)) return noSite
  const objects = openObjects(clone, SITE_FILE_BYTES)
  try {
    const trees = new GitTrees(objects)
    const { tree } = await trees.commit(revision)
    return (await readGitSiteFiles(trees, { tree, folder, isBeside: isAsked('include_relative') })).files
  } finally {
    await objects.close()
  }
}

const noSite: SiteFiles = { posts: '', read: () => undefined, list: () => [] }

function noFolder({ folder, revision }: PostsInGit): BelfryError {
  const message = `The folder of posts, ${folder}, is not in commit ${revision.slice(0, 12)}.`
  const fix = 'Set content.posts to the folder inside the repository that holds the posts; perhaps it was renamed.'
  return new BelfryError('POSTS_FOLDER', message, { fix })
}

/** Asked before anything is read, so that a huge file is not even unpacked. */
async function sizesOf(clone: string, files: readonly TreeFile[]): Promise<ReadonlyMap<string, number>> {
  const input = files.map((file) => `${file.id}\n`).join('')
  const args = ['--git-dir', clone, 'cat-file', '--batch-check=%(objectname) %(objectsize)']
  const lines = (await gitText(args, { input })).split('\n').map((line) => line.split(' '))
  return new Map(lines.map(([id = '', size = '']) => [id, Number(size)]))
}

interface Look {
  readonly objects: Objects
  readonly settings: SiteSettings
}

async function find({ objects, settings }: Look, file: TreeFile, sizeBytes = 0): Promise<Found | undefined> {
  const { path, kind } = file
  const dated = mayBePost(path) && isDated(path)
  if (kind === 'submodule')
    return passedOver(path, 'The folder is a submodule, so posts in it are not read.', 'Put the posts themselves here.')
  if (kind === 'link' && !isSurelyPost(path)) return undefined
  if (kind === 'link')
    return cannotRead(
      path,
      'The file is a link, and links in a repository are not followed.',
      'Commit the post itself.',
    )
  if (!file.utf8)
    return dated ? cannotRead(path, 'The file’s name is not UTF-8.', 'Rename the file: git mv OLD NEW.') : undefined
  if (sizeBytes > POST_LIMIT_BYTES) return dated ? tooLargeToRead(path, sizeBytes) : undefined
  const object = await objects.read(file.id)
  if (object?.type !== 'blob')
    return cannotRead(path, 'The post is missing from the repository.', 'Remove the clone; Belfry makes a new one.')
  if (mayBePost(path) && isPost(path, object.bytes, settings)) return { path, bytes: object.bytes }
  const parsed = nearlyPost(path, object.bytes)
  return parsed === undefined ? undefined : { path, parsed, read: () => object.bytes }
}
