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

/** Of mailings. Written into the statement, so that the index of them serves: confirmations are many more. */
export const OF_NOTICES = sql<boolean>`kind = 'notice'`

/** Of mailings: 0 a recall, 1 mail to one person, 2 what is important, 3 the rest. */
export const PRIORITIES = [0, 1, 2, 3] as const
/**
 * Of mailings: deliveries of it are looked for in it. Said so that no database tries the index of all mailings by
 * state.
 */
export const OPEN_TO_MANY = sql<boolean>`(single = 0
  and state <> 'paused' and state <> 'cancelled' and state <> 'finished')`
/**
 * Of deliveries in mail to one person: nothing stops its mailing. A question for each, where a join would be made of
 * all mailings.
 */
export const MAY_GO = sql<boolean>`(select m.state in ('queued', 'sending') and m.released = 1 from mailings m
  where m.id = deliveries.mailing_id)`
