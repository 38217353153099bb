/** Mail that came back. Pure. */
import type { Generated } from 'kysely'

/** What came back of a delivery. */
export interface BounceTable {
  id: Generated<number>
  mailing_id: number
  person_id: number
  class: 'hard' | 'soft' | 'policy' | 'complaint'
  /** RFC 3463; '' where the server gave none. */
  status: string
  /** The server's, on one line; empty once the person is erased. */
  words: string
  at: number
  /** 1 where the person was suppressed because of it. */
  suppressed: number
  /** A report that came in, the server that was spoken to (RCPT), or a mail provider's webhook. */
  source: Generated<'mail' | 'rcpt' | 'webhook'>
}

/** Events of mail providers that were taken. */
export interface WebhookEventTable {
  /** The provider's name, a colon, SHA-256 of the event's id. */
  id: string
  at: number
}
