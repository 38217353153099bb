/**
 * A short post's bytes to an announcement. Pure. In: a post, the site's settings. Out: what posts/parse.ts makes of it,
 * or nothing for a long one, which is read within a time (open-post.ts). What shows posts is loaded with that alone: it
 * takes longer to load than hundreds of short posts take to read.
 */
import type { SiteSettings } from '../posts/announcement.js'
import { type ParsedPost, type PostSource, parsePost } from '../posts/parse.js'

/** No shorter post takes a second, even where its cost grows with the cube of its size: words, signs, lines. */
const SHORT = 16 * 1024
/** Letters of a word that cost no more than one does; longer ones are nobody's. */
const WORD_BYTES = 40

export interface ShortOptions {
  /** File stem → the id that the register keeps for it. */
  readonly ids: ReadonlyMap<string, string>
}

/** @returns undefined for a long one */
export function shortPost(source: PostSource, settings: SiteSettings, { ids }: ShortOptions): ParsedPost | undefined {
  return isLong(source.bytes) ? undefined : parsePost(source, settings, ids)
}

/** A letter within a word and a blank behind one make nothing longer than it is. */
function isLong(bytes: Uint8Array): boolean {
  if (bytes.byteLength < SHORT) return false
  let size = 0
  let word = 0
  for (let index = 0; index < bytes.length; index += 1) {
    const kind = KINDS[bytes[index] ?? 0]
    const isWithin = word > 0 && (kind === A_LETTER ? word < WORD_BYTES : kind === A_BLANK)
    if (!isWithin) size += 1
    word = kind === A_LETTER ? word + 1 : 0
  }
  return size >= SHORT
}

const A_LETTER = 1
const A_BLANK = 2
/** Of each byte. */
const KINDS = Uint8Array.from({ length: 256 }, (_none, byte) => {
  const character = String.fromCharCode(byte)
  return /[A-Za-z\d]/.test(character) ? A_LETTER : character === ' ' ? A_BLANK : 0
})
