/**
 * Posts whose files changed, beside what was known of them. Door, by those of the source room. In: lines of a stamp,
 * the cache of posts. Out: each post as it was and as it is, where nothing but its body is otherwise; undefined where
 * more is.
 */
import type { Announcement } from '../../posts/announcement.js'
import { withoutBody } from '../../posts/known-digest.js'
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
  const posts = files.map(({ path, file, state }, at): ChangedPost | undefined => {
    const before = postBefore(cache, path, file)
    const { found, kept } = read[at] ?? {}
    if (!kept || before === undefined || found === undefined || !('parsed' in found)) return undefined
    const { announcement: now } = found.parsed
    if (now === undefined || !isBodyAlone(before.parsed, found.parsed)) return undefined
    return { path, state, parsed: kept, before: before.announcement, now }
  })
  return posts.every((one) => one !== undefined) ? posts : undefined
}

/** As it was last read, with its body where it stands. */
export function postBefore(cache: PostCache, path: string, file: string) {
  const kept = cache.last(path)
  if (!isRemembered(kept)) return undefined
  const parsed = withBody(kept, file)
  return parsed.announcement === undefined ? undefined : { parsed, announcement: parsed.announcement }
}

function isRemembered(kept: Kept | undefined): kept is Exclude<Kept, false> {
  return kept !== undefined && kept !== false && kept.announcement !== undefined
}

/** What is said of a post may be about its body, so there must be nothing. */
function isBodyAlone(before: ParsedPost, now: ParsedPost): boolean {
  return before.problems.length + now.problems.length === 0 && besideBody(before) === besideBody(now)
}

function besideBody({ announcement, problems: _none, ...rest }: ParsedPost): string {
  const known = announcement && withoutBody(announcement)
  return JSON.stringify([rest, { ...known, digest: '', bodyLength: 0 }])
}
