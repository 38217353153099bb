/**
 * What forms asked for and nobody did yet, one row each. In: what was asked, with all that counted at that moment. Out:
 * the oldest that is due, taken for a while; gone once it is done. A row says nothing of who is known. Door.
 */
import { sql, type Transaction } from 'kysely'
import type { Queries, Store } from '../store/open.js'
import type { FormRequestTable } from '../store/tables/people.js'
import type { Tables } from '../store/tables.js'
import type { Address } from './address.js'
import type { Claim } from './links.js'
import type { PersonDetails } from './person-store.js'

/** Mail that somebody wants. */
export interface WantedMail {
  readonly lists: readonly string[]
  readonly details: PersonDetails
  /** Proof of consent: a keyed hash of the network, and the words. */
  readonly said: { readonly from: string; readonly wording: string }
}

/** What was asked with a form. */
export type FormAsk =
  | ({ readonly kind: 'subscribe' } & WantedMail)
  /** `instead` is what is asked of who gets nothing yet; an older Belfry kept none. */
  | { readonly kind: 'preferences'; readonly instead?: WantedMail }
  /** Somebody's mail shall go to this address. */
  | { readonly kind: 'address'; readonly link: Claim }

export interface FormRequest {
  readonly id: number
  /** When it was asked. */
  readonly at: number
  readonly to: Address
  readonly ask: FormAsk
}

/** One statement, the same whoever has the address. */
export async function saveFormRequest(queries: Queries, { at, to, ask }: Omit<FormRequest, 'id'>): Promise<void> {
  const row = { at, address: to.address, address_key: to.key, ask: JSON.stringify(ask), tries: 0, next_at: 0 }
  await queries.insertInto('form_requests').values(row).execute()
}

/** So long whoever took a row has it alone, after the first try; twice as long after each, an hour at most. */
const TAKEN_MS = 10_000
const LONGEST_MS = 3_600_000

/** @returns the oldest that is due, which nobody else takes now; undefined where there is none */
export async function takeFormRequest({ db, dialect }: Store): Promise<FormRequest | undefined> {
  const now = dialect.now()
  const due = db.selectFrom('form_requests').select('id').where('next_at', '<=', now).orderBy('id').limit(1)
  // Most looks find nothing: then nothing is written.
  if ((await due.executeTakeFirst()) === undefined) return undefined
  const row = await db
    .updateTable('form_requests')
    .set({
      next_at: sql<number>`${now} + case when tries > 8 then ${LONGEST_MS} else ${TAKEN_MS} * (1 << tries) end`,
      tries: sql<number>`tries + 1`,
    })
    .where('id', '=', dialect.skipLocked ? due.forUpdate().skipLocked() : due)
    .returningAll()
    .executeTakeFirst()
  return row && requestOf(row)
}

function requestOf(row: Omit<FormRequestTable, 'id'> & { readonly id: number }): FormRequest {
  // Written by saveFormRequest.
  const ask = JSON.parse(row.ask) as FormAsk
  return { id: row.id, at: row.at, to: { address: row.address, key: row.address_key }, ask }
}

/** @returns false where somebody else ended it */
export async function endFormRequest(queries: Queries, id: number): Promise<boolean> {
  const row = await queries.deleteFrom('form_requests').where('id', '=', id).returning('id').executeTakeFirst()
  return row !== undefined
}

export async function forgetFormRequests(queries: Queries, limit: number): Promise<void> {
  await queries.deleteFrom('form_requests').where('at', '<', limit).execute()
}

/** All that wait for an address that is erased. */
export async function forgetFormRequestsOf(transaction: Transaction<Tables>, key: string): Promise<void> {
  await transaction.deleteFrom('form_requests').where('address_key', '=', key).execute()
}
