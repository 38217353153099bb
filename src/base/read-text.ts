/**
 * Reads a text as a whole: one that an operator names on the command line, or that the package brings. In: its path.
 * Out: the text. Door.
 */
import { readFileSync } from 'node:fs'
import { BelfryError, messageOf } from './errors.js'

/** @throws BelfryError USAGE */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    const fix = 'Name a file that you may read.'
    throw new BelfryError('USAGE', `${file} cannot be read: ${messageOf(cause)}.`, { cause, fix, exitCode: 2 })
  }
}
