/**
 * Addresses that are never mailed again, whatever lists they are on: bounced, complained, or asked for it. Door.
 */
import { isoInstant } from '../base/clock.js'
import type { Queries } from '../store/open.js'
import type { Address } from './address.js'
import { ofDomain } from './person-store.js'

export interface Suppression {
  readonly reason: string
  readonly since: string
}

export async function isSuppressed(queries: Queries, address: Address): Promise<boolean> {
  return (await suppressionOf(queries, address.key)) !== undefined
}

/** @param key of an address */
export async function suppressionOf(queries: Queries, key: string): Promise<Suppression | undefined> {
  const row = await queries.selectFrom('suppressions').selectAll().where('address_key', '=', key).executeTakeFirst()
  return row && { reason: row.reason, since: isoInstant(row.since) }
}

/** @returns false where it was before */
export async function suppress(queries: Queries, address: Address, reason: string, now: number): Promise<boolean> {
  const done = await queries
    .insertInto('suppressions')
    .values({ address_key: address.key, reason, since: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return Number(done.numInsertedOrUpdatedRows ?? 0) > 0
}

/** @returns false where it was not suppressed */
export async function unsuppress(queries: Queries, address: Address): Promise<boolean> {
  const done = await queries.deleteFrom('suppressions').where('address_key', '=', address.key).executeTakeFirst()
  return done.numDeletedRows > 0n
}

const PAGE = 1000

/** All, by address. */
export async function* allSuppressions(queries: Queries): AsyncGenerator<Suppression & { readonly address: string }> {
  let after = ''
  for (;;) {
    const rows = await queries
      .selectFrom('suppressions')
      .selectAll()
      .where('address_key', '>', after)
      .orderBy('address_key')
      .limit(PAGE)
      .execute()
    for (const row of rows) yield { address: row.address_key, reason: row.reason, since: isoInstant(row.since) }
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    after = last.address_key
  }
}

/** Suppressed since an instant, at a domain in A-labels. @returns keys of addresses */
export async function suppressedAt(queries: Queries, domain: string, since: number): Promise<string[]> {
  const rows = await queries
    .selectFrom('suppressions')
    .select('address_key')
    .where(ofDomain(domain))
    .where('since', '>=', since)
    .orderBy('address_key')
    .execute()
  return rows.map((row) => row.address_key)
}
