/** `belfry serve`: web pages, scheduler and a delivery worker, or some of them (`--only`), until Ctrl-C. */

import { InvalidArgumentError } from 'commander'
import type { Log } from '../base/log.js'
import { openAppContext } from '../run/app-context.js'
import { openReadContext } from '../run/read-context.js'
import { type AddCommand, fileOf } from './command.js'
import { refuseOldLedger } from './serving/old-ledger.js'
import { serviceLog } from './serving/open-service-log.js'
import { Serving, type ServingParts, servingParts } from './serving/service.js'
import { aborted, inRealTime, onHangUp, untilInterrupted } from './signals.js'
import { cliTexts } from './texts.js'

/** Service managers kill after ten seconds what they told to stop. */
const LONGEST_STOP_MS = 9_500
const ALL: ServingParts = { web: true, schedule: true, work: true }

export const serveCommand: AddCommand = (self) => {
  self
    .option('--only <parts>', 'of web, schedule, work: other processes do the rest', partsOf)
    .action(async (flags: { only?: ServingParts }, command) => {
      await serve(fileOf(command), serviceLog(), flags.only ?? ALL)
    })
}

function partsOf(text: string): ServingParts {
  const named = text.split(',').map((part) => part.trim())
  const isKnown = (part: string) => servingParts.some((known) => known === part)
  if (!named.every(isKnown)) throw new InvalidArgumentError(cliTexts.serve.nameSomeWebSchedule())
  return { web: named.includes('web'), schedule: named.includes('schedule'), work: named.includes('work') }
}

/** Runs until the process is told to stop. */
export async function serve(file: string, log: Log = serviceLog(), parts = ALL): Promise<void> {
  inRealTime()
  const stop = untilInterrupted()
  const context = await openAppContext(openReadContext({ file, log }), stop)
  try {
    if (parts.work && !parts.schedule) await refuseOldLedger(context)
    const serving = await Serving.begin(context, parts)
    const forget = onHangUp(() => void serving.readAnew())
    log.info(serving.sentence)
    await aborted(stop)
    forget()
    log.info('stopping after the messages that are being sent')
    endAtLast(log)
    await serving.stop()
  } finally {
    await context.close()
  }
}

/** A run or a server that lets nothing end is left to whoever starts this anew: all that was begun is in the ledger. */
function endAtLast(log: Log): void {
  setTimeout(() => {
    log.error('stopped without waiting any longer; what was under way is found again by its lease')
    process.exit(1)
  }, LONGEST_STOP_MS).unref()
}
