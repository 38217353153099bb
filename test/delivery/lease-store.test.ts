import { sql, type Transaction } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exchange, type Finished } from '../../src/delivery/exchange-store.js'
import {
  expireLeases,
  foreignLeaseMs,
  lease,
  nextDueAt,
  releaseLeases,
  renewLeases,
} from '../../src/delivery/lease-store.js'
import { countDeliveries, showMailing } from '../../src/delivery/mailing-reports-store.js'
import { createPersonal, moveMailing } from '../../src/delivery/mailing-store.js'
import type { Settled } from '../../src/delivery/reply.js'
import type { Store } from '../../src/store/open.js'
import type { DeliveryRow, Tables } from '../../src/store/tables.js'
import { confirmLists, endLists } from '../../src/subscribers/person-store.js'
import { suppress } from '../../src/subscribers/suppression-store.js'
import { dialects } from '../support/databases.js'
import {
  addMailing,
  addPeople,
  addPerson,
  addressOf,
  deliveries,
  delivery,
  expire,
  MINUTE,
  NOW,
  openLedger,
  TERMS,
  untilWaiting,
} from './ledger.js'

const accepted: Settled = { state: 'accepted', dueAt: NOW, reply: '250 ok', attempts: 1 }
const deferred: Settled = { state: 'deferred', dueAt: NOW + 5 * MINUTE, reply: '450 later', attempts: 1 }

