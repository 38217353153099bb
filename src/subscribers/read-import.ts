/** Reads a file of subscribers. In: its path. Out: its text. Door. */
import { readFileSync } from 'node:fs'
import { BelfryError, messageOf } from '../base/errors.js'

/** @throws BelfryError IMPORT_FORMAT */
export function readImport(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new BelfryError('IMPORT_FORMAT', `${file} cannot be read: ${messageOf(cause)}.`, {
      cause,
      fix: 'Name a CSV file that you may read.',
    })
  }
}
