/** Writes files that are not there yet. Door: disk. In: a path and a text. Out: the file, with its folders. */
import { existsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolders } from '../files/write-file.js'

export function isTaken(path: string): boolean {
  return existsSync(path)
}

/** Writes over nothing: it throws where the file is there. */
export function writeNew(file: string, text: string): void {
  makeFolders(dirname(file))
  writeFileSync(file, text, { flag: 'wx' })
}
