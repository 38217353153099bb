import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exchange } from '../../src/delivery/exchange-store.js'
import { lease } from '../../src/delivery/lease-store.js'
import { maybeTwice, showMailing } from '../../src/delivery/mailing-reports-store.js'
import { finishMailings, moveMailing } from '../../src/delivery/mailing-store.js'
import { type Reply, settle } from '../../src/delivery/reply.js'
import { foreseeRetry, type Retry, retryDeliveries } from '../../src/delivery/retry-store.js'
import { saveNotice } from '../../src/notices/memory-store.js'
import { freshNotice } from '../../src/notices/notice.js'
import type { Store } from '../../src/store/open.js'
import { endLists } from '../../src/subscribers/person-store.js'
import { suppress } from '../../src/subscribers/suppression-store.js'
import { dialects } from '../support/databases.js'
import { addMailing, addPerson, addressOf, deliveries, MINUTE, NOW, openLedger, TERMS } from './ledger.js'

const DAY = 24 * 60 * MINUTE
const WEEK = 7 * DAY
const PEOPLE = ['ada@example.org', 'bob@example.org', 'cy@example.net', 'dee@example.net']
const KEY = 'announcement:2026-05-04-lantern-os-3-1-0'

for (const dialect of dialects) {
  describe(`sending again on ${dialect}`, () => {
    let store: Store
    let mailing: number
    const people: number[] = []

    beforeEach(async () => {
      store = await openLedger(dialect)
      people.length = 0
      for (const address of PEOPLE) people.push(await addPerson(store, address, ['releases']))
      mailing = await addMailing(store)
    })

    afterEach(async () => await store.close())

    const take = async (now: number) => (await lease(store, { ...TERMS, now, resendUncertain: false })).rows

    /** Sends what is due; the server answers each address by `replies`, else it accepts. */
    const sendAt = async (now: number, replies: Readonly<Record<string, Reply>> = {}) => {
      const rows = await take(now)
      const started = await exchange(store, [], rows, { now })
      const at = { since: NOW, now, retryForMs: 5 * DAY }
      const finished = rows
        .filter((row) => started.has(row.id))
        .map((row) => {
          const reply = replies[row.address] ?? { outcome: 'accepted', text: '250 ok' }
          return { row, settled: settle(reply, row, at) }
        })
      await exchange(store, finished, [], { now })
      await finishMailings(store, false, now)
      return finished.map(({ row }) => row.address)
    }

    const retry = async (now: number, what: Retry = { what: 'failed' }) => {
      const foreseen = await foreseeRetry(store, mailing, what)
      const done = await store.transaction(
        async (transaction) => await retryDeliveries({ dialect: store.dialect, transaction }, mailing, what, now),
      )
      expect(foreseen).toEqual(typeof done === 'string' ? { retried: 0, unwanted: 0 } : done)
      return done
    }

    const states = async () => (await deliveries(store)).map((row) => row.state)
    const show = async () => await showMailing(store.db, mailing, NOW)

    const failed: Reply = { outcome: 'failed', text: '550 no such person' }
    const doubt: Reply = { outcome: 'uncertain', text: 'the connection was closed' }
    const later: Reply = { outcome: 'deferred', text: '451 greylisted' }

    test('only those that failed are sent again, and the mailing is under way until they are done', async () => {
      expect(await sendAt(NOW, { 'bob@example.org': failed, 'dee@example.net': failed })).toEqual(PEOPLE)
      expect(await show()).toMatchObject({ state: 'finished', failed: 2 })
      expect(await retry(NOW + MINUTE)).toEqual({ retried: 2, unwanted: 0 })
      expect(await show()).toMatchObject({ state: 'sending', queued: 2, failed: 0, finishedAt: null })
      expect(await sendAt(NOW + MINUTE)).toEqual(['bob@example.org', 'dee@example.net'])
      expect(await show()).toMatchObject({ state: 'finished', accepted: 4, maybeTwice: 0 })
      expect(await retry(NOW + MINUTE)).toEqual({ retried: 0, unwanted: 0 })
      expect(await show()).toMatchObject({ state: 'finished' })
    })

    test('one domain alone is sent again', async () => {
      await sendAt(NOW, { 'bob@example.org': failed, 'cy@example.net': failed, 'dee@example.net': failed })
      expect(await retry(NOW, { what: 'failed', domain: 'example.net' })).toEqual({ retried: 2, unwanted: 0 })
      expect(await states()).toEqual(['accepted', 'failed', 'queued', 'queued'])
      expect(await retry(NOW, { what: 'failed', domain: 'ample.net' })).toEqual({ retried: 0, unwanted: 0 })
    })

    test('who left meanwhile or is suppressed is counted and left as it was', async () => {
      await sendAt(NOW, { 'ada@example.org': failed, 'bob@example.org': failed, 'cy@example.net': failed })
      await store.transaction(
        async (transaction) => await endLists(store, transaction, { person: people[0] ?? 0, lists: ['releases'] }, NOW),
      )
      await suppress(store.db, addressOf('bob@example.org'), 'bounced', NOW)
      expect(await retry(NOW)).toEqual({ retried: 1, unwanted: 2 })
      expect(await states()).toEqual(['failed', 'failed', 'queued', 'accepted'])
    })

    test('a week later there is a fresh period: greylisted is deferred, and given up when that has passed', async () => {
      await sendAt(NOW, { 'ada@example.org': failed })
      await retry(NOW + WEEK)
      expect(await sendAt(NOW + WEEK, { 'ada@example.org': later })).toEqual(['ada@example.org'])
      expect((await deliveries(store))[0]).toMatchObject({ state: 'deferred', attempts: 1, retried_at: NOW + WEEK })
      expect(await sendAt(NOW + WEEK + 4 * DAY, { 'ada@example.org': later })).toEqual(['ada@example.org'])
      expect((await states())[0]).toBe('deferred')
      expect(await sendAt(NOW + WEEK + 5 * DAY, { 'ada@example.org': later })).toEqual(['ada@example.org'])
      expect((await deliveries(store))[0]).toMatchObject({
        state: 'failed',
        reply: 'gave up after 3 tries: 451 greylisted',
      })
    })

    test('what is held as uncertain waits for a word of its own, and is named afterwards', async () => {
      await sendAt(NOW, { 'ada@example.org': doubt, 'bob@example.org': failed })
      expect(await retry(NOW)).toEqual({ retried: 1, unwanted: 0 })
      expect(await states()).toEqual(['uncertain', 'queued', 'accepted', 'accepted'])
      expect(await retry(NOW, { what: 'uncertain' })).toEqual({ retried: 1, unwanted: 0 })
      expect(await maybeTwice(store.db, mailing)).toEqual(['ada@example.org'])
      expect(await sendAt(NOW)).toEqual(['ada@example.org', 'bob@example.org'])
    })

    test('what was given up and may have arrived is no plain failure: it waits for the same word', async () => {
      await sendAt(NOW + WEEK, { 'ada@example.org': doubt })
      expect((await deliveries(store))[0]).toMatchObject({ state: 'failed', maybe_twice: 0 })
      expect(await retry(NOW + WEEK)).toEqual({ retried: 0, unwanted: 0 })
      expect(await retry(NOW + WEEK, { what: 'uncertain' })).toEqual({ retried: 1, unwanted: 0 })
      expect(await show()).toMatchObject({ state: 'sending', queued: 1, maybeTwice: 1 })
    })

    test('a paused mailing stays paused, a cancelled one is not sent again', async () => {
      await sendAt(NOW, { 'ada@example.org': failed, 'bob@example.org': later })
      const move = async (what: 'pause' | 'cancel') =>
        await store.transaction(
          async (transaction) =>
            await moveMailing(
              { dialect: store.dialect, transaction },
              mailing,
              { move: what, reason: 'an operator' },
              NOW,
            ),
        )
      await move('pause')
      expect(await retry(NOW)).toEqual({ retried: 1, unwanted: 0 })
      expect(await show()).toMatchObject({ state: 'paused', queued: 1 })
      expect(await take(NOW)).toEqual([])
      await move('cancel')
      expect(await retry(NOW)).toBe('cancelled')
    })

    test('who got what the table says in its place is left as they were', async () => {
      await sendAt(NOW, { 'ada@example.org': failed, 'bob@example.org': failed })
      const ending = 'end-of-life:lantern/3.0:eol:2026-06-01:approaching-30d'
      const bare = { key: ending, kind: 'end-of-life' as const, state: 'told' as const, severity: 'info' as const }
      const times = { since: NOW, until: NOW, toldAt: NOW, reason: '', post: null, followUpOf: null }
      await saveNotice(store.db, { ...freshNotice, ...bare, ...times, standIn: KEY })
      await addMailing(store, { key: ending, messageId: '<two@announce.lantern.example>' })
      await sendAt(NOW, { 'bob@example.org': failed })
      expect(await retry(NOW)).toEqual({ retried: 1, unwanted: 1 })
      expect(await sendAt(NOW)).toEqual(['bob@example.org'])
    })

    test.each(['update', 'retraction'] as const)(
      'what was recalled meanwhile by %s is not sent again, the recall is',
      async (kind) => {
        const notice = {
          ...freshNotice,
          key: KEY,
          kind: 'announcement' as const,
          state: 'told' as const,
          severity: 'info' as const,
          post: '2026-05-04-lantern-os-3-1-0',
          since: NOW,
          until: NOW,
          reason: '',
          toldAt: NOW,
          followUpOf: null,
        }
        await saveNotice(store.db, notice)
        await sendAt(NOW, { 'ada@example.org': failed })
        const recall = { ...notice, key: `${kind}:${notice.post}`, kind, severity: 'recall' as const }
        await saveNotice(store.db, { ...recall, state: 'due', toldAt: null })
        expect(await retry(NOW)).toEqual({ retried: 1, unwanted: 0 })
        await sendAt(NOW, { 'ada@example.org': failed })
        await store.db
          .updateTable('notices')
          .set({ told_at: NOW + 1 })
          .where('key', '=', recall.key)
          .execute()
        expect(await retry(NOW + 2)).toBe('recalled')
        mailing = await addMailing(store, { key: recall.key, now: NOW + 1 })
        await sendAt(NOW + 2, { 'ada@example.org': failed })
        expect(await retry(NOW + 3)).toEqual({ retried: 1, unwanted: 0 })
      },
    )

    const onPostgres = dialect === 'postgres' ? test : undefined
    onPostgres?.('a worker that finds nothing left finishes no mailing that is being sent again', async () => {
      await sendAt(NOW, { 'ada@example.org': failed })
      await store.db.updateTable('mailings').set({ state: 'sending', finished_at: null }).execute()
      await store.transaction(async (transaction) => {
        await retryDeliveries({ dialect: store.dialect, transaction }, mailing, { what: 'failed' }, NOW)
        await finishMailings(store, false, NOW)
      })
      await finishMailings(store, false, NOW)
      expect(await show()).toMatchObject({ state: 'sending', queued: 1 })
    })
  })
}
