/**
 * Single facts in the ledger: when the baseline was, whether the sample was filled. In: a name. Out: its value. Door.
 */
import type { Queries } from './open.js'

/** Stands while the ledger is behind the register: no worker sends anything then. */
export const MAIL_STOPPED = 'mail-stopped'

/**
 * Stands in a ledger that was restored from a copy, until an operator adopts or claims it; its value is the newest
 * mailing of the copy. No worker sends anything.
 */
export const MAIL_RESTORED = 'mail-stopped:restored'

/** An operator's word that posts which vanished are to be gone; the next run takes it. */
export const GONE_ACCEPTED = 'gone-accepted'

/** When a run last wrote feeds and pages, or saw that they are as they shall be. */
export const PUBLISHED_AT = 'published-at'

export async function readFact(queries: Queries, name: string): Promise<string | undefined> {
  const row = await queries.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value
}

/** Written once: a fact that is there already is a fault of the caller. */
export async function writeFact(queries: Queries, name: string, value: string): Promise<void> {
  await queries.insertInto('meta').values({ name, value }).execute()
}

/** Whatever it was before. */
export async function replaceFact(queries: Queries, name: string, value: string): Promise<void> {
  await queries
    .insertInto('meta')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

/** Sets the fact or takes it away, whatever was before. */
export async function setFact(queries: Queries, name: string, isSo: boolean): Promise<void> {
  if (!isSo) {
    await queries.deleteFrom('meta').where('name', '=', name).execute()
    return
  }
  await queries
    .insertInto('meta')
    .values({ name, value: 'yes' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
