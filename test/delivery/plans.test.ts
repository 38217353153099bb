/**
 * What sending asks of SQLite goes by an index, whatever its planner likes: what reads all deliveries keeps every page
 * and message waiting meanwhile. In: the statements as they are prepared. Out: SQLite's own plan of each.
 */
import { expect, test, vi } from 'vitest'
import * as leases from '../../src/delivery/lease-store.js'
import { newestMailing, releaseMailings } from '../../src/delivery/mailing-store.js'
import { sendDue } from '../../src/delivery/worker.js'
import { openDatabaseFile } from '../../src/store/open-sqlite-driver.js'
import { closing } from '../support/closing.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'
import { addMailing, addPeople, MINUTE, TERMS } from './ledger.js'

const prepared = vi.hoisted(() => new Set<string>())
vi.mock(import('../../src/store/open-sqlite-driver.js'), async (original) => {
  const driver = await original()
  const openDatabaseFile: typeof driver.openDatabaseFile = (file, busyMs) => {
    const database = driver.openDatabaseFile(file, busyMs)
    return {
      get isTransaction() {
        return database.isTransaction
      },
      exec: (text) => database.exec(text),
      close: () => database.close(),
      prepare: (text) => {
        prepared.add(text)
        return database.prepare(text)
      },
    }
  }
  return { ...driver, openDatabaseFile }
})

test('no statement of a worker reads all deliveries', async () => {
  const clock = testClock('2026-05-04T12:00:00Z')
  const sink = closing(await startSink())
  const project = await makeProject('sqlite', { mail: { transport: sink.transport } })
  const world = closing(await openTestWorld(project, clock))
  const { store } = world
  await addPeople(store, 3)
  await addMailing(store, { released: 1, linkKey: world.keys.current })
  prepared.clear()
  await releaseMailings(store, await newestMailing(store.db))
  await leases.lease(store, TERMS)
  await leases.renewLeases(store, TERMS.owner, MINUTE)
  await leases.foreignLeaseMs(store, 'another')
  await leases.releaseLeases(store, TERMS.owner)
  await leases.expireLeases(store, clock.now())
  await leases.nextDueAt(store)
  expect((await sendDue(world)).counts).toMatchObject({ accepted: 3 })
  const asked = [...prepared].filter((text) => /\bdeliveries\b/.test(text))
  expect(asked.length).toBeGreaterThan(10)
  const plans = new Map(asked.map((text) => [text, planOf(world.config.database, text)]))
  expect([...plans].filter(([, steps]) => steps.some((step) => READS_ALL.test(step)))).toEqual([])
})

/** A scan by an index that holds a part of the rows is none of all. */
const READS_ALL = /^SCAN (?:deliveries|d)\b(?! USING (?:COVERING )?INDEX)/

function planOf(database: string, text: string): string[] {
  const file = openDatabaseFile(database.replace(/^sqlite:/, ''), 1000)
  try {
    return file
      .prepare(`explain query plan ${text}`)
      .all()
      .map(({ detail }) => String(detail))
  } finally {
    file.close()
  }
}
