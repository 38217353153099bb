/**
 * Reads the posts from wherever the configuration says: a folder, or a git repository that is fetched first. In: the configuration's
 * content section. Out: a ReadResult; when a fetch or a signature fails, the last good revision with a problem beside it. Door.
 */

import type { SiteSettings } from './announcement.js'
import type { ReadResult } from './collect-posts.js'
import { fetchTip } from './git.js'
import { readGitPosts } from './read-git-posts.js'
import { readPosts } from './read-posts.js'

export interface PostSource {
  /** A folder; with a remote, a path inside the repository. */
  readonly posts: string
  readonly git: { readonly remote: string; readonly branch: string; readonly allowedSigners: string }
  /** Where the bare clone is kept. */
  readonly clone: string
}

/** @throws BelfryError POSTS_FOLDER, GIT_FETCH, GIT_SIGNATURE, GIT_REPOSITORY, GIT_MISSING */
export async function readSource(
  source: PostSource,
  settings: SiteSettings,
  ids: ReadonlyMap<string, string>,
): Promise<ReadResult> {
  if (source.git.remote === '') return await readPosts(source.posts, settings, ids)
  const tip = await fetchTip({ ...source.git, clone: source.clone })
  const result = await readGitPosts({ clone: source.clone, revision: tip.tip, folder: source.posts }, settings, ids)
  return tip.problem === undefined ? result : { ...result, problems: [tip.problem, ...result.problems] }
}
