/**
 * A picture held against its golden file. In: a PNG, the file, and what Vitest does with snapshots in this run (`-u`
 * writes all anew, outside CI a missing one is written). Out: what is wrong, if anything; then the new picture and the
 * difference stand in a folder to be looked at.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'

/**
 * What a colour may be off, as a share of the way from black to white: more than ROUNDING does to it, less than
 * anybody's change.
 */
const THRESHOLD = 0.04
/** Pixels that may be off by more; edges of letters are not counted. A changed digit is some thirty. */
const PIXELS = 15
/** Golden files hold the colours of the edges of letters in steps of this: that halves them. */
const ROUNDING = 10
/** A colour of so many pixels is one that somebody chose, and kept as it is. */
const CHOSEN = 500

export interface Golden {
  readonly file: string
  readonly write: 'all' | 'new' | 'none'
  /** Where the new picture and the difference go. */
  readonly folder: string
}

export function unlikeGolden(png: Buffer, { file, write, folder }: Golden): string | undefined {
  const picture = PNG.sync.read(png)
  if (!existsSync(file)) {
    if (write === 'none') return `${file} is missing.`
    writeGolden(picture, file)
    return undefined
  }
  const golden = PNG.sync.read(readFileSync(file))
  if (rounded(picture).equals(golden.data)) return undefined
  const { pixels, difference } = compare(picture, golden)
  if (pixels <= PIXELS) return undefined
  if (write === 'all') {
    writeGolden(picture, file)
    return undefined
  }
  const name = basename(file, '.png')
  const files = { new: join(folder, `${name}.new.png`), difference: join(folder, `${name}.difference.png`) }
  mkdirSync(folder, { recursive: true })
  writeFileSync(files.new, png)
  // Quickly made, however large: somebody looks at it once.
  writeFileSync(files.difference, PNG.sync.write(difference, { deflateLevel: 1, filterType: 0 }))
  return `${pixels} pixels are not as in ${file}. The picture is ${files.new}, the difference ${files.difference}.`
}

/** Where sizes differ, every pixel that only one of them has is one that differs. */
function compare(one: PNG, other: PNG): { pixels: number; difference: PNG } {
  const width = Math.min(one.width, other.width)
  const height = Math.min(one.height, other.height)
  const part = (picture: PNG) => {
    const cut = new PNG({ width, height })
    PNG.bitblt(picture, cut, 0, 0, width, height)
    return cut.data
  }
  const difference = new PNG({ width, height })
  const pixels = pixelmatch(part(one), part(other), difference.data, width, height, { threshold: THRESHOLD })
  const alone = one.width * one.height + other.width * other.height - 2 * width * height
  return { pixels: pixels + alone, difference }
}

function writeGolden(picture: PNG, file: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const golden = new PNG({ width: picture.width, height: picture.height })
  golden.data = rounded(picture)
  writeFileSync(file, PNG.sync.write(golden, { colorType: 2, deflateLevel: 9, deflateStrategy: 0, filterType: 0 }))
}

function rounded({ data }: PNG): Buffer {
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length / 4)
  const runs = runsOf(pixels)
  const counts = new Map<number, number>()
  for (const { colour, from, to } of runs) counts.set(colour, (counts.get(colour) ?? 0) + to - from)
  const kept = new Map([...counts].map(([colour, count]) => [colour, count >= CHOSEN ? colour : roundedColour(colour)]))
  const made = new Uint32Array(pixels.length)
  for (const { colour, from, to } of runs) made.fill(kept.get(colour) ?? colour, from, to)
  return Buffer.from(made.buffer)
}

/** Pixels of one colour beside each other: a picture has some fifty times as many pixels as runs. */
function runsOf(pixels: Uint32Array): { colour: number; from: number; to: number }[] {
  const runs: { colour: number; from: number; to: number }[] = []
  for (let from = 0, to = 0; from < pixels.length; from = to) {
    const colour = pixels[from] ?? 0
    while (to < pixels.length && pixels[to] === colour) to++
    runs.push({ colour, from, to })
  }
  return runs
}

/** Each of its four bytes. */
function roundedColour(colour: number): number {
  const round = (shift: number) => Math.min(255, Math.round(((colour >>> shift) & 255) / ROUNDING) * ROUNDING) << shift
  return (round(0) | round(8) | round(16) | round(24)) >>> 0
}
