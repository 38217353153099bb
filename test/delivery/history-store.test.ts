/** Deliveries of mailings long over leave the queue, and what the ledger knows of them stays. */
import { createQueryId, type RootOperationNode } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { countAudience, listReach, listsOfDelivery } from '../../src/delivery/audience/audience-store.js'
import { moveToHistory } from '../../src/delivery/history-store.js'
import { lease } from '../../src/delivery/lease-store.js'
import { listMailings, maybeTwice, showMailing } from '../../src/delivery/mailing-reports-store.js'
import { finishMailings } from '../../src/delivery/mailing-store.js'
import { retryDeliveries } from '../../src/delivery/retry-store.js'
import {
  addressMailed,
  bouncesAt,
  bouncesFrom,
  fatesOf,
  mailedAt,
  recordBounce,
} from '../../src/inbound/bounce-store.js'
import type { Store } from '../../src/store/open.js'
import { emptyPerson } from '../../src/subscribers/erase-store.js'
import { findByAddress } from '../../src/subscribers/person-store.js'
import { deliveriesTo } from '../../src/subscribers/search/listing-store.js'
import { forgetUnconfirmed, unconfirmedSince } from '../../src/subscribers/unconfirmed-store.js'
import { dialects } from '../support/databases.js'
import { addMailing, addPeople, addPerson, addressOf, deliveries, MINUTE, NOW, openLedger, TERMS } from './ledger.js'

const LATER = NOW + 400 * 24 * 60 * MINUTE
const KEY = 'announcement:2026-05-04-lantern-os-3-1-0'

for (const dialect of dialects) {
  describe(`history on ${dialect}`, () => {
    let store: Store
    beforeEach(async () => {
      store = await openLedger(dialect)
    })
    afterEach(async () => await store.close())

    const STATES = ['accepted', 'accepted', 'failed', 'cancelled', 'uncertain'] as const

    /** A mailing to five that ended, one of them named as maybe twice. */
    async function ended(key = KEY): Promise<number> {
      if ((await store.db.selectFrom('people').select('id').execute()).length === 0) await addPeople(store, 5)
      const id = await addMailing(store, { key })
      const rows = (await deliveries(store)).filter((row) => row.mailing_id === id)
      for (const [index, row] of rows.entries())
        await store.db
          .updateTable('deliveries')
          .set({
            state: STATES[index] ?? 'accepted',
            reply: `250 ${index}`,
            finished_at: NOW,
            maybe_twice: index === 1 ? 1 : 0,
          })
          .where('id', '=', row.id)
          .execute()
      // Without sending again what may have arrived: it is held.
      await finishMailings(store, false, NOW)
      return id
    }

    const historic = async () =>
      await store.db.selectFrom('delivery_history').selectAll().orderBy('person_id').execute()
    const stages = async () =>
      (await store.db.selectFrom('mailings').select('history').orderBy('id').execute()).map((row) => row.history)

    test('takes what ended before the instant, and nothing else', async () => {
      const old = await ended()
      const paused = await addMailing(store, { key: 'announcement:paused' })
      await store.db.updateTable('mailings').set({ state: 'paused' }).where('id', '=', paused).execute()
      expect(await moveToHistory(store, NOW, 1000)).toBe(0)
      expect(await moveToHistory(store, LATER, 1000)).toBe(5)
      expect((await historic()).map(({ mailing_id, state, reply }) => [mailing_id, state, reply])).toEqual(
        STATES.map((state, index) => [old, state, `250 ${index}`]),
      )
      expect((await deliveries(store)).map((row) => row.mailing_id)).toEqual(Array(5).fill(paused))
      expect(await stages()).toEqual([2, 0])
      expect(await moveToHistory(store, LATER, 1000)).toBe(0)
    })

    test('goes on where it was stopped, and leaves what a worker still holds', async () => {
      const [first] = [await ended(), await ended('announcement:second')]
      const [held] = await deliveries(store)
      await store.db
        .updateTable('deliveries')
        .set({ state: 'sending' })
        .where('id', '=', held?.id ?? 0)
        .execute()
      expect(await moveToHistory(store, LATER, 1)).toBe(9)
      expect(await stages()).toEqual([1, 2])
      expect(await moveToHistory(store, LATER, 1000)).toBe(0)
      await store.db
        .updateTable('deliveries')
        .set({ state: 'accepted' })
        .where('id', '=', held?.id ?? 0)
        .execute()
      expect(await moveToHistory(store, LATER, 1000)).toBe(1)
      expect([await stages(), await showMailing(store.db, first, NOW)]).toMatchObject([[2, 2], { accepted: 2 }])
    })

    test('is where links, reports, people and answers find what they found before', async () => {
      const id = await ended()
      const ada = await findByAddress(store.db, addressOf('person1@example.org'))
      if (ada === undefined) throw new Error('nobody')
      await recordBounce(
        store.db,
        { mailing: id, person: ada.id, class: 'hard', status: '5.1.1', words: 'gone', source: 'mail' },
        NOW,
      )
      const claim = { mailing: id, person: ada.id }
      const seen = async () => ({
        shown: await showMailing(store.db, id, NOW),
        listed: await listMailings(store.db, true),
        twice: await maybeTwice(store.db, id),
        lists: await listsOfDelivery(store.db, id, ada.id),
        sent: await deliveriesTo(store.db, ada, 10),
        address: await addressMailed(store.db, claim),
        fates: await fatesOf(store.db, claim),
        bounced: await bouncesFrom(store.db, id),
        neighbours: await bouncesAt(store, { mailing: id, class: 'hard' }, 'example.org'),
        mailed: await mailedAt(store, id, 'example.org'),
        reach: await listReach(store.db, ['releases']),
        again: await countAudience(store.db, { lists: ['releases'], without: [KEY] }),
      })
      const before = await seen()
      expect(before).toMatchObject({ twice: ['person2@example.org'], mailed: 5, again: 2, lists: ['releases'] })
      expect(before.reach).toMatchObject([{ last: 5 }])
      expect(await moveToHistory(store, LATER, 1000)).toBe(5)
      expect(await seen()).toEqual(before)
    })

    test('is sent by nobody again: not by a lease, not by an operator', async () => {
      const id = await ended()
      await moveToHistory(store, LATER, 1000)
      expect((await lease(store, { ...TERMS, now: LATER })).rows).toEqual([])
      for (const what of ['failed', 'uncertain'] as const)
        expect(
          await store.transaction(
            async (transaction) => await retryDeliveries({ dialect: store.dialect, transaction }, id, { what }, LATER),
          ),
        ).toBe('history')
    })

    test('forgets who is erased, and who never confirmed', async () => {
      await ended()
      const waits = await addPerson(store, 'waits@example.org', ['security'], { ask: 'request' })
      const asked = await addMailing(store, { key: 'confirmation:one', kind: 'confirmation' })
      await store.db
        .updateTable('deliveries')
        .set({ person_id: waits, state: 'accepted' })
        .where('mailing_id', '=', asked)
        .where('person_id', '=', 1)
        .execute()
      await store.db.deleteFrom('deliveries').where('mailing_id', '=', asked).where('person_id', '<>', waits).execute()
      await finishMailings(store, false, NOW)
      await moveToHistory(store, LATER, 1000)
      expect(await unconfirmedSince(store.db, LATER, 10)).toEqual([waits])
      await store.transaction(async (transaction) => await forgetUnconfirmed(transaction, [waits]))
      expect(await store.db.selectFrom('mailings').select('id').where('id', '=', asked).execute()).toEqual([])
      const ada = await findByAddress(store.db, addressOf('person1@example.org'))
      if (ada === undefined) throw new Error('nobody')
      await store.transaction(async (transaction) => await emptyPerson(transaction, ada, 'hash', LATER))
      expect((await historic()).map(({ address }) => address)).toEqual([
        '',
        ...[2, 3, 4, 5].map((n) => `person${n}@example.org`),
      ])
    })
  })
}

