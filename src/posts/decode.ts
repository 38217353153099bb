/**
 * Bytes of a post to text. Pure. In: bytes. Out: the text, or the fault: too large, or not UTF-8, with the line of the
 * first bad byte.
 */
import { isUtf8 } from 'node:buffer'
import type { Fault } from './front-matter.js'

export const POST_LIMIT_BYTES = 1024 * 1024

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export function decodePost(bytes: Uint8Array): { readonly text: string } | { readonly fault: Fault } {
  if (bytes.byteLength > POST_LIMIT_BYTES) return { fault: tooLarge(bytes.byteLength) }
  return isUtf8(bytes) ? { text: decoder.decode(bytes) } : { fault: badByte(bytes) }
}

export function tooLarge(sizeBytes: number): Fault {
  return { code: 'POST_TOO_LARGE', message: `The post has ${(sizeBytes / 1024 / 1024).toFixed(1)} MB.`, line: 1 }
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
      return { code: 'POST_ENCODING', message: 'The post is not UTF-8.', line, column: firstBadColumn(slice) }
    if (feed === -1) return { code: 'POST_ENCODING', message: 'The post is not UTF-8.', line: 1 }
    start = feed + 1
    line += 1
  }
}

function firstBadColumn(line: Uint8Array): number {
  return decoder.decode(line).indexOf('\uFFFD') + 1
}
