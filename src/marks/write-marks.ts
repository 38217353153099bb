/** Writes a folder of marks, for its owner alone; what was written is on the disk when a function returns. Door. */
import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { systemCode } from '../base/errors.js'
import { makeFolders, replaceFile } from '../files/write-file.js'
import { formatMark, type Mark } from './mark.js'
import { INSTANCE, LEFT, MARK, placeOfMarks, readInstance } from './read-marks.js'

/** Makes the folder and the machine's id where there is none; of two processes at once both use the first one's. */
export function makeInstance(folder: string): string {
  makeFolders(folder, { private: true })
  const known = readInstance(folder)
  if (known !== undefined) return known
  const file = join(folder, INSTANCE)
  const aside = join(folder, `.new-${randomUUID()}`)
  replaceFile(aside, `${randomUUID()}\n`, { durable: true, private: true })
  try {
    linkSync(aside, file)
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown
  } finally {
    rmSync(aside, { force: true })
  }
  // One that cannot be read is nobody's.
  if (readInstance(folder) === undefined) replaceFile(file, `${randomUUID()}\n`, { durable: true, private: true })
  return readInstance(folder) ?? makeInstance(folder)
}

/** Another id in the place of one that was copied. */
export function replaceInstance(folder: string): string {
  rmSync(join(folder, INSTANCE), { force: true })
  return makeInstance(folder)
}

export function writeMark(folder: string, mark: Mark): void {
  replaceFile(join(folder, MARK), formatMark(mark, placeOfMarks(folder)), { durable: true, private: true })
}

/** At the end of the file, in one write, so that processes do not mix their lines. */
export function appendLeft(folder: string, lines: string): void {
  const file = join(folder, LEFT)
  // A line that was broken off is not to swallow the next one.
  const isNew = !existsSync(file)
  const handle = openSync(file, 'a', 0o600)
  try {
    writeSync(handle, isNew ? lines : `\n${lines}`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
