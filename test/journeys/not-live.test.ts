/** With `notices.requireLive` a mail waits until the page that it leads to is there. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { run } from '../../src/run/pipeline.js'
import { closing } from '../support/closing.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'

test('a notice waits while its page answers 404, and is told by the run that finds it; a recall does not', async () => {
  let status = 404
  const server = createServer((_request, response) => response.writeHead(status).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing({ close: () => server.close() })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const project = await makeProject('sqlite', { site: { url }, notices: { requireLive: true, settle: '0s' } })
  const clock = testClock('2026-05-04T09:30:00Z')
  const world = await openTestWorld(project, clock)
  closing(world)
  project.post('2026-04-14-older.md', { title: 'Older' }, 'It is old.')
  await run(world)
  project.post('2026-05-04-the-page-comes-later.md', { title: 'The page comes later' }, 'It is not there yet.')
  clock.advance(60_000)
  const waiting = await run(world)
  expect(waiting.told).toEqual([])
  expect(waiting.problems.map(({ code, severity }) => [code, severity])).toEqual([['NOT_LIVE', 'warning']])
  status = 200
  clock.advance(60_000)
  const told = await run(world)
  expect(told.told.map(({ notice }) => notice.key)).toEqual(['announcement:2026-05-04-the-page-comes-later'])
  expect(told.problems).toEqual([])
  status = 404
  const withdrawn = { title: 'The page comes later', withdrawn: 'It may lose files.' }
  project.post('2026-05-04-the-page-comes-later.md', withdrawn, 'It is not there yet.')
  clock.advance(60_000)
  const recalled = await run(world)
  expect(recalled.told.map(({ notice }) => notice.severity)).toEqual(['recall'])
  expect(recalled.problems).toEqual([])
})
