/**
 * A feed's bytes as text. Pure. In: bytes, the charset that the server names. Out: text, or why it is none. A mark of
 * byte order counts before the server, and the server before what the XML says of itself (RFC 7303 §3).
 */

const MARKS: readonly (readonly [readonly number[], string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

export function feedText(bytes: Uint8Array, charset?: string): { readonly text: string } | { readonly fault: string } {
  const marked = MARKS.find(([mark]) => mark.every((byte, at) => bytes[at] === byte))?.[1]
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 200)).toString('latin1')
  const declared = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(head)?.[1]
  const label = marked ?? charset ?? declared ?? 'utf-8'
  const decoder = decoderFor(label)
  if (decoder === undefined) return { fault: `nobody knows its encoding ${label}` }
  try {
    return { text: decoder.decode(bytes) }
  } catch (thrown) {
    if (thrown instanceof TypeError) return { fault: `it is not written in ${label}` }
    throw thrown
  }
}

function decoderFor(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined
    throw thrown
  }
}
