/**
 * Reads the register. In: its path. Out: its facts; an absent file is an empty register. Door.
 */
import { readFileSync } from 'node:fs'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import { parseRegister } from './parse.js'
import { emptyRegister, type Register } from './register.js'

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

/** One that somebody names, which must be there: a slip of its name would be an empty one. */
export function readNamedRegister(file: string): Register {
  const register = readRegister(file)
  if (register === emptyRegister) throw new BelfryError('REGISTER_SYNTAX', `There is no register ${file}.`, NAME_IT)
  return register
}

const NAME_IT = { fix: 'Name the file that content.register names, or leave it out.' }
