/**
 * Which hubs are to be told of which feeds, and which were. Door. In: the feeds as they were just published. Out: what
 * is due, claimed so that no other run tries it at the same time. It compares contents, so that nothing is lost where a
 * run died after publishing.
 */
import type { Transaction } from 'kysely'
import type { Queries, Store } from '../store/open.js'
import type { Tables } from '../store/tables.js'

export interface Ping {
  readonly hub: string
  readonly topic: string
  /** Of what is to be told. */
  readonly digest: string
  /** From 1. */
  readonly attempt: number
}

const FIRST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 6 * 3_600_000

/** Before the next try: 1 min, doubling, at most 6 h. */
export function pingAgainMs(attempt: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS)
}

/**
 * Notes what changed and claims what is due. Hubs and feeds that are gone are forgotten.
 * @param topics addresses of the feeds, and a digest of what each holds
 */
export async function claimPings(
  store: Store,
  hubs: readonly string[],
  topics: ReadonlyMap<string, string>,
  now: number,
): Promise<Ping[]> {
  return await store.transaction(async (transaction) => {
    await store.dialect.lockDecisions(transaction)
    const rows = await transaction.selectFrom('pings').selectAll().execute()
    const known = new Map(rows.map((row) => [`${row.hub} ${row.topic}`, row]))
    for (const { hub, topic } of rows)
      if (!hubs.includes(hub) || !topics.has(topic)) await rowOf(transaction, hub, topic).execute()
    const due: Ping[] = []
    for (const hub of hubs)
      for (const [topic, digest] of topics) {
        const row = known.get(`${hub} ${topic}`)
        const isNew = row?.wanted !== digest
        if (row !== undefined && !isNew && (row.pinged === digest || row.due_at > now)) continue
        const attempt = isNew ? 1 : row.attempts + 1
        const values = { wanted: digest, attempts: attempt, due_at: now + pingAgainMs(attempt) }
        await transaction
          .insertInto('pings')
          .values({ hub, topic, pinged: '', ...values })
          .onConflict((conflict) => conflict.columns(['hub', 'topic']).doUpdateSet(values))
          .execute()
        if (row?.pinged !== digest) due.push({ hub, topic, digest, attempt })
      }
    return due
  })
}

function rowOf(transaction: Transaction<Tables>, hub: string, topic: string) {
  return transaction.deleteFrom('pings').where('hub', '=', hub).where('topic', '=', topic)
}

export async function recordPinged(queries: Queries, { hub, topic, digest }: Ping): Promise<void> {
  await queries
    .updateTable('pings')
    .set({ pinged: digest, attempts: 0 })
    .where('hub', '=', hub)
    .where('topic', '=', topic)
    .execute()
}
