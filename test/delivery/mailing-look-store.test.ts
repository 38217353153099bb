import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exchange } from '../../src/delivery/exchange-store.js'
import { lease } from '../../src/delivery/lease-store.js'
import { lookAtMailing, mailingToWatch } from '../../src/delivery/mailing-look-store.js'
import { showMailing } from '../../src/delivery/mailing-reports-store.js'
import { type Reply, settle } from '../../src/delivery/reply.js'
import type { Store } from '../../src/store/open.js'
import { dialects } from '../support/databases.js'
import { addMailing, addPerson, deliveries, expire, MINUTE, NOW, openLedger, TERMS } from './ledger.js'

const PEOPLE = [
  'a@slow.example',
  'b@slow.example',
  'c@slow.example',
  'd@full.example',
  'e@full.example',
  'f@fine.example',
]

for (const dialect of dialects) {
  describe(`a look at a mailing on ${dialect}`, () => {
    let store: Store
    let mailing: number

    beforeEach(async () => {
      store = await openLedger(dialect)
      for (const address of PEOPLE) await addPerson(store, address, ['releases'])
      mailing = await addMailing(store)
    })

    afterEach(async () => await store.close())

    const look = async (mostRows?: number, resendUncertain = true) =>
      await lookAtMailing(store, mailing, NOW, { resendUncertain, ...(mostRows !== undefined && { mostRows }) })

    const replies: Record<string, Reply> = {
      'a@slow.example': { outcome: 'deferred', text: '450 greylisted' },
      'b@slow.example': { outcome: 'deferred', text: '450 greylisted, too' },
      'c@slow.example': { outcome: 'uncertain', text: 'the connection was closed' },
      'd@full.example': { outcome: 'failed', text: '552 full' },
      'e@full.example': { outcome: 'failed', text: '552 still full' },
    }

    const sendTo = async (owner: string, limit: number) => {
      const { rows } = await lease(store, { ...TERMS, owner, limit, resendUncertain: false })
      await exchange(store, [], rows, { now: NOW })
      const finished = rows.map((row) => {
        const reply = replies[row.address] ?? { outcome: 'accepted', text: '250 ok' }
        return { row, settled: settle(reply, row, { since: NOW, now: NOW, retryForMs: 60 * MINUTE }) }
      })
      await exchange(store, finished, [], { now: NOW })
    }

    test('before anything was tried there is nothing but a queue', async () => {
      expect(await look()).toEqual({
        ...(await showMailing(store.db, mailing, NOW)),
        now: NOW,
        workers: 0,
        nextRetry: null,
        domains: [],
        slowed: [],
        isPartial: false,
      })
      expect(await lookAtMailing(store, mailing + 1, NOW, { resendUncertain: true })).toBeUndefined()
    })

    test('a large one is counted anew after a time that grows with it, and as soon as its state is another', async () => {
      await store.db.updateTable('mailings').set({ audience: 200_000 }).execute()
      const seenAt = async (now: number) => {
        const seen = await lookAtMailing(store, mailing, now, { resendUncertain: true })
        return [seen?.queued, seen?.cancelled, seen?.state]
      }
      expect(await seenAt(NOW)).toEqual([6, 0, 'queued'])
      await store.db.updateTable('deliveries').set({ state: 'cancelled' }).execute()
      expect(await seenAt(NOW + 999)).toEqual([6, 0, 'queued'])
      expect(await seenAt(NOW + 1000)).toEqual([0, 6, 'queued'])
      await store.db.updateTable('deliveries').set({ state: 'queued' }).execute()
      await store.db.updateTable('mailings').set({ state: 'paused' }).execute()
      expect(await seenAt(NOW + 1001)).toEqual([6, 0, 'paused'])
      // A clock that was set back keeps no old numbers.
      await store.db.updateTable('deliveries').set({ state: 'cancelled' }).execute()
      expect(await seenAt(NOW)).toEqual([0, 6, 'paused'])
    })

    test('the domains in trouble come with their counts and last words, the worst first', async () => {
      await sendTo('a', 6)
      const seen = await look()
      expect(seen).toMatchObject({ accepted: 1, deferred: 2, failed: 2, uncertain: 1, isPartial: false })
      expect(seen?.domains).toEqual([
        { domain: 'slow.example', deferred: 2, failed: 0, uncertain: 1, reply: expect.any(String) },
        { domain: 'full.example', deferred: 0, failed: 2, uncertain: 0, reply: '552 still full' },
      ])
    })

    test('the next retry is the first of what waits; held uncertain ones wait for nothing', async () => {
      await sendTo('a', 6)
      const due = Object.fromEntries((await deliveries(store)).map((row) => [row.address, row.due_at]))
      const first = Math.min(due['a@slow.example'] ?? 0, due['b@slow.example'] ?? 0)
      expect((await look(undefined, false))?.nextRetry).toBe(first)
      expect((await look())?.nextRetry).toBe(Math.min(first, due['c@slow.example'] ?? 0))
    })

    test('what is looked at is bounded, and that is said', async () => {
      await sendTo('a', 6)
      const seen = await look(1)
      expect(seen).toMatchObject({ deferred: 2, failed: 2, isPartial: true })
      expect(seen?.domains.map((one) => [one.domain, one.deferred, one.failed])).toEqual([
        ['slow.example', 1, 0],
        ['full.example', 0, 1],
      ])
    })

    test('workers are those whose leases run', async () => {
      const take = async (owner: string) =>
        (await lease(store, { ...TERMS, owner, limit: 2, resendUncertain: false })).rows
      await take('a')
      const second = await take('b')
      expect((await look())?.workers).toBe(2)
      await expire(
        store,
        second.map((row) => row.id),
      )
      expect((await look())?.workers).toBe(1)
    })

    test('the mailing to watch is the one being sent, else the first that will be, else the newest', async () => {
      const only = async (state: 'finished' | 'sending', id: number) =>
        await store.db.updateTable('mailings').set({ state }).where('id', '=', id).execute()
      const second = await addMailing(store, { key: 'two' })
      const urgent = await addMailing(store, { key: 'three', priority: 0 })
      const confirmation = await addMailing(store, { key: 'confirmation:four', kind: 'confirmation', priority: 0 })
      expect(await mailingToWatch(store.db)).toEqual({ id: urgent, isUnderWay: true })
      await only('sending', second)
      expect(await mailingToWatch(store.db)).toEqual({ id: second, isUnderWay: true })
      for (const id of [mailing, second, urgent]) await only('finished', id)
      await only('sending', confirmation)
      expect(await mailingToWatch(store.db)).toEqual({ id: urgent, isUnderWay: false })
      await store.db.deleteFrom('deliveries').execute()
      await store.db.deleteFrom('variants').execute()
      await store.db.deleteFrom('mailings').execute()
      expect(await mailingToWatch(store.db)).toBeUndefined()
    })
  })
}
