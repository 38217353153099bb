/**
 * Posts whose files changed, beside what was known of them. Door, by those of the source room. In: lines of a stamp,
 * the cache of posts. Out: each post as it was and as it is, where nothing but its body is otherwise; undefined where
 * more is.
 */
import type { Announcement } from '../../posts/announcement.js'
import { type Known, withoutBody } from '../../posts/known-digest.js'
import type { ParsedPost } from '../../posts/parse.js'
import type { FileState, Kept, PostCache } from '../../source/post-cache.js'
import { postFolders } from '../../source/post-folders.js'
import { fileOfLine, type Stamp, stateOfLine } from '../../source/read-stamp.js'
import { openPostFiles, withBody } from '../../source/unread/open-post-files.js'
import type { PostFileSettings } from '../../source/unread/read-post-file.js'

export interface ChangedPost {
  /** As in Announcement.path. */
  readonly path: string
  readonly state: FileState
  readonly parsed: ParsedPost
  readonly before: Announcement
  readonly now: Announcement
}

interface PostFolder {
  /** `content.posts`. */
  readonly folders: readonly string[]
  readonly how: PostFileSettings
  readonly cache: PostCache
}

export async function readChangedPosts(
  { folders, how, cache }: PostFolder,
  stamp: Stamp,
  lines: readonly number[],
): Promise<ChangedPost[] | undefined> {
  const { common } = postFolders(folders)
  const files = lines.flatMap((line) => {
    const file = fileOfLine(stamp, line)
    if (file === undefined || !file.startsWith(`${common}/`)) return []
    return [{ path: file.slice(common.length + 1), file, state: stateOfLine(stamp, line) }]
  })
  if (files.length < lines.length || files.some(({ path }) => !isRemembered(cache.last(path)))) return undefined
  const read = await openPostFiles(files, how)
  const posts = files.map(({ path, state }, at): ChangedPost | undefined => {
    const before = cache.last(path)
    const { found, kept } = read[at] ?? {}
    if (!kept || !isRemembered(before) || found === undefined || !('parsed' in found)) return undefined
    const { announcement: now } = found.parsed
    if (now === undefined || !isBodyAlone(before, found.parsed)) return undefined
    // The body is gone, and stands in facts by its digest.
    return { path, state, parsed: kept, before: { ...before.announcement, body: '' }, now }
  })
  return posts.every((one) => one !== undefined) ? posts : undefined
}

/** As it was last read, with its body where it stands. */
export function postBefore(cache: PostCache, path: string, file: string): Announcement | undefined {
  const kept = cache.last(path)
  return isRemembered(kept) ? withBody(kept, file).announcement : undefined
}

type Remembered = Exclude<Kept, false> & { readonly announcement: Known }

function isRemembered(kept: Kept | undefined): kept is Remembered {
  return kept !== undefined && kept !== false && kept.announcement !== undefined
}

/** What is said of a post may be about its body, so there must be nothing. */
function isBodyAlone({ digest: _known, ...before }: Remembered, { announcement, ...now }: ParsedPost): boolean {
  if (announcement === undefined || before.problems.length + now.problems.length > 0) return false
  return besideBody(before) === besideBody({ ...now, announcement: withoutBody(announcement) })
}

function besideBody({ announcement, ...rest }: Omit<Remembered, 'digest'>): string {
  return JSON.stringify([rest, { ...announcement, digest: '', bodyLength: 0 }])
}
