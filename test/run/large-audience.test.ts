/** A run that tells a large audience: mail to the first leaves while the last are written; what died goes on. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { AppContext } from '../../src/run/app-context.js'
import { run } from '../../src/run/pipeline.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type TestClock, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'

const PEOPLE = 4_500
const MINUTE = 60_000

describe.each(dialects)('a large audience, on %s', (dialect) => {
  const it = testOn(dialect)
  let world: AppContext
  let clock: TestClock
  let sink: Sink

  beforeEach(async () => {
    sink = await startSink()
    clock = testClock('2026-05-05T12:00:00Z')
    const project = await makeProject(dialect, { mail: { transport: sink.transport } })
    world = await openTestWorld(project, clock)
    project.post('2026-05-01-first.md', { title: 'First' }, 'There is a site.')
    await run(world)
    project.post('2026-05-05-news.md', { title: 'News', categories: 'releases' }, 'Here it is.')
    await run(world)
    clock.advance(31 * MINUTE)
    await addPeople(1, PEOPLE)
  })
  afterEach(async () => {
    await world.close()
    await sink.close()
  })

  const addPeople = async (first: number, last: number) => {
    const { db } = world.store
    const [from, to] = [first, last].map(sql.lit)
    const number = sql`with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to})`
    const address = sql`'person' || i || '@example.org'`
    await sql`insert into people (address, address_key, format, runs, created_at)
      ${number} select ${address}, ${address}, 'text', '', 1 from n`.execute(db)
    await sql`insert into subscriptions (person_id, list, state, since)
      select id, 'releases', 'confirmed', 1 from people where id >= ${from}`.execute(db)
  }
  const mailing = async () => await world.store.db.selectFrom('mailings').selectAll().executeTakeFirstOrThrow()
  const rows = async () => (await world.store.db.selectFrom('deliveries').select('id').execute()).length

  it('has its mail, each one once, though it was written in parts', async () => {
    const { told, sent } = await run(world)
    expect(told.map(({ recipients }) => recipients)).toEqual([PEOPLE])
    expect(sent.counts.accepted).toBe(PEOPLE)
    expect(new Set(sink.received.map(({ to }) => to)).size).toBe(PEOPLE)
    expect(sink.received.length).toBe(PEOPLE)
    expect(await mailing()).toMatchObject({ state: 'finished', unwritten: null, audience: PEOPLE })
  })

  it('has its mail, where the first of whom it is written for may get none', async () => {
    const all = 3 * PEOPLE
    await addPeople(PEOPLE + 1, all)
    await sql`insert into suppressions (address_key, reason, since)
      select address_key, 'bounced', 1 from people where id <= ${all - 10}`.execute(world.store.db)
    expect((await run(world)).sent.counts.accepted).toBe(10)
    expect(await mailing()).toMatchObject({ state: 'finished', audience: 10 })
  })

  it('may get mail before all of it is written, and a run that ended then is gone on with', async () => {
    const released: (readonly [boolean, number])[] = []
    const stop = new AbortController()
    const counts: Promise<unknown>[] = []
    const onReleased = (mayMail: boolean) => {
      counts.push(rows().then((count) => released.push([mayMail, count])))
      stop.abort()
    }
    await run(world, { send: false, signal: stop.signal, onReleased })
    await Promise.all(counts)
    expect(released).toEqual([[true, await rows()]])
    expect(await rows()).toBeLessThan(PEOPLE)
    expect(await mailing()).toMatchObject({ released: 1, audience: PEOPLE })
    const { told } = await run(world, { send: false })
    expect(told).toEqual([])
    expect(await rows()).toBe(PEOPLE)
  })
})
