/**
 * What a worker without runs of its own asks before it sends: is the ledger an old copy? In: the app context. Out: an
 * error, or nothing.
 */

import { BelfryError } from '../../base/errors.js'
import type { Log } from '../../base/log.js'
import { keysBehind } from '../../notices/memory-store.js'
import { readRegister } from '../../register/read.js'
import type { AppContext } from '../../run/app-context.js'
import { cliTexts } from '../texts.js'

/**
 * A ledger restored from a backup knows as waiting what was sent since. Where the register is at hand it says so; runs
 * say it to all.
 * @throws BelfryError LEDGER_BEHIND, LEDGER_MOVED
 */
export async function refuseOldLedger({ store, config, marks, log }: AppContext): Promise<void> {
  const stop = await marks.stop()
  if (stop !== undefined) throw new BelfryError(stop.code, sentenceOf(stop), { fix: stop.fix })
  const told = toldIn(config.content.register, log)
  const behind = await keysBehind(store.db, told)
  if (behind.length > 0)
    throw new BelfryError('LEDGER_BEHIND', cliTexts.oldLedger.ledgerDoesNotKnow(behind.length, behind[0]))
}

/** One that cannot be read says nothing; whether mail is stopped the ledger says itself. */
function toldIn(register: string, log: Log): ReadonlyMap<string, number> {
  try {
    return readRegister(register).told
  } catch (thrown) {
    if (!(thrown instanceof BelfryError)) throw thrown
    log.warn(`${thrown.message} (${thrown.fix})`)
    return new Map()
  }
}

function sentenceOf({ message }: { readonly message: string }): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.$/, '')}.`
}
