/**
 * Mail to one person beside mailings to many: who goes first, what stops it, how it ends; and that what waits is not
 * looked at.
 */
import { Kysely, type KyselyPlugin, Migrator, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exchange } from '../../src/delivery/exchange-store.js'
import { lease, nextDueAt } from '../../src/delivery/lease-store.js'
import { showMailing } from '../../src/delivery/mailing-reports-store.js'
import { createPersonal, finishMailings, type MailingMove, moveMailing } from '../../src/delivery/mailing-store.js'
import type { Settled } from '../../src/delivery/reply.js'
import { retryDeliveries } from '../../src/delivery/retry-store.js'
import { MAIL_STOPPED, setFact } from '../../src/store/meta-store.js'
import { migrationsFor } from '../../src/store/migrations.js'
import { openStore, type Store } from '../../src/store/open.js'
import type { DeliveryRow } from '../../src/store/tables.js'
import { closing } from '../support/closing.js'
import { dialects, freshDatabase } from '../support/databases.js'
import { bareDialect } from '../support/older-ledger.js'
import { copyMailToOne } from './copies.js'
import { addMailing, addPeople, addPerson, deliveries, expire, MINUTE, NOW, openLedger, TERMS } from './ledger.js'

/** Somebody is asked to confirm. @returns the number of the mailing */
async function askToConfirm(store: Store, name: string, priority = 1): Promise<number> {
  const address = `${name}@example.org`
  const id = await addPerson(store, address, ['releases'], { ask: 'request' })
  const mailing = {
    key: `confirmation:${name}`,
    kind: 'confirmation' as const,
    priority,
    subject: 'Please confirm',
    messageId: `<${name}@announce.lantern.example>`,
    lists: ['releases'],
    linkKey: 1,
    variants: [],
  }
  return await store.transaction(
    async (transaction) =>
      await createPersonal({ dialect: store.dialect, transaction }, mailing, { id, address, format: 'html' }, NOW),
  )
}

const settled = (state: Settled['state'], dueAt = NOW): Settled => ({ state, dueAt, reply: 'so it was', attempts: 1 })
const namesOf = (rows: readonly DeliveryRow[]) => rows.map(({ address }) => address.replace('@example.org', ''))

