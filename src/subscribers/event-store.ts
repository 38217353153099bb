/** What was decided and done, by whom and why. It holds numbers of people and no address. Door. */
import { isoInstant } from '../base/clock.js'
import { queueEvent } from '../store/chain-store.js'
import type { Queries } from '../store/open.js'
import type { EventTable } from '../store/tables/events.js'

/** An operator's name and why they did it; an empty reason gives none. */
export interface Word {
  readonly by: string
  readonly reason: string
  /** Where it was said; absent on the command line. */
  readonly via?: 'inbound' | 'web' | 'service' | 'console' | 'api'
}

export interface NewEvent {
  readonly action: EventTable['action']
  readonly person?: number
  readonly key?: string
  readonly details?: Readonly<Record<string, unknown>>
}

/**
 * Appended to the chain when its transaction is otherwise done.
 * @param queries a transaction of the store @throws Error outside of one
 */
export async function recordEvent(queries: Queries, event: NewEvent, word: Word, now: number): Promise<void> {
  const { action, person, key = '', details = {} } = event
  const said = { actor: word.by, reason: word.reason, via: word.via ?? 'cli' }
  queueEvent(queries, { at: now, action, person_id: person ?? null, key, details: JSON.stringify(details), ...said })
}

/** What the service decides by itself. */
export const SERVICE_WORD: Word = { by: 'belfry', reason: '', via: 'service' }

/** Who uses a link that was mailed to them, or answers by mail. */
export function personsWord(via: 'web' | 'inbound' = 'web'): Word {
  return { by: 'the person', reason: '', via }
}

/** As `subscribers show --json` prints it. */
export interface EventRecord {
  readonly at: string
  readonly action: EventTable['action']
  readonly by: string
  readonly reason: string
  readonly details: unknown
}

/** Oldest first. */
export async function eventsOf(queries: Queries, person: number): Promise<EventRecord[]> {
  const rows = await queries.selectFrom('events').selectAll().where('person_id', '=', person).orderBy('id').execute()
  return rows.map(({ at, action, actor, reason, details }) => ({
    at: isoInstant(at),
    action,
    by: actor,
    reason,
    details: JSON.parse(details) as unknown,
  }))
}

/** As the console shows it: everything, the newest first. */
export interface ListedEvent extends EventRecord {
  readonly number: number
  readonly via: string
  readonly key: string
}

/** @param before a number: only what came before it */
export async function newestEvents(queries: Queries, most: number, before?: number): Promise<ListedEvent[]> {
  const rows = await queries
    .selectFrom('events')
    .selectAll()
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? 0))
    .orderBy('id', 'desc')
    .limit(most)
    .execute()
  return rows.map(({ id, at, action, actor, via, key, reason, details }) => ({
    ...{ number: id, action, via, key, reason },
    at: isoInstant(at),
    by: actor,
    details: JSON.parse(details) as unknown,
  }))
}
