/**
 * Proof that a person wanted mail: when they asked and confirmed, from which network (a keyed hash, never an address),
 * and in which words they were asked. In: a person, lists, where it was said. Out: rows, the newest of each list. Door.
 */
import { createHash, createHmac } from 'node:crypto'
import { isoInstant } from '../base/clock.js'
import type { Queries } from '../store/open.js'
import type { ConsentTable } from '../store/tables/people.js'
import type { PersonLists } from './person-store.js'

/** Where a person said it. */
export interface Saying {
  readonly way: ConsentTable['way']
  /** Keyed hash of the network; empty where none is known. */
  readonly from: string
  /** The words that they were asked in. */
  readonly wording: string
}

/** @param key of hashes, loaded by load-keys */
export function networkHash(network: string, key: Buffer): string {
  return createHmac('sha256', key).update(`belfry:network:${network}`).digest('hex').slice(0, 32)
}

/** A proof of an earlier asking gives way to this one. */
export async function recordAsked(
  queries: Queries,
  { person, lists }: PersonLists,
  saying: Saying,
  now: number,
): Promise<void> {
  if (lists.length === 0) return
  const asked = { way: saying.way, asked_at: now, asked_from: saying.from, wording: await kept(queries, saying, now) }
  await queries
    .insertInto('consents')
    .values(lists.map((list) => ({ person_id: person, list, ...asked, confirmed_at: null, confirmed_from: '' })))
    .onConflict((conflict) =>
      conflict.columns(['person_id', 'list']).doUpdateSet({ ...asked, confirmed_at: null, confirmed_from: '' }),
    )
    .execute()
}

/** Of lists that were asked for before proof was kept there is none. */
export async function recordConfirmed(
  queries: Queries,
  { person, lists }: PersonLists,
  from: string,
  now: number,
): Promise<void> {
  if (lists.length === 0) return
  await queries
    .updateTable('consents')
    .set({ confirmed_at: now, confirmed_from: from })
    .where('person_id', '=', person)
    .where('list', 'in', [...lists])
    .execute()
}

/** As `subscribers show --json` prints it. */
export interface ConsentRecord {
  readonly list: string
  readonly way: ConsentTable['way']
  readonly asked: string
  readonly askedFrom: string
  /** Null while the person did not confirm. */
  readonly confirmed: string | null
  readonly confirmedFrom: string
  readonly wording: string
}

export async function consentsOf(queries: Queries, person: number): Promise<ConsentRecord[]> {
  const rows = await queries
    .selectFrom('consents')
    .innerJoin('wordings', 'wordings.digest', 'consents.wording')
    .selectAll('consents')
    .select('wordings.text')
    .where('person_id', '=', person)
    .orderBy('list')
    .execute()
  return rows.map((row) => ({
    list: row.list,
    way: row.way,
    asked: isoInstant(row.asked_at),
    askedFrom: row.asked_from,
    confirmed: row.confirmed_at === null ? null : isoInstant(row.confirmed_at),
    confirmedFrom: row.confirmed_from,
    wording: row.text,
  }))
}

/** @returns the digest by which the words are kept, once however many people were asked in them */
async function kept(queries: Queries, { wording: text }: Saying, now: number): Promise<string> {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 32)
  await queries
    .insertInto('wordings')
    .values({ digest, text, first_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return digest
}
