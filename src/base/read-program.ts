/**
 * Which program this is. Door: disk. Out: a stamp that differs as soon as a file of the program does, for what it
 * remembers of its own work. A look at each file, not into it.
 */
import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

let stamp: string | undefined

export function programStamp(): string {
  stamp ??= stampsBelow(join(dirname(fileURLToPath(import.meta.url)), '..')).join('\n')
  return stamp
}

function stampsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return stampsBelow(path)
    const { size, mtimeMs } = statSync(path)
    return [`${entry.name} ${size} ${mtimeMs}`]
  })
}
