/**
 * An SMTP session through nodemailer's own connection. In: one message for one recipient at a time. Out: the reply, told apart by
 * whether the final dot could have reached the server: before it a broken connection means "not sent", after it "uncertain". Door.
 */
import { Readable } from 'node:stream'
import type { SMTPConnectionAuth, SMTPConnectionOptions, SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { BelfryError, messageOf } from '../errors.js'
import { needsSmtpUtf8 } from '../subscribers/address.js'
import type { Reply } from './reply.js'
import type { Outgoing, Session, Transport } from './transport.js'

export interface SmtpServer {
  readonly name: string
  readonly options: SMTPConnectionOptions
  readonly auth?: SMTPConnectionAuth
}

/** RFC 5321 §4.5.3.2: what a client should wait at the least. */
const TIMEOUTS = { connectionTimeout: 30_000, greetingTimeout: 5 * 60_000, socketTimeout: 10 * 60_000 }

export function smtpTransport(server: SmtpServer): Transport {
  return { name: server.name, open: () => new SmtpSession(server) }
}

class SmtpSession implements Session {
  #connection: SMTPConnection | undefined
  #takesUtf8 = false

  constructor(private readonly server: SmtpServer) {}

  async ready(): Promise<void> {
    if (this.#connection !== undefined) return
    const connection = new SMTPConnection({ ...TIMEOUTS, ...this.server.options })
    try {
      await connected(connection)
      this.#takesUtf8 = /^250[- ]SMTPUTF8\b/im.test(connection.lastServerResponse || '')
      if (this.server.auth !== undefined) await loggedIn(connection, this.server.auth)
    } catch (cause) {
      connection.close()
      throw new BelfryError('SMTP_UNREACHABLE', `${this.server.name} cannot be used: ${messageOf(cause)}.`, {
        cause,
        exitCode: 3,
      })
    }
    const forget = () => {
      if (this.#connection === connection) this.#connection = undefined
    }
    connection.once('end', forget)
    connection.on('error', forget)
    this.#connection = connection
  }

  async send(message: Outgoing): Promise<Reply> {
    const connection = this.#connection
    if (connection === undefined)
      return { outcome: 'deferred', text: 'the connection was lost before the message was begun' }
    if (needsSmtpUtf8(message.to) && !this.#takesUtf8) {
      return { outcome: 'failed', text: 'the server does not take addresses in UTF-8 (SMTPUTF8, RFC 6531)' }
    }
    const body = new MessageBody(message)
    const reply = await transaction(connection, message, body)
    if (body.brokenOff) {
      // In the middle of a message QUIT would be one more line of it, and nobody would answer.
      this.#connection = undefined
      connection.close()
      return reply
    }
    // A refused recipient leaves the session usable (RSET, RFC 5321 §4.1.1.5); after anything else a new connection is surer.
    if (reply.outcome !== 'accepted' && !(reply.outcome === 'failed' && (await reset(connection)))) await this.close()
    return reply
  }

  async close(): Promise<void> {
    const connection = this.#connection
    this.#connection = undefined
    if (connection === undefined || connection.destroyed) return
    await new Promise<void>((resolve) => {
      connection.once('end', resolve)
      connection.quit()
    })
  }
}

/** Octets handed over at once; the socket takes the next ones when it has room, so the end is handed over late. */
const SLICE = 16_384

/**
 * The message as a stream that knows whether it was handed over to its end. Before the end it asks whether the lease is still ours:
 * a stream that fails there takes the connection with it, and the final dot is never sent.
 */
class MessageBody extends Readable {
  handedOver = false
  brokenOff = false
  #at = 0

  constructor(private readonly message: Outgoing) {
    super()
  }

  override _read(): void {
    if (this.#at < this.message.bytes.length) {
      this.push(this.message.bytes.subarray(this.#at, this.#at + SLICE))
      this.#at += SLICE
      return
    }
    if (!this.message.mayFinish()) {
      this.brokenOff = true
      this.destroy(new Error('the lease ended before the message did'))
      return
    }
    this.handedOver = true
    this.push(null)
  }
}

async function connected(connection: SMTPConnection): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    connection.on('error', reject)
    connection.once('end', () => reject(new Error('the server closed the connection')))
    connection.connect((error) => (error ? reject(error) : resolve()))
  })
}

async function loggedIn(connection: SMTPConnection, auth: SMTPConnectionAuth): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    connection.once('error', reject)
    connection.login(auth, (error) => (error ? reject(error) : resolve()))
  })
}

async function reset(connection: SMTPConnection): Promise<boolean> {
  return await new Promise((resolve) => {
    connection.once('end', () => resolve(false))
    connection.reset((error) => resolve(!error))
  })
}

interface SmtpFailure {
  readonly message: string
  /** Of the composer of the commands, where no server said anything. */
  readonly code?: string | undefined
  readonly responseCode?: number | undefined
  readonly response?: string | undefined
  readonly command?: string | undefined
}

async function transaction(connection: SMTPConnection, message: Outgoing, body: MessageBody): Promise<Reply> {
  return await new Promise((resolve) => {
    const lost = () => resolve(meaningOf({ message: 'the connection was lost' }, body))
    connection.once('end', lost)
    connection.send(
      { from: message.from, to: [message.to], size: message.bytes.length },
      body,
      (error: SmtpFailure | null, info: SMTPConnectionSendInfo) => {
        connection.removeListener('end', lost)
        resolve(error === null ? { outcome: 'accepted', text: info.response } : meaningOf(error, body))
      },
    )
  })
}

/** A reply means what it says; no reply means "not sent" before the final dot and "uncertain" after it. */
function meaningOf(failure: SmtpFailure, body: MessageBody): Reply {
  const text = failure.response ?? failure.message
  const code = failure.responseCode ?? 0
  if (code >= 500) return { outcome: /^(MAIL|AUTH|EHLO|CONN)/.test(failure.command ?? '') ? 'refused' : 'failed', text }
  if (code >= 400) return { outcome: 'deferred', text }
  // Larger than the server's SIZE (RFC 1870): so is every copy.
  if (failure.code === 'EMESSAGE' && failure.command === 'MAIL FROM') return { outcome: 'refused', text }
  return { outcome: body.handedOver ? 'uncertain' : 'deferred', text }
}
