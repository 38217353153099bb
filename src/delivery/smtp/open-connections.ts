/**
 * SMTP connections. nodemailer connects, greets, turns TLS on and logs in; then its socket is taken over by a dialogue
 * of our own, which pipelines and knows what was sent. In: a server. Out: a transport. Door.
 */

import type { Socket } from 'node:net'
import { type PeerCertificate, TLSSocket } from 'node:tls'
import type { SMTPConnectionAuth, SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { BelfryError, messageOf } from '../../base/errors.js'
import { plainLine } from '../../base/plain-line.js'
import type { Reply } from '../reply.js'
import { deliveryTexts } from '../texts.js'
import type { Outgoing, Session, Transport } from '../transport.js'
import { capabilitiesOf } from './capabilities.js'
import type { Stage } from './replies.js'
import { SmtpSession } from './session.js'

export interface SmtpServer {
  readonly name: string
  readonly options: SMTPConnectionOptions
  readonly auth?: SMTPConnectionAuth
  /** Messages over one connection at the most. */
  readonly perConnection?: number
  /** How long to wait for each reply, where not as long as RFC 5321 says. */
  readonly waitMs?: Readonly<Record<Stage, number>>
  /** How long connecting, TLS and logging in may take together. */
  readonly openingMs?: number
}

/**
 * RFC 5321 §4.5.3.2: what a client should wait at the least. The greeting is part of connecting, as nodemailer counts.
 */
const TIMEOUTS = { connectionTimeout: 5 * 60_000, greetingTimeout: 5 * 60_000, socketTimeout: 5 * 60_000 }

/** A server that answers octet by octet is never silent, so that no other time limit ends it. */
const OPENING_MS = 15 * 60_000

export function smtpTransport(server: SmtpServer): Transport {
  const host: Host = { refusesChunks: false }
  return { name: server.name, open: () => new ReconnectingSession(server, host) }
}

/** What one connection learns of the server for all that follow. */
interface Host {
  /** It offered CHUNKING and does not know BDAT. */
  refusesChunks: boolean
}

/** Several messages may be given at once; who finds the connection gone waits for the same new one. */
class ReconnectingSession implements Session {
  #session: SmtpSession | undefined
  #opening: Promise<SmtpSession> | undefined
  /** Messages that this connection was given. */
  #given = 0
  /** Those that were promised a place by `ready` and are not given yet. */
  #promised = 0
  #waiting: (() => void)[] = []

  constructor(
    private readonly server: SmtpServer,
    private readonly host: Host,
  ) {}

  async ready(): Promise<void> {
    const most = this.server.perConnection ?? Number.POSITIVE_INFINITY
    for (;;) {
      const isSpent = this.#given + this.#promised >= most
      const isUsable = this.#session?.usable === true
      if (isUsable && !isSpent) break
      if (isUsable && this.#promised > 0) {
        // Whoever was promised the last places gets them on this connection.
        await new Promise<void>((resolve) => this.#waiting.push(resolve))
        continue
      }
      this.#opening ??= this.#renewed().finally(() => {
        this.#opening = undefined
      })
      this.#session = await this.#opening
      // One that was lost as soon as it was there says so itself, of the message that it is given.
      if (this.#given + this.#promised < most) break
    }
    this.#promised += 1
  }

  skip(): void {
    this.#promised = Math.max(0, this.#promised - 1)
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** Messages that are under way on the old connection finish there. */
  async #renewed(): Promise<SmtpSession> {
    await this.#session?.finish()
    this.#given = 0
    return await opened(this.server, this.host)
  }

  async send(message: Outgoing): Promise<Reply> {
    const lost: Reply = { outcome: 'unbegun', text: 'the connection was lost before the message was begun' }
    this.#given += 1
    this.skip()
    return (await this.#session?.send(message)) ?? lost
  }

  async close(): Promise<void> {
    await this.#session?.close()
  }
}

/** @throws BelfryError SMTP_UNREACHABLE; SMTP_REFUSED where it does not let this account in */
async function opened(server: SmtpServer, host: Host): Promise<SmtpSession> {
  const connection = new SMTPConnection({ ...TIMEOUTS, ...server.options })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('the server took too long to begin')), server.openingMs ?? OPENING_MS)
      connection.on('error', reject)
      connection.once('end', () => reject(new Error('the server closed the connection')))
      connection.connect((error) => {
        if (error) return reject(error)
        const said = capabilitiesOf(connection.lastServerResponse || '')
        const offered = host.refusesChunks ? { ...said, chunking: false } : said
        const refused = () => {
          host.refusesChunks = true
        }
        // Taken over within the callback: whatever the server says next is for the dialogue.
        const takeOver = () => {
          connection.removeAllListeners('end')
          const socket = connection._socket
          if (socket)
            resolve(takenOver(connection, socket, () => new SmtpSession(socket, offered, server.waitMs, refused)))
          else reject(new Error('the connection was lost'))
        }
        if (server.auth === undefined) return takeOver()
        connection.login(server.auth, (refused) => (refused ? reject(refused) : takeOver()))
      })
    })
  } catch (cause) {
    connection.close()
    const code = isRefusal(cause) ? 'SMTP_REFUSED' : 'SMTP_UNREACHABLE'
    throw new BelfryError(code, deliveryTexts.openConnections.cannotUsed(server.name, plainLine(messageOf(cause))), {
      cause,
      exitCode: 3,
    })
  } finally {
    clearTimeout(timer)
  }
}