test('on SQLite who looks for a person or a mailing reads neither table from end to end', async () => {
  const store = await openLedger('sqlite')
  const asked: RootOperationNode[] = []
  const db = store.db.withPlugin({
    transformQuery: ({ node }) => {
      asked.push(node)
      return node
    },
    transformResult: async ({ result }) => result,
  })
  const ada = { id: 1, address: '', address_key: '', format: 'html' as const, runs: '', language: '', created_at: 0 }
  const claim = { person: 1, mailing: 1 }
  await showMailing(db, 1, NOW)
  await listMailings(db, true)
  await maybeTwice(db, 1)
  await listsOfDelivery(db, 1, 1)
  await deliveriesTo(db, ada, 10)
  await addressMailed(db, claim)
  await fatesOf(db, claim)
  await bouncesFrom(db, 1)
  await mailedAt({ db, dialect: store.dialect }, 1, 'example.org')
  await countAudience(db, { lists: ['releases'], without: [KEY] })
  await unconfirmedSince(db, NOW, 10)
  let searches = 0
  for (const node of asked) {
    const query = store.db.getExecutor().compileQuery(node, createQueryId())
    const plan = { ...query, sql: `explain query plan ${query.sql}` }
    const { rows } = await store.db.executeQuery<{ detail: string }>(plan)
    const lines = rows.map(({ detail }) => detail)
    searches += lines.filter((line) => /^SEARCH (d|deliver\w+) /.test(line)).length
    // What an inner statement found is gone through once more, and that is said with the same word.
    const inner = lines.filter((line) => /^CO-ROUTINE (d|deliver\w+)\b/.test(line)).length
    const scans = lines.filter((line) => /^SCAN (d|deliver\w+)\b/.test(line)).length
    expect(scans).toBeLessThanOrEqual(inner)
  }
  expect(searches).toBeGreaterThan(15)
  await store.close()
})
