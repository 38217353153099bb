/**
 * What a way out looks like to the worker: SMTP, sendmail or a folder. Pure types.
 */
import type { Reply } from './reply.js'

export interface Outgoing {
  /** Envelope sender (RFC 5321 §4.1.1.2). */
  readonly from: string
  /** The one envelope recipient. */
  readonly to: string
  /** RFC 5322 message, CRLF line ends. */
  readonly bytes: Buffer
  /** Known to hold no line that begins with a dot: none need be looked for. */
  readonly isDotFree?: boolean
  /** Asked before the final dot or the last chunk: is the lease still ours? Where not, the message stays unsent. */
  mayFinish(): boolean
}

export interface Session {
  /** Connects where needed. @throws BelfryError SMTP_UNREACHABLE where no server answers; nothing was sent then */
  ready(): Promise<void>
  /** After `ready`, where nothing is sent: the place on the connection is another's. */
  skip?(): void
  /** Never throws: whatever happens is a reply. */
  send(message: Outgoing): Promise<Reply>
  close(): Promise<void>
}

export interface Transport {
  /** For people, without a password. */
  readonly name: string
  /** One per connection; sessions know nothing of each other. */
  open(): Session
}
