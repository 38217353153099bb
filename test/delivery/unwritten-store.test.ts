/** A large audience is written in parts: once each, also across crashes, and who leaves meanwhile is left out. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeAudiences } from '../../src/delivery/audience/unwritten-store.js'
import { putInDoubt } from '../../src/delivery/doubt-store.js'
import { finishMailings, moveMailing, supersede } from '../../src/delivery/mailing-store.js'
import { openStore, type Store } from '../../src/store/open.js'
import { SERVICE_WORD } from '../../src/subscribers/event-store.js'
import { dialects, freshLedger } from '../support/databases.js'
import { addMailing, deliveries, NOW } from './ledger.js'

const PEOPLE = 10_000
/** One in a hundred of each: suppressed, gone, on another list too. */
const [SUPPRESSED, ENDED, BOTH] = [1, 2, 3]
const ON_RELEASES = PEOPLE * 0.98

for (const dialect of dialects) {
  describe(`a large audience, on ${dialect}`, () => {
    let store: Store
    let database: string

    beforeEach(async () => {
      database = await freshLedger(dialect)
      store = await openStore(database)
      await addCrowd(store)
    })
    afterEach(async () => await store.close())

    const mailing = async (id: number) =>
      await store.db.selectFrom('mailings').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    const written = async (id: number) => (await deliveries(store)).filter((row) => row.mailing_id === id)
    const people = async (id: number) => (await written(id)).map((row) => row.person_id).sort((a, b) => a - b)
    const within = async (work: (to: Parameters<typeof supersede>[0]) => Promise<unknown>) =>
      await store.transaction(async (transaction) => await work({ dialect: store.dialect, transaction }))

    test('is known whole when it is told, and written a part at a time, everybody once', async () => {
      const id = await addMailing(store)
      expect(await mailing(id)).toMatchObject({ audience: ON_RELEASES })
      const first = await people(id)
      expect(first.length).toBeGreaterThan(0)
      expect(first.length).toBeLessThan(ON_RELEASES / 2)
      expect(await writeAudiences(store)).toBe(true)
      expect(await people(id)).toEqual(everybody())
      expect(await mailing(id)).toMatchObject({ audience: ON_RELEASES, unwritten: null })
      expect(await writeAudiences(store)).toBe(false)
    })

    test('of two lists is everybody on either of them once, with the lists that they have', async () => {
      const id = await addMailing(store, { lists: ['releases', 'security'] })
      await writeAudiences(store)
      const rows = await written(id)
      expect(rows.map((row) => row.person_id).sort((a, b) => a - b)).toEqual(everybody())
      const lists = (row: (typeof rows)[number]) => (row.person_id % 100 === BOTH ? 'releases security' : 'releases')
      expect(rows.filter((row) => row.lists !== lists(row))).toEqual([])
    })

    test('of a restored copy is in doubt whole: another copy may have written and sent what is left of it', async () => {
      const id = await addMailing(store)
      await store.db.updateTable('deliveries').set({ state: 'accepted', finished_at: NOW }).execute()
      const first = (await people(id)).length
      const doubt = await within(async (to) => await putInDoubt(to, id, NOW))
      expect(doubt).toEqual({ mailings: [id], uncertain: ON_RELEASES - first })
      expect(await people(id)).toEqual(everybody())
      expect(await mailing(id)).toMatchObject({ state: 'paused', unwritten: null })
      expect(await writeAudiences(store)).toBe(false)
    })

    test('is of those there were when it was told: who was erased and comes again has it already', async () => {
      const id = await addMailing(store)
      await within(async ({ transaction }) => {
        await sql`update people set address = 'gone', address_key = 'gone' where id = 5`.execute(transaction)
        await sql`delete from subscriptions where person_id = 5`.execute(transaction)
        await sql`insert into people (address, address_key, format, runs, created_at)
          values ('person5@example.org', 'person5@example.org', 'text', '', 1)`.execute(transaction)
        await sql`insert into subscriptions (person_id, list, state, since)
          select id, 'releases', 'confirmed', 1 from people where address_key = 'person5@example.org'`.execute(
          transaction,
        )
      })
      await writeAudiences(store)
      expect(await people(id)).toEqual(everybody())
    })

    test('is never over while some have no delivery', async () => {
      const id = await addMailing(store)
      await store.db.updateTable('deliveries').set({ state: 'accepted', finished_at: NOW }).execute()
      await finishMailings(store, true, NOW)
      expect((await mailing(id)).state).toBe('queued')
      await writeAudiences(store)
      await store.db.updateTable('deliveries').set({ state: 'accepted', finished_at: NOW }).execute()
      await finishMailings(store, true, NOW)
      expect((await mailing(id)).state).toBe('finished')
    })

    test('has nobody who left before their part, and counts whom it has', async () => {
      const id = await addMailing(store)
      await sql`update subscriptions set state = 'ended' where person_id > ${PEOPLE - 100}`.execute(store.db)
      await writeAudiences(store)
      expect(await people(id)).toEqual(everybody().filter((person) => person <= PEOPLE - 100))
      expect((await mailing(id)).audience).toBe(ON_RELEASES - 98)
    })

    test('is written no further once its mailing is cancelled', async () => {
      const id = await addMailing(store)
      const first = (await people(id)).length
      const moving = { move: 'cancel', reason: '', word: SERVICE_WORD } as const
      await within(async (writing) => await moveMailing(writing, id, moving, NOW))
      expect(await writeAudiences(store)).toBe(false)
      expect(await mailing(id)).toMatchObject({ audience: first, unwritten: null, state: 'cancelled' })
      expect(new Set((await written(id)).map((row) => row.state))).toEqual(new Set(['cancelled']))
    })

    test('is written no further once a recall overtook it', async () => {
      const id = await addMailing(store)
      const { key } = await mailing(id)
      await within(async (writing) => await supersede(writing, [key], NOW))
      expect(await writeAudiences(store)).toBe(false)
      expect(new Set((await written(id)).map((row) => row.state))).toEqual(new Set(['cancelled']))
    })

    test('is known before somebody else is told who did not get it', async () => {
      const id = await addMailing(store)
      const { key } = await mailing(id)
      const other = await addMailing(store, { key: 'manual:1', without: [key], lists: ['releases'] })
      expect(await people(id)).toEqual(everybody())
      expect(await people(other)).toEqual([])
    })

    test('is known to who is told without it, while another process writes it', async () => {
      const id = await addMailing(store)
      const { key } = await mailing(id)
      const other = await openStore(database)
      const telling = addMailing(store, { key: 'manual:1', without: [key], lists: ['releases'] })
      await Promise.all([writeAudiences(other), telling])
      await other.close()
      expect(await people(id)).toEqual(everybody())
      expect(await people(await telling)).toEqual([])
    })

    test('that is told to those who run a cycle is written at once', async () => {
      const id = await addMailing(store, { runs: { product: 'lantern', cycle: '3.1' } })
      expect(await people(id)).toEqual(everybody())
      expect(await mailing(id)).toMatchObject({ unwritten: null })
    })

    test('goes on where a process ended, and the most urgent one goes first', async () => {
      const [usual, urgent] = [await addMailing(store), await addMailing(store, { key: 'recall', priority: 0 })]
      const before = (await people(usual)).length
      const stop = new AbortController()
      const writing = writeAudiences(store, stop.signal)
      stop.abort()
      await writing
      const stopped = [(await people(usual)).length, (await people(urgent)).length]
      expect(stopped[0]).toBe(before)
      expect(stopped[1]).toBeLessThan(ON_RELEASES)
      expect(await writeAudiences(store)).toBe(true)
      expect(await people(usual)).toEqual(everybody())
      expect(await people(urgent)).toEqual(everybody())
    })

    test('has everybody once where two processes write it', async () => {
      const id = await addMailing(store)
      const other = await openStore(database)
      await Promise.all([writeAudiences(store), writeAudiences(other)])
      await other.close()
      expect(await people(id)).toEqual(everybody())
    })
  })
}

function everybody(): number[] {
  return Array.from({ length: PEOPLE }, (_, index) => index + 1).filter(
    (person) => person % 100 !== SUPPRESSED && person % 100 !== ENDED,
  )
}

async function addCrowd({ db }: Store): Promise<void> {
  const numbers = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(PEOPLE)})`
  const address = sql`'person' || i || '@example.org'`
  await sql`insert into people (address, address_key, format, runs, created_at)
    ${numbers} select ${address}, ${address}, 'html', '', ${sql.lit(NOW)} from n`.execute(db)
  await sql`insert into subscriptions (person_id, list, state, since)
    select id, 'releases', case when id % 100 = ${sql.lit(ENDED)} then 'ended' else 'confirmed' end, created_at
    from people`.execute(db)
  await sql`insert into subscriptions (person_id, list, state, since)
    select id, 'security', 'confirmed', created_at from people where id % 100 = ${sql.lit(BOTH)}`.execute(db)
  await sql`insert into suppressions (address_key, reason, since)
    select address_key, 'bounced', created_at from people where id % 100 = ${sql.lit(SUPPRESSED)}`.execute(db)
}
