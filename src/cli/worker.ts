/**
 * `belfry worker`: one more delivery worker, until Ctrl-C; any number of them, with PostgreSQL on any number of
 * machines.
 */

import { openAppContext } from '../run/app-context.js'
import { openReadContext } from '../run/read-context.js'
import { Sender } from '../schedule/sender.js'
import { type AddCommand, fileOf } from './command.js'
import { refuseOldLedger } from './serving/old-ledger.js'
import { serviceLog } from './serving/open-service-log.js'
import { aborted, inRealTime, untilInterrupted } from './signals.js'
import { cliTexts } from './texts.js'

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
    log.info(cliTexts.worker.workerSendsThroughOver(context.transport.name, connections))
    await aborted(stop)
    log.info('stopping after the messages that are being sent')
    await sender.stop()
  } finally {
    await context.close()
  }
}
