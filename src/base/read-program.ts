/**
 * Which program this is, and where it stands. Door: disk. Out: its version; the folder of its package.json, with
 * templates and words beside the program; a stamp that differs as soon as a file of the program does, for what it
 * remembers of its own work. The program's files may be as they were written or few large ones, in a folder of any
 * depth.
 */
import { hash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = dirname(fileURLToPath(import.meta.url))

/** An absolute path. */
export const PACKAGE_FOLDER = nearestPackage(HERE)

/** As package.json says it, which is the one place where it is written. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown'
}

let stamp: string | undefined

export function programStamp(): string {
  stamp ??= hash('sha256', stampsBelow(programFolder()).join('\n'), 'base64url')
  return stamp
}

function nearestPackage(folder: string): string {
  const above = dirname(folder)
  return existsSync(join(folder, 'package.json')) || above === folder ? folder : nearestPackage(above)
}

/** The folder directly in the package's that this file is in: src or dist. */
export function programFolder(): string {
  const [first = ''] = HERE.slice(PACKAGE_FOLDER.length + 1).split(/[\\/]/)
  return join(PACKAGE_FOLDER, first)
}

/** A look at each file, not into it. */
function stampsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return stampsBelow(path)
    const { size, mtimeMs } = statSync(path)
    return [`${entry.name} ${size} ${mtimeMs}`]
  })
}
