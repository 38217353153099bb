/**
 * The manifest: which files of a folder are Belfry's, how long they are and what they were made from. Door: disk. In: a
 * folder. Out: what it says; and the manifest, written anew where it would say something else.
 */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BelfryError } from '../base/errors.js'
import { filesTexts } from './texts.js'
import { holds, replaceFile } from './write-file.js'

export const MANIFEST_FILE = '.belfry-manifest.json'

/** What Belfry wrote, by path. An entry without `bytes` was about to be written. */
export type Manifest = ReadonlyMap<string, Remembered>

interface Remembered {
  readonly bytes?: number
  readonly inputs?: string
  readonly entries?: number
}

export function readManifest(folder: string): Manifest {
  const file = join(folder, MANIFEST_FILE)
  if (!existsSync(file)) return new Map()
  try {
    const { files }: { files: Record<string, Remembered> } = JSON.parse(readFileSync(file, 'utf8'))
    return new Map(Object.entries(files).filter(([path]) => staysInside(path)))
  } catch (cause) {
    throw new BelfryError('OUTPUT_FOLDER', filesTexts.readManifest.cannotUnderstood(file), {
      cause,
      fix: filesTexts.readManifest.removeFilesBelfryWrote(),
    })
  }
}

/** Forced to disk: without it every file in the folder would be taken for somebody else's. */
export function writeManifest(folder: string, manifest: Manifest): void {
  const sorted = [...manifest].sort(([a], [b]) => (a < b ? -1 : 1))
  const bytes = Buffer.from(`${JSON.stringify({ files: Object.fromEntries(sorted) }, null, 1)}\n`)
  const file = join(folder, MANIFEST_FILE)
  if (!holds(file, bytes)) replaceFile(file, bytes, { durable: true })
}

/** A part that is empty, `.` or `..`, or a character that some systems part folders by, or end a name at. */
const LEADS_OUT = /(?:^|\/)\.{0,2}(?:\/|$)|[\0\\]/

export function staysInside(path: string): boolean {
  return path !== MANIFEST_FILE && !LEADS_OUT.test(path)
}
