/**
 * What is known of posts that have not changed since they were last read, so that a run over them costs little more
 * than looking at the files. Pure. In: the text of the cache, or nothing. Out: a cache to ask and to tell. It may be
 * deleted at any time; one that was made by another program or for other settings is not believed.
 *
 * Bodies are not kept: they are read again where somebody asks for one, which is seldom.
 */
import { pick } from '../base/facts.js'
import type { Announcement } from '../posts/announcement.js'
import type { ParsedPost } from '../posts/parse.js'

/** A post without its body; false for a file that is no post. */
export type Kept = (Omit<ParsedPost, 'announcement'> & { readonly announcement?: Omit<Announcement, 'body'> }) | false

export interface PostCache {
  /** What was made of the file that had this stamp; undefined where nobody knows. */
  find(path: string, stamp: string): Kept | undefined
  keep(path: string, stamp: string, parsed: ParsedPost | false): void
  /** The text to store; undefined where so little is new that reading it again costs less than writing this. */
  text(at: number): string | undefined
}

/** Posts that are parsed again each time rather than written down. */
const WORTH_WRITING = 50
/**
 * Milliseconds: a file that was changed so shortly before the cache was written may change again without looking
 * different.
 */
const TOO_YOUNG = 2_000

interface Stored {
  readonly key: string
  readonly at: number
  readonly posts: Readonly<Record<string, readonly [stamp: string, kept: Kept]>>
}

/** @param key of everything but the file that parsing depends on */
export function postCache(text: string | undefined, key: string): PostCache {
  const stored = parse(text, key)
  const posts = new Map(Object.entries(stored?.posts ?? {}))
  const seen = new Map<string, readonly [string, Kept]>()
  let news = 0
  return {
    find: (path, stamp) => {
      const known = posts.get(path)
      if (known?.[0] !== stamp || changedAt(stamp) > (stored?.at ?? 0) - TOO_YOUNG) return undefined
      seen.set(path, known)
      return known[1]
    },
    keep: (path, stamp, parsed) => {
      news += 1
      seen.set(path, [stamp, parsed === false ? false : withoutBody(parsed)])
    },
    text: (at) => {
      const gone = posts.size + news - seen.size
      if (stored !== undefined && news + gone < WORTH_WRITING) return undefined
      return JSON.stringify({ key, at, posts: Object.fromEntries(seen) } satisfies Stored)
    },
  }
}

/**
 * Size, times of change and number of a file: when one of them differs it is read again. Times are milliseconds with
 * fractions.
 */
export function stampOf(stat: { size: number; mtimeMs: number; ctimeMs: number; ino: number }): string {
  return `${Math.max(stat.mtimeMs, stat.ctimeMs)} ${stat.mtimeMs} ${stat.size} ${stat.ino}`
}

function changedAt(stamp: string): number {
  return Number.parseFloat(stamp)
}

function withoutBody({ announcement, ...rest }: ParsedPost): Kept {
  if (announcement === undefined) return rest
  // Copied without it: to ask for it may be to read a file.
  const names = Object.keys(announcement).filter((name): name is keyof Omit<Announcement, 'body'> => name !== 'body')
  return { ...rest, announcement: pick(announcement, names) }
}

/** Written by this program alone; anything else is as good as nothing. */
function parse(text: string | undefined, key: string): Stored | undefined {
  if (text === undefined || !text.startsWith(`{"key":${JSON.stringify(key)},`)) return undefined
  try {
    const stored: Stored = JSON.parse(text)
    return stored
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}
