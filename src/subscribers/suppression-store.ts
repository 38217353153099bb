/**
 * Addresses that are never mailed again, whatever lists they are on: bounced, complained, or asked for it. Door.
 */
import type { Queries } from '../store/open.js'
import type { Address } from './address.js'

export async function isSuppressed(queries: Queries, address: Address): Promise<boolean> {
  const row = await queries
    .selectFrom('suppressions')
    .select('since')
    .where('address_key', '=', address.key)
    .executeTakeFirst()
  return row !== undefined
}

/** Awaits inbound mail: what bounces (RFC 3464) or is complained of (RFC 5965) is suppressed. Named in knip.json. */
export async function suppress(queries: Queries, address: Address, reason: string, now: number): Promise<void> {
  await queries
    .insertInto('suppressions')
    .values({ address_key: address.key, reason, since: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
