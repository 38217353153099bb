/**
 * Reads one file that nobody knows yet. Door: disk. In: where it is, the site's settings. Out: what was found in it,
 * and what may be remembered of it. A post is parsed as it is read, so that nobody keeps its bytes, unless other bytes
 * than those of its file are parsed.
 */
import { readFileSync } from 'node:fs'
import { messageOf } from '../../base/errors.js'
import type { SiteSettings } from '../../posts/announcement.js'
import { bodyForm } from '../../posts/file-name.js'
import type { ParsedPost, PostSource } from '../../posts/parse.js'
import { mayBeFilled } from '../collect-posts.js'
import { cannotRead, type Found, isDated, isPost, tooLargeToRead } from '../found-post.js'
import { nearlyPost } from '../nearly-post.js'
import type { FileState } from '../post-cache.js'
import { readPostBytes } from '../read-post-bytes.js'
import type { ShortOptions } from '../short-post.js'
import { sourceTexts } from '../texts.js'

/** A file that may be a post. */
export interface UnreadFile {
  /** Relative to the folder of posts. */
  readonly path: string
  /** Absolute: where its bytes are. */
  readonly file: string
  /** Absent where nothing is remembered. */
  readonly state?: FileState
}

export interface PostFileSettings {
  readonly settings: SiteSettings
  /** File stem → the id that the register keeps for it. */
  readonly ids: ReadonlyMap<string, string>
  /** Is anything filled in at all? */
  readonly isFilled: boolean
}

export interface ReadFile {
  /** Absent for a file that is nobody's post. */
  readonly found?: Found
  /** What was made of the file as it is; false for no post, absent where another read may make something else of it. */
  readonly kept?: ParsedPost | false
  /** It was left to another way to read it. */
  readonly isLong?: true
}

/** `shortPost`, which makes nothing of long ones, or `openPost`. */
type Opened = (source: PostSource, settings: SiteSettings, options: ShortOptions) => ParsedPost | undefined

export function readPostFile({ path, file, state }: UnreadFile, how: PostFileSettings, open: Opened): ReadFile {
  const { settings, ids, isFilled } = how
  const bytes = bytesOf(file)
  // What of it is kept is copied.
  if (bytes instanceof Error) {
    if (!isDated(path)) return {}
    return { found: cannotRead(path, sourceTexts.readPosts.postCannotRead(messageOf(bytes))) }
  }
  if (typeof bytes === 'number') return isDated(path) ? { found: tooLargeToRead(path, bytes) } : {}
  if (!isPost(path, bytes, settings)) {
    const parsed = nearlyPost(path, bytes)
    if (parsed === undefined) return { kept: false }
    const own = bytes.slice()
    return { found: { path, parsed, read: () => own }, kept: parsed }
  }
  if (bodyForm(path) === 'asciidoc' || mayBeFilled(bytes, settings, isFilled))
    return { found: { path, bytes: bytes.slice(), file, ...(state !== undefined && { state }) } }
  const parsed = open({ path, bytes }, settings, { ids })
  if (parsed === undefined) return { isLong: true }
  return { found: { path, parsed, read: () => readFileSync(file) }, ...(!parsed.ended && { kept: parsed }) }
}

/** @returns what was read, or why it cannot be */
function bytesOf(file: string): ReturnType<typeof readPostBytes> | Error {
  try {
    return readPostBytes(file)
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(messageOf(thrown))
  }
}
