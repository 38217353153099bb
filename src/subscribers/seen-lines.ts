/**
 * The line that an address stood in first, for files of any length. Pure. In: keys of addresses. Out: their lines. A
 * key is held as 64 bits of its SHA-256: a million take 24 MB, and of a million the odds that two are taken for one are
 * one in 37 million.
 */
import { hash } from 'node:crypto'

/** The line that this key stood in before; undefined where it is new, and remembered from now on. */
export type SeenIn = (key: string, line: number) => number | undefined

/** Three numbers of 32 bits each; line 0 is a free place. */
interface Table {
  readonly places: number
  readonly numbers: Uint32Array
}

export function seenLines(): SeenIn {
  let table = tableOf(1024)
  let count = 0
  return (key, line) => {
    const digest = hash('sha256', key, 'buffer')
    const [high, low] = [digest.readUInt32LE(0), digest.readUInt32LE(4)]
    const at = placeOf(table, high, low)
    const before = table.numbers[at + 2] ?? 0
    if (before !== 0) return before
    table.numbers.set([high, low, line], at)
    count += 1
    if (count * 2 > table.places) table = larger(table)
    return undefined
  }
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
