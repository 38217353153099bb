/**
 * Reads posts and the releases table from wherever the configuration says: the disk, or one revision of a git
 * repository that is fetched first. In: the configuration's content section. Out: both, with the problems of both; when
 * a fetch or a signature fails, the last good revision with a problem beside it. Door.
 */

import type { GitSource, Remembered, Vouched } from '../git/open-clone.js'
import { newestFirst, type SiteSettings } from '../posts/announcement.js'
import type { AuthorNames } from '../posts/authors-file.js'
import type { KeptPost, Origin } from '../register/register.js'
import { noReleases, type ReleaseTable } from '../releases/release.js'
import type { ReadResult } from './collect-posts.js'
import type { PostCache } from './post-cache.js'
import { readAuthors, readGitAuthors } from './read-authors.js'
import { type ReadingHelp, readPosts } from './read-posts.js'
import { readReleases } from './read-releases.js'
import type { ReadingThreads } from './unread/open-post-files.js'

export interface ContentSource {
  /** Folders; with a remote, paths inside the repository. */
  readonly posts: readonly string[]
  /** A file or a folder, with a remote inside the repository; '' for no table. */
  readonly releases: string
  /** A file or a folder, with a remote inside the repository; '' for none. */
  readonly authors?: string
  readonly git: Omit<GitSource, 'clone'>
  /** Where the bare clone is kept. */
  readonly clone: string
}

export interface ReadSource extends ReadResult {
  readonly releases: ReleaseTable
  /** Of posts in a git repository. */
  readonly revision?: ReadRevision
}

export interface ReadRevision {
  readonly commit: string
  /** Where signers are named: what they say. */
  readonly vouched?: Vouched
  /** Told posts that stand outside of its history. */
  readonly kept: readonly KeptPost[]
  /** @param path Announcement.path; undefined is the releases table */
  originOf(path: string | undefined): Origin
}

export interface ReadBefore extends Remembered {
  /** What every told post was last told from. */
  readonly told: readonly KeptPost[]
}

export interface ReadOptions {
  /** Of posts on disk; git knows by itself what did not change. */
  readonly cache?: ((authors: AuthorNames) => PostCache) | undefined
  /** Of posts on disk. */
  readonly threads?: ReadingThreads | undefined
  /** Of files on disk, by their absolute paths. */
  readonly stateOf?: ReadingHelp['stateOf']
  /** Of a repository: what is known of it from before. */
  readonly before?: ReadBefore
}

/** @throws BelfryError POSTS_FOLDER, GIT_FETCH, GIT_SIGNATURE, GIT_REWOUND, GIT_REPOSITORY, GIT_MISSING */
export async function readSource(
  source: ContentSource,
  settings: SiteSettings,
  ids: ReadonlyMap<string, string>,
  options: ReadOptions = {},
): Promise<ReadSource> {
  const { posts, releases, git } = source
  if (git.remote !== '') return await readRepository(source, settings, ids, options.before)
  const authors = readAuthors(source.authors ?? '')
  const cache = options.cache?.(authors.names)
  const { threads, stateOf } = options
  const result = await readPosts(posts, { ...settings, authors: authors.names }, ids, { cache, threads, stateOf })
  const { table, problems } = readReleases(releases, settings.url)
  return { ...result, releases: table, problems: [...authors.problems, ...result.problems, ...problems] }
}

async function readRepository(
  { posts, releases, authors = '', git, clone }: ContentSource,
  site: SiteSettings,
  ids: ReadonlyMap<string, string>,
  before: ReadBefore | undefined,
): Promise<ReadSource> {
  // Most posts stand in a folder, and need nothing that knows git.
  const [{ fetchTip }, { readGitPosts }, { readGitReleases }, { readOutside }] = await Promise.all([
    import('../git/open-clone.js'),
    import('./read-git-posts.js'),
    import('./read-git-releases.js'),
    import('./read-outside.js'),
  ])
  const { tip, problem, vouched } = await fetchTip({ ...git, clone }, before)
  const stayed = problem === undefined ? [] : [problem]
  const facts = { commit: tip, ...(vouched !== undefined && { vouched }) }
  const origin = { commit: tip, signer: vouched?.signer ?? '' }
  if (vouched?.belief === 'nobody') return { ...nothing, problems: stayed, revision: { ...facts, ...ofNothing } }
  const ofAuthors = await readGitAuthors(clone, tip, authors)
  const settings = { ...site, authors: ofAuthors.names }
  const read = await readGitPosts({ clone, revision: tip, folders: posts }, settings, ids)
  const { table, problems } = await readGitReleases({ clone, revision: tip, path: releases }, settings.url)
  const outside = await readOutside({ clone, revision: tip }, before?.told ?? [], { read, settings, ids })
  return {
    ...read,
    announcements: [...read.announcements, ...outside.announcements].sort(newestFirst),
    unreadable: [...read.unreadable, ...outside.unreadable],
    releases: table,
    problems: [...stayed, ...ofAuthors.problems, ...read.problems, ...problems],
    revision: {
      ...facts,
      kept: [...outside.from.values()],
      originOf: (path) => {
        const known = path === undefined ? undefined : outside.from.get(path)
        if (known !== undefined) return { commit: known.commit, path: known.path, signer: known.signer }
        return { ...origin, path: path === undefined ? releases : read.fileOf(path) }
      },
    },
  }
}

/** Where nobody vouches for any revision. */
const nothing = {
  announcements: [],
  unreadable: [],
  newDrafts: [],
  otherLanguages: new Map<string, number>(),
  pictures: new Map(),
  fileOf: (path: string) => path,
  bytesOf: () => undefined,
  releases: { ...noReleases, unreadable: ['*'] },
}
const ofNothing = { kept: [], originOf: (path: string | undefined) => ({ commit: '', path: path ?? '', signer: '' }) }
