/** A transport with a look at each message: where a test does something in the middle of a mailing. */
import type { Reply } from '../../src/delivery/reply.js'
import type { Outgoing, Transport } from '../../src/delivery/transport.js'

export interface Looks {
  /** After the start was committed, before the message is sent; from 1. */
  readonly before?: (message: Outgoing, count: number) => Promise<void> | void
  /** When the reply is here and not stored. */
  readonly after?: (reply: Reply, count: number) => Promise<void> | void
}

export function watching(transport: Transport, { before, after }: Looks): Transport {
  let sent = 0
  let answered = 0
  return {
    name: transport.name,
    open: () => {
      const session = transport.open()
      return {
        ready: async () => await session.ready(),
        close: async () => await session.close(),
        send: async (message) => {
          sent += 1
          await before?.(message, sent)
          const reply = await session.send(message)
          answered += 1
          await after?.(reply, answered)
          return reply
        },
      }
    },
  }
}
