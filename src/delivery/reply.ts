/**
 * What a server said to one delivery, and what that means for its row in the ledger. Pure.
 */
import { retryDelayMs } from './retry.js'

export interface Reply {
  /**
   * accepted: 2yz after the final dot. deferred: 4yz, or the connection broke before the final dot. failed: 5yz to this recipient or
   * this message. uncertain: the connection broke between the final dot and the reply. refused: 5yz to the sender, which is not the
   * recipient's fault.
   */
  readonly outcome: 'accepted' | 'deferred' | 'failed' | 'uncertain' | 'refused'
  /** The server's words, on one line. */
  readonly text: string
}

export interface Settled {
  readonly state: 'accepted' | 'deferred' | 'failed' | 'uncertain' | 'queued'
  readonly dueAt: number
  readonly reply: string
}

/**
 * @param attempts tries made, this one included
 * @param since when the mailing was frozen: retrying ends `retryForMs` later
 */
export function settle(
  reply: Reply,
  at: { attempts: number; since: number; now: number; retryForMs: number },
): Settled {
  const text = reply.text.replace(/\s+/g, ' ').slice(0, 500)
  if (reply.outcome === 'refused') return { state: 'queued', dueAt: at.now, reply: text }
  if (reply.outcome !== 'deferred' && reply.outcome !== 'uncertain')
    return { state: reply.outcome, dueAt: at.now, reply: text }
  // An uncertain one waits as well: a server that breaks off after every final dot would make a copy each time.
  const dueAt = at.now + retryDelayMs(at.attempts)
  if (dueAt <= at.since + at.retryForMs) return { state: reply.outcome, dueAt, reply: text }
  const doubt = reply.outcome === 'uncertain' ? ', the last of which may have arrived' : ''
  return { state: 'failed', dueAt: at.now, reply: `gave up after ${at.attempts} tries${doubt}: ${text}` }
}
