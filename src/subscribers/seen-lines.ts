/**
 * The line that an address stood in first, for files of any length. Pure. In: keys of addresses, how sternly each line
 * speaks. Out: their first lines, and how sternly the sternest of them spoke. A key is held as 64 bits of its SHA-256;
 * a million take 24 MB, and of a million the odds that two are taken for one are one in 37 million.
 */
import { hash } from 'node:crypto'

export interface SeenLine {
  readonly line: number
  /** 0 to 3, of all lines before. */
  readonly weight: number
}

/** The line that this key stood in first; undefined where it is new, and remembered from now on. */
export type SeenIn = (key: string, line: number, weight: number) => SeenLine | undefined

/** Three numbers of 32 bits each, the last one of a line and its weight; line 0 is a free place. */
interface Table {
  readonly places: number
  readonly numbers: Uint32Array
}

const WEIGHTS = 4

export function seenLines(): SeenIn {
  let table = tableOf(1024)
  let count = 0
  return (key, line, weight) => {
    // As text: a buffer each would cost the collector more than the hash itself.
    const digest = hash('sha256', key, 'binary')
    const [high, low] = [numberAt(digest, 0), numberAt(digest, 4)]
    const at = placeOf(table, high, low)
    const before = table.numbers[at + 2] ?? 0
    if (before !== 0) {
      const seen = { line: Math.floor(before / WEIGHTS), weight: before % WEIGHTS }
      if (weight > seen.weight) table.numbers[at + 2] = seen.line * WEIGHTS + weight
      return seen
    }
    table.numbers[at] = high
    table.numbers[at + 1] = low
    table.numbers[at + 2] = line * WEIGHTS + weight
    count += 1
    if (count * 2 > table.places) table = larger(table)
    return undefined
  }
}

/** Of 32 bits, the lowest octet first. @param octets a character each */
function numberAt(octets: string, at: number): number {
  const low = octets.charCodeAt(at) | (octets.charCodeAt(at + 1) << 8)
  const high = octets.charCodeAt(at + 2) | (octets.charCodeAt(at + 3) << 8)
  return high * 65_536 + low
}

function tableOf(places: number): Table {
  return { places, numbers: new Uint32Array(places * 3) }
}

/** Where a key stands, or the free place where it belongs. */
function placeOf({ places, numbers }: Table, high: number, low: number): number {
  for (let place = low % places; ; place = (place + 1) % places) {
    const at = place * 3
    if (numbers[at + 2] === 0 || (numbers[at] === high && numbers[at + 1] === low)) return at
  }
}

function larger({ places, numbers }: Table): Table {
  const table = tableOf(places * 2)
  for (let at = 0; at < numbers.length; at += 3) {
    const entry = numbers.subarray(at, at + 3)
    if (entry[2] !== 0) table.numbers.set(entry, placeOf(table, entry[0] ?? 0, entry[1] ?? 0))
  }
  return table
}
