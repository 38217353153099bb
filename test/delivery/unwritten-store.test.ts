/** A large audience is written in parts: once each, also across crashes, and who leaves meanwhile is left out. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Audience, insertAudience } from '../../src/delivery/audience/audience-store.js'
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
    const told = async (id: number) =>
      await store.db
        .selectFrom('deliveries')
        .select(['person_id', 'lists', 'list', 'format', 'because', 'language', 'since'])
        .where('mailing_id', '=', id)
        .orderBy('person_id')
        .execute()
    /** What one statement writes of the whole, in place of what was written. */
    const writtenAtOnce = async (id: number, audience: Audience) => {
      await sql`delete from deliveries where mailing_id = ${id}`.execute(store.db)
      await within(
        async ({ transaction }) => await insertAudience(transaction, { id, now: NOW }, { ...audience, languages: [] }),
      )
      return await told(id)
    }
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

    test('of those who run a cycle is the one that is written at once, a part at a time', async () => {
      await sql`update people set runs = case id % 5 when 1 then 'lantern/3.1' when 2 then 'lantern/3.0'
        when 3 then 'lantern/3.2' when 4 then 'lantern/2.9 lantern/3.0' else '' end`.execute(store.db)
      const ended = new Set(['lantern/3.0', 'lantern/2.9'])
      const runs = { product: 'lantern', cycle: '3.1', each: [['lantern/3.1']], ended }
      // A year ago some of those who run what has ended were asked what they run now.
      const asked = await addMailing(store, {
        key: 'end-of-life:lantern/2.9',
        runs: { ...runs, cycle: '2.9' },
        now: NOW - 1,
      })
      await writeAudiences(store)
      await sql`delete from deliveries where mailing_id = ${asked} and person_id % 3 = 0`.execute(store.db)
      await sql`update deliveries set state = 'accepted'`.execute(store.db)

      const id = await addMailing(store, { runs })
      const { audience } = await mailing(id)
      expect((await told(id)).length).toBeLessThan(audience / 2)
      await writeAudiences(store)
      const rows = await told(id)
      expect(rows.length).toBe(audience)
      expect(rows).toEqual(await writtenAtOnce(id, { lists: ['releases'], runs }))
      expect(new Set(rows.map(({ because }) => because))).toEqual(new Set(['runs:1', 'ended', 'ask', 'none']))
    })

    test('of those who did not get another mail is the one that is written at once, a part at a time', async () => {
      const other = await addMailing(store, { key: 'other', lists: ['security'] })
      await sql`update deliveries set state = case when person_id < ${PEOPLE / 2} then 'accepted' else 'failed' end
        where mailing_id = ${other}`.execute(store.db)
      const audience = { lists: ['releases'], without: ['other'] }
      const id = await addMailing(store, audience)
      expect(await mailing(id)).toMatchObject({ audience: ON_RELEASES - 50 })
      expect((await told(id)).length).toBeLessThan(ON_RELEASES / 2)
      await writeAudiences(store)
      const rows = await told(id)
      expect(rows.map(({ person_id }) => person_id)).toEqual(
        everybody().filter((person) => person % 100 !== BOTH || person >= PEOPLE / 2),
      )
      expect(rows).toEqual(await writtenAtOnce(id, audience))
    })

    test('of those who did not get another mail has who could not be mailed that one before their part', async () => {
      const other = await addMailing(store, { key: 'other', lists: ['security'] })
      const id = await addMailing(store, { lists: ['releases'], without: ['other'] })
      const last = sql`mailing_id = ${other} and person_id > ${PEOPLE - 100}`
      await sql`update deliveries set state = 'failed' where ${last}`.execute(store.db)
      await writeAudiences(store)
      expect((await people(id)).filter((person) => person % 100 === BOTH)).toEqual([PEOPLE - 100 + BOTH])
    })

    test('of a restored copy is in doubt by what people got, too', async () => {
      await addMailing(store, { key: 'other', lists: ['security'] })
      const id = await addMailing(store, { lists: ['releases'], without: ['other'] })
      await within(async (to) => await putInDoubt(to, id, NOW))
      expect(await people(id)).toEqual(everybody().filter((person) => person % 100 !== BOTH))
    })

    test('of those who run a cycle is over where nobody is left who does', async () => {
      await sql`update people set runs = case when id <= 10 then 'lantern/3.1' else 'lantern/3.2' end`.execute(store.db)
      const id = await addMailing(store, { runs: { product: 'lantern', cycle: '3.1' } })
      expect(await people(id)).toEqual(everybody().filter((person) => person <= 10))
      expect(await mailing(id)).toMatchObject({ audience: 8, unwritten: null })
      const none = await addMailing(store, { key: 'other', runs: { product: 'lantern', cycle: '4' } })
      expect(await mailing(none)).toMatchObject({ audience: 0, unwritten: null, state: 'finished' })
      expect(await writeAudiences(store)).toBe(false)
    })

    test('of a restored copy is in doubt by what people run, too', async () => {
      await sql`update people set runs = case id % 2 when 1 then 'lantern/3.1' else 'lantern/3.2' end`.execute(store.db)
      const id = await addMailing(store, { runs: { product: 'lantern', cycle: '3.1' } })
      await within(async (to) => await putInDoubt(to, id, NOW))
      expect(await people(id)).toEqual(everybody().filter((person) => person % 2 === 1))
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
