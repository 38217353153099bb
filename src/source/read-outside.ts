/**
 * Told posts that the revision has not, because it is not of their history: whoever vouched for them was taken out of
 * the signers. Their page and their entry stay, as they were told. Door: processes. In: what each post was told from,
 * what was read. Out: those posts, and the paths of those that nobody can read any more. What a later commit of the
 * same history took out is none of them.
 */

import { openObjects, withClone } from '../git/open-objects.js'
import { outsideOf } from '../git/read-ancestry.js'
import type { Announcement, SiteSettings } from '../posts/announcement.js'
import { POST_LIMIT_BYTES } from '../posts/decode.js'
import { isFilledIn } from '../posts/holds-templates.js'
import type { PostSource } from '../posts/parse.js'
import { SITE_FILE_BYTES } from '../posts/templating/site-files.js'
import type { KeptPost } from '../register/register.js'
import { type CollectOptions, collectPosts, type ReadResult } from './collect-posts.js'
import { GitTrees } from './git-tree.js'
import { loadSiteTemplates } from './load-site-templates.js'
import { withAsciidoc } from './read-asciidoc.js'
import type { PostsInGit } from './read-git-posts.js'
import { readGitSiteFiles } from './read-git-site-files.js'

export interface PostsOutside {
  readonly announcements: readonly Announcement[]
  /** Paths relative to the folder. */
  readonly unreadable: readonly string[]
  /** Path relative to the folder → what the post was told from. */
  readonly from: ReadonlyMap<string, KeptPost>
}

/** @param told what every told post was last told from */
export async function readOutside(
  { clone, revision }: Pick<PostsInGit, 'clone' | 'revision'>,
  told: readonly KeptPost[],
  { read, settings, ids }: { read: ReadResult; settings: SiteSettings; ids: ReadonlyMap<string, string> },
): Promise<PostsOutside> {
  const folder = read.fileOf('')
  const within = (path: string) => (path.startsWith(folder) ? path.slice(folder.length) : path)
  const known = new Set(read.announcements.map(({ id }) => id))
  const present = new Set([...read.announcements.map(({ path }) => path), ...read.unreadable])
  const missing = told.filter(({ post, path }) => !known.has(post) && !present.has(within(path)))
  const commits = [...new Set(missing.map(({ commit }) => commit))]
  const outside = await withClone(clone, async (opened) => await outsideOf(opened, commits, revision))
  const kept = missing.filter(({ commit }) => outside.has(commit))
  if (kept.length === 0) return { announcements: [], unreadable: [], from: new Map() }
  const found = await bytesOf(clone, kept)
  const shown = read.fileOf
  const there = found.flatMap(({ path, bytes }) => (bytes === undefined ? [] : [{ path: within(path), bytes }]))
  const posts = (await withAsciidoc(there)).filter((one) => 'bytes' in one)
  const announcements = isFilledIn(settings)
    ? await filledAt(clone, kept, {
        posts,
        within,
        folder: folder.replace(/\/$/, ''),
        options: { settings, ids, shown, beside: read.announcements },
      })
    : (await collectPosts(posts, { settings, ids, shown, beside: read.announcements })).announcements
  const addresses = new Set(read.announcements.map(({ url }) => url))
  const readable = announcements.filter(({ url }) => !addresses.has(url))
  const readPaths = new Set(readable.map(({ path }) => path))
  return {
    announcements: readable,
    unreadable: kept.map(({ path }) => within(path)).filter((path) => !readPaths.has(path)),
    from: new Map(kept.map((one) => [within(one.path), one])),
  }
}

interface Outside {
  readonly posts: readonly PostSource[]
  readonly within: (path: string) => string
  readonly folder: string
  readonly options: CollectOptions
}

/** Each as the site was in its own commit. */
async function filledAt(clone: string, kept: readonly KeptPost[], { posts, within, folder, options }: Outside) {
  const objects = openObjects(clone, SITE_FILE_BYTES)
  try {
    const trees = new GitTrees(objects)
    const announcements: Announcement[] = []
    for (const commit of new Set(kept.map((one) => one.commit))) {
      const own = new Set(kept.filter((one) => one.commit === commit).map(({ path }) => within(path)))
      const { tree } = await trees.commit(commit)
      const { files } = await readGitSiteFiles(trees, { tree, folder, isBeside: true })
      const ofCommit = posts.filter(({ path }) => own.has(path))
      const templatesOf = await loadSiteTemplates(files, options.settings)
      announcements.push(...(await collectPosts(ofCommit, { ...options, templatesOf })).announcements)
    }
    return announcements
  } finally {
    await objects.close()
  }
}

async function bytesOf(clone: string, kept: readonly KeptPost[]) {
  const objects = openObjects(clone, POST_LIMIT_BYTES)
  try {
    return await Promise.all(
      kept.map(async ({ commit, path }) => {
        const object = await objects.read(`${commit}:${path}`)
        return { path, bytes: object?.type === 'blob' ? object.bytes : undefined }
      }),
    )
  } finally {
    await objects.close()
  }
}
