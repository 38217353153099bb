/**
 * Where the source of each post that people know is kept as it was last read well, so that its page and entry stay
 * while the post cannot be read. Door: disk. In: a folder, sources of posts. Out: those that are kept. A file is named
 * by digests of the post's path and of its bytes, so a path can hold anything; its first line is the path, in JSON, and
 * behind it stand the bytes. What is damaged counts as not there.
 */

import { hash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, type Problem, problem, systemCode } from '../base/errors.js'
import { replaceFile } from '../files/write-file.js'
import { isNamed } from './found-post.js'
import { sourceTexts } from './texts.js'

/** A post's file, whole. */
export interface KeptSource {
  /** As in Announcement.path. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** A post to keep. */
export interface Keepable {
  readonly path: string
  /** SHA-256 of its file, in hexadecimal: as in Announcement.digest. */
  readonly digest: string
  /** Undefined where the file was changed since it was read: the next run keeps it. */
  readonly read: () => Uint8Array | undefined
}

/** `PATH-BYTES.post`: SHA-256 of the path, of which half is enough, and of the bytes. */
const NAME = /^([\da-f]{32})-([\da-f]{64})\.post$/

export function readKept(folder: string): { readonly sources: KeptSource[]; readonly problems: Problem[] } {
  try {
    const sources = readdirSync(folder).flatMap((name) => readOne(folder, name) ?? [])
    return { sources, problems: [] }
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return { sources: [], problems: [] }
    return { sources: [], problems: [keptProblem(folder, `cannot be read: ${messageOf(thrown)}`)] }
  }
}

/**
 * Brings the folder to hold these posts and no other.
 * @param stays paths whose sources stay as they are: posts that are there and cannot be read now; a folder ends with /
 * @returns a warning where the disk refuses: nothing else depends on it
 */
export function writeKept(folder: string, posts: readonly Keepable[], stays: readonly string[]): Problem[] {
  try {
    const there = namesIn(folder)
    const wanted = new Map(posts.map((post) => [nameOf(post), post]))
    for (const [name, post] of wanted) if (!there.has(name)) write(join(folder, name), post)
    const old = [...there].filter((name) => !wanted.has(name) && !isToStay(folder, name, stays))
    // Two runs at once take the same ones away.
    for (const name of old) rmSync(join(folder, name), { force: true })
    return []
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return [keptProblem(folder, `cannot be written: ${messageOf(thrown)}`)]
  }
}

function namesIn(folder: string): Set<string> {
  try {
    return new Set(readdirSync(folder).filter((name) => NAME.test(name)))
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return new Set()
    throw thrown
  }
}

function write(file: string, { path, digest, read }: Keepable): void {
  const bytes = read()
  if (bytes === undefined || sha256(bytes) !== digest) return
  replaceFile(file, Buffer.concat([Buffer.from(`${JSON.stringify(path)}\n`), bytes]), { private: true })
}

/** A newer version of a post takes the place of the older. */
function isToStay(folder: string, name: string, stays: readonly string[]): boolean {
  if (stays.length === 0) return false
  const path = readOne(folder, name)?.path
  return path !== undefined && isNamed(path, stays)
}

function readOne(folder: string, name: string): KeptSource | undefined {
  const [, ofPath, ofBytes] = NAME.exec(name) ?? []
  if (ofPath === undefined) return undefined
  const source = partsOf(readWhole(join(folder, name)))
  return source !== undefined && pathName(source.path) === ofPath && sha256(source.bytes) === ofBytes
    ? source
    : undefined
}

function readWhole(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return new Uint8Array()
  }
}

function partsOf(whole: Uint8Array): KeptSource | undefined {
  const end = whole.indexOf(10)
  if (end === -1) return undefined
  try {
    const path: unknown = JSON.parse(Buffer.from(whole.subarray(0, end)).toString())
    return typeof path === 'string' ? { path, bytes: whole.subarray(end + 1) } : undefined
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

function nameOf({ path, digest }: Keepable): string {
  return `${pathName(path)}-${digest}.post`
}

function pathName(path: string): string {
  return sha256(Buffer.from(path)).slice(0, 32)
}

function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes)
}

function keptProblem(folder: string, what: string): Problem {
  return problem('KEPT_FOLDER', sourceTexts.openKept.folderKeptPosts(what), { file: folder }, { severity: 'warning' })
}
