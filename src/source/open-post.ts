/**
 * A post's bytes to an announcement, within a time. In: a post, the site's settings. Out: what posts/parse.ts makes of
 * it; one that takes longer is refused as it would be for its size. The limits of posts/limits.ts decide, and this is
 * for what nobody has thought of: no post keeps the others waiting for ever. Door: its watch.
 */

import { createHash } from 'node:crypto'
import { type Problem, problem } from '../base/errors.js'
import { withinTime } from '../base/open-deadline.js'
import type { Announcement, SiteSettings } from '../posts/announcement.js'
import { contentHtml } from '../posts/content-html.js'
import { isFilledIn } from '../posts/holds-templates.js'
import { type ParsedPost, type PostSource, parsePost } from '../posts/parse.js'
import { contentOf } from '../posts/post-content.js'
import { fillIn, type SiteTemplates } from '../posts/templating/fill-in.js'
import { type ShortOptions, shortPost } from './short-post.js'
import { sourceTexts } from './texts.js'

/** Several times what the worst known post takes on a slow machine. */
const LONGEST_MS = 30_000

export interface TimedOptions extends ShortOptions {
  /** Milliseconds for all that is made of a long post. */
  readonly longestMs?: number | undefined
}

export function openPost(source: PostSource, settings: SiteSettings, options: TimedOptions): ParsedPost {
  const { ids, longestMs = LONGEST_MS } = options
  const short = shortPost(source, settings, options)
  if (short !== undefined) return short
  const within = withinTime(longestMs, () => parsedAndShown(source, settings, ids))
  return within?.made ?? { problems: [tooSlow(source, longestMs)], ended: true }
}

/** A post in which something was filled in, and the bytes that were read in place of its file's. */
export interface FilledPost extends ParsedPost {
  readonly bytes?: Uint8Array
}

/**
 * @param unfilled what was read of it as it stands; who cannot be read so is not filled in either
 * @returns the same, where nothing is to be filled in
 */
export function openFilled(
  source: PostSource,
  unfilled: ParsedPost,
  templates: SiteTemplates,
  { settings, ids, longestMs = LONGEST_MS }: TimedOptions & { readonly settings: SiteSettings },
): FilledPost {
  const { announcement } = unfilled
  if (announcement === undefined) return unfilled
  const within = withinTime(longestMs, () => fillIn(source, announcement, templates))
  if (within === undefined) return { problems: [tooSlow(source, longestMs)], ended: true }
  const filled = within.made
  if (filled === undefined) return unfilled
  if ('problem' in filled) return { problems: [filled.problem] }
  const { bytes, lines, remarks } = filled
  if (bytes === undefined) return { ...unfilled, problems: [...unfilled.problems, ...remarks] }
  const parsed = openPost({ ...source, bytes }, settingsOfFilled(settings), { ids, longestMs })
  const inFile = (found: readonly Problem[]) =>
    found.map((one) => (one.line === undefined ? one : { ...one, line: lines[one.line - 1] ?? one.line }))
  const problems = [...inFile(parsed.problems), ...remarks]
  if (parsed.announcement === undefined) return { ...parsed, problems }
  return { ...parsed, problems, bytes, announcement: asInFile(parsed.announcement, source, inFile) }
}

/** Where links alone were led to pages, a template is one still. */
export function settingsOfFilled(settings: SiteSettings): SiteSettings {
  return isFilledIn(settings) ? { ...settings, isFilled: true } : settings
}

function asInFile(
  announcement: Announcement,
  { bytes }: PostSource,
  inFile: (found: readonly Problem[]) => Problem[],
): Announcement {
  const { remarks } = announcement
  const unfilledDigest = createHash('sha256').update(bytes).digest('hex')
  return { ...announcement, unfilledDigest, ...(remarks !== undefined && { remarks: inFile(remarks) }) }
}

/** What pages and feeds show of it is made here, where it can be ended, and kept for them. */
function parsedAndShown(source: PostSource, settings: SiteSettings, ids: ReadonlyMap<string, string>): ParsedPost {
  const parsed = parsePost(source, settings, ids)
  if (parsed.announcement !== undefined) contentHtml(contentOf(parsed.announcement), settings.url)
  return parsed
}

function tooSlow({ path }: PostSource, longestMs: number) {
  const message = sourceTexts.openPost.postTakesLongerThan(longestMs / 1000)
  return problem('POST_LIMIT', message, { file: path, line: 1 })
}
