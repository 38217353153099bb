/**
 * A git history to walk through. Door: disk and processes. In: the path of a repository or of a bundle. Out: its
 * commits, the posts and the releases table in each, read from git's objects without a checkout. close() ends the
 * processes and removes what was unpacked.
 */

import { closeSync, mkdtempSync, openSync, readSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { BelfryError, messageOf } from '../base/errors.js'
import { gitSaid, gitText, runGit } from '../git/open-command.js'
import { openObjects } from '../git/open-objects.js'
import { POST_LIMIT_BYTES } from '../posts/decode.js'
import { SITE_FILE_BYTES } from '../posts/templating/site-files.js'
import { TABLE_LIMIT_BYTES } from '../releases/collect.js'
import type { ReleaseTable } from '../releases/release.js'
import { mayBePost } from './found-post.js'
import { GitTrees } from './git-tree.js'
import { postFolders } from './post-folders.js'
import { readTable } from './read-git-releases.js'
import { type GitSite, readGitSiteFiles } from './read-git-site-files.js'
import { sourceTexts } from './texts.js'

export interface History {
  /**
   * Oldest first; where branches were merged, the way of the one merged into. `at` is the committer's date in
   * milliseconds.
   * @param since an ISO 8601 day or instant (the commits from then on), else a revision (the commits after it)
   */
  firstParents(since?: string): Promise<{ commit: string; at: number }[]>
  /**
   * Files in a commit that may be posts, in order of path, paths relative to the folder, or to the deepest
   * that holds all of them. Whether one without a date in its name is a post, isPost() says from its bytes.
   * @param folders one of '' is `_posts`, else `content/posts`, else the root; one that is not there holds none
   */
  posts(commit: string, folders: readonly string[]): Promise<{ path: string; blob: string }[]>
  /**
   * What the posts of a commit are filled in from, read again only where it differs from what was read before.
   * @param isBeside do templates include files that stand beside the posts?
   */
  site(commit: string, folders: readonly string[], isBeside: boolean): Promise<GitSite | undefined>
  /** Of a file too large for a post, the beginning: enough to be refused by parsePost. */
  blob(id: string): Promise<Uint8Array>
  /**
   * The releases table in a commit, read again only where it differs from the one read before.
   * @param path of a file or a folder
   * @param siteUrl relative addresses in the table are below it
   * @returns undefined when the commit has nothing there
   */
  releases(commit: string, path: string, siteUrl: string): Promise<ReleaseTable | undefined>
  close(): Promise<void>
}

/** @throws BelfryError GIT_REPOSITORY when the path is neither, GIT_MISSING */
export async function openHistory(repository: string): Promise<History> {
  const opened = await openRepository(repository)
  const objects = openObjects(opened.gitFolder, POST_LIMIT_BYTES)
  const trees = new GitTrees(objects)
  const tables = new Tables(opened.gitFolder)
  const sites = new Sites(opened.gitFolder)
  return {
    firstParents: (since) => firstParents(opened.gitFolder, repository, since),
    async posts(commit, folders) {
      const { tree } = await trees.commit(commit)
      const { parts } = postFolders(folders)
      const inside = folders.map(async (folder, at) => {
        const found = await trees.folder(tree, folder)
        const files = found === undefined ? [] : await trees.files(found.tree)
        return files.map((file) => ({ ...file, path: (parts[at] ?? '') + file.path }))
      })
      return (await Promise.all(inside))
        .flat()
        .filter((file) => file.kind === 'file' && file.utf8 && mayBePost(file.path))
        .map(({ path, id }) => ({ path, blob: id }))
    },
    site: async (commit, folders, isBeside) => await sites.read(commit, folders, isBeside),
    async blob(id) {
      const object = await objects.read(id)
      if (object?.type === 'blob') return object.bytes
      throw new BelfryError('GIT_REPOSITORY', sourceTexts.openHistory.hasNoFileId(repository, id))
    },
    releases: async (commit, path, siteUrl) => await tables.read(commit, path, siteUrl),
    async close() {
      await Promise.all([objects.close(), tables.close(), sites.close()])
      opened.remove()
    },
  }
}

/** Tables are larger than posts: a process of their own reads them, which starts with the first. */
class Tables {
  #trees: GitTrees | undefined
  #last: { readonly id: string; readonly path: string; readonly table: ReleaseTable } | undefined

  constructor(private readonly gitFolder: string) {}

  async read(commit: string, path: string, siteUrl: string): Promise<ReleaseTable | undefined> {
    this.#trees ??= new GitTrees(openObjects(this.gitFolder, TABLE_LIMIT_BYTES))
    const found = await this.#trees.find((await this.#trees.commit(commit)).tree, path)
    if (found === undefined) return undefined
    if (this.#last?.id !== found.id || this.#last.path !== path) {
      const { table } = await readTable(this.#trees, found, path, siteUrl)
      this.#last = { id: found.id, path, table }
    }
    return this.#last.table
  }

  async close(): Promise<void> {
    await this.#trees?.objects.close()
  }
}

/** Includes and data are larger than posts as well. */
class Sites {
  #trees: GitTrees | undefined
  #last: { readonly key: string; readonly site: GitSite } | undefined

  constructor(private readonly gitFolder: string) {}

  async read(commit: string, folders: readonly string[], isBeside: boolean): Promise<GitSite | undefined> {
    this.#trees ??= new GitTrees(openObjects(this.gitFolder, SITE_FILE_BYTES))
    const { tree } = await this.#trees.commit(commit)
    const key = `${tree} ${isBeside}`
    if (this.#last?.key === key) return this.#last.site
    const [first = ''] = folders
    const common = folders.length > 1 ? postFolders(folders).common : (await this.#trees.folder(tree, first))?.path
    if (common === undefined) return undefined
    const site = await readGitSiteFiles(this.#trees, { tree, folder: common, isBeside })
    this.#last = { key, site }
    return site
  }

  async close(): Promise<void> {
    await this.#trees?.objects.close()
  }
}

async function openRepository(repository: string): Promise<{ gitFolder: string; remove: () => void }> {
  const path = realPath(repository)
  if (isBundle(path)) return unpack(path, repository)
  // Only the repository named, never one that the folder happens to lie in.
  const environment = { GIT_CEILING_DIRECTORIES: dirname(path) }
  const folder = statSync(path).isDirectory() ? path : dirname(path)
  const ran = await runGit(['-C', folder, 'rev-parse', '--absolute-git-dir'], { environment })
  if (ran.exitCode === 0 && folder === path)
    return { gitFolder: ran.stdout.toString('utf8').trim(), remove: () => undefined }
  const why = folder === path ? ` (${gitSaid(ran)})` : ''
  throw new BelfryError('GIT_REPOSITORY', sourceTexts.openHistory.neitherGitRepositoryNor(repository, why))
}

function realPath(repository: string): string {
  try {
    return realpathSync(repository)
  } catch (cause) {
    throw new BelfryError('GIT_REPOSITORY', sourceTexts.openHistory.cannotOpened(repository, messageOf(cause)), {
      cause,
    })
  }
}

function isBundle(path: string): boolean {
  if (!statSync(path).isFile()) return false
  const handle = openSync(path, 'r')
  try {
    const head = Buffer.alloc(20)
    readSync(handle, head)
    return /^# v\d+ git bundle\n/.test(head.toString('latin1'))
  } finally {
    closeSync(handle)
  }
}

async function unpack(bundle: string, named: string) {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-history-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const gitFolder = join(folder, 'history.git')
  try {
    const ran = await runGit(['clone', '--quiet', '--bare', '--no-tags', '--', bundle, gitFolder], {
      timeoutMs: 10 * 60_000,
    })
    if (ran.exitCode !== 0)
      throw new BelfryError('GIT_REPOSITORY', sourceTexts.openHistory.bundleCannotUnpacked(named, gitSaid(ran)))
    return { gitFolder, remove }
  } catch (thrown) {
    remove()
    throw thrown
  }
}

async function firstParents(gitFolder: string, named: string, since?: string) {
  const git = ['--git-dir', gitFolder]
  const day = since !== undefined && /^\d{4}-\d\d-\d\d/.test(since) ? Date.parse(since) : undefined
  if (Number.isNaN(day)) throw new BelfryError('USAGE', sourceTexts.openHistory.notDayOrInstant(since), { exitCode: 2 })
  const after = since === undefined || day !== undefined ? [] : [`^${await commitOf(git, named, since)}`]
  const listed = await gitText([
    ...git,
    ...['rev-list', '--timestamp', '--first-parent', '--reverse', ...after, await tipOf(git, named), '--'],
  ])
  return [...listed.matchAll(/^(-?\d+) ([0-9a-f]+)$/gm)]
    .map(([, seconds, commit = '']) => ({ commit, at: Number(seconds) * 1000 }))
    .filter(({ at }) => day === undefined || at >= day)
}

async function commitOf(git: readonly string[], named: string, revision: string): Promise<string> {
  const ran = await runGit([...git, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
  if (ran.exitCode === 0) return ran.stdout.toString('utf8').trim()
  throw new BelfryError('GIT_REPOSITORY', sourceTexts.openHistory.hasNoCommit(named, revision))
}

/** HEAD; a bundle often has none, and then it is the only branch. */
async function tipOf(git: readonly string[], named: string): Promise<string> {
  const head = await runGit([...git, 'rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  if (head.exitCode === 0) return head.stdout.toString('utf8').trim()
  const lines = (await gitText([...git, 'for-each-ref', '--format=%(objectname) %(refname:short)', 'refs/heads']))
    .split('\n')
    .filter((line) => line !== '')
  const [only, ...others] = lines
  if (only !== undefined && others.length === 0) return only.split(' ')[0] ?? ''
  if (only === undefined) throw new BelfryError('GIT_REPOSITORY', sourceTexts.openHistory.hasNoCommitsYet(named))
  const branches = lines.map((line) => line.split(' ')[1]).join(', ')
  throw new BelfryError('GIT_REPOSITORY', sourceTexts.openHistory.doesNotSayWhich(named, branches), {
    fix: sourceTexts.openHistory.checkOneThemOut(),
  })
}
