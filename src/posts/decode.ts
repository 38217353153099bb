/**
 * Bytes of a post to text. Pure. In: bytes. Out: the text, or the fault: too large, or not UTF-8, with the line of the
 * first bad byte.
 */

import { isAscii, isUtf8 } from 'node:buffer'
import type { Fault } from './front-matter/split.js'
import { postsTexts } from './texts.js'

/** Six times the longest post of a real archive; a release with its whole change log has half of it. */
export const POST_LIMIT_BYTES = 256 * 1024

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export function decodePost(bytes: Uint8Array): { readonly text: string } | { readonly fault: Fault } {
  if (bytes.byteLength > POST_LIMIT_BYTES) return { fault: tooLarge(bytes.byteLength) }
  if (!isUtf8(bytes)) return { fault: badByte(bytes) }
  // Bytes that are characters are only copied. A mark of the byte order stays.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    isAscii(bytes) ? 'latin1' : 'utf8',
  )
  return { text }
}

export function tooLarge(sizeBytes: number): Fault {
  return { code: 'POST_TOO_LARGE', message: postsTexts.decode.postHas(size(sizeBytes)), line: 1 }
}

function size(sizeBytes: number): string {
  const kilobytes = sizeBytes / 1024
  return kilobytes < 1024 ? `${Math.ceil(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`
}

/** No character of UTF-8 spans a line feed, so lines can be judged one by one. */
function badByte(bytes: Uint8Array): Fault {
  let line = 1
  let start = 0
  for (;;) {
    const feed = bytes.indexOf(10, start)
    const end = feed === -1 ? bytes.length : feed
    const slice = bytes.subarray(start, end)
    if (!isUtf8(slice))
      return { code: 'POST_ENCODING', message: postsTexts.decode.postNotUtf(), line, column: firstBadColumn(slice) }
    if (feed === -1) return { code: 'POST_ENCODING', message: postsTexts.decode.postNotUtf(), line: 1 }
    start = feed + 1
    line += 1
  }
}

function firstBadColumn(line: Uint8Array): number {
  return decoder.decode(line).indexOf('\uFFFD') + 1
}
