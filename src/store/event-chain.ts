/**
 * The chain of the audit. Pure. In: a row of `events` and the hash before it. Out: its hash. Who changes, adds or takes
 * away a row later changes every hash after it.
 */
import { createHash } from 'node:crypto'

/** What is hashed of a row. The reason stands for itself by a digest, so that erasing a person can empty it. */
export interface ChainedEvent {
  readonly id: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly actor: string
  readonly via: string
  readonly action: string
  readonly person_id: number | null
  readonly key: string
  readonly reason_digest: string
  /** JSON, as it is stored. */
  readonly details: string
}

/** How far a chain goes: the number of its newest row, and that row's hash; 0 and '' where it is empty. */
export interface ChainHead {
  readonly number: number
  readonly hash: string
}

/** @returns SHA-256 in hexadecimal of the hash before and the canonical JSON of the row */
export function hashOfEvent(before: string, row: ChainedEvent): string {
  return sha256(before + canonicalEvent(row))
}

/** Keys in the order of the alphabet, no white space; `at` in milliseconds. */
export function canonicalEvent(row: ChainedEvent): string {
  const { action, actor, at, details, id, key, person_id: person, reason_digest: reason, via } = row
  return JSON.stringify({ action, actor, at, details, id, key, person, reason, via })
}

/** @param salt made at random: without it a short reason could be guessed by its digest */
export function digestOfReason(reason: string, salt: string): string {
  return reason === '' ? '' : sha256(salt + reason)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
