/** `belfry serve`: web pages, scheduler and a delivery worker, until Ctrl-C. */

import { type Log, serviceLog } from '../base/log.js'
import { openAppContext } from '../run/app-context.js'
import { openInbound } from '../run/open-inbound.js'
import { openReadContext } from '../run/read-context.js'
import { startDaemon } from '../schedule/daemon.js'
import { startServer } from '../web/server.js'
import { type AddCommand, fileOf } from './command.js'
import { aborted, inRealTime, untilInterrupted } from './signals.js'

export const serveCommand: AddCommand = (self) => {
  self.action(async (_flags, command) => {
    await serve(fileOf(command))
  })
}

/** Runs until the process is told to stop. */
export async function serve(file: string, log: Log = serviceLog()): Promise<void> {
  inRealTime()
  const stop = untilInterrupted()
  const context = await openAppContext(openReadContext({ file, log }), stop)
  try {
    const daemon = startDaemon(context)
    try {
      const server = await startServer(context, daemon)
      log.info(
        `Belfry is at ${server.url} and writes its feeds to ${context.config.feeds.folder}; ` +
          `mail goes to ${context.transport.name}. Ctrl-C stops it.`,
      )
      try {
        const inbound = await openInbound(context)
        if (inbound !== undefined) log.info(`Mail that comes back is taken on port ${inbound.port}.`)
        await aborted(stop)
        log.info('stopping after the messages that are being sent')
        await inbound?.close()
      } finally {
        await server.close()
      }
    } finally {
      await daemon.stop()
    }
  } finally {
    await context.close()
  }
}
