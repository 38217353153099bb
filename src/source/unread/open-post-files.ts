/**
 * Reads files that nobody knows yet, on other threads where they are many. Door: threads. In: files, the site's
 * settings. Out: what was found in each, in their order; bodies stay where they stand. Whoever finds all files known
 * need not load what parses them.
 */
import { readFileSync } from 'node:fs'
import type { ThreadsFor } from '../../base/open-thread-pool.js'
import { aheadOf } from '../../files/write-in-turns.js'
import { rememberDigest } from '../../posts/known-digest.js'
import type { ParsedPost } from '../../posts/parse.js'
import type { Kept } from '../post-cache.js'
import { withBodyIn } from '../read-body.js'
import type { PostFileSettings, ReadFile, UnreadFile } from './read-post-file.js'

/** To begin threads takes as long as to read so many. */
const MANY = 400
/** Files that go over together. */
const TOGETHER = 40
/** Such parts under way at once: four for each thread that there may be, so that all end together. */
const AHEAD = 16

/** Null where it must be read here. */
export type SentFile = Kept | null

/** Threads that do `readingWork`. */
export type ReadingThreads = ThreadsFor<readonly UnreadFile[], string, PostFileSettings>

export interface ReadingElsewhere {
  /** Absent where all is read here. */
  readonly threads?: ReadingThreads | undefined
  /** Called with each as soon as it is read, in whatever order. */
  readonly onRead?: ((file: UnreadFile, read: ReadFile) => void) | undefined
}

export async function openPostFiles(
  files: readonly UnreadFile[],
  how: PostFileSettings,
  { threads, onRead }: ReadingElsewhere = {},
): Promise<ReadFile[]> {
  const isMuch = files.length >= MANY && threads !== undefined
  const sent = isMuch ? await readElsewhere(files, how, { threads, onRead }) : []
  const here = files.some((_file, at) => sent[at] === undefined) ? await readingHere(how) : undefined
  const reads: ReadFile[] = []
  for (const [at, unread] of files.entries()) {
    const known = sent[at]
    const read = known ?? (await here?.(unread)) ?? {}
    if (known === undefined) onRead?.(unread, read)
    reads.push(read)
  }
  return reads
}

/** Undefined for what must be read here. */
async function readElsewhere(
  files: readonly UnreadFile[],
  how: PostFileSettings,
  { threads, onRead }: ReadingElsewhere & { readonly threads: ReadingThreads },
): Promise<(ReadFile | undefined)[]> {
  readings += 1
  const shared = { key: readings, value: how }
  const parts = Array.from({ length: Math.ceil(files.length / TOGETHER) }, (_none, at) =>
    files.slice(at * TOGETHER, (at + 1) * TOGETHER),
  )
  const read = await aheadOf(parts, { ahead: AHEAD }, async (part) => {
    const text = await threads.run(part, shared)
    // Nothing else is to be done here while threads read.
    const sent = text === undefined ? [] : (JSON.parse(text) as SentFile[])
    return part.map((unread, at) => {
      const one = received(sent[at] ?? null, unread)
      if (one !== undefined) onRead?.(unread, one)
      return one
    })
  })
  return read.flat()
}

function received(sent: SentFile, { path, file }: UnreadFile): ReadFile | undefined {
  if (sent === null) return undefined
  if (sent === false) return { kept: false }
  const parsed = withBody(sent, file)
  return { found: { path, parsed, read: () => readFileSync(file) }, kept: parsed }
}

/** One pool may read by other settings later. */
let readings = 0

/** What shows posts is loaded for a long one alone. */
async function readingHere(how: PostFileSettings): Promise<(unread: UnreadFile) => Promise<ReadFile>> {
  const { readShortFile } = await import('./read-short-file.js')
  return async (unread) => {
    const read = readShortFile(unread, how)
    return read.isLong === true ? (await import('./read-long-file.js')).readLongFile(unread, how) : read
  }
}

/** What was made of a file, with its body where it stands. */
export function withBody({ announcement, digest, ...rest }: Exclude<Kept, false>, file: string): ParsedPost {
  if (announcement === undefined) return rest
  const lazy = withBodyIn(announcement, file)
  if (digest !== undefined) rememberDigest(lazy, digest)
  return { ...rest, announcement: lazy }
}
