/**
 * PostgreSQL while somebody's session holds a lock and does not let go: `psql`, left in the middle of a transaction.
 * What is asked each time: whom it does not concern has the message at once, everybody has it once.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { expect, test } from 'vitest'
import { type Log, silentLog } from '../../src/base/log.js'
import { openTransport } from '../../src/delivery/open-transport.js'
import { sendDue } from '../../src/delivery/worker.js'
import type { AppContext } from '../../src/run/app-context.js'
import { closing } from '../support/closing.js'
import { freshLedger } from '../support/databases.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { addMailing, addPeople, deliveries } from './ledger.js'
import { watching } from './watching.js'

const PEOPLE = 30

/** A session that does something and stays within its transaction until it is told. */
async function sessionOf(database: string) {
  const client = new pg.Client({ connectionString: database })
  closing({ close: async () => await client.end() })
  await client.connect()
  return {
    begin: async (statement: string) => await client.query(`begin; ${statement}`),
    letGo: async () => await client.query('commit'),
  }
}

async function aboutToSend(lease = '2s') {
  const database = await freshLedger('postgres')
  const sink = closing(await startSink())
  const clock = testClock('2026-05-04T12:00:00Z')
  const settings = { mail: { transport: sink.transport }, delivery: { connections: 2, lease }, database }
  const world = closing(await openTestWorld(await makeProject('postgres', settings), clock))
  const people = await addPeople(world.store, PEOPLE)
  await addMailing(world.store)
  const said: string[] = []
  const log: Log = { ...silentLog, warn: (line) => said.push(line), error: (line) => said.push(line) }
  return { session: await sessionOf(database), sink, world, people, clock, said, log }
}

/** Deliveries that are not as they are where everybody has the message once. */
const amiss = async (world: AppContext) =>
  (await deliveries(world.store)).filter(
    (row) => row.state !== 'accepted' || row.attempts !== 1 || row.maybe_twice === 1,
  )
const addresses = (people: readonly number[]) => people.map((id) => `person${id}@example.org`).sort()
const received = ({ received: all }: Sink) => all.map(({ to }) => to).sort()

test.each([
  ['a person', 'people'],
  ['a delivery that waits', 'deliveries'],
])("a row of %s that somebody holds keeps that mail waiting, and nobody else's", async (_what, table) => {
  const { session, sink, world, people, clock, said, log } = await aboutToSend('10s')
  const held = table === 'people' ? people[19] : (await deliveries(world.store))[19]?.id
  let begun: Promise<unknown> | undefined
  const after = async (_reply: unknown, count: number) => {
    const hold = `select 1 from ${table} where id = ${held} for update`
    if (count === 7) begun = session.begin(hold).then(async () => await untilRenewed(world))
    // No lane goes on before: it might come as far as what is to be held.
    await begun
  }
  await sendDue({ ...world, log, transport: watching(await openTransport(world.config), { after }) })
  expect(received(sink)).toEqual(addresses(people.filter((id) => id !== people[19])))
  expect(said).toEqual([])
  await session.letGo()
  // What was leased to a worker that ended stays so until its lease ends.
  await sql`update deliveries set leased_until = 1 where leased_until is not null`.execute(world.store.db)
  clock.advance(60_000)
  await sendDue(world)
  expect(received(sink)).toEqual(addresses(people))
  expect(await amiss(world)).toEqual([])
})

test('the row of a mailing that somebody holds keeps no mail waiting; it is finished once they let go', async () => {
  const { session, sink, world, people, log, said } = await aboutToSend()
  await session.begin('select 1 from mailings for update')
  await sendDue({ ...world, log })
  expect([received(sink).length, await amiss(world), said]).toEqual([people.length, [], []])
  const states = async () => await world.store.db.selectFrom('mailings').select(['state', 'finished_at']).execute()
  expect(await states()).toEqual([{ state: 'queued', finished_at: null }])
  await session.letGo()
  await sendDue(world)
  expect(await states()).toEqual([{ state: 'finished', finished_at: world.clock.now() }])
})

test('a table that is locked for less than a lease keeps all waiting, and everybody has the message once', async () => {
  const { session, sink, world, people, log, said } = await aboutToSend('1m')
  const after = async (_reply: unknown, count: number) => {
    if (count !== 7) return
    await session.begin('lock table deliveries in access exclusive mode')
    void untilSaid(said, /cannot be written, trying again: .* holds a lock and does not let go/).then(session.letGo)
  }
  await sendDue({ ...world, log, transport: watching(await openTransport(world.config), { after }) })
  expect(received(sink)).toEqual(addresses(people))
  expect(await amiss(world)).toEqual([])
})

/** Leases are kept up meanwhile, but for what is held. */
async function untilRenewed({ store }: AppContext): Promise<void> {
  const until = async () => {
    const { rows } = await sql<{ last: number }>`select max(leased_until) as last from deliveries`.execute(store.db)
    return Number(rows[0]?.last)
  }
  const before = await until()
  for (let looks = 0; (await until()) <= before; looks += 1) {
    if (looks > 600) throw new Error('no lease was renewed')
    await delay(100)
  }
}

async function untilSaid(said: readonly string[], words: RegExp): Promise<void> {
  for (let looks = 0; !said.some((line) => words.test(line)); looks += 1) {
    if (looks > 600) throw new Error(`${words} was not said, but ${said.join('; ')}`)
    await delay(100)
  }
}
