/**
 * What is known of posts that have not changed since they were last read, so that a run over them costs little more
 * than looking at the files. Pure. In: the text of the cache, or nothing. Out: a cache to ask and to tell. It may be
 * deleted at any time; one that was made by another program or for other settings is not believed.
 *
 * Bodies are not kept: they are read again where somebody asks for one, which is seldom.
 */
import { digestOfKnown, type Known, knownDigest, knownJson, withoutBody } from '../posts/known-digest.js'
import type { ParsedPost } from '../posts/parse.js'
import { columnValue, type PackedColumn, type PackedTable, packColumn, packTable, tableReader } from './packed-table.js'

/** A post without its body; false for a file that is no post. */
export type Kept =
  | (Omit<ParsedPost, 'announcement'> & { readonly announcement?: Known; readonly digest?: string })
  | false

/**
 * When one of these differs the file is read again. Times are milliseconds with fractions. Numbers, because to write
 * four of them as a text takes as long as to ask for them.
 */
export interface FileState {
  readonly size: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  readonly ino: number
}

export interface PostCache {
  /** True for a path that was found to be worth reading: the same program need not look at the name again. */
  knows(path: string): boolean
  /** What was made of the file that was in this state; undefined where nobody knows. */
  find(path: string, state: FileState): Kept | undefined
  keep(path: string, state: FileState, parsed: ParsedPost | false): void
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

/** Lists in the same order: what stands at one place of each is one file. */
interface Stored {
  readonly key: string
  readonly at: number
  readonly paths: readonly string[]
  /** Size, times of change and number of each. */
  readonly states: { readonly [Name in keyof FileState]: readonly number[] }
  /** What was made of each, without its announcement. */
  readonly kept: PackedColumn
  /** Which of the announcements is its; -1 for none. */
  readonly announced: readonly number[]
  readonly announcements: PackedTable
  /** Of all that is known of each (posts/known-digest.ts). */
  readonly digests: readonly string[]
}

interface Seen {
  readonly state: FileState
  readonly kept: Kept
}

/** @param key of everything but the file that parsing depends on */
export function postCache(text: string | undefined, key: string): PostCache {
  const stored = parse(text, key)
  const places = new Map(stored?.paths.map((path, place) => [path, place]))
  const keptAt = stored === undefined ? () => false as const : reader(stored)
  const seen = new Map<string, Seen>()
  let news = 0
  return {
    knows: (path) => places.has(path),
    find: (path, state) => {
      const place = stored === undefined ? undefined : places.get(path)
      if (stored === undefined || place === undefined || !isAsBefore(stored, place, state)) return undefined
      const kept = keptAt(place)
      seen.set(path, { state, kept })
      return kept
    },
    keep: (path, state, parsed) => {
      news += 1
      seen.set(path, { state, kept: parsed === false ? false : keptOf(parsed) })
    },
    text: (at) => {
      const gone = places.size + news - seen.size
      if (stored !== undefined && news + gone < WORTH_WRITING) return undefined
      return JSON.stringify(packed(seen, key, at))
    },
  }
}

function isAsBefore({ states, at }: Stored, place: number, { size, mtimeMs, ctimeMs, ino }: FileState): boolean {
  return (
    states.mtimeMs[place] === mtimeMs &&
    states.ctimeMs[place] === ctimeMs &&
    states.size[place] === size &&
    states.ino[place] === ino &&
    Math.max(mtimeMs, ctimeMs) <= at - TOO_YOUNG
  )
}

function packed(seen: ReadonlyMap<string, Seen>, key: string, at: number): Stored {
  const states = [...seen.values()].map(({ state }) => state)
  const announcements: Known[] = []
  const digests: string[] = []
  const announced: number[] = []
  const rests = [...seen.values()].map(({ kept }) => {
    const { announcement, digest, ...rest } = kept === false ? { announcement: undefined, digest: undefined } : kept
    announced.push(announcement === undefined ? -1 : announcements.push(announcement) - 1)
    if (announcement !== undefined) digests.push(digest ?? digestOfKnown(announcement))
    return kept === false ? false : rest
  })
  const numbers = (name: keyof FileState) => states.map((state) => state[name])
  return {
    key,
    at,
    paths: [...seen.keys()],
    states: {
      size: numbers('size'),
      mtimeMs: numbers('mtimeMs'),
      ctimeMs: numbers('ctimeMs'),
      ino: numbers('ino'),
    },
    kept: packColumn(rests),
    announced,
    announcements: packTable(announcements.map((one) => ({ ...one }))),
    digests,
  }
}

/** It was written by this program, of these very types. */
function reader({ kept, announced, announcements, digests }: Stored): (place: number) => Kept {
  const announcementAt = tableReader(announcements)
  return (place) => {
    const rest = columnValue(kept, place) as Kept
    const number = announced[place] ?? -1
    if (rest === false || number < 0) return rest
    return { ...rest, announcement: announcementAt(number) as Known, digest: digests[number] ?? '' }
  }
}

/** With the digest of what is known, and without the body. */
export function keptOf({ announcement, ...rest }: ParsedPost): Exclude<Kept, false> {
  if (announcement === undefined) return rest
  return { ...rest, announcement: withoutBody(announcement), digest: knownDigest(announcement) }
}

/** The same as JSON, for who sends it elsewhere. */
export function keptJson({ announcement, ...rest }: ParsedPost): string {
  if (announcement === undefined) return JSON.stringify(rest)
  const { json, digest } = knownJson(announcement)
  return `${JSON.stringify(rest).slice(0, -1)},"announcement":${json},"digest":${JSON.stringify(digest)}}`
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
