/**
 * Reads both sides of a branch for `plan --against` and `check --against`. Door, by those of the rooms below. In: a
 * read context, a revision, a register. Out: content and problems before and after. No ledger, no secrets, no network.
 */

import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { BelfryError, type Problem } from '../../base/errors.js'
import { placesOfKeys } from '../../config/load.js'
import type { Config } from '../../config/schema.js'
import { type Branch, branchAgainst } from '../../git/read-branch.js'
import { categoryRemarks } from '../../notices/category-remarks.js'
import { readNamedRegister, readRegister } from '../../register/read.js'
import type { Register } from '../../register/register.js'
import { checkReleases } from '../../releases/check.js'
import { readGitAuthors } from '../../source/read-authors.js'
import { readGitPosts } from '../../source/read-git-posts.js'
import { readGitReleases } from '../../source/read-git-releases.js'
import { postSettingsOf } from '../post-settings.js'
import { withoutUnpublishable } from '../read-content.js'
import type { ReadContext } from '../read-context.js'
import { runTexts } from '../texts.js'
import type { ContentAt } from './against.js'

export interface SideOfBranch extends ContentAt {
  readonly problems: readonly Problem[]
  readonly fileOf: (path: string) => string
}

export interface BothSides {
  readonly branch: Branch
  readonly before: SideOfBranch
  readonly after: SideOfBranch
  readonly register: Register
  /** What the branch brings: problems that the revision does not have. */
  readonly added: readonly Problem[]
}

/** @param registerFile '' for that of the configuration; one that is named must be there */
export async function readAgainst(context: ReadContext, revision: string, registerFile = ''): Promise<BothSides> {
  const { config } = context
  if (config.content.feed !== '') {
    const message = runTexts.readAgainst.postsComeFromFeed()
    throw new BelfryError('USAGE', message, { exitCode: 2, fix: runTexts.readAgainst.runBelfryPlanWithout() })
  }
  const isRemote = config.content.git.remote !== ''
  const branch = await branchAgainst(isRemote ? process.cwd() : folderOf(config), revision)
  const register =
    registerFile === '' ? readRegister(config.content.register) : readNamedRegister(resolve(registerFile))
  const paths = pathsOf(config, isRemote ? undefined : branch.top)
  const sideAt = async (commit: string) => await readSide(context, { branch, register, paths, commit })
  // What has no posts yet has none that are known.
  const before = await sideAt(branch.base).catch((thrown: unknown) => {
    if (thrown instanceof BelfryError && thrown.code === 'POSTS_FOLDER') return undefined
    throw thrown
  })
  const after = await sideAt(branch.head)
  const empty = { ...after, announcements: [], unreadable: [], problems: [] }
  return { branch, register, after, before: before ?? empty, added: addedBy(before?.problems ?? [], after.problems) }
}

/** That holds the posts; a folder that is gone lies in the same repository as the configuration. */
function folderOf(config: Config): string {
  return join(config.file, '..')
}

interface Paths {
  readonly posts: readonly string[]
  readonly releases: string
  readonly authors: string
}

/** @param top undefined where the configuration names paths inside the repository */
function pathsOf({ content: { posts, releases, authors } }: Config, top: string | undefined): Paths {
  if (top === undefined) return { posts, releases, authors }
  const inside = (path: string, key: string) => {
    const below = relative(top, path)
    if (!isAbsolute(below) && below !== '..' && !below.startsWith(`..${sep}`)) return below.split(sep).join('/') || '.'
    const message = runTexts.readAgainst.notRepositorySoRevisions(key, path, top)
    throw new BelfryError('GIT_REPOSITORY', message, { fix: runTexts.readAgainst.keepConfigurationRepositoryPosts() })
  }
  return {
    posts: posts.map((folder) => inside(folder, 'content.posts')),
    releases: releases === '' ? '' : inside(releases, 'content.releases'),
    authors: authors === '' ? '' : inside(authors, 'content.authors'),
  }
}

interface Side {
  readonly branch: Branch
  readonly register: Register
  readonly paths: Paths
  readonly commit: string
}

async function readSide({ config, clock }: ReadContext, side: Side): Promise<SideOfBranch> {
  const { branch, register, paths, commit } = side
  const clone = branch.gitFolder
  const authors = await readGitAuthors(clone, commit, paths.authors)
  const settings = { ...postSettingsOf(config), authors: authors.names }
  const read = await readGitPosts({ clone, revision: commit, folders: paths.posts }, settings, register.ids)
  const table = await readGitReleases({ clone, revision: commit, path: paths.releases }, config.site.url)
  const content = withoutUnpublishable({ ...read, releases: table.table }, config, {
    now: clock.now(),
    told: register.told,
  })
  const placeOf = placesOfKeys(config.file)
  const remarks = categoryRemarks(content.announcements, { lists: config.lists, placeOf, fileOf: content.fileOf })
  const problems = [...authors.problems, ...content.problems, ...table.problems, ...remarks, ...checkReleases(content)]
  return { ...content, problems }
}

/** A fault that only moved to another line is none of the branch's. */
function addedBy(before: readonly Problem[], after: readonly Problem[]): Problem[] {
  const nameOf = ({ code, file, message }: Problem) => `${code}\0${file}\0${message}`
  const left = new Map<string, number>()
  for (const one of before) left.set(nameOf(one), (left.get(nameOf(one)) ?? 0) + 1)
  return after.filter((one) => {
    const count = left.get(nameOf(one)) ?? 0
    left.set(nameOf(one), count - 1)
    return count <= 0
  })
}
