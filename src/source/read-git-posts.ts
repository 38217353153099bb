/**
 * Reads posts from a revision of a git repository, as readPosts does from a folder. Door: processes. In: clone,
 * revision and folder. Out: announcements, problems, unreadable posts. Nothing is checked out: links lead nowhere,
 * submodules and filters stay asleep.
 */

import { BelfryError } from '../base/errors.js'
import { gitText } from '../git/open-command.js'
import { type Objects, openObjects } from '../git/open-objects.js'
import { firstCommits } from '../git/read-first-commits.js'
import type { SiteSettings } from '../posts/announcement.js'
import { POST_LIMIT_BYTES } from '../posts/decode.js'
import { isFilledIn } from '../posts/holds-templates.js'
import { SITE_FILE_BYTES, type SiteFiles } from '../posts/templating/site-files.js'
import { lacksIndex } from './bundle.js'
import { collectPosts, type ReadResult, withPictures } from './collect-posts.js'
import { datedByGit } from './dated-by-git.js'
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
import { loadSiteTemplates } from './load-site-templates.js'
import { nearlyPost } from './nearly-post.js'
import { postFolders } from './post-folders.js'
import { withAsciidoc } from './read-asciidoc.js'
import { readGitSiteFiles } from './read-git-site-files.js'
import { findGitPictures } from './read-pictures.js'
import { sourceTexts } from './texts.js'

export interface PostsInGit {
  /** The git folder. */
  readonly clone: string
  /** A commit. */
  readonly revision: string
  /** Inside the repository; one of '' is `_posts`, else `content/posts`, else the root. */
  readonly folders: readonly string[]
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
    const { root, common, files } = await filesIn(trees, repository)
    const sizes = await sizesOf(
      repository.clone,
      files.filter(({ kind }) => kind !== 'folder'),
    )
    const found = await Promise.all(files.map((file) => find({ objects, settings }, file, sizes.get(file.id))))
    const each = found.filter((one) => one !== undefined)
    const inGit = { revision: repository.revision, path: common }
    const dated =
      settings.undated === 'git'
        ? await datedByGit(each, (paths) => firstCommits({ folder: repository.clone, inGit }, paths))
        : each
    const findings = await withAsciidoc(dated)
    const shown = (path: string) => (common === '' ? path : `${common}/${path}`)
    const templatesOf = isFilledIn(settings)
      ? await loadSiteTemplates(await siteOf(repository.clone, { tree: root, folder: common }, findings), settings)
      : undefined
    const read = await collectPosts(findings, { settings, ids, shown, templatesOf })
    const paths = read.announcements.map(({ path }) => path)
    return withPictures(read, await findGitPictures(paths, { trees, root, common, clone: repository.clone }))
  } finally {
    await objects.close()
  }
}

/** Read where a post has anything to fill in. */
async function siteOf(
  clone: string,
  { tree, folder }: { readonly tree: string; readonly folder: string },
  findings: readonly Found[],
) {
  const isAsked = (word: string) =>
    findings.some((found) => 'bytes' in found && Buffer.from(found.bytes).includes(word))
  if (!['{{', '{%', '@/'].some(isAsked)) return noSite
  const objects = openObjects(clone, SITE_FILE_BYTES)
  try {
    const trees = new GitTrees(objects)
    return (await readGitSiteFiles(trees, { tree, folder, isBeside: isAsked('include_relative') })).files
  } finally {
    await objects.close()
  }
}

const noSite: SiteFiles = { posts: '', read: () => undefined, list: () => [] }

async function filesIn(trees: GitTrees, { revision, folders }: PostsInGit) {
  const { tree } = await trees.commit(revision)
  const found = await Promise.all(
    folders.map(async (folder) => {
      const one = await trees.folder(tree, folder)
      if (one === undefined) throw noFolder(folder, revision)
      return { path: one.path, files: await trees.files(one.tree) }
    }),
  )
  const { common, parts } = postFolders(found.map(({ path }) => path))
  const files = found.flatMap(({ files: inside }, at) =>
    inside.map((file) => ({ ...file, path: (parts[at] ?? '') + file.path })),
  )
  return { root: tree, common, files }
}

function noFolder(folder: string, revision: string): BelfryError {
  const message = sourceTexts.readGitPosts.folderPostsNotCommit(folder, revision.slice(0, 12))
  const fix = sourceTexts.readGitPosts.setContentPostsFolder()
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
  if (kind === 'folder') return lacksIndex(`${path}/`, file.names ?? [])
  const dated = mayBePost(path) && isDated(path)
  if (kind === 'submodule')
    return passedOver(
      path,
      sourceTexts.readGitPosts.folderSubmoduleSoPosts(),
      sourceTexts.readGitPosts.putPostsThemselvesHere(),
    )
  if (kind === 'link' && !isSurelyPost(path)) return undefined
  if (kind === 'link')
    return cannotRead(
      path,
      sourceTexts.readGitPosts.fileLinkLinksRepository(),
      sourceTexts.readGitPosts.commitPostItself(),
    )
  if (!file.utf8)
    return dated
      ? cannotRead(path, sourceTexts.readGitPosts.fileSNameNot(), sourceTexts.readGitPosts.renameFileGitMv())
      : undefined
  if (sizeBytes > POST_LIMIT_BYTES) return dated ? tooLargeToRead(path, sizeBytes) : undefined
  const object = await objects.read(file.id)
  if (object?.type !== 'blob')
    return cannotRead(
      path,
      sourceTexts.readGitPosts.postMissingFromRepository(),
      sourceTexts.readGitPosts.removeCloneBelfryMakes(),
    )
  if (mayBePost(path) && isPost(path, object.bytes, settings)) return { path, bytes: object.bytes }
  const parsed = nearlyPost(path, object.bytes)
  return parsed === undefined ? undefined : { path, parsed, read: () => object.bytes }
}
