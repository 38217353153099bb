/**
 * What people are promised of the ledger, tried where two are at work at once: whatever a server's defaults are, and
 * whatever stands before it. In: a store. Out: what happened, for tests and for the check with a real pgbouncer to
 * judge.
 */
import { sql } from 'kysely'
import { exchange } from '../../src/delivery/exchange-store.js'
import { lease, renewLeases } from '../../src/delivery/lease-store.js'
import type { Store } from '../../src/store/open.js'
import { endLists } from '../../src/subscribers/person-store.js'
import { addMailing, addPerson, deliveries, MINUTE, NOW, TERMS, untilWaiting } from '../delivery/ledger.js'

/** A place where one transaction waits until the test lets it go on. */
export function openGate() {
  let reached: () => void = () => undefined
  let letGo: () => void = () => undefined
  const atGate = new Promise<void>((resolve) => {
    reached = resolve
  })
  const open = new Promise<void>((resolve) => {
    letGo = resolve
  })
  return { atGate, open, reached: () => reached(), let: () => letGo() }
}

/**
 * A person leaves; before that is committed a worker begins to start their delivery. @returns what it may send, states
 */
export async function startsWhileSomebodyLeaves(store: Store): Promise<{ started: number[]; states: string[] }> {
  const person = await addPerson(store, 'ada@example.org', ['releases'])
  await addMailing(store)
  const { rows } = await lease(store, { ...TERMS, limit: 1 })
  const gate = openGate()
  const leaving = store.transaction(async (transaction) => {
    await endLists(store, transaction, { person, lists: ['releases'] }, NOW)
    gate.reached()
    await gate.open
  })
  await gate.atGate
  const starting = exchange(store, [], rows, { now: NOW })
  await untilWaiting(store, 1)
  gate.let()
  await leaving
  return { started: [...(await starting)], states: (await deliveries(store)).map(({ state }) => state) }
}

/**
 * A worker keeps its lease up while something else changes the same row, and again when that is done. @returns how much
 * longer it is held
 */
export async function renewsWhileRowChanges(store: Store): Promise<number> {
  await addPerson(store, 'ada@example.org', ['releases'])
  await addMailing(store)
  const [before] = (await lease(store, { ...TERMS, limit: 1 })).rows
  const gate = openGate()
  const changing = store.transaction(async (transaction) => {
    await transaction.updateTable('deliveries').set({ reply: 'changed' }).execute()
    gate.reached()
    await gate.open
  })
  await gate.atGate
  await renewLeases(store, 'a', 60 * MINUTE)
  gate.let()
  await changing
  await renewLeases(store, 'a', 60 * MINUTE)
  const [after] = await deliveries(store)
  return Number(after?.leased_until) - Number(before?.leased_until)
}

/** Twenty decide at once, each by what the one before it wrote. @returns what the last one wrote */
export async function countsToTwenty(store: Store): Promise<string> {
  await store.db.insertInto('meta').values({ name: 'count', value: '0' }).execute()
  const count = store.db.selectFrom('meta').select('value').where('name', '=', 'count')
  const addOne = async () =>
    await store.transaction(async (transaction) => {
      await store.dialect.lockDecisions(transaction)
      const { value } = await transaction
        .selectFrom('meta')
        .select('value')
        .where('name', '=', 'count')
        .executeTakeFirstOrThrow()
      await transaction
        .updateTable('meta')
        .set({ value: String(Number(value) + 1) })
        .where('name', '=', 'count')
        .execute()
    })
  await Promise.all(Array.from({ length: 20 }, addOne))
  return (await count.executeTakeFirstOrThrow()).value
}

/** What each way of writing is done with: in a transaction, in a batch, in a statement of its own. */
export async function settingsOfWrites(store: Store): Promise<string[]> {
  const settings = sql<string>`
    current_setting('transaction_isolation') || ', ' || current_setting('synchronous_commit')`
  const ways = {
    transaction: async () =>
      await store.transaction(async (transaction) => {
        await sql`insert into meta values ('written in a transaction', ${settings})`.execute(transaction)
      }),
    batch: async () => await store.batch([sql`insert into meta values ('written in a batch', ${settings})`]),
    statement: async () =>
      await store.db.insertInto('meta').values({ name: 'written alone', value: settings }).execute(),
  }
  for (const write of Object.values(ways)) await write()
  const rows = await store.db.selectFrom('meta').select('value').where('name', 'like', 'written%').execute()
  return rows.map(({ value }) => value)
}
