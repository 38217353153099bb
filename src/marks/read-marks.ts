/** Reads a folder of marks. In: its path. Out: what it holds, and of which machine it is. Door. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemCode } from '../base/errors.js'
import { type FoundMark, isSamePlace, parseMark } from './mark.js'

export const MARK = 'ledger.mark'
export const LEFT = 'left.log'
export const INSTANCE = 'instance'

/** The machine's id; undefined where the folder has none yet, or none that can be read. */
export function readInstance(folder: string): string | undefined {
  const text = textOf(join(folder, INSTANCE))?.trim()
  return text !== undefined && /^[0-9a-f-]{36}$/.test(text) ? text : undefined
}

export function readMark(folder: string): FoundMark {
  const text = textOf(join(folder, MARK))
  if (text === undefined) return { state: 'none' }
  const parsed = parseMark(text)
  if (readInstance(folder) === undefined || parsed === undefined) return { state: 'unreadable' }
  const { mark, place } = parsed
  return isSamePlace(place, placeOfMarks(folder)) ? { state: 'whole', mark } : { state: 'copied', mark }
}

/**
 * A file that is written once, by what a copy of it cannot have: the inode with its birth, and the last change of the
 * inode. Mounting again may change the one, chown and chmod the other.
 */
export function placeOfMarks(folder: string): string {
  const { ino, birthtimeMs, ctimeMs } = statSync(join(folder, INSTANCE))
  return `inode:${ino}:${birthtimeMs} change:${ctimeMs}`
}

/** Empty where nobody left. */
export function readLeft(folder: string): string {
  return textOf(join(folder, LEFT)) ?? ''
}

/** How long it is, so that only what grew is read again; 0 where there is none. */
export function sizeOfLeft(folder: string): number {
  return statSync(join(folder, LEFT), { throwIfNoEntry: false })?.size ?? 0
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return undefined
    throw thrown
  }
}
