/** A service that is stopped and started anew within a mailing, under requests: nothing is lost or doubled. */
import { expect, test } from 'vitest'
import { run } from '../../src/run/pipeline.js'
import { dialects } from '../support/databases.js'
import { openTestWorld, testClock } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'
import { readyToTell } from './crowd.js'
import { restartService } from './restarting.js'

const PEOPLE = Array.from({ length: 400 }, (_, index) => `reader-${index}@example.org`)

test.each(dialects)('three restarts in a mailing to 400, on %s', async (dialect) => {
  const waiting = new Map<number, () => void>()
  const sink = await startSink(undefined, (count) => waiting.get(count)?.())
  const received = async (count: number) =>
    await new Promise<void>((resolve) => {
      if (sink.received.length >= count) resolve()
      else waiting.set(count, resolve)
    })
  const { project, tellAt } = await readyToTell(dialect, sink.transport, PEOPLE)
  const world = await openTestWorld(project, testClock(tellAt))
  await run(world, { send: false })
  const stopAt = [20, 150, 300, PEOPLE.length]
  // Often enough to be under way at each stop, and not all that the service does: two cores have other tests to run.
  const { ended, answers } = await restartService(project, { stopAt, pauseMs: 100, received })
  // 0 is the end by itself: a service that would need ten seconds ends itself with 1 before.
  expect(ended.map(({ code, signal }) => [code, signal])).toEqual(Array(4).fill([0, null]))
  const copies = sink.received.map(({ to }) => to)
  expect(copies.sort()).toEqual([...PEOPLE].sort())
  const rows = await world.store.db.selectFrom('deliveries').select(['state', 'maybe_twice']).execute()
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['accepted']))
  expect(rows).toHaveLength(PEOPLE.length)
  expect(answers.get(200)).toBeGreaterThan(0)
  expect([...answers.keys()].filter((status) => status >= 500 && status !== 503)).toEqual([])
  await world.close()
  await sink.close()
})
