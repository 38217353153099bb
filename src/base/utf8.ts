/**
 * Texts as bytes, without memory of their own for each: what is written thousands of times would spend more time on
 * getting and clearing it than on the bytes. Pure but for the room that it keeps, as large as the largest. In: texts,
 * who uses the bytes. Out: what came of them.
 */

/** At most as many bytes are written for a UTF-16 unit. */
const BYTES_A_UNIT = 3

let room: Buffer = Buffer.allocUnsafe(1 << 16)

/**
 * @param texts one after the other; none ends within a pair of surrogates
 * @param use reads the bytes before it returns, and asks for no others meanwhile: they are gone then
 */
export function asUtf8<Result>(texts: readonly string[], use: (bytes: Buffer) => Result): Result {
  let length = 0
  for (const text of texts) {
    const most = length + text.length * BYTES_A_UNIT
    if (most > room.length) room = grown(most, length)
    length += room.write(text, length)
  }
  return use(room.subarray(0, length))
}

function grown(least: number, used: number): Buffer {
  const larger = Buffer.allocUnsafe(least * 2)
  room.copy(larger, 0, 0, used)
  return larger
}
