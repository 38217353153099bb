/**
 * What is known of posts that have not changed since they were last read, so that a run over them costs little more
 * than looking at the files. Pure. In: what was stored of the cache, or nothing. Out: a cache to ask and to tell. It
 * may be deleted at any time; one that was made by another program or for other settings is not believed.
 *
 * Bodies are not kept: they are read again where somebody asks for one, which is seldom.
 */

import { seal, unseal } from '../files/sealed.js'
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
  /** What was last made of the file, in whatever state it is now. */
  last(path: string): Kept | undefined
  /** The text to store; undefined where so little is new that `more` says it. */
  text(at: number): string | undefined
  /** What is new since the text was stored, to stand beside it; undefined where nothing is, or the rest is unknown. */
  more(at: number): string | undefined
}

/** Posts that stand beside the whole rather than have it written anew. */
const WORTH_WRITING = 50
/**
 * Milliseconds: a file that was changed so shortly before the cache was written may change again without looking
 * different.
 */
const TOO_YOUNG = 2_000

/** The first line. Each line is sealed by itself (base/sealed.ts). */
interface Head {
  readonly key: string
  readonly at: number
  /** How many of the posts' paths stand in a line below. */
  readonly inLine: number
  /** How many bytes each of the lines below has, with its end and its seal. */
  readonly lengths: readonly number[]
}

