/**
 * `belfry worker`: one more delivery worker, until Ctrl-C; any number of them, with PostgreSQL on any number of
 * machines.
 */

import { BelfryError } from '../base/errors.js'
import { serviceLog } from '../base/log.js'
import { keysBehind, loadMemory } from '../notices/memory-store.js'
import { readRegister } from '../register/read.js'
import { type AppContext, openAppContext } from '../run/app-context.js'
import { openReadContext } from '../run/read-context.js'
import { Sender } from '../schedule/sender.js'
import { MAIL_RESTORED, readFact } from '../store/meta-store.js'
import { type AddCommand, addCommand, fileOf } from './command.js'
import { aborted, inRealTime, untilInterrupted } from './signals.js'

export const workerCommand: AddCommand = (program) => {
  addCommand(program, 'worker', 'one more delivery worker', false).action(async (_flags, command) => {
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
async function refuseOldLedger({ store, config }: AppContext): Promise<void> {
  if ((await readFact(store.db, MAIL_RESTORED)) !== undefined)
    throw new BelfryError('LEDGER_BEHIND', 'The ledger was restored from a backup, and nobody adopted what it forgot.')
  const { told } = readRegister(config.content.register)
  const behind = keysBehind(await loadMemory(store.db, new Set()), told)
  if (behind.length > 0)
    throw new BelfryError(
      'LEDGER_BEHIND',
      `The ledger does not know of ${behind.length} notices that were told, such as ${behind[0]}.`,
    )
}
