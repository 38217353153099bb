import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { countAudience, listsOfDelivery } from '../../src/delivery/audience/audience-store.js'
import { exchange } from '../../src/delivery/exchange-store.js'
import { lease } from '../../src/delivery/lease-store.js'
import { listMailings, maybeTwice, showMailing } from '../../src/delivery/mailing-reports-store.js'
import { finishMailings, moveMailing, newestMailing, releaseMailings } from '../../src/delivery/mailing-store.js'
import type { Store } from '../../src/store/open.js'
import { endLists } from '../../src/subscribers/person-store.js'
import { suppress } from '../../src/subscribers/suppression-store.js'
import { dialects } from '../support/databases.js'
import { addMailing, addPeople, addPerson, addressOf, deliveries, LISTS, NOW, openLedger, TERMS } from './ledger.js'

for (const dialect of dialects) {
  describe(`mailings on ${dialect}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openLedger(dialect)
    })

    afterEach(async () => await store.close())

    const stateOf = async (id: number) => (await showMailing(store.db, id, NOW))?.state

    const move = async (id: number, what: 'pause' | 'resume' | 'cancel') =>
      await store.transaction(
        async (transaction) =>
          await moveMailing(
            { dialect: store.dialect, transaction },
            id,
            { move: what, reason: 'an operator said so' },
            NOW,
          ),
      )

    const take = async () => (await lease(store, { ...TERMS, resendUncertain: false })).rows

    test('the audience is one row per person, whatever lists they are on', async () => {
      const orders = [
        ['releases', 'security', 'announcements'],
        ['announcements', 'releases'],
        ['security'],
        ['announcements'],
      ]
      for (const [index, lists] of orders.entries()) await addPerson(store, `person${index}@example.org`, lists)
      const mailing = await addMailing(store, { lists: ['security', 'releases'] })
      const rows = await deliveries(store)
      expect(rows.map((row) => [row.address, row.lists, row.list])).toEqual([
        ['person0@example.org', 'security releases', 'security'],
        ['person1@example.org', 'releases', 'releases'],
        ['person2@example.org', 'security', 'security'],
      ])
      expect(await showMailing(store.db, mailing, NOW)).toMatchObject({
        audience: 3,
        queued: 3,
        lists: ['security', 'releases'],
      })
      expect(await countAudience(store.db, { lists: ['security', 'releases'] })).toBe(3)
    })

    test('each delivery knows the format of the person and since when they have its list', async () => {
      await addPerson(store, 'ada@example.org', ['security'], { format: 'text', now: NOW - 2000 })
      await addPerson(store, 'ada@example.org', ['releases'], { now: NOW - 1000 })
      await addMailing(store, { lists: ['releases', 'security'] })
      expect(await deliveries(store)).toMatchObject([
        { format: 'text', list: 'releases', since: NOW - 1000, state: 'queued', due_at: 0 },
      ])
    })

    test('who is pending, who left and who is suppressed is left out', async () => {
      await addPerson(store, 'pending@example.org', ['releases'], { ask: 'request' })
      const left = await addPerson(store, 'left@example.org', ['releases'])
      await store.transaction(
        async (transaction) => await endLists(store, transaction, { person: left, lists: ['releases'] }, NOW),
      )
      await addPerson(store, 'Bounced@example.org', ['releases'])
      await suppress(store.db, addressOf('bounced@EXAMPLE.org'), 'bounced', NOW)
      // Pending on one of the lists and confirmed on another: only the confirmed one counts.
      await addPerson(store, 'half@example.org', ['releases'], { ask: 'request' })
      await addPerson(store, 'half@example.org', ['security'])
      await addMailing(store, { lists: ['releases', 'security'] })
      expect((await deliveries(store)).map((row) => [row.address, row.lists])).toEqual([
        ['half@example.org', 'security'],
      ])
      expect(await countAudience(store.db, { lists: ['releases', 'security'] })).toBe(1)
    })

    test('who has one of these mailings is left out, and on a list that got one whoever did not confirm it since', async () => {
      const people = [
        'accepted',
        'queued',
        'leased',
        'sending',
        'deferred',
        'uncertain',
        'failed',
        'cancelled',
      ] as const
      for (const state of people) await addPerson(store, `${state}@example.org`, ['releases', 'announcements'])
      await addPerson(store, 'never@example.org', ['announcements'])
      await addMailing(store, { key: 'announcement:one', now: NOW + 1000 })
      for (const row of await deliveries(store)) {
        const state = people.find((one) => row.address.startsWith(one)) ?? 'queued'
        await store.db.updateTable('deliveries').set({ state }).where('id', '=', row.id).execute()
      }
      await addPerson(store, 'later@example.org', ['releases'], { now: NOW + 2000 })
      const reached = async (key: string, lists: readonly string[], without: readonly string[]) => {
        const counted = await countAudience(store.db, { lists, without })
        const id = await addMailing(store, { key, lists, without, now: NOW + 3000 })
        const rows = (await deliveries(store)).filter((row) => row.mailing_id === id)
        expect(rows).toHaveLength(counted)
        return rows.map((row) => `${row.address.split('@')[0]}: ${row.lists}`)
      }
      expect(await reached('manual:one', ['announcements'], ['announcement:one'])).toEqual([
        'failed: announcements',
        'cancelled: announcements',
        'never: announcements',
      ])
      expect(await reached('manual:two', ['releases'], ['announcement:one', 'manual:one'])).toEqual(['later: releases'])
      expect(
        await reached('manual:three', ['releases', 'announcements'], ['announcement:one', 'manual:one', 'manual:two']),
      ).toEqual([])
      expect(await reached('manual:four', ['releases'], ['announcement:other'])).toHaveLength(9)
    })

    test('a mailing to nobody is finished at once', async () => {
      const mailing = await addMailing(store)
      expect(await showMailing(store.db, mailing, NOW)).toMatchObject({
        state: 'finished',
        audience: 0,
        finishedAt: '2026-05-04T12:00:00Z',
      })
      expect(await countAudience(store.db, { lists: [] })).toBe(0)
    })

    test('a notice is mailed once: a second mailing of its key is refused', async () => {
      await addPeople(store, 1)
      await addMailing(store)
      await expect(addMailing(store)).rejects.toThrow(/unique/i)
      expect((await deliveries(store)).length).toBe(1)
    })

    test('nothing is leased before the mailing is released', async () => {
      await addPeople(store, 1)
      await addMailing(store, { released: 0 })
      expect(await take()).toEqual([])
      await releaseMailings(store, await newestMailing(store.db))
      expect((await take()).length).toBe(1)
    })

    test.each([['deferred'], ['queued'], ['leased'], ['sending']] as const)(
      'a mailing with something %s is not finished',
      async (state) => {
        await addPeople(store, 2)
        const mailing = await addMailing(store)
        await store.db.updateTable('deliveries').set({ state: 'accepted' }).execute()
        await store.db
          .updateTable('deliveries')
          .set({ state })
          .where('id', '=', (await deliveries(store))[0]?.id ?? 0)
          .execute()
        await finishMailings(store, false, NOW)
        expect(await stateOf(mailing)).toBe('queued')
      },
    )

    test('a mailing is finished when everything in it came to an end', async () => {
      await addPeople(store, 3)
      const mailing = await addMailing(store)
      const rows = await take()
      await exchange(store, [], rows, { now: NOW })
      const states = ['accepted', 'failed', 'cancelled'] as const
      for (const [index, row] of rows.entries())
        await store.db
          .updateTable('deliveries')
          .set({ state: states[index] ?? 'failed' })
          .where('id', '=', row.id)
          .execute()
      await finishMailings(store, true, NOW + 2000)
      expect(await showMailing(store.db, mailing, NOW)).toMatchObject({
        state: 'finished',
        finishedAt: '2026-05-04T12:00:02Z',
        accepted: 1,
        failed: 1,
        cancelled: 1,
        rate: 0.5,
      })
    })

    test('an uncertain delivery keeps a mailing open as long as a worker will send it again', async () => {
      await addPeople(store, 1)
      const mailing = await addMailing(store)
      await store.db.updateTable('deliveries').set({ state: 'uncertain' }).execute()
      await finishMailings(store, true, NOW)
      expect(await stateOf(mailing)).toBe('queued')
      await finishMailings(store, false, NOW)
      expect(await stateOf(mailing)).toBe('finished')
    })

    test('a paused mailing is neither finished nor cancelled by waiting', async () => {
      await addPeople(store, 1)
      const mailing = await addMailing(store)
      expect(await move(mailing, 'pause')).toBe(true)
      expect(await move(mailing, 'pause')).toBe(false)
      await store.db.updateTable('deliveries').set({ state: 'accepted' }).execute()
      await finishMailings(store, true, NOW)
      expect(await showMailing(store.db, mailing, NOW)).toMatchObject({
        state: 'paused',
        reason: 'an operator said so',
      })
      expect(await move(mailing, 'resume')).toBe(true)
      await finishMailings(store, true, NOW)
      expect(await stateOf(mailing)).toBe('finished')
      for (const what of ['pause', 'resume', 'cancel'] as const) expect(await move(mailing, what)).toBe(false)
    })

    test('cancelling ends what was not started, and lets what was end by its reply', async () => {
      await addPeople(store, 3)
      const mailing = await addMailing(store)
      const [first, second] = await take()
      if (first === undefined || second === undefined) throw new Error('nothing was leased')
      await exchange(store, [], [first], { now: NOW })
      expect(await move(mailing, 'cancel')).toBe(true)
      expect((await deliveries(store)).map((row) => row.state)).toEqual(['sending', 'cancelled', 'cancelled'])
      const reply = { row: first, settled: { state: 'accepted' as const, dueAt: NOW, reply: '250 ok', attempts: 1 } }
      expect([...(await exchange(store, [reply], [second], { now: NOW }))]).toEqual([])
      expect((await deliveries(store)).map((row) => row.state)).toEqual(['accepted', 'cancelled', 'cancelled'])
    })

    test('mailings are listed newest first, confirmations only when asked for', async () => {
      await addPeople(store, 2)
      await addMailing(store, { key: 'announcement:one', subject: 'One' })
      await addMailing(store, { key: 'confirmation:two', kind: 'confirmation', subject: 'Two' })
      await addMailing(store, { key: 'announcement:three', subject: 'Three' })
      expect((await listMailings(store.db, false)).map((one) => one.subject)).toEqual(['Three', 'One'])
      expect((await listMailings(store.db, true)).map((one) => one.subject)).toEqual(['Three', 'Two', 'One'])
      expect(await showMailing(store.db, 999, NOW)).toBeUndefined()
    })

    test('who may have got it twice is named', async () => {
      await addPeople(store, 3)
      const mailing = await addMailing(store)
      const [, second] = await deliveries(store)
      await store.db
        .updateTable('deliveries')
        .set({ maybe_twice: 1 })
        .where('id', '=', second?.id ?? 0)
        .execute()
      expect(await maybeTwice(store.db, mailing)).toEqual(['person2@example.org'])
      expect((await showMailing(store.db, mailing, NOW))?.maybeTwice).toBe(1)
    })

    test('a link finds the lists of its own delivery and of no other', async () => {
      const person = await addPerson(store, 'ada@example.org', [...LISTS])
      const mailing = await addMailing(store, { lists: ['releases', 'announcements'] })
      expect(await listsOfDelivery(store.db, mailing, person)).toEqual(['releases', 'announcements'])
      expect(await listsOfDelivery(store.db, mailing, person + 1)).toBeUndefined()
      expect(await listsOfDelivery(store.db, mailing + 1, person)).toBeUndefined()
    })
  })
}
