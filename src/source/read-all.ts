/**
 * Reads posts and the releases table from wherever the configuration says: the disk, or one revision of a git
 * repository that is fetched first. In: the configuration's content section. Out: both, with the problems of both; when
 * a fetch or a signature fails, the last good revision with a problem beside it. Door.
 */

import { fetchTip } from '../git/open-clone.js'
import type { SiteSettings } from '../posts/announcement.js'
import type { ReleaseTable } from '../releases/release.js'
import type { ReadResult } from './collect-posts.js'
import type { PostCache } from './post-cache.js'
import { readGitPosts } from './read-git-posts.js'
import { readGitReleases } from './read-git-releases.js'
import { readPosts } from './read-posts.js'
import { readReleases } from './read-releases.js'

export interface ContentSource {
  /** A folder; with a remote, a path inside the repository. */
  readonly posts: string
  /** A file or a folder, with a remote inside the repository; '' for no table. */
  readonly releases: string
  readonly git: { readonly remote: string; readonly branch: string; readonly allowedSigners: string }
  /** Where the bare clone is kept. */
  readonly clone: string
}

export interface ReadSource extends ReadResult {
  readonly releases: ReleaseTable
}

/**
 * @param cache of posts on disk; git knows by itself what did not change
 * @throws BelfryError POSTS_FOLDER, GIT_FETCH, GIT_SIGNATURE, GIT_REPOSITORY, GIT_MISSING
 */
export async function readSource(
  source: ContentSource,
  settings: SiteSettings,
  ids: ReadonlyMap<string, string>,
  cache?: PostCache,
): Promise<ReadSource> {
  const { posts, releases, git, clone } = source
  if (git.remote === '') {
    const result = await readPosts(posts, settings, ids, cache)
    const { table, problems } = readReleases(releases, settings.url)
    return { ...result, releases: table, problems: [...result.problems, ...problems] }
  }
  const tip = await fetchTip({ ...git, clone })
  const result = await readGitPosts({ clone, revision: tip.tip, folder: posts }, settings, ids)
  const { table, problems } = await readGitReleases({ clone, revision: tip.tip, path: releases }, settings.url)
  const stayed = tip.problem === undefined ? [] : [tip.problem]
  return { ...result, releases: table, problems: [...stayed, ...result.problems, ...problems] }
}
