/**
 * Writes the register. In: its facts. Out: whether the file changed; written whole or not at all. Door.
 */
import { readFileSync } from 'node:fs'
import { systemCode } from '../base/errors.js'
import { writeAtomically } from '../files/write-folder.js'
import type { ChainHead } from '../store/event-chain.js'
import { formatRegister } from './format.js'
import type { Register, ToldBy } from './register.js'

/** Which ledger tells, and how far the chain of its events is. */
export interface ToldNow {
  /** Undefined with `marks: none`. */
  readonly ledger: ToldBy | undefined
  readonly audit: ChainHead
}

/**
 * @param by which ledger it is, as of now: written where something else is new, or it is another ledger
 * @throws BelfryError OUTPUT_FOLDER
 */
export async function writeRegister(file: string, register: Register, by?: ToldNow): Promise<boolean> {
  const current = currentText(file)
  const before = register.ledger
  const isSame = by?.ledger?.id === before?.id && by?.ledger?.epoch === before?.epoch
  if (isSame && formatRegister(register) === current) return false
  const ledger = newest(before, by?.ledger)
  const isBehind = by?.ledger !== undefined && ledger !== by.ledger
  const audit = by === undefined || isBehind ? register.audit : by.audit
  const text = formatRegister({ ...register, ledger, audit })
  if (text === current) return false
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

/** A copy that is behind does not hide from the others that it is. */
function newest(before: ToldBy | undefined, by: ToldBy | undefined): ToldBy | undefined {
  if (by === undefined || before === undefined || by.id !== before.id) return by ?? before
  const isBehind = by.epoch < before.epoch || (by.epoch === before.epoch && by.sequence < before.sequence)
  return isBehind ? before : by
}
