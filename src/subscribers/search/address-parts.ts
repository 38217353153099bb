/**
 * Which parts of three characters stand in the addresses of some people, in few octets: it says of a text that it
 * stands in none of them, or that it may (a Bloom filter). Pure. In: keys of addresses, a text that is looked for. Out:
 * numbers of bits, and the octets in which they are set.
 */

/** Bits for a block of people: of a usual one a quarter is set. */
export const PART_BITS = 4096
/** People whose numbers are alike but for their last eight bits are a block. */
export const BLOCK_BITS = 8
export const BLOCK_PEOPLE = 2 ** BLOCK_BITS
const PART = 3

/** Each once; none of a text that is shorter than a part. */
export function partBits(text: string): number[] {
  const bits = new Set<number>()
  for (let at = 0; at + PART <= text.length; at += 1) bits.add(bitAt(text, at))
  return [...bits]
}

/** Bit n is bit n % 8 of octet n / 8, counted from the lowest, as get_bit of PostgreSQL counts. */
export function partBytes(keys: Iterable<string>): Buffer {
  const parts = Buffer.alloc(PART_BITS / 8)
  for (const key of keys)
    for (let at = 0; at + PART <= key.length; at += 1) {
      const bit = bitAt(key, at)
      parts[bit >> 3] = (parts[bit >> 3] ?? 0) | (1 << (bit & 7))
    }
  return parts
}

/** Three odd numbers, so that each character moves the upper bits, which are taken. */
function bitAt(text: string, at: number): number {
  const mixed =
    Math.imul(text.charCodeAt(at), 0x9e3779b1) ^
    Math.imul(text.charCodeAt(at + 1), 0x85ebca6b) ^
    Math.imul(text.charCodeAt(at + 2), 0xc2b2ae35)
  return (mixed >>> 16) % PART_BITS
}
