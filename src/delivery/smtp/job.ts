/**
 * One message on its way over a session: how far it has left, which of its commands are not answered, what became of
 * it. Pure. In: the message. Out: its
 * reply, also where the connection breaks.
 */
import type { Reply } from '../reply.js'
import type { Outgoing } from '../transport.js'
import { wholeLines } from './chunks.js'
import type { Stage } from './replies.js'

export const NOT_BEGUN = 'the connection was lost before the message was begun'

export interface Job {
  readonly message: Outgoing
  /** As they travel: with dots doubled or, in chunks, as they are. */
  bytes: Buffer
  isChunked: boolean
  readonly ended: Promise<Reply>
  readonly resolve: (reply: Reply) => void
  /** Did the server answer MAIL? Until then another connection may take it as if nothing had been. */
  begun: boolean
  /** Octets handed to the stream. */
  written: number
  /** The reply of MAIL or RCPT that refused the message. */
  refusal: Reply | undefined
  recipientTaken: boolean
  /** Has all of it been handed to the stream, the final dot or the last chunk too? */
  endSent: boolean
}

/** Nothing of a message has left. */
const UNSENT = {
  ...{ begun: false, isChunked: false, written: 0 },
  ...{ refusal: undefined, recipientTaken: false, endSent: false },
}

/** A command that was written and not answered. */
export interface Awaited {
  readonly stage: Stage
  readonly job: Job | undefined
}

export interface Command extends Awaited {
  readonly line: string
}

/** @param bytes as they travel */
export function newJob(message: Outgoing, bytes: Buffer): Job {
  let resolve: (reply: Reply) => void = () => undefined
  const ended = new Promise<Reply>((resolved) => {
    resolve = resolved
  })
  return { message, bytes, ended, resolve, ...UNSENT }
}

/** The same job once more, from its beginning. */
export function asUnsent(job: Job, bytes: Buffer): Job {
  return Object.assign(job, UNSENT, { bytes })
}

/** Chunks have their octets counted, and no dots doubled. */
export function inChunks(job: Job): void {
  job.isChunked = true
  job.bytes = wholeLines(job.message.bytes)
}

/** What a message without an answer came to when its connection ended. */
export function replyWhereBroken(job: Job, why: string): Reply {
  if (job.refusal !== undefined && !(job.endSent && job.recipientTaken)) return job.refusal
  if (job.endSent) return { outcome: 'uncertain', text: why }
  return job.begun ? { outcome: 'deferred', text: why } : { outcome: 'unbegun', text: NOT_BEGUN }
}
