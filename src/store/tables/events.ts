/** What was done to people, in a chain of hashes. Pure. */
import type { Generated } from 'kysely'

/** What was done to people by operators and by themselves: history and audit in one. No subscriber's address. */
export interface EventTable {
  id: Generated<number>
  at: number
  /** Who did it: the name of an operator, or of what did it by itself; `the person` for who used a link of theirs. */
  actor: string
  /** Where: `cli`; `inbound` for mail that came back; `web`; `console`; `api`; `service` for what it decides. */
  via: string
  action:
    | 'unsubscribe'
    | 'confirm'
    | 'choose'
    | 'undo'
    | 'remove'
    | 'suppress'
    | 'unsuppress'
    | 'erase'
    | 'move-list'
    | 'rename-cycle'
    | 'settle-cycle'
    | 'change-address'
    | 'approve'
    | 'dismiss'
    | 'hold'
    | 'send'
    | 'test'
    | 'add'
    | 'import'
    | 'set'
    | 'export'
    | 'tell'
    | 'ask'
    | 'gone'
    | 'pause'
    | 'resume'
    | 'cancel'
    | 'retry'
    | 'invite'
    | 'revoke'
    | 'token'
    | 'sign-in'
    | 'passkey'
    | 'sign-out'
    | 'adopt'
    | 'claim'
    | 'accept-source'
    | 'accept-gone'
    | 'new-link-key'
  person_id: number | null
  /** What else it was done to: a list's id, a notice's key, a mailing's number. */
  key: string
  /** Emptied where its person is erased; `reason_digest` stays. */
  reason: string
  /** Hexadecimal; hashed with the reason. Emptied with it. */
  salt: string
  reason_digest: string
  /** JSON. */
  details: string
  /** SHA-256 of the hash before and the row (event-chain.ts), hexadecimal. */
  hash: string
}

/** Where the chain of events ends: one row. */
export interface EventHeadTable {
  /** `events`. */
  name: string
  /** Of the newest event; 0 where there is none. */
  number: number
  hash: string
}
