/**
 * Takes mail that comes in by SMTP (RFC 5321) or LMTP (RFC 2033). In: where to listen, whom mail is for, what takes it.
 * Out: the address it is at, and a way to end it. Mail is acknowledged once it was taken, never before; where that
 * fails the sender keeps it and tries again. Door.
 */

import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import { INBOUND_LIMIT_BYTES } from './parse-inbound.js'
import { inboundTexts } from './texts.js'

export interface ListenAt {
  readonly protocol: 'smtp' | 'lmtp'
  readonly host: string
  /** 0 is any. */
  readonly port: number
  /** What the greeting says. */
  readonly name: string
  /** PEM, for STARTTLS; none is offered without. */
  readonly tls?: { readonly cert: string; readonly key: string }
}

export interface Taking {
  /** Others are refused at RCPT. */
  isFor(recipient: string): boolean
  /** @throws whatever keeps it from being written down */
  take(bytes: Uint8Array, recipient: string): Promise<void>
  /** What went wrong while a message was taken. */
  failed(thrown: unknown): void
}

export interface InboundLimits {
  readonly bytes: number
  readonly connections: number
  readonly recipients: number
  readonly idleMs: number
  /** What is open longer after close() is cut off. */
  readonly graceMs: number
}

export const defaultLimits: InboundLimits = {
  // A report may bring the whole message with it, attachments of a mail server included.
  bytes: 10 * 1024 * 1024,
  connections: 50,
  recipients: 100,
  idleMs: 60_000,
  graceMs: 2_000,
}

export interface MailServer {
  readonly port: number
  /** Messages that are being taken are answered first. */
  close(): Promise<void>
}

/** @throws BelfryError LISTEN where the address cannot be had */
export async function openMailServer(at: ListenAt, taking: Taking, limits: InboundLimits): Promise<MailServer> {
  const underWay = new Set<Promise<unknown>>()
  const server = new SMTPServer({
    ...at.tls,
    lmtp: at.protocol === 'lmtp',
    name: at.name,
    authOptional: true,
    // The last three are jokes of the library's.
    disabledCommands: [...(at.tls === undefined ? ['STARTTLS'] : []), 'AUTH', 'WIZ', 'SHELL', 'KILL'],
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    logger: false,
    size: limits.bytes,
    rejectOversized: true,
    maxClients: limits.connections,
    maxRecipients: limits.recipients,
    maxCommandLength: 2048,
    socketTimeout: limits.idleMs,
    closeTimeout: limits.graceMs,
    onRcptTo: ({ address }, _session, done) => done(taking.isFor(address) ? null : reply(550, 'No such mailbox here')),
    onData: (stream, session, done) => {
      const work = takeOne(stream, session, taking).then((failed) => {
        if (at.protocol === 'lmtp')
          return done(
            null,
            failed.map((one) => one ?? 'Taken'),
          )
        return done(failed.find((one) => one !== undefined) ?? null, 'Taken')
      })
      underWay.add(work)
      void work.finally(() => underWay.delete(work))
    },
  })
  await listening(server, at)
  // A client that resets its connection is nothing to tell of: it comes again.
  server.on('error', () => undefined)
  return {
    port: (server.server.address() as AddressInfo).port,
    close: async () => {
      await new Promise<void>((resolve) => server.close(resolve))
      await Promise.allSettled(underWay)
    },
  }
}

type Refusal = Error & { readonly responseCode: number }

/** @returns for each recipient why it was not taken */
async function takeOne(
  stream: SMTPServerDataStream,
  { envelope }: SMTPServerSession,
  taking: Taking,
): Promise<(Refusal | undefined)[]> {
  const bytes = await firstOf(stream)
  const recipients = envelope.rcptTo.map(({ address }) => address)
  // The library refuses it.
  if (bytes === undefined || stream.sizeExceeded) return recipients.map(() => reply(451, 'Cut off'))
  const failed: (Refusal | undefined)[] = []
  for (const recipient of recipients)
    try {
      await taking.take(bytes, recipient)
      failed.push(undefined)
    } catch (thrown) {
      taking.failed(thrown)
      failed.push(reply(451, 'It cannot be written down now, try again later'))
    }
  return failed
}

/** No more than is looked at. @returns undefined where the connection broke before its end */
async function firstOf(stream: SMTPServerDataStream): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (length < INBOUND_LIMIT_BYTES) chunks.push(chunk)
      length += chunk.byteLength
    }
  } catch {
    // What came so far is not the message.
    return undefined
  }
  return Buffer.concat(chunks).subarray(0, INBOUND_LIMIT_BYTES)
}

function reply(responseCode: number, words: string): Refusal {
  return Object.assign(new Error(words), { responseCode })
}

async function listening(server: SMTPServer, { host, port }: ListenAt): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (cause: Error) => reject(unheard(cause, host, port))
    server.once('error', refuse)
    server.listen(port, host, () => {
      server.off('error', refuse)
      resolve()
    })
  })
}

function unheard(cause: Error, host: string, port: number): BelfryError {
  const why = systemCode(cause) === 'EADDRINUSE' ? 'another program listens there' : messageOf(cause)
  return new BelfryError('LISTEN', inboundTexts.openMailServer.cannotListenForMail(host, port, why), {
    cause,
    exitCode: 3,
  })
}
