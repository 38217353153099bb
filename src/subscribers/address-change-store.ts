/**
 * Changes of address that wait for both mailboxes, one of a person at most. In: numbers of people. Out: rows. Door.
 */
import type { Transaction } from 'kysely'
import type { Queries } from '../store/open.js'
import type { AddressChange, Person, Tables } from '../store/tables.js'
import type { Address } from './address.js'

/** The mailbox that a mail asked. */
export type Side = 'old' | 'new'

export async function changeOf(queries: Queries, person: number): Promise<AddressChange | undefined> {
  return await queries.selectFrom('address_changes').selectAll().where('person_id', '=', person).executeTakeFirst()
}

/** One that waited before gives way. */
export async function saveChange(queries: Queries, change: AddressChange): Promise<void> {
  const { person_id: _person, ...values } = change
  await queries
    .insertInto('address_changes')
    .values(change)
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet(values))
    .execute()
}

/** A second yes changes nothing. @returns the change with this answer in it */
export async function recordAnswer(
  transaction: Transaction<Tables>,
  person: number,
  side: Side,
  now: number,
): Promise<AddressChange | undefined> {
  return await transaction
    .updateTable('address_changes')
    .set((e) => {
      const first = (at: 'old_at' | 'new_at') => e.fn.coalesce(at, e.val(now))
      return side === 'old' ? { old_at: first('old_at') } : { new_at: first('new_at') }
    })
    .where('person_id', '=', person)
    .returningAll()
    .executeTakeFirst()
}

export async function forgetChange(queries: Queries, person: number): Promise<void> {
  await queries.deleteFrom('address_changes').where('person_id', '=', person).execute()
}

/**
 * Gives a person another address, which nobody else has. Mail of theirs that no attempt was made of goes there too.
 */
export async function setAddress(transaction: Transaction<Tables>, { id }: Person, address: Address): Promise<void> {
  await transaction
    .updateTable('people')
    .set({ address: address.address, address_key: address.key })
    .where('id', '=', id)
    .execute()
  await transaction
    .updateTable('deliveries')
    .set({ address: address.address })
    .where('person_id', '=', id)
    .where('state', '=', 'queued')
    .where('attempts', '=', 0)
    .execute()
}
