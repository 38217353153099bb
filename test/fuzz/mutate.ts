/** Inputs made of inputs. Pure: the same seed makes the same. In: a pool, words of a format, dice. Out: bytes. */

/** From 0 to 1, as Math.random. */
export type Dice = () => number

/** xorshift32. @param seed an integer that is not 0 */
export function diceOf(seed: number): Dice {
  let state = seed | 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4_294_967_296
  }
}

export const LONGEST = 8_192

const ODD = [
  '\0',
  '\r',
  '\n',
  '\r\n',
  '\t',
  ' ',
  '\u00a0',
  '\ufeff',
  '\u2028',
  '\u202e',
  '\u0085',
  '\ufffd',
  '😀',
  'é',
  '"',
  "'",
  '<',
  '&',
  '\\',
  '%',
  '-1',
  '0',
  '99999999999999999999',
  '1e999',
  'NaN',
]

/** One input, changed in one to six places. */
export function mutated(pool: readonly Buffer[], words: readonly string[], dice: Dice): Buffer {
  const pick = <Value>(from: readonly Value[]): Value | undefined => from[Math.floor(dice() * from.length)]
  const upTo = (most: number) => Math.floor(dice() * (most + 1))
  let bytes = pick(pool) ?? Buffer.alloc(0)
  for (let change = 1 + upTo(5); change > 0; change -= 1) {
    const at = upTo(bytes.length)
    const end = Math.min(bytes.length, at + 1 + upTo(dice() < 0.8 ? 12 : bytes.length))
    const part = bytes.subarray(at, end)
    const put = (middle: Uint8Array | string, to = at) =>
      Buffer.concat([
        bytes.subarray(0, at),
        typeof middle === 'string' ? Buffer.from(middle) : middle,
        bytes.subarray(to),
      ])
    const other = pick(pool) ?? bytes
    const ways = [
      () => put(pick(words) ?? ''),
      () => put(pick(words) ?? '', end),
      () => put(pick(ODD) ?? ''),
      () => put('', end),
      () => put(Buffer.concat(Array.from({ length: 1 + upTo(dice() < 0.9 ? 3 : 400) }, () => part))),
      () => put(Buffer.from([upTo(255)]), Math.min(bytes.length, at + 1)),
      () => put(other.subarray(upTo(other.length)), bytes.length),
      () => put(other.subarray(upTo(other.length)).subarray(0, 1 + upTo(80))),
      () => put(part.toString().toUpperCase(), end),
    ]
    bytes = (pick(ways) ?? (() => bytes))().subarray(0, LONGEST)
  }
  return bytes
}

/** The smallest that still breaks, by leaving out parts; at most `tries` are asked. */
export async function smallest(
  bytes: Buffer,
  breaks: (bytes: Buffer) => Promise<boolean>,
  tries = 400,
): Promise<Buffer> {
  let least = bytes
  let left = tries
  for (let size = Math.ceil(least.length / 2); size >= 1 && left > 0; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < least.length && left > 0; left -= 1) {
      const without = Buffer.concat([least.subarray(0, at), least.subarray(at + size)])
      if (await breaks(without)) least = without
      else at += size
    }
  return least
}
