/**
 * The manifest: which files of a folder are Belfry's, how long they are and what they were made from. Door: disk. In: a
 * folder. Out: what it says; and the manifest, written anew where it would say something else. The same files give the
 * same bytes of it, whatever was in the folder before.
 *
 * Beside it, while a build changes files, stands a list of what it begins, a path a line. Where a build was killed, the
 * list stays, and nobody believes of those files what they were made from.
 */

import { hash } from 'node:crypto'
import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BelfryError } from '../base/errors.js'
import {
  filesInManifest,
  manifestText,
  otherInManifest,
  type RememberedFile,
  rememberedInManifest,
} from './manifest-text.js'
import { filesTexts } from './texts.js'
import { holds, replaceFile } from './write-file.js'

export const MANIFEST_FILE = '.belfry-manifest.json'
export const BEGUN_FILE = '.belfry-begun'

export interface Manifest {
  /** What Belfry wrote, by path. An entry without `bytes` was about to be written. */
  readonly files: ReadonlyMap<string, RememberedFile>
  /** Of its bytes; absent where there is none, or a build was killed. */
  readonly digest?: string
}

/** One that is whole, of which little is asked. */
export interface ManifestText {
  readonly text: string
  /** Of its bytes. */
  readonly digest: string
  /** What it says of the file of this path. */
  get(path: string): RememberedFile | undefined
}

export function readManifest(folder: string): Manifest {
  const file = join(folder, MANIFEST_FILE)
  if (!existsSync(file)) return { files: new Map() }
  const bytes = readFileSync(file)
  try {
    const known = new Map(filesInManifest(bytes.toString()).filter(([path]) => staysInside(path)))
    const begun = begunIn(folder)
    if (begun === undefined) return { files: known, digest: digestOf(bytes) }
    const isBegun = (path: string) => begun === 'unreadable' || begun.has(path)
    return { files: new Map([...known].map(([path, is]) => [path, isBegun(path) ? {} : is])) }
  } catch (cause) {
    throw new BelfryError('OUTPUT_FOLDER', filesTexts.readManifest.cannotUnderstood(file), {
      cause,
      fix: filesTexts.readManifest.removeFilesBelfryWrote(),
    })
  }
}

/** @returns undefined where there is none, or a build was killed */
export function readManifestText(folder: string): ManifestText | undefined {
  const file = join(folder, MANIFEST_FILE)
  if (!existsSync(file) || existsSync(join(folder, BEGUN_FILE))) return undefined
  const bytes = readFileSync(file)
  const text = bytes.toString()
  return { text, digest: digestOf(bytes), get: (path) => rememberedInManifest(text, path) }
}

/** @returns undefined where no build was killed */
function begunIn(folder: string): ReadonlySet<string> | 'unreadable' | undefined {
  const file = join(folder, BEGUN_FILE)
  if (!existsSync(file)) return undefined
  const lines = readFileSync(file, 'utf8').split('\n')
  // Behind the last end of a line stands nothing, unless the list was cut short before a file of it was touched.
  const paths = lines.slice(0, -1).map(pathIn)
  return paths.includes(undefined) ? 'unreadable' : new Set(paths.flatMap((path) => path ?? []))
}

function pathIn(line: string): string | undefined {
  try {
    return String(JSON.parse(line))
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

/** Of the bytes of a manifest; undefined where there is none. */
export function manifestDigest(folder: string): string | undefined {
  const file = join(folder, MANIFEST_FILE)
  return existsSync(file) ? digestOf(readFileSync(file)) : undefined
}

function digestOf(bytes: Buffer): string {
  return hash('sha256', bytes, 'base64url')
}

/** @returns the digest of its bytes */
export function writeManifest(folder: string, files: Manifest['files']): string {
  return storeManifest(folder, manifestText(files))
}

/**
 * Where something else is remembered of some of its files.
 * @returns the digest of its bytes
 */
export function writeManifestAgain(
  folder: string,
  { text }: ManifestText,
  files: ReadonlyMap<string, RememberedFile>,
): string {
  return storeManifest(folder, otherInManifest(text, files))
}

/** Forced to disk: without it every file in the folder would be taken for somebody else's. */
function storeManifest(folder: string, text: string): string {
  const bytes = Buffer.from(text)
  const file = join(folder, MANIFEST_FILE)
  if (!holds(file, bytes)) replaceFile(file, bytes, { durable: true })
  rmSync(join(folder, BEGUN_FILE), { force: true })
  return digestOf(bytes)
}

/** Names files before they are changed, on disk; the next manifest ends that. */
export function nameBegun(folder: string, paths: readonly string[]): void {
  const handle = openSync(join(folder, BEGUN_FILE), 'a')
  try {
    writeFileSync(handle, paths.map((path) => `${JSON.stringify(path)}\n`).join(''))
    fdatasyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** A part that is empty, `.` or `..`, or a character that some systems part folders by, or end a name at. */
const LEADS_OUT = /(?:^|\/)\.{0,2}(?:\/|$)|[\0\\]/

export function staysInside(path: string): boolean {
  return path !== MANIFEST_FILE && path !== BEGUN_FILE && !LEADS_OUT.test(path)
}
