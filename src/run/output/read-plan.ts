/**
 * Where it is kept what a folder was planned from. Door: disk. In: the folder of caches. Out: what was planned, of
 * which manifest, and a stamp of the files that it was made of; and back. What cannot be read or written costs time and
 * nothing else.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Problem, systemCode } from '../../base/errors.js'
import { programStamp } from '../../base/read-program.js'
import { seal, unseal } from '../../files/sealed.js'
import { replaceFile } from '../../files/write-file.js'
import type { Stamp } from '../../source/read-stamp.js'
import type { HeldPosts } from './held-posts.js'

/** A line of JSON, then names, a line each, and numbers as they stand in memory. */
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
  readonly outputs: KeptOutputs
  readonly problems: readonly Problem[]
}

/** What stands in the folder, as the manifest has it. */
export interface KeptOutputs {
  /** Lines: files of the plan, files beside it, compressed copies. */
  readonly paths: string
  /** How many of the lines come before the copies. */
  readonly own: number
  /** How long each is. */
  readonly sizes: Float64Array
}

interface Head extends Omit<KeptPlan, 'built'> {
  /** Another program may have written something else under these names. */
  readonly program: string
  readonly built?: Omit<KeptBuild, 'files' | 'outputs'> & {
    readonly at: number
    readonly own: number
    /** Bytes of what follows, in its order. */
    readonly lengths: readonly [names: number, paths: number, numbers: number, sizes: number]
  }
}

/** @returns undefined where there is none, another program wrote it, or it cannot be understood */
export function readPlan(cache: string): KeptPlan | undefined {
  try {
    const bytes = unseal(readFileSync(join(cache, FILE)))
    if (bytes === undefined) return undefined
    const end = bytes.indexOf('\n')
    const { program, manifest, said, built }: Head = JSON.parse(bytes.toString('utf8', 0, end))
    if (program !== programStamp()) return undefined
    if (built === undefined) return { manifest, said }
    const { frame, problems, at, own, lengths } = built
    const starts = [end + 1]
    for (const length of lengths) starts.push((starts.at(-1) ?? 0) + length)
    const names = bytes.toString('utf8', starts[0], starts[1])
    const paths = bytes.toString('utf8', starts[1], starts[2])
    // Copied, because numbers stand in memory at multiples of their length.
    const numbers = (from = 0, until = 0) => new Float64Array(Uint8Array.from(bytes.subarray(from, until)).buffer)
    const files = { names, numbers: numbers(starts[2], starts[3]), at }
    const outputs = { paths, own, sizes: numbers(starts[3], starts[4]) }
    return { manifest, said, built: { frame, problems, files, outputs } }
  } catch (thrown) {
    if (systemCode(thrown) === undefined && !(thrown instanceof SyntaxError || thrown instanceof RangeError))
      throw thrown
    return undefined
  }
}

/** Where the disk refuses, the next build plans again; that posts cannot be remembered is said of the same folder. */
export function storePlan(cache: string, { manifest, said, built }: KeptPlan): void {
  const plan = { program: programStamp(), manifest, said }
  store(cache, FILE, built === undefined ? `${JSON.stringify(plan satisfies Head)}\n` : withBuilt(plan, built))
}

function withBuilt(plan: Omit<Head, 'built'>, built: KeptBuild): Buffer {
  const { frame, problems, files, outputs } = built
  const texts = [files.names, outputs.paths].map((text) => Buffer.from(text))
  const numbers = [files.numbers, outputs.sizes].map((of) => Buffer.from(of.buffer, of.byteOffset, of.byteLength))
  const parts = [...texts, ...numbers]
  const [names = 0, paths = 0, stamped = 0, sizes = 0] = parts.map(({ length }) => length)
  const lengths = [names, paths, stamped, sizes] as const
  const head: Head = { ...plan, built: { frame, problems, at: files.at, own: outputs.own, lengths } }
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...parts])
}

/** @returns undefined where there is none, or none of that plan */
export function readHeldPosts(cache: string, of: string): HeldPosts | undefined {
  try {
    const text = unseal(readFileSync(join(cache, HELD_FILE)))?.toString() ?? ''
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
    replaceFile(join(cache, name), seal(bytes), { private: true })
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
  }
}
