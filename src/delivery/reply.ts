/**
 * What a server said to one delivery, and what that means for its row in the ledger. Pure.
 */
import { retryDelayMs } from './retry-delay.js'

export interface Reply {
  /**
   * accepted: 2yz after the final dot. deferred: 4yz, or the connection broke before the final dot. failed: 5yz to this
   * recipient or this message. uncertain: the connection broke between the final dot and the reply. refused: 5yz to the
   * sender, which is not the recipient's fault. unbegun: the connection broke before MAIL was written.
   */
  readonly outcome: 'accepted' | 'deferred' | 'failed' | 'uncertain' | 'refused' | 'unbegun'
  /** The server's words, on one line. */
  readonly text: string
}

/** Characters of a server's words that are kept. */
const LONGEST_REPLY = 500

export interface Settled {
  readonly state: 'accepted' | 'deferred' | 'failed' | 'uncertain' | 'queued'
  readonly dueAt: number
  readonly reply: string
  /** Tries that count. */
  readonly attempts: number
}

/**
 * A message that was not begun goes over the next connection, and soon; a server that drops each connection is not
 * asked on end.
 */
const UNBEGUN_MS = 1000

/** Stands in the reply of a delivery that was given up and may have arrived all the same. */
export const MAY_HAVE_ARRIVED = ', the last of which may have arrived'

/**
 * @param row `attempts` made before this one, `id` for the jitter; `retried_at` where an operator had it sent again
 * @param at.since when the mailing was frozen: retrying ends `retryForMs` after that, or after the operator's word
 */
export function settle(
  reply: Reply,
  row: { id: number; attempts: number; retried_at?: number | null },
  at: { since: number; now: number; retryForMs: number },
): Settled {
  const text = oneLine(reply.text)
  const attempts = row.attempts + 1
  const { outcome } = reply
  if (outcome === 'unbegun') return { state: 'queued', dueAt: at.now + UNBEGUN_MS, reply: text, attempts: row.attempts }
  if (outcome === 'refused') return { state: 'queued', dueAt: at.now, reply: text, attempts }
  if (outcome !== 'deferred' && outcome !== 'uncertain') return { state: outcome, dueAt: at.now, reply: text, attempts }
  // An uncertain one waits as well: a server that breaks off after every final dot would make a copy each time.
  const dueAt = at.now + retryDelayMs(attempts, row.id)
  if (dueAt <= (row.retried_at ?? at.since) + at.retryForMs) return { state: outcome, dueAt, reply: text, attempts }
  const doubt = outcome === 'uncertain' ? MAY_HAVE_ARRIVED : ''
  return { state: 'failed', dueAt: at.now, reply: `gave up after ${attempts} tries${doubt}: ${text}`, attempts }
}

/**
 * A server may say anything: what no database holds, or no terminal should be shown, is left out, and no character is
 * cut in two.
 */
function oneLine(text: string): string {
  const plain = text.replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
  return [...plain.slice(0, 2 * LONGEST_REPLY)]
    .slice(0, LONGEST_REPLY)
    .join('')
    .replace(/\p{Cs}/gu, '')
}
