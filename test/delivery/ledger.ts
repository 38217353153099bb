/**
 * A ledger for tests. In: people with their lists, mailings with theirs. Out: rows, and what became of them.
 */
import { sql } from 'kysely'
import { createMailing, type NewMailing } from '../../src/delivery/mailing-store.js'
import { openStore, type Store } from '../../src/store/open.js'
import type { DeliveryRow } from '../../src/store/tables.js'
import { type Address, parseAddress } from '../../src/subscribers/address.js'
import { askFor, savePerson } from '../../src/subscribers/person-store.js'
import { type Dialect, freshLedger } from '../support/databases.js'

export const NOW = Date.parse('2026-05-04T12:00:00Z')
export const MINUTE = 60_000
export const LISTS = ['releases', 'security', 'announcements'] as const

/** A lease of everything there is, for a minute. */
export const TERMS = {
  owner: 'a',
  limit: 100,
  now: NOW,
  leaseMs: MINUTE,
  resendUncertain: true,
  rate: 'none',
  domainRates: {},
} as const

export async function openLedger(dialect: Dialect): Promise<Store> {
  return await openStore(await freshLedger(dialect))
}

export function addressOf(text: string): Address {
  const address = parseAddress(text)
  if (address === undefined) throw new Error(`${text} is no address`)
  return address
}

/** Confirmed on `lists`, unless `ask` is `request`: then pending. */
export async function addPerson(
  store: Store,
  address: string,
  lists: readonly string[],
  more: { format?: 'html' | 'text'; ask?: 'request' | 'vouch'; now?: number } = {},
): Promise<number> {
  return await store.transaction(async (transaction) => {
    const details = more.format === undefined ? {} : { format: more.format }
    const person = await savePerson(transaction, addressOf(address), details, more.now ?? NOW)
    await askFor(transaction, { person: person.id, lists }, more.ask ?? 'vouch', more.now ?? NOW)
    return person.id
  })
}

export async function addPeople(
  store: Store,
  count: number,
  lists: readonly string[] = ['releases'],
): Promise<number[]> {
  const ids: number[] = []
  for (let number = 1; number <= count; number += 1)
    ids.push(await addPerson(store, `person${number}@example.org`, lists))
  return ids
}

/** A message of a few lines, without slots. */
const FROZEN = { bytes: Buffer.from('Subject: Lantern OS 3.1.0\r\n\r\nIt is out.\r\n'), slots: [] }

export async function addMailing(
  store: Store,
  about: Partial<NewMailing> & { released?: 0 | 1; now?: number } = {},
): Promise<number> {
  const { released = 1, now = NOW, ...given } = about
  const lists = given.lists ?? ['releases']
  const variants = lists.flatMap((list) =>
    (['html', 'text'] as const).map((format) => ({ list, format, frozen: FROZEN })),
  )
  const mailing = {
    key: 'announcement:2026-05-04-lantern-os-3-1-0',
    kind: 'notice' as const,
    priority: 3,
    subject: 'Lantern OS 3.1.0',
    messageId: '<one@announce.lantern.example>',
    linkKey: 1,
    variants,
    ...given,
    lists,
  }
  const { dialect } = store
  const { id } = await store.transaction(
    async (transaction) => await createMailing({ dialect, transaction }, mailing, now),
  )
  await store.db.updateTable('mailings').set({ released }).where('id', '=', id).execute()
  return id
}

export async function deliveries(store: Store): Promise<DeliveryRow[]> {
  return await store.db.selectFrom('deliveries').selectAll().orderBy('id').execute()
}

export async function delivery(store: Store, id: number): Promise<DeliveryRow> {
  return await store.db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** As if the worker that holds these rows had been silent for longer than its lease. */
export async function expire(store: Store, ids: readonly number[]): Promise<void> {
  await store.db
    .updateTable('deliveries')
    .set({ leased_until: 1 })
    .where('id', 'in', [...ids])
    .execute()
}

/** How many of PostgreSQL's sessions on this database wait for a lock. */
async function waitingSessions(store: Store): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*) as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(store.db)
  return Number(rows[0]?.waiting ?? 0)
}

/** Asks the database until so many sessions wait for a lock: no sleep, and no guess how long it takes. */
export async function untilWaiting(store: Store, sessions: number): Promise<void> {
  for (let asked = 0; (await waitingSessions(store)) < sessions; asked += 1) {
    if (asked > 20_000) throw new Error(`no ${sessions} sessions wait for a lock`)
  }
}