for (const dialect of dialects) {
  describe(`mail to one person on ${dialect}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openLedger(dialect)
    })

    afterEach(async () => await store.close())

    const take = async (about: { limit?: number; now?: number; resendUncertain?: boolean } = {}) =>
      (await lease(store, { ...TERMS, ...about })).rows

    const move = async (mailing: number, how: MailingMove) =>
      await store.transaction(
        async (transaction) =>
          await moveMailing(
            { dialect: store.dialect, transaction },
            mailing,
            { move: how, reason: 'so it was said' },
            NOW,
          ),
      )

    const stateOf = async (mailing: number) => (await showMailing(store.db, mailing, NOW))?.state

    /** Everything that is due is sent, and servers say this of it. */
    const send = async (says: Settled, about: { resendUncertain?: boolean } = {}) => {
      const rows = await take(about)
      await exchange(store, [], rows, { now: NOW })
      await exchange(
        store,
        rows.map((row) => ({ row, settled: says })),
        [],
        { now: NOW },
      )
    }

    test('goes after a recall, and before all else', async () => {
      await addPerson(store, 'rest@example.org', ['announcements'])
      await addMailing(store, { key: 'rest', lists: ['announcements'] })
      await addPerson(store, 'important@example.org', ['security'])
      await addMailing(store, { key: 'important', lists: ['security'], priority: 2 })
      await askToConfirm(store, 'one')
      await addPerson(store, 'recalled@example.org', ['releases'])
      await addMailing(store, { key: 'recall', priority: 0 })
      await askToConfirm(store, 'other')
      expect(namesOf(await take({ limit: 2 }))).toEqual(['recalled', 'one'])
      expect(namesOf(await take())).toEqual(['other', 'important', 'rest'])
    })

    test('goes by when it is due, and as much of it as is asked for', async () => {
      for (const name of ['late', 'early', 'later']) await askToConfirm(store, name)
      const rows = await take()
      await exchange(store, [], rows, { now: NOW })
      const dueAt = [2 * MINUTE, MINUTE, 3 * MINUTE]
      const replies = rows.map((row, index) => ({ row, settled: settled('deferred', NOW + (dueAt[index] ?? 0)) }))
      await exchange(store, replies, [], { now: NOW })
      expect(await take()).toEqual([])
      expect(await nextDueAt(store)).toBe(NOW + MINUTE)
      const now = NOW + 3 * MINUTE
      expect(namesOf(await take({ limit: 1, now }))).toEqual(['early'])
      expect(namesOf(await take({ limit: 1, now }))).toEqual(['late'])
      expect(namesOf(await take({ limit: 1, now }))).toEqual(['later'])
    })

    test('and all else is asked for in a few statements, however many mailings wait or are due', async () => {
      const asked = async (): Promise<number> => {
        const count = { transformed: 0 }
        const plugin: KyselyPlugin = {
          transformQuery: ({ node }) => {
            count.transformed += 1
            return node
          },
          transformResult: async ({ result }) => result,
        }
        const transaction: Store['transaction'] = async (work) =>
          await store.transaction(async (inner) => await work(inner.withPlugin(plugin)))
        expect((await lease({ ...store, transaction }, { ...TERMS, limit: 1 })).rows.length).toBe(1)
        return count.transformed
      }
      await addPeople(store, 3)
      await addMailing(store, { key: 'first' })
      const alone = await asked()
      for (let number = 0; number < 10; number += 1) {
        await addMailing(store, { key: `mailing ${number}` })
        await askToConfirm(store, `person${number}`)
      }
      expect(await asked()).toBe(alone)
    })

    test('is under way from when it is leased, however much of it there is', async () => {
      const mailings: number[] = []
      for (let number = 0; number < 20; number += 1) mailings.push(await askToConfirm(store, `person${number}`))
      await take({ limit: 15 })
      const states = []
      for (const mailing of mailings) states.push((await showMailing(store.db, mailing, NOW))?.startedAt)
      expect(states).toEqual([...Array(15).fill('2026-05-04T12:00:00Z'), ...Array(5).fill(null)])
    })

    test('is stopped by a pause and goes on after it', async () => {
      const mailing = await askToConfirm(store, 'one')
      await askToConfirm(store, 'other')
      await move(mailing, 'pause')
      expect(namesOf(await take())).toEqual(['other'])
      expect(await nextDueAt(store)).toBeUndefined()
      await move(mailing, 'resume')
      expect(await nextDueAt(store)).toBe(0)
      expect(namesOf(await take())).toEqual(['one'])
    })

    test('is cancelled like any other', async () => {
      const mailing = await askToConfirm(store, 'one')
      await move(mailing, 'cancel')
      expect(await take()).toEqual([])
      await finishMailings(store, true, NOW)
      expect(await stateOf(mailing)).toBe('cancelled')
    })

    test('does not leave while the ledger is behind', async () => {
      await askToConfirm(store, 'one')
      await setFact(store.db, MAIL_STOPPED, true)
      expect(await take()).toEqual([])
      await setFact(store.db, MAIL_STOPPED, false)
      expect(namesOf(await take())).toEqual(['one'])
    })

    test('is finished when it came to an end, and what waits is not', async () => {
      const [ended, failed] = [await askToConfirm(store, 'ended'), await askToConfirm(store, 'failed')]
      const [first, second] = await take()
      if (first === undefined || second === undefined) throw new Error('too few were leased')
      await exchange(store, [], [first, second], { now: NOW })
      const replies = [
        { row: first, settled: settled('accepted') },
        { row: second, settled: settled('failed') },
      ]
      await exchange(store, replies, [], { now: NOW })
      const waits = await askToConfirm(store, 'waits')
      await finishMailings(store, true, NOW + 2000)
      expect([await stateOf(ended), await stateOf(failed), await stateOf(waits)]).toEqual([
        'finished',
        'finished',
        'queued',
      ])
      expect((await showMailing(store.db, ended, NOW))?.finishedAt).toBe('2026-05-04T12:00:02Z')
      expect(namesOf(await take())).toEqual(['waits'])
    })

    test('more than a thousand are finished at once', async () => {
      await askToConfirm(store, 'one')
      await send(settled('accepted'))
      await copyMailToOne(store, 1100)
      await finishMailings(store, true, NOW)
      const rows = await store.db
        .selectFrom('mailings')
        .select((e) => ['state', e.fn.countAll<number>().as('count')])
        .groupBy('state')
        .execute()
      expect(rows).toEqual([{ state: 'finished', count: 1101 }])
    })

    test('that ended while it was paused is finished once it is resumed', async () => {
      const mailing = await askToConfirm(store, 'one')
      const rows = await take()
      await exchange(store, [], rows, { now: NOW })
      await move(mailing, 'pause')
      await exchange(
        store,
        rows.map((row) => ({ row, settled: settled('accepted') })),
        [],
        { now: NOW },
      )
      await finishMailings(store, true, NOW)
      expect(await stateOf(mailing)).toBe('paused')
      await move(mailing, 'resume')
      await finishMailings(store, true, NOW)
      expect(await stateOf(mailing)).toBe('finished')
    })

    test.each(['before', 'after'] as const)(
      'that failed is sent again by an operator, %s it was finished',
      async (when) => {
        const mailing = await askToConfirm(store, 'one')
        await send(settled('failed'))
        if (when === 'after') await finishMailings(store, true, NOW)
        await store.transaction(
          async (transaction) =>
            await retryDeliveries({ dialect: store.dialect, transaction }, mailing, { what: 'failed' }, NOW),
        )
        await finishMailings(store, true, NOW)
        expect(await nextDueAt(store)).toBe(0)
        await send(settled('accepted'))
        await finishMailings(store, true, NOW)
        expect(await showMailing(store.db, mailing, NOW)).toMatchObject({ state: 'finished', accepted: 1 })
      },
    )

    test('in doubt is held where an operator wants that, and is sent again at a word', async () => {
      const mailing = await askToConfirm(store, 'one')
      await send(settled('uncertain'), { resendUncertain: false })
      expect(await take({ resendUncertain: false })).toEqual([])
      await finishMailings(store, true, NOW)
      expect(await stateOf(mailing)).toBe('sending')
      await finishMailings(store, false, NOW)
      expect(await stateOf(mailing)).toBe('finished')
      await store.transaction(
        async (transaction) =>
          await retryDeliveries({ dialect: store.dialect, transaction }, mailing, { what: 'uncertain' }, NOW),
      )
      expect((await take({ resendUncertain: false })).map((row) => row.maybe_twice)).toEqual([1])
    })

    test('in doubt goes before the rest of its kind, and may arrive twice', async () => {
      await askToConfirm(store, 'doubtful')
      const rows = await take()
      await exchange(store, [], rows, { now: NOW })
      await expire(
        store,
        rows.map(({ id }) => id),
      )
      await exchange(store, [{ row: rows[0] as DeliveryRow, settled: settled('uncertain') }], [], { now: NOW })
      await askToConfirm(store, 'new')
      const again = await take({ limit: 1 })
      expect(again.map(({ address, maybe_twice }) => [address, maybe_twice])).toEqual([['doubtful@example.org', 1]])
      expect((await take()).map(({ address, maybe_twice }) => [address, maybe_twice])).toEqual([['new@example.org', 0]])
    })

    test('of a kind that Belfry has no place for is found by its mailing', async () => {
      const mailing = await askToConfirm(store, 'one', 7)
      expect(await nextDueAt(store)).toBe(0)
      await send(settled('accepted'))
      await finishMailings(store, true, NOW)
      expect(await stateOf(mailing)).toBe('finished')
    })

    test('of an older Belfry that is under way goes on', async () => {
      const database = await freshDatabase(dialect)
      await writtenByOlder(database, dialect)
      const newer = closing(await openStore(database))
      const rows = (await lease(newer, TERMS)).rows
      expect(rows.map(({ address, single_priority }) => [address, single_priority])).toEqual([
        ['waits@example.org', 1],
        ['many1@example.org', null],
        ['many2@example.org', null],
      ])
      await newer.db.updateTable('deliveries').set({ state: 'accepted' }).execute()
      await finishMailings(newer, true, NOW)
      const states = await newer.db.selectFrom('mailings').select(['key', 'state']).orderBy('id').execute()
      expect(states).toEqual(['waits', 'many', 'ended'].map((key) => ({ key, state: 'finished' })))
    })
  })
}

/**
 * A ledger before mail to one person was marked: one such mailing waits, one came to an end, one to many is under way.
 */
async function writtenByOlder(database: string, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const older = Object.entries(migrationsFor(dialect)).filter(([name]) => name < '0006')
  const provider = { getMigrations: async () => Object.fromEntries(older) }
  const db = new Kysely<unknown>({ dialect: await bareDialect(database) })
  const { error } = await new Migrator({ db, provider }).migrateToLatest()
  if (error !== undefined) throw error
  const rows = [
    { key: 'waits', kind: 'confirmation', state: 'queued', priority: 1, to: ['waits'] },
    { key: 'many', kind: 'notice', state: 'sending', priority: 3, to: ['many1', 'many2'] },
    { key: 'ended', kind: 'welcome', state: 'finished', priority: 1, to: ['ended'] },
  ]
  for (const [index, { key, kind, state, priority, to }] of rows.entries()) {
    await sql`insert into mailings
      (id, key, kind, state, released, priority, subject, message_id, lists, audience, link_key, reason, created_at)
      values (${index + 1}, ${key}, ${kind}, ${state}, 1, ${priority}, '', '', '', ${to.length}, 1, '', 0)`.execute(db)
    for (const [person, name] of to.entries())
      await sql`insert into deliveries (mailing_id, person_id, address, lists, list, format, state, due_at, attempts,
          since, fence, reply, maybe_twice)
        values (${index + 1}, ${person + 1}, ${`${name}@example.org`}, '', '', 'html',
          ${state === 'finished' ? 'accepted' : 'queued'}, 0, 0, 0, 0, '', 0)`.execute(db)
  }
  await db.destroy()
}

describe('what waits, on PostgreSQL', () => {
  /** Entries of indexes, and rows of tables, that were read by this store's one connection so far. */
  const reads = async (store: Store): Promise<number> => {
    await sql`select pg_stat_force_next_flush()`.execute(store.db)
    const { rows } = await sql<{ reads: number }>`
      select (select sum(idx_tup_read) from pg_stat_user_indexes) + (select sum(seq_tup_read) from pg_stat_user_tables)
        as reads`.execute(store.db)
    return Number(rows[0]?.reads)
  }

  /** What a worker and a sender ask of a ledger, time and again. */
  const look = async (store: Store) => {
    expect((await lease(store, TERMS)).rows.length).toBe(1)
    await finishMailings(store, true, NOW)
    await nextDueAt(store)
  }

  test('is not read: not by who leases, nor by who finishes, nor by who looks for the next', async () => {
    const store = closing(await openLedger('postgres'))
    await askToConfirm(store, 'waits')
    const rows = (await lease(store, TERMS)).rows
    await exchange(store, [], rows, { now: NOW })
    const replies = rows.map((row) => ({ row, settled: settled('deferred', NOW + MINUTE) }))
    await exchange(store, replies, [], { now: NOW })
    await copyMailToOne(store, 5000)
    await sql`analyze`.execute(store.db)
    await addPeople(store, 1)
    await addMailing(store)
    const before = await reads(store)
    await look(store)
    expect((await reads(store)) - before).toBeLessThan(500)
    expect((await deliveries(store)).length).toBe(5002)
  })
})
