/** Which events of webhooks were taken, and whose mail they are about. Door. */
import { createHash } from 'node:crypto'
import type { Queries } from '../../store/open.js'
import { type Address, parseAddress } from '../../subscribers/address.js'
import type { Claim } from '../../subscribers/links.js'

/** Providers try again for a day; what is older was kept by somebody. */
export const OLDEST_EVENT_MS = 7 * 86_400_000
/** Longer than an event may be told. */
const REMEMBERED_MS = 2 * OLDEST_EVENT_MS

/** Ids are a provider's, of any length. */
function keyOf(provider: string, id: string): string {
  return `${provider}:${createHash('sha256').update(id).digest('hex')}`
}

/** Those of the ids that were taken before. */
export async function takenBefore(queries: Queries, provider: string, ids: readonly string[]): Promise<Set<string>> {
  const byKey = new Map(ids.map((id) => [keyOf(provider, id), id]))
  const rows = await queries
    .selectFrom('webhook_events')
    .select('id')
    .where('id', 'in', [...byKey.keys(), ''])
    .execute()
  return new Set(rows.flatMap(({ id }) => byKey.get(id) ?? []))
}

export async function rememberTaken(
  queries: Queries,
  provider: string,
  ids: readonly string[],
  now: number,
): Promise<void> {
  const rows = [...new Set(ids)].map((id) => ({ id: keyOf(provider, id), at: now }))
  if (rows.length === 0) return
  await queries
    .insertInto('webhook_events')
    .values(rows)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

export async function forgetTaken(queries: Queries, now: number): Promise<void> {
  await queries
    .deleteFrom('webhook_events')
    .where('at', '<', now - REMEMBERED_MS)
    .execute()
}

/** What was sent to a person under an address of theirs. */
export interface SentTo {
  readonly person: number
  readonly address: Address
  /** Of the message; '' for the newest that was made since. */
  readonly messageId: string
  readonly since: number
}

/** @returns the newest, where there is one that a server was given */
export async function mailSentTo(
  queries: Queries,
  { person, address, messageId, since }: SentTo,
): Promise<Claim | undefined> {
  const rows = await queries
    .selectFrom('deliveries')
    .innerJoin('mailings', 'mailings.id', 'deliveries.mailing_id')
    .select(['deliveries.mailing_id as mailing', 'deliveries.address'])
    .where('deliveries.person_id', '=', person)
    .where('deliveries.state', 'in', ['sending', 'accepted', 'uncertain', 'failed'])
    .where('mailings.created_at', '>=', messageId === '' ? since : 0)
    .$if(messageId !== '', (query) => query.where('mailings.message_id', '=', messageId))
    .orderBy('deliveries.mailing_id', 'desc')
    .limit(1)
    .execute()
  const [newest] = rows
  return newest !== undefined && parseAddress(newest.address)?.key === address.key
    ? { person, mailing: newest.mailing }
    : undefined
}
