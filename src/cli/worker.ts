/**
 * `belfry worker`: one more delivery worker, until Ctrl-C; any number of them, with PostgreSQL on any number of
 * machines.
 */

import { BelfryError } from '../base/errors.js'
import { type Log, serviceLog } from '../base/log.js'
import { keysBehind, loadMemory } from '../notices/memory-store.js'
import { readRegister } from '../register/read.js'
import { type AppContext, openAppContext } from '../run/app-context.js'
import { openReadContext } from '../run/read-context.js'
import { Sender } from '../schedule/sender.js'
import { type AddCommand, fileOf } from './command.js'
import { aborted, inRealTime, untilInterrupted } from './signals.js'

export const workerCommand: AddCommand = (self) => {
  self.action(async (_flags, command) => {
    await work(fileOf(command))
  })
}

async function work(file: string): Promise<void> {
  inRealTime()
  const stop = untilInterrupted()
  const log = serviceLog()
  const context = await openAppContext(openReadContext({ file, log }), stop)
  try {
    await refuseOldLedger(context)
    const sender = new Sender(context, () => true)
    const { connections } = context.config.delivery
    log.info(`This worker sends through ${context.transport.name}, over ${connections} connections. Ctrl-C stops it.`)
    await aborted(stop)
    log.info('stopping after the messages that are being sent')
    await sender.stop()
  } finally {
    await context.close()
  }
}

/**
 * A ledger restored from a backup knows as waiting what was sent since. Where the register is at hand it says so; runs
 * say it to all.
 */
async function refuseOldLedger({ store, config, marks, log }: AppContext): Promise<void> {
  const stop = await marks.stop()
  if (stop !== undefined) throw new BelfryError(stop.code, sentenceOf(stop), { fix: stop.fix })
  const told = toldIn(config.content.register, log)
  const behind = keysBehind(await loadMemory(store.db, new Set()), told)
  if (behind.length > 0)
    throw new BelfryError(
      'LEDGER_BEHIND',
      `The ledger does not know of ${behind.length} notices that were told, such as ${behind[0]}.`,
    )
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
