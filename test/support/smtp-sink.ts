/**
 * A real SMTP server over TCP that keeps what it accepts. In: how it answers recipients, what to call when a message is
 * whole. Out: its port and the messages.
 */
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface Received {
  readonly from: string
  readonly to: string
  readonly bytes: Buffer
}

export interface Sink {
  /** For `mail.transport`. */
  readonly transport: string
  readonly received: readonly Received[]
  close(): Promise<void>
}

/**
 * @param refuse an error for a recipient, with `responseCode` 450, 550 …, or undefined to accept
 * @param whole called with the number of messages after each final dot, before the reply to it
 */
export async function startSink(
  refuse: (address: string) => (Error & { responseCode: number }) | undefined = () => undefined,
  whole: (count: number) => void = () => undefined,
): Promise<Sink> {
  const received: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (address, _session, callback) => callback(refuse(address.address)),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = session.envelope.mailFrom
        received.push({
          from: from === false ? '' : from.address,
          to: session.envelope.rcptTo[0]?.address ?? '',
          bytes: Buffer.concat(chunks),
        })
        whole(received.length)
        callback()
      })
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  // A client that is killed resets its connections; what arrived tells whether anything was lost.
  server.on('error', () => undefined)
  const { port } = server.server.address() as AddressInfo
  return {
    transport: `smtp://127.0.0.1:${port}`,
    received,
    close: async () => await new Promise((resolve) => server.close(resolve)),
  }
}

/** An SMTP refusal. */
export function refusal(responseCode: number, message: string): Error & { responseCode: number } {
  return Object.assign(new Error(message), { responseCode })
}