/** A line; lists in the same order: what stands at one place of each is one file. */
interface Line {
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

/** Lines are read when one of their posts is asked for: a build that a single post changed asks for few. */
interface Stored {
  readonly at: number
  /** The second line. */
  readonly paths: readonly string[]
  /** @returns undefined where the line cannot be understood */
  seenAt(place: number): SeenBefore | undefined
}

/** So few that a line is read in a millisecond, so many that what they have in common stands once. */
const IN_LINE = 256

interface Seen {
  readonly state: FileState
  readonly kept: Kept
}

/** With when it was written down. */
interface SeenBefore extends Seen {
  readonly at: number
}

/** What became known since the whole was written. */
interface More {
  /** Of the whole: when it was written. */
  readonly of: number
  readonly posts: readonly (readonly [path: string, SeenBefore])[]
}

/**
 * @param whole the bytes that were stored
 * @param key of everything but the file that parsing depends on
 * @param moreText what was stored beside it
 */
export function postCache(whole: Uint8Array | undefined, key: string, moreText?: string): PostCache {
  const stored = parse(whole, key)
  const more = stored === undefined ? undefined : parseMore(moreText, stored)
  const places = new Map(stored?.paths.map((path, place) => [path, place]))
  const added = new Map(more?.posts)
  const seen = new Map<string, Seen>()
  const news = new Map<string, Seen>()
  const known = (path: string): SeenBefore | undefined => {
    const one = added.get(path)
    if (one !== undefined) return one
    const place = places.get(path)
    return place === undefined ? undefined : stored?.seenAt(place)
  }
  return {
    knows: (path) => places.has(path) || added.has(path),
    find: (path, state) => {
      const one = known(path)
      if (one === undefined || !isAsBefore(one.state, one.at, state)) return undefined
      seen.set(path, one)
      return one.kept
    },
    keep: (path, state, parsed) => {
      const one = seenNow(state, parsed)
      seen.set(path, one)
      news.set(path, one)
    },
    last: (path) => known(path)?.kept,
    text: (at) => {
      const fresh = new Set([...added.keys(), ...news.keys()])
      const gone = [...places.keys()].filter((path) => !seen.has(path))
      if (stored !== undefined && fresh.size + gone.length < WORTH_WRITING) return undefined
      return linesOf(seen, key, at)
    },
    more: (at) => {
      if (stored === undefined || news.size === 0) return undefined
      const old = [...added].filter(([path]) => !news.has(path))
      const fresh = [...news].map(([path, one]) => [path, { ...one, at }] as const)
      return JSON.stringify({ of: stored.at, posts: [...old, ...fresh] } satisfies More)
    },
  }
}

/** What is kept of it is made where somebody asks: a command that stores nothing asks for nothing. */
function seenNow(state: FileState, parsed: ParsedPost | false): Seen {
  let kept: Kept | undefined
  return {
    state,
    get kept() {
      kept ??= parsed === false ? false : keptOf(parsed)
      return kept
    },
  }
}

/** @param at when `before` was written down */
function isAsBefore(before: FileState, at: number, { size, mtimeMs, ctimeMs, ino }: FileState): boolean {
  return (
    before.mtimeMs === mtimeMs &&
    before.ctimeMs === ctimeMs &&
    before.size === size &&
    before.ino === ino &&
    Math.max(mtimeMs, ctimeMs) <= at - TOO_YOUNG
  )
}

function linesOf(seen: ReadonlyMap<string, Seen>, key: string, at: number): string {
  const all = [...seen.values()]
  const lines = [sealedLine([...seen.keys()])]
  for (let from = 0; from < all.length; from += IN_LINE) lines.push(sealedLine(packed(all.slice(from, from + IN_LINE))))
  const head: Head = { key, at, inLine: IN_LINE, lengths: lines.map(({ length }) => length) }
  return sealedLine(head) + lines.join('')
}

function sealedLine(value: unknown): string {
  return seal(`${asciiJson(value)}\n`).toString('latin1')
}

/** A byte a character: what is read of it need not be decoded, which takes as long as to read it. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\0-\x7f]/g, escapedUnit)
}

/** Few characters stand there ten thousand times. */
const escapedUnits = new Map<string, string>()

/** @param unit one of UTF-16 */
function escapedUnit(unit: string): string {
  const known = escapedUnits.get(unit)
  if (known !== undefined) return known
  const escaped = `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  escapedUnits.set(unit, escaped)
  return escaped
}

function packed(seen: readonly Seen[]): Line {
  const announcements: Known[] = []
  const digests: string[] = []
  const announced: number[] = []
  const rests = seen.map(({ kept }) => {
    const { announcement, digest, ...rest } = kept === false ? { announcement: undefined, digest: undefined } : kept
    announced.push(announcement === undefined ? -1 : announcements.push(announcement) - 1)
    if (announcement !== undefined) digests.push(digest ?? digestOfKnown(announcement))
    return kept === false ? false : rest
  })
  const numbers = (name: keyof FileState) => seen.map(({ state }) => state[name])
  return {
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
function reader({ states, kept, announced, announcements, digests }: Line, at: number): (place: number) => SeenBefore {
  const announcementAt = tableReader(announcements)
  const keptAt = (place: number): Kept => {
    const rest = columnValue(kept, place) as Kept
    const number = announced[place] ?? -1
    if (rest === false || number < 0) return rest
    return { ...rest, announcement: announcementAt(number) as Known, digest: digests[number] ?? '' }
  }
  return (place) => {
    const [size = -1, mtimeMs = -1] = [states.size[place], states.mtimeMs[place]]
    const [ctimeMs = -1, ino = -1] = [states.ctimeMs[place], states.ino[place]]
    return { state: { size, mtimeMs, ctimeMs, ino }, kept: keptAt(place), at }
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
function parse(whole: Uint8Array | undefined, key: string): Stored | undefined {
  if (whole === undefined) return undefined
  const bytes = Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength)
  const lineIn = <Shape>(from?: number, until?: number) => {
    const text = unseal(bytes.subarray(from, until))?.toString('latin1')
    return text === undefined ? undefined : parseJson<Shape>(text)
  }
  const end = bytes.indexOf(END_OF_LINE, bytes.indexOf(END_OF_LINE) + 1) + 1
  const head = lineIn<Head>(0, end)
  if (head?.key !== key) return undefined
  const starts = [end]
  for (const length of head.lengths) starts.push((starts.at(-1) ?? 0) + length)
  const paths = lineIn<readonly string[]>(starts[0], starts[1])
  if (paths === undefined) return undefined
  const { at, inLine } = head
  const lines: (((place: number) => SeenBefore) | undefined)[] = []
  const lineAt = (number: number) => {
    const line = lineIn<Line>(starts[number + 1], starts[number + 2])
    lines[number] = line && reader(line, at)
    return lines[number]
  }
  return {
    at,
    paths,
    seenAt: (place) => {
      const number = Math.floor(place / inLine)
      return (lines[number] ?? lineAt(number))?.(place % inLine)
    },
  }
}

const END_OF_LINE = 0x0a

/** @returns undefined for what is none */
function parseJson<Shape>(text: string): Shape | undefined {
  try {
    const shape: Shape = JSON.parse(text)
    return shape
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

/** Beside another whole it says nothing. */
function parseMore(text: string | undefined, { at }: Pick<Stored, 'at'>): More | undefined {
  if (text === undefined || !text.startsWith(`{"of":${at},`)) return undefined
  return parseJson<More>(text)
}
