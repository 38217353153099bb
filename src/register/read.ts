/**
 * Reads the register. In: its path. Out: its facts; an absent file is an empty register. Door.
 */
import { readFileSync } from 'node:fs'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import { emptyRegister, parseRegister, type Register } from './register.js'

/** @throws BelfryError REGISTER_SYNTAX */
export function readRegister(file: string): Register {
  try {
    return parseRegister(readFileSync(file, 'utf8'), file)
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return emptyRegister
    if (cause instanceof BelfryError) throw cause
    throw new BelfryError('REGISTER_SYNTAX', `The register ${file} cannot be read: ${messageOf(cause)}.`, { cause })
  }
}
