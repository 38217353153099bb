/**
 * Writes the register. In: its facts. Out: whether the file changed; written whole or not at all. Door.
 */
import { readFileSync } from 'node:fs'
import { systemCode } from '../base/errors.js'
import { writeAtomically } from '../files/write-folder.js'
import { formatRegister, type Register } from './register.js'

/** @throws BelfryError OUTPUT_FOLDER */
export async function writeRegister(file: string, register: Register): Promise<boolean> {
  const text = formatRegister(register)
  if (text === currentText(file)) return false
  await writeAtomically(file, text)
  return true
}

function currentText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return undefined
    throw thrown
  }
}
