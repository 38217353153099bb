/**
 * Erasing a person: what names them goes from everywhere, and a keyed hash stays that stops imports. In: a person. Out:
 * what is left of them. Door.
 */
import { createHmac } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import { setFact } from '../store/meta-store.js'
import type { Queries } from '../store/open.js'
import type { Person, Tables } from '../store/tables.js'
import type { Address } from './address.js'
import { forgetFormRequestsOf } from './form-request-store.js'

/** @param key of hashes, loaded by load-keys */
export function hashOf(address: Address, key: Buffer): string {
  return createHmac('sha256', key).update(`belfry:erased:${address.key}`).digest('hex')
}

export async function isErased(queries: Queries, hash: string): Promise<boolean> {
  const row = await queries.selectFrom('erased').select('at').where('hash', '=', hash).executeTakeFirst()
  return row !== undefined
}

/** They came back by themselves. */
export async function forgetErased(queries: Queries, hash: string): Promise<void> {
  await queries.deleteFrom('erased').where('hash', '=', hash).execute()
}

/**
 * Empties the row, which stays for the numbers that refer to it, and what deliveries say of the person. Subscriptions
 * are to be ended before, so that none of these starts any more.
 * @returns how many deliveries a worker still has; `emptyLeft` empties them once it has them no more
 */
export async function emptyPerson(
  transaction: Transaction<Tables>,
  person: Person,
  hash: string,
  now: number,
): Promise<number> {
  await transaction.deleteFrom('subscriptions').where('person_id', '=', person.id).execute()
  await transaction.deleteFrom('address_changes').where('person_id', '=', person.id).execute()
  await transaction.deleteFrom('consents').where('person_id', '=', person.id).execute()
  await forgetFormRequestsOf(transaction, person.address_key)
  await transaction.deleteFrom('suppressions').where('address_key', '=', person.address_key).execute()
  // A reason is an operator's text and may name them; its digest stays, so that the chain holds.
  await transaction.updateTable('events').set({ reason: '', salt: '' }).where('person_id', '=', person.id).execute()
  await transaction
    .insertInto('erased')
    .values({ hash, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await transaction
    .updateTable('people')
    .set({ address: '', address_key: `erased:${person.id}`, format: 'html', runs: '', language: '' })
    .where('id', '=', person.id)
    .execute()
  const left = await emptyDeliveries(transaction, person.id)
  if (left > 0) await setFact(transaction, `${LEFT}${person.id}`, true)
  return left
}

/** Begins the fact that a mail to an erased person is still being sent; the person's number ends it. */
const LEFT = 'erase-left:'

/** Empties what was being sent when its person was erased, whatever became of the command that erased them. */
export async function emptyLeft(queries: Queries): Promise<void> {
  const facts = await queries.selectFrom('meta').select('name').where('name', 'like', `${LEFT}%`).execute()
  for (const { name } of facts) {
    if ((await emptyDeliveries(queries, Number(name.slice(LEFT.length)))) === 0) await setFact(queries, name, false)
  }
}

/** @returns how many a worker still has */
export async function emptyDeliveries(queries: Queries, person: number): Promise<number> {
  await queries.updateTable('bounces').set({ words: '' }).where('person_id', '=', person).execute()
  await sql`update deliveries set address = '', reply = ''
    where person_id = ${person} and state not in ('leased', 'sending') and (address <> '' or reply <> '')`.execute(
    queries,
  )
  await sql`update delivery_history set address = '', reply = ''
    where person_id = ${person} and (address <> '' or reply <> '')`.execute(queries)
  const { held } = await queries
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll<number>().as('held'))
    .where('person_id', '=', person)
    .where('address', '<>', '')
    .executeTakeFirstOrThrow()
  return Number(held)
}
