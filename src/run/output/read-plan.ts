/**
 * Where it is kept what a folder was planned from. Door: disk. In: the folder of caches. Out: what was planned, of
 * which manifest, and a stamp of the files that it was made of; and back. What cannot be read or written costs time and
 * nothing else.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Problem, systemCode } from '../../base/errors.js'
import { replaceFile } from '../../files/write-file.js'
import type { Stamp } from '../../source/read-stamp.js'
import type { HeldPosts } from './held-posts.js'

/** A line of JSON, the names of the stamp, its numbers as they stand in memory. */
const FILE = 'plan.cache'
/** What is asked for where a post changed. */
const HELD_FILE = 'plan.held.json'

export interface KeptPlan {
  /** The digest of the manifest that came of it. */
  readonly manifest: string
  /** As plan-said.ts writes it. */
  readonly said: string
  /** What was built of it; absent where a look at files would not tell whether it is so still. */
  readonly built?: KeptBuild
}

export interface KeptBuild {
  /** Of all but files: the program, its settings. */
  readonly frame: string
  readonly files: Stamp
  readonly problems: readonly Problem[]
}

interface Head extends Omit<KeptPlan, 'built'> {
  readonly built?: Omit<KeptBuild, 'files'> & {
    readonly at: number
    /** Bytes. */
    readonly names: number
  }
}

/** @returns undefined where there is none, or it cannot be understood */
export function readPlan(cache: string): KeptPlan | undefined {
  try {
    const bytes = readFileSync(join(cache, FILE))
    const end = bytes.indexOf('\n')
    const { manifest, said, built }: Partial<Head> = JSON.parse(bytes.toString('utf8', 0, end))
    if (typeof manifest !== 'string' || typeof said !== 'string') return undefined
    if (built === undefined) return { manifest, said }
    const { frame, problems, at, names } = built
    const from = end + 1 + names
    // Copied, because numbers stand in memory at multiples of their length.
    const numbers = new Float64Array(Uint8Array.from(bytes.subarray(from)).buffer)
    return {
      manifest,
      said,
      built: { frame, problems, files: { names: bytes.toString('utf8', end + 1, from), numbers, at } },
    }
  } catch (thrown) {
    if (systemCode(thrown) === undefined && !(thrown instanceof SyntaxError || thrown instanceof RangeError))
      throw thrown
    return undefined
  }
}

/** Where the disk refuses, the next build plans again; that posts cannot be remembered is said of the same folder. */
export function storePlan(cache: string, { manifest, said, built }: KeptPlan): void {
  const { names, numbers, at } = built?.files ?? { names: '', numbers: new Float64Array(), at: 0 }
  const text = Buffer.from(names)
  const head: Head = {
    manifest,
    said,
    ...(built && { built: { frame: built.frame, problems: built.problems, at, names: text.length } }),
  }
  const parts = [Buffer.from(`${JSON.stringify(head)}\n`), text, Buffer.from(numbers.buffer)]
  store(cache, FILE, Buffer.concat(parts))
}

/** @returns undefined where there is none, or none of that plan */
export function readHeldPosts(cache: string, of: string): HeldPosts | undefined {
  try {
    const text = readFileSync(join(cache, HELD_FILE), 'utf8')
    return text.startsWith(`{"of":${JSON.stringify(of)},`) ? (JSON.parse(text) as HeldPosts) : undefined
  } catch (thrown) {
    if (systemCode(thrown) === undefined && !(thrown instanceof SyntaxError)) throw thrown
    return undefined
  }
}

export function storeHeldPosts(cache: string, held: HeldPosts): void {
  store(cache, HELD_FILE, JSON.stringify(held))
}

function store(cache: string, name: string, bytes: string | Buffer): void {
  try {
    replaceFile(join(cache, name), bytes, { private: true })
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
  }
}
