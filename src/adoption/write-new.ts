/** Writes files that are not there yet. Door: disk. In: a path and a text. Out: the file, with its folders. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export function isTaken(path: string): boolean {
  return existsSync(path)
}

export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true })
}

/** Writes over nothing: it throws where the file is there. */
export function writeNew(file: string, text: string): void {
  makeFolder(dirname(file))
  writeFileSync(file, text, { flag: 'wx' })
}
