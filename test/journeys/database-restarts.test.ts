/**
 * PostgreSQL is stopped and started in each phase in which a run writes a mailing: queueing and publishing, before its
 * commit and after it. (Leasing, exchange and the end stand in test/delivery/database-faults.test.ts.) What is so right
 * then is exact; the next run does what is missing, and nothing twice.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../../src/run/pipeline.js'
import { startCommitCutter } from '../support/cut-at-commit.js'
import { freshPostgres, type PostgresServer, startPostgres } from '../support/postgres.js'
import { openTestWorld, testClock } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'
import { KEY, readyToTell } from './crowd.js'

const PEOPLE = Array.from({ length: 20 }, (_, index) => `reader-${index}@example.org`)

let postgres: PostgresServer
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => await postgres.stop())

test.each([
  ['queueing', 'before', /insert into deliveries/i, { notices: 0, queued: 0, released: 0 }],
  ['queueing', 'after', /insert into deliveries/i, { notices: 1, queued: 20, released: 0 }],
  ['publishing', 'before', /set "released" =/i, { notices: 1, queued: 20, released: 0 }],
  ['publishing', 'after', /set "released" =/i, { notices: 1, queued: 20, released: 1 }],
] as const)('a restart while %s, %s the commit', async (_phase, when, statement, scene) => {
  const sink = await startSink()
  const database = await freshPostgres(postgres.url)
  let restarted: Promise<void> | undefined
  const restart = async () => {
    await postgres.crash()
    await postgres.start()
  }
  const cutter = await startCommitCutter(database, () => {
    restarted = restart()
  })
  const { project, tellAt } = await readyToTell('postgres', sink.transport, PEOPLE, { database: cutter.url })
  const world = await openTestWorld(project, testClock(tellAt))
  cutter.arm(when, statement)
  const thrown = await run(world).catch((fault: unknown) => fault)
  await restarted
  expect([cutter.cuts, thrown]).toEqual([1, expect.objectContaining({ code: 'DATABASE' })])

  const { db } = world.store
  const told = await db.selectFrom('notices').select('key').where('key', '=', KEY).where('state', '=', 'told').execute()
  const mailings = await db.selectFrom('mailings').select('released').where('kind', '=', 'notice').execute()
  const deliveries = await db.selectFrom('deliveries').select('state').execute()
  expect(new Set(deliveries.map(({ state }) => state))).toEqual(new Set(scene.queued > 0 ? ['queued'] : []))
  const released = mailings.filter((one) => one.released === 1).length
  expect({ notices: told.length, queued: deliveries.length, released }).toEqual(scene)
  expect(sink.received).toEqual([])

  for (let again = 0; again < 2; again += 1) await run(world)
  expect(sink.received.map(({ to }) => to).sort()).toEqual([...PEOPLE].sort())
  const rows = await db.selectFrom('deliveries').select(['state', 'attempts', 'maybe_twice']).execute()
  expect(rows).toEqual(PEOPLE.map(() => ({ state: 'accepted', attempts: 1, maybe_twice: 0 })))
  expect(readFileSync(`${project.folder}/content/register.yaml`, 'utf8')).toContain(KEY)
  await world.close()
  await cutter.close()
  await sink.close()
})