/** A reply of 5yz to AUTH refuses the account. Waiting does not change that. */
function isRefusal(cause: unknown): boolean {
  if (!(cause instanceof Error) || !('responseCode' in cause) || !('code' in cause)) return false
  return cause.code === 'EAUTH' && Number(cause.responseCode) >= 500
}

/** nodemailer's listeners, by event. */
const LISTENERS = {
  data: '_onSocketData',
  timeout: '_onSocketTimeout',
  close: '_onSocketClose',
  end: '_onSocketEnd',
  error: '_onSocketError',
}

/**
 * nodemailer lets go of its socket: closed without one, it ends itself, and each of its listeners does nothing from
 * then on. They are removed all the same. Octets that it had read already are handed to the dialogue, in front of what
 * comes.
 */
function takenOver(connection: SMTPConnection, socket: Socket, begin: () => SmtpSession): SmtpSession {
  const early = readAlready(connection)
  connection._socket = false
  connection.close()
  for (const [event, name] of Object.entries(LISTENERS)) removeListener(socket, event, Reflect.get(connection, name))
  socket.setTimeout(0)
  const session = begin()
  if (early.length > 0) socket.emit('data', early)
  return session
}

function removeListener(socket: Socket, event: string, listener: unknown): void {
  for (const each of socket.rawListeners(event)) {
    const original: unknown = Reflect.get(each, 'listener') ?? each
    if (original === listener) socket.removeListener(event, each as () => void)
  }
}

function readAlready(connection: SMTPConnection): Buffer {
  const replies: unknown = Reflect.get(connection, '_responseQueue')
  const begun: unknown = Reflect.get(connection, '_remainder')
  const lines = Array.isArray(replies) ? replies.map((reply) => `${String(reply)}\n`) : []
  return Buffer.from(lines.join('') + (typeof begun === 'string' ? begun : ''), 'latin1')
}

/** @returns undefined where the connection has no TLS @throws Error where nobody answers within the patience */
export async function peerCertificate(
  options: SMTPConnectionOptions,
  patienceMs: number,
): Promise<PeerCertificate | undefined> {
  const times = { connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs }
  const connection = new SMTPConnection({ ...options, ...times, tls: { rejectUnauthorized: false } })
  try {
    return await new Promise((resolve, reject) => {
      connection.on('error', reject)
      connection.once('end', () => reject(new Error('the server closed the connection')))
      connection.connect((error) => {
        if (error) return reject(error)
        const socket = connection._socket
        resolve(socket instanceof TLSSocket ? socket.getPeerCertificate() : undefined)
      })
    })
  } finally {
    connection.close()
  }
}
