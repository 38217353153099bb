/**
 * A post's bytes to an announcement, within a time. In: a post, the site's settings. Out: what posts/parse.ts makes of
 * it; one that takes longer is refused as it would be for its size. The limits of posts/limits.ts decide, and this is
 * for what nobody has thought of: no post keeps the others waiting for ever. Door: its watch.
 */
import { problem } from '../base/errors.js'
import { withinTime } from '../base/open-deadline.js'
import type { SiteSettings } from '../posts/announcement.js'
import { type ParsedPost, type PostSource, parsePost } from '../posts/parse.js'
import { contentHtml, contentOf } from '../posts/post-content.js'

/** Several times what the worst known post takes on a slow machine. */
const LONGEST_MS = 30_000
/** No shorter post takes a second, even where its cost grows with the cube of its size. */
const SHORT_BYTES = 16 * 1024

export interface TimedOptions {
  /** File stem → the id that the register keeps for it. */
  readonly ids: ReadonlyMap<string, string>
  /** Milliseconds for all that is made of a long post. */
  readonly longestMs?: number | undefined
}

export function openPost(source: PostSource, settings: SiteSettings, options: TimedOptions): ParsedPost {
  const { ids, longestMs = LONGEST_MS } = options
  if (source.bytes.byteLength < SHORT_BYTES) return parsePost(source, settings, ids)
  const within = withinTime(longestMs, () => parsedAndShown(source, settings, ids))
  return within?.made ?? { problems: [tooSlow(source, longestMs)], ended: true }
}

/** What pages and feeds show of it is made here, where it can be ended, and kept for them. */
function parsedAndShown(source: PostSource, settings: SiteSettings, ids: ReadonlyMap<string, string>): ParsedPost {
  const parsed = parsePost(source, settings, ids)
  if (parsed.announcement !== undefined) contentHtml(contentOf(parsed.announcement), settings.url)
  return parsed
}

function tooSlow({ path }: PostSource, longestMs: number) {
  const message = `The post takes longer than ${longestMs / 1000} s to read; it is not read.`
  return problem('POST_LIMIT', message, { file: path, line: 1 })
}