for (const dialect of dialects) {
  describe(`the ledger on ${dialect}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openLedger(dialect)
    })

    afterEach(async () => await store.close())

    const take = async (
      about: { owner?: string; limit?: number; now?: number; leaseMs?: number; resendUncertain?: boolean } = {},
    ) => (await lease(store, { ...TERMS, ...about })).rows

    const start = async (rows: readonly DeliveryRow[]) =>
      [...(await exchange(store, [], rows, { now: NOW }))].sort((a, b) => a - b)

    const finish = async (row: DeliveryRow, settled: Settled) =>
      await exchange(store, [{ row, settled }], [], { now: NOW })

    const idsOf = (rows: readonly DeliveryRow[]) => rows.map((row) => row.id)

    /** One person, one mailing, leased by `a`. */
    const oneLeased = async (): Promise<{ person: number; mailing: number; row: DeliveryRow }> => {
      const person = await addPerson(store, 'ada@example.org', ['releases'])
      const mailing = await addMailing(store)
      const [row] = await take()
      if (row === undefined) throw new Error('nothing was leased')
      return { person, mailing, row }
    }

    test('two workers never get the same row', async () => {
      await addPeople(store, 40)
      await addMailing(store)
      const leased = await Promise.all(['a', 'b', 'c', 'd'].map(async (owner) => await take({ owner, limit: 10 })))
      const all = leased.flatMap(idsOf)
      expect(new Set(all).size).toBe(all.length)
      const rest = await take({ owner: 'e' })
      expect(all.length + rest.length).toBe(40)
      expect(await take({ owner: 'f' })).toEqual([])
      const owners = await deliveries(store)
      for (const [index, rows] of leased.entries()) {
        for (const row of rows) expect(owners.find(({ id }) => id === row.id)?.owner).toBe('abcd'[index])
      }
    })

    test('a lease is taken in the order of ids, as many as asked for, and counts its fence up', async () => {
      await addPeople(store, 5)
      await addMailing(store)
      const first = await take({ limit: 2 })
      expect(idsOf(first)).toEqual(idsOf(await deliveries(store)).slice(0, 2))
      expect(first.map((row) => [row.state, row.owner, row.fence])).toEqual([
        ['leased', 'a', 1],
        ['leased', 'a', 1],
      ])
      await expire(store, idsOf(first))
      await expireLeases(store, NOW)
      expect((await take({ owner: 'b', limit: 1 })).map((row) => row.fence)).toEqual([2])
    })

    test('the most urgent mailing is leased first, and it is under way from then on', async () => {
      await addPeople(store, 2)
      const late = await addMailing(store, { key: 'announcement:one', priority: 3 })
      const recall = await addMailing(store, { key: 'announcement:two', priority: 0 })
      expect((await take({ limit: 3 })).map((row) => row.mailing_id)).toEqual([recall, recall, late])
      expect(await showMailing(store.db, recall, NOW)).toMatchObject({
        state: 'sending',
        startedAt: '2026-05-04T12:00:00Z',
        leased: 2,
      })
    })

    test('a mailing that is not released yet is not leased', async () => {
      await addPeople(store, 1)
      await addMailing(store, { released: 0 })
      expect(await take()).toEqual([])
    })

    test('what is due later is not leased before', async () => {
      const { row } = await oneLeased()
      await start([row])
      await finish(row, deferred)
      expect(await take({ now: NOW + 5 * MINUTE - 1 })).toEqual([])
      expect(await nextDueAt(store)).toBe(NOW + 5 * MINUTE)
      expect(idsOf(await take({ now: NOW + 5 * MINUTE }))).toEqual([row.id])
    })

    test('a delivery that may start is in the state sending, with its attempt counted, before it is sent', async () => {
      const { row } = await oneLeased()
      expect(await start([row])).toEqual([row.id])
      expect(await delivery(store, row.id)).toMatchObject({ state: 'sending', attempts: 1, owner: 'a', fence: 1 })
    })

    test('one commit stores replies and starts what comes next', async () => {
      await addPeople(store, 2)
      await addMailing(store)
      const [first, second] = await take()
      if (first === undefined || second === undefined) throw new Error('nothing was leased')
      await start([first])
      expect([...(await exchange(store, [{ row: first, settled: accepted }], [second], { now: NOW + 7 }))]).toEqual([
        second.id,
      ])
      expect(await delivery(store, first.id)).toMatchObject({
        state: 'accepted',
        reply: '250 ok',
        owner: null,
        leased_until: null,
        finished_at: NOW + 7,
      })
      expect((await delivery(store, second.id)).state).toBe('sending')
    })

    test('who left is not started: the delivery is cancelled and says why', async () => {
      const { person, row } = await oneLeased()
      await store.transaction(
        async (transaction) => await endLists(store, transaction, { person, lists: ['releases'] }, NOW),
      )
      expect(await start([row])).toEqual([])
      expect(await delivery(store, row.id)).toMatchObject({
        state: 'cancelled',
        reply: 'the person left before it was started',
        owner: null,
        finished_at: NOW,
        attempts: 0,
      })
    })

    test('who left one of two lists of a mailing still gets it', async () => {
      const person = await addPerson(store, 'ada@example.org', ['releases', 'security'])
      await addMailing(store, { lists: ['releases', 'security'] })
      const [row] = await take()
      await store.transaction(
        async (transaction) => await endLists(store, transaction, { person, lists: ['releases'] }, NOW),
      )
      expect(await start(row === undefined ? [] : [row])).toEqual([row?.id])
    })

    test('a list the person joined after the mailing was frozen does not make up for the one they left', async () => {
      const { person, row } = await oneLeased()
      await addPerson(store, 'ada@example.org', ['security'])
      await store.transaction(
        async (transaction) => await endLists(store, transaction, { person, lists: ['releases'] }, NOW),
      )
      expect(await start([row])).toEqual([])
    })

    test('a list whose id is part of another one is another list', async () => {
      const person = await addPerson(store, 'ada@example.org', ['releases', 'rel'])
      await addMailing(store)
      const [row] = await take()
      await store.transaction(
        async (transaction) => await endLists(store, transaction, { person, lists: ['releases'] }, NOW),
      )
      expect(await start(row === undefined ? [] : [row])).toEqual([])
    })

    test('a suppressed address is not started', async () => {
      const { row } = await oneLeased()
      await suppress(store.db, addressOf('ADA@example.org'), 'bounced', NOW)
      expect(await start([row])).toEqual([])
      expect((await delivery(store, row.id)).state).toBe('cancelled')
    })

    test('a paused mailing starts nothing and its rows wait again', async () => {
      const { mailing, row } = await oneLeased()
      await store.transaction(
        async (transaction) =>
          await moveMailing(
            { dialect: store.dialect, transaction },
            mailing,
            { move: 'pause', reason: 'an operator said so' },
            NOW,
          ),
      )
      expect(await start([row])).toEqual([])
      expect(await delivery(store, row.id)).toMatchObject({
        state: 'queued',
        owner: null,
        leased_until: null,
        attempts: 0,
      })
      expect(await take()).toEqual([])
      expect(await nextDueAt(store)).toBeUndefined()
    })

    test('an expired lease starts nothing and the row waits again', async () => {
      const { row } = await oneLeased()
      await expire(store, [row.id])
      expect(await start([row])).toEqual([])
      expect(await delivery(store, row.id)).toMatchObject({ state: 'queued', owner: null, attempts: 0 })
    })

    test('a stale fence starts nothing and leaves the row to its new owner', async () => {
      const { row } = await oneLeased()
      await expire(store, [row.id])
      await expireLeases(store, NOW)
      const [again] = await take({ owner: 'b' })
      expect(await start([row])).toEqual([])
      expect(await delivery(store, row.id)).toMatchObject({ state: 'leased', owner: 'b', fence: again?.fence })
      expect(await start(again === undefined ? [] : [again])).toEqual([row.id])
    })

    test('the same owner with an older fence starts nothing either', async () => {
      const { row } = await oneLeased()
      await releaseLeases(store, 'a')
      await take()
      expect(await start([row])).toEqual([])
      expect(await delivery(store, row.id)).toMatchObject({ state: 'leased', fence: 2 })
    })

    test('a reply is written only by the owner and under the fence it was sent with', async () => {
      const { row } = await oneLeased()
      await start([row])
      await finish({ ...row, owner: 'b' }, accepted)
      await finish({ ...row, fence: row.fence + 1 }, accepted)
      expect((await delivery(store, row.id)).state).toBe('sending')
      await finish(row, accepted)
      expect((await delivery(store, row.id)).state).toBe('accepted')
      await finish(row, { ...deferred, state: 'failed' })
      expect((await delivery(store, row.id)).state).toBe('accepted')
    })

    test('whatever a server says is stored as it was said', async () => {
      const { row } = await oneLeased()
      await start([row])
      const reply = `550 it's "no"; drop table \\ $1 $2 \\' E'\\x' 😀 {"a":[1]} -- ${'\u00e9'}`
      await finish(row, { ...deferred, reply })
      expect((await delivery(store, row.id)).reply).toBe(reply)
    })

    test('a late reply does not overwrite what the next worker does', async () => {
      const { row } = await oneLeased()
      await start([row])
      await expire(store, [row.id])
      await expireLeases(store, NOW)
      const [again] = await take({ owner: 'b' })
      await start(again === undefined ? [] : [again])
      await finish(row, { ...deferred, state: 'failed' })
      expect(await delivery(store, row.id)).toMatchObject({
        state: 'sending',
        owner: 'b',
        reply: 'the worker died while it was sending',
      })
    })

    test('what a dead worker held is queued again, and what it was sending is uncertain', async () => {
      await addPeople(store, 2)
      await addMailing(store)
      const rows = await take()
      await start(rows.slice(0, 1))
      await expireLeases(store, NOW + 9)
      expect((await deliveries(store)).map((row) => row.state)).toEqual(['sending', 'leased'])
      await expire(store, idsOf(rows))
      await expireLeases(store, NOW + 9)
      const [sending, leased] = await deliveries(store)
      expect(sending).toMatchObject({ state: 'uncertain', due_at: NOW + 9, owner: null, maybe_twice: 0 })
      expect(leased).toMatchObject({ state: 'queued', owner: null, maybe_twice: 0 })
    })

    test('a lease of one millisecond ends by the clock of the database', async () => {
      await addPeople(store, 1)
      await addMailing(store)
      const [row] = await take({ leaseMs: 1 })
      const state = async () => (await delivery(store, row?.id ?? 0)).state
      for (let looks = 0; looks < 1_000 && (await state()) === 'leased'; looks += 1) await expireLeases(store, NOW)
      expect(await state()).toBe('queued')
    })

    test('an uncertain delivery that is sent again is marked as maybe twice for good', async () => {
      const { row } = await oneLeased()
      await start([row])
      await expire(store, [row.id])
      await expireLeases(store, NOW)
      const [again] = await take({ owner: 'b' })
      if (again === undefined) throw new Error('it was not leased again')
      expect(again).toMatchObject({ id: row.id, maybe_twice: 1 })
      await start([again])
      await finish(again, { ...accepted, attempts: 2 })
      expect(await delivery(store, row.id)).toMatchObject({ state: 'accepted', maybe_twice: 1, attempts: 2 })
    })

    test('with uncertain: hold nobody sends it again', async () => {
      const { row } = await oneLeased()
      await start([row])
      await finish(row, { state: 'uncertain', dueAt: NOW, reply: 'the connection was lost', attempts: 1 })
      expect(await take({ resendUncertain: false })).toEqual([])
      expect(await delivery(store, row.id)).toMatchObject({ state: 'uncertain', maybe_twice: 0 })
    })

    test('only a worker that lives keeps its leases', async () => {
      await addPeople(store, 2)
      await addMailing(store)
      const [mine, theirs] = [(await take({ limit: 1 }))[0], (await take({ owner: 'b', limit: 1 }))[0]]
      const before = await delivery(store, mine?.id ?? 0)
      await renewLeases(store, 'a', 60 * MINUTE)
      expect((await delivery(store, mine?.id ?? 0)).leased_until).toBeGreaterThan(
        Number(before.leased_until) + 30 * MINUTE,
      )
      expect((await delivery(store, theirs?.id ?? 0)).leased_until).toBeLessThan(
        Number(before.leased_until) + 30 * MINUTE,
      )
    })

    test('a lease that ended cannot be renewed', async () => {
      const { row } = await oneLeased()
      await expire(store, [row.id])
      await renewLeases(store, 'a', MINUTE)
      expect((await delivery(store, row.id)).leased_until).toBe(1)
    })

    test('a worker that stops gives back what it has not started, and nothing else', async () => {
      await addPeople(store, 3)
      await addMailing(store)
      const [first] = await take({ limit: 2 })
      await take({ owner: 'b' })
      await start(first === undefined ? [] : [first])
      await releaseLeases(store, 'a')
      expect((await deliveries(store)).map((row) => [row.state, row.owner])).toEqual([
        ['sending', 'a'],
        ['queued', null],
        ['leased', 'b'],
      ])
    })

    test('a worker sees how long others still hold something', async () => {
      const { row } = await oneLeased()
      expect(await foreignLeaseMs(store, 'a')).toBeUndefined()
      const left = await foreignLeaseMs(store, 'b')
      expect(left).toBeGreaterThan(0)
      expect(left).toBeLessThanOrEqual(MINUTE)
      await expire(store, [row.id])
      expect(await foreignLeaseMs(store, 'b')).toBe(0)
    })

    test('at every step the states add up to the audience', async () => {
      await addPeople(store, 6)
      const mailing = await addMailing(store)
      const check = async (expected: Partial<Awaited<ReturnType<typeof countDeliveries>>>) => {
        const counts = await countDeliveries(store.db, mailing)
        expect(counts).toMatchObject(expected)
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(6)
        expect((await showMailing(store.db, mailing, NOW))?.audience).toBe(6)
      }
      await check({ queued: 6 })
      const rows = await take({ limit: 5 })
      await check({ queued: 1, leased: 5 })
      await start(rows)
      await check({ queued: 1, sending: 5 })
      const states = ['accepted', 'deferred', 'failed', 'uncertain', 'queued'] as const
      const finished: Finished[] = rows.map((row, index) => ({
        row,
        settled: { ...accepted, state: states[index] ?? 'accepted' },
      }))
      await exchange(store, finished, [], { now: NOW })
      await check({ queued: 2, accepted: 1, deferred: 1, failed: 1, uncertain: 1 })
      const [last] = (await deliveries(store)).slice(-1)
      await store.transaction(
        async (transaction) =>
          await endLists(store, transaction, { person: last?.person_id ?? 0, lists: ['releases'] }, NOW),
      )
      await start(await take({ resendUncertain: false, limit: 100 }))
      await check({ cancelled: 1, sending: 2, accepted: 1, failed: 1, uncertain: 1 })
    })

    test('a confirmation is sent while the person has not confirmed, and not after', async () => {
      const confirmation = async (address: string) => {
        const id = await addPerson(store, address, ['releases'], { ask: 'request' })
        const mailing = {
          key: `confirmation:${address}`,
          kind: 'confirmation' as const,
          priority: 1,
          subject: 'Confirm',
          messageId: '<c@lantern.example>',
          lists: ['releases'],
          linkKey: 1,
          variants: [],
        }
        await store.transaction(
          async (transaction) =>
            await createPersonal(
              { dialect: store.dialect, transaction },
              mailing,
              { id, address, format: 'html' },
              NOW,
            ),
        )
        return id
      }
      await confirmation('ada@example.org')
      const second = await confirmation('bea@example.org')
      await store.transaction(
        async (transaction) => await confirmLists(transaction, { person: second, lists: ['releases'] }, NOW),
      )
      const rows = await take()
      expect(rows.map((row) => row.address)).toEqual(['ada@example.org', 'bea@example.org'])
      expect(await start(rows)).toEqual([rows[0]?.id])
      expect((await deliveries(store)).map((row) => row.state)).toEqual(['sending', 'cancelled'])
    })
  })
}

describe('leaving while a worker starts deliveries on PostgreSQL', () => {
  let store: Store

  beforeEach(async () => {
    store = await openLedger('postgres')
  })

  afterEach(async () => await store.close())

  test('who begins to leave first is never started after the acknowledgment', async () => {
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
    expect([...(await starting)]).toEqual([])
    expect((await deliveries(store)).map((row) => row.state)).toEqual(['cancelled'])
  })

  test('who leaves while a start is being committed hears yes only after it is', async () => {
    const person = await addPerson(store, 'ada@example.org', ['releases'])
    await addMailing(store)
    const [row] = (await lease(store, { ...TERMS, limit: 1 })).rows
    const gate = openGate()
    // Holds the start up when it has locked the person and is about to write.
    const blocker = store.transaction(async (transaction) => {
      await sql`lock table deliveries in share mode`.execute(transaction)
      gate.reached()
      await gate.open
    })
    await gate.atGate
    const starting = exchange(store, [], row === undefined ? [] : [row], { now: NOW })
    await untilWaiting(store, 1)
    let acknowledged = false
    const leaving = store
      .transaction(async (transaction) => await endLists(store, transaction, { person, lists: ['releases'] }, NOW))
      .then(() => {
        acknowledged = true
      })
    await untilWaiting(store, 2)
    expect(acknowledged).toBe(false)
    gate.let()
    await blocker
    const started = await starting
    await leaving
    // Started before: allowed, and in the ledger before the acknowledgment.
    expect([...started]).toEqual([row?.id])
    expect((await deliveries(store)).map(({ state }) => state)).toEqual(['sending'])
  })

  test('renewing leases waits for no row that somebody holds, nor does storing replies of others', async () => {
    await addPeople(store, 5)
    await addMailing(store)
    const { rows } = await lease(store, { ...TERMS, limit: 5 })
    await exchange(store, [], rows, { now: NOW })
    const [first, , third, , fifth] = rows
    if (first === undefined || third === undefined || fifth === undefined) throw new Error('too few were leased')
    const gate = openGate()
    const blocker = store.transaction(async (transaction) => {
      await lockRow(transaction, third.id)
      gate.reached()
      await gate.open
    })
    await gate.atGate
    await renewLeases(store, 'a', 2 * MINUTE)
    const until = (await deliveries(store)).map((row) => Number(row.leased_until))
    const held = until[2] ?? Number.NaN
    expect(until.map((one) => one > held)).toEqual([true, true, false, true, true])
    // Its replies come in the order in which servers answered.
    const replies = [fifth, first].map((row) => ({ row, settled: accepted }))
    await exchange(store, replies, [], { now: NOW })
    gate.let()
    await blocker
    await renewLeases(store, 'a', 3 * MINUTE)
    expect((await deliveries(store)).map((row) => [row.state, Number(row.leased_until) > held])).toEqual([
      ['accepted', false],
      ['sending', true],
      ['sending', true],
      ['sending', true],
      ['accepted', false],
    ])
  })
})

async function lockRow(transaction: Transaction<Tables>, id: number): Promise<void> {
  await sql`select id from deliveries where id = ${id} for update`.execute(transaction)
}

/** A place where one transaction waits until the test lets it go on. */
function openGate() {
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
