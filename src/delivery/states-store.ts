/**
 * States of deliveries as conditions of SQL, written out and no parameters: each part of the table has an index of its
 * own, and SQLite uses it only where it can see that a condition is about that part. Door.
 */
import { sql } from 'kysely'
import type { Tables } from '../store/tables.js'

type State = Tables['deliveries']['state']

/** Waits for its time. */
export const WAITING = sql<boolean>`(state = 'queued' or state = 'deferred' or state = 'uncertain')`
/** A worker has it. */
export const UNDER_LEASE = sql<boolean>`(state = 'leased' or state = 'sending')`
/** Nothing will happen to it, unless an operator says so. */
export const ENDED = sql<boolean>`(state = 'accepted' or state = 'failed' or state = 'cancelled')`

export function isIn(state: State) {
  return sql<boolean>`state = ${sql.lit(state)}`
}
