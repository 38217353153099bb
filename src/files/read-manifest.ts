/**
 * The manifest: which files of a folder are Belfry's, how long they are and what they were made from. Door: disk. In: a
 * folder. Out: what it says; and what is new in it, appended, or all of it written anew.
 *
 * The first line holds all there was, each further one what one file is since: `["path",{…}]`, or a new mark. A line
 * that was cut short by a kill is as good as none; where one in the midst cannot be read, files are Belfry's still, and
 * nobody believes what they were made from.
 */

import { hash } from 'node:crypto'
import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BelfryError } from '../base/errors.js'
import { filesTexts } from './texts.js'
import { holds, replaceFile } from './write-file.js'

export const MANIFEST_FILE = '.belfry-manifest.json'

export interface Manifest {
  /** What Belfry wrote, by path. An entry without `bytes` was about to be written. */
  readonly files: ReadonlyMap<string, RememberedFile>
  /** Of all that these very files were made from, as whoever wrote them calls it; absent where nobody said. */
  readonly mark?: string
  /** How many lines a build may still append before it is better written anew. */
  readonly room: number
}

export interface RememberedFile {
  readonly bytes?: number
  readonly inputs?: string
  readonly entries?: number
}

/** A further line: what a file is now, or the mark and the digest of the files that it speaks of. */
type Line = readonly [path: string, is: RememberedFile] | Marked

interface Marked {
  readonly mark?: string
  readonly of?: string
}

const MOST_LINES = 2_000

export function readManifest(folder: string): Manifest {
  const file = join(folder, MANIFEST_FILE)
  if (!existsSync(file)) return { files: new Map(), room: 0 }
  try {
    return parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new BelfryError('OUTPUT_FOLDER', filesTexts.readManifest.cannotUnderstood(file), {
      cause,
      fix: filesTexts.readManifest.removeFilesBelfryWrote(),
    })
  }
}

function parse(text: string): Manifest {
  // As releases before wrote it: on many lines, and nothing behind.
  const end = text.startsWith('{\n') ? -1 : text.indexOf('\n')
  const { files, ...marked }: Marked & { files: Record<string, RememberedFile> } = JSON.parse(
    end < 0 ? text : text.slice(0, end),
  )
  const known = new Map(Object.entries(files).filter(([path]) => staysInside(path)))
  const lines = end < 0 ? [] : text.slice(end + 1).split('\n')
  const isCut = end < 0 || lines.pop() !== ''
  let newest: Marked = marked
  for (const one of lines) {
    if (one === '') continue
    const line = lineIn(one)
    if (line === undefined) return { files: new Map([...known.keys()].map((path) => [path, {}])), room: 0 }
    if (!isFile(line)) newest = line
    else if (staysInside(line[0])) known.set(line[0], line[1])
  }
  const room = isCut ? 0 : Math.max(0, MOST_LINES - lines.length)
  // Two builds may have written at once: a mark of other files says nothing.
  const isOfThese = newest.mark !== undefined && newest.of === digestOf(known)
  return { files: known, ...(isOfThese && newest.mark !== undefined && { mark: newest.mark }), room }
}

/** Two builds may have written into each other, or the disk lost its power. */
function lineIn(text: string): Line | undefined {
  try {
    const line: Line = JSON.parse(text)
    return line
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

const isFile = (line: Line): line is readonly [string, RememberedFile] => Array.isArray(line)

function digestOf(files: Manifest['files']): string {
  const lines: string[] = []
  for (const [path, { bytes, inputs }] of files) lines.push(`${path}\0${inputs}\0${bytes}`)
  return hash('sha256', lines.join('\n'), 'base64url')
}

const marked = (files: Manifest['files'], mark: string | undefined): Marked =>
  mark === undefined ? {} : { mark, of: digestOf(files) }

/** Forced to disk: without it every file in the folder would be taken for somebody else's. */
export function writeManifest(folder: string, files: Manifest['files'], mark?: string): void {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  const all = { files: Object.fromEntries(sorted), ...marked(new Map(sorted), mark) }
  const bytes = Buffer.from(`${JSON.stringify(all)}\n`)
  const file = join(folder, MANIFEST_FILE)
  if (!holds(file, bytes)) replaceFile(file, bytes, { durable: true })
}

/**
 * @param manifest as it was read: none of the files is new to it
 * @param mark of all files as they are then
 * @returns false where it has no room for so much: then all is to be written
 */
export function appendToManifest(
  folder: string,
  manifest: Manifest,
  changed: ReadonlyMap<string, RememberedFile>,
  mark?: string,
): boolean {
  // A build appends twice: what it begins, and what came of it.
  if (manifest.room === 0 || changed.size > manifest.room / 2) return false
  const files = new Map([...manifest.files, ...changed])
  const lines: Line[] = [...changed, ...(mark === undefined ? [] : [marked(files, mark)])]
  const handle = openSync(join(folder, MANIFEST_FILE), 'a')
  try {
    writeFileSync(handle, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    fdatasyncSync(handle)
  } finally {
    closeSync(handle)
  }
  return true
}

/** A part that is empty, `.` or `..`, or a character that some systems part folders by, or end a name at. */
const LEADS_OUT = /(?:^|\/)\.{0,2}(?:\/|$)|[\0\\]/

export function staysInside(path: string): boolean {
  return path !== MANIFEST_FILE && !LEADS_OUT.test(path)
}
