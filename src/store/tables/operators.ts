/** Who may use the console and the API, what they sign in with, what they agreed to. Pure. */
import type { Generated } from 'kysely'

/** Who may use the console and the API. */
export interface OperatorTable {
  id: Generated<number>
  address: string
  address_key: string
  role: 'viewer' | 'author' | 'sender' | 'admin'
  made_at: number
  /** Null while they may. */
  revoked_at: number | null
}

/** One-time links; a row goes when it is used. */
export interface OperatorLinkTable {
  /** SHA-256 of what the link holds. */
  hash: string
  operator_id: number
  ends_at: number
}

export interface OperatorSessionTable {
  /** SHA-256 of the cookie. */
  hash: string
  operator_id: number
  began_at: number
  seen_at: number
}

export interface OperatorTokenTable {
  /** SHA-256 of the token. */
  hash: string
  operator_id: number
  name: string
  /** Words. */
  scopes: string
  made_at: number
  ends_at: number
}

/** WebAuthn credentials: public halves of keys. */
export interface OperatorPasskeyTable {
  /** The credential's, base64url. */
  id: string
  operator_id: number
  name: string
  /** COSE_Key (RFC 9052), base64url. */
  public_key: string
  /** As the authenticator counts signatures; 0 for ever where it does not. */
  counter: number
  /** Words: how a browser reaches the authenticator. */
  transports: string
  made_at: number
  /** Null before it signed somebody in. */
  used_at: number | null
}

/** What passkeys are asked to sign; a row goes when it is used. */
export interface OperatorChallengeTable {
  /** SHA-256 of the challenge. */
  hash: string
  purpose: 'add' | 'sign-in'
  /** Whose passkey it has to be; null where anybody signs in. */
  operator_id: number | null
  ends_at: number
}

/** Requests of the API by their Idempotency-Key. */
export interface ApiRequestTable {
  /** SHA-256 of the token. */
  token: string
  key: string
  digest: string
  at: number
  /** 0 while nobody answered. */
  status: number
  answer: string
}

/** Who agreed to what, where two have to. */
export interface ApprovalTable {
  about: string
  operator: string
  /** Of what they agreed to. */
  digest: string
  at: number
  /** What they said beside it, as JSON; empty where nobody kept it. */
  said: Generated<string>
}
