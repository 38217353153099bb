/** The line that shows how far work is: drawn where a percent changed, on a terminal alone. */
import { expect, test } from 'vitest'
import { openBar, progressLine } from '../../../src/cli/shown/progress.js'
import { run } from '../../../src/run/pipeline.js'
import { addPeople } from '../../delivery/ledger.js'
import { makeProject, openTestWorld, testClock } from '../../support/project.js'

test('a bar is full where all is done, and not before', () => {
  expect(progressLine('sent', 0, 1200)).toBe(`${'░'.repeat(30)}   0%  0 of 1,200 sent`)
  expect(progressLine('sent', 600, 1200)).toBe(`${'█'.repeat(15)}${'░'.repeat(15)}  50%  600 of 1,200 sent`)
  expect(progressLine('sent', 1199, 1200)).toBe(`${'█'.repeat(29)}░  99%  1,199 of 1,200 sent`)
  expect(progressLine('sent', 1200, 1200)).toBe(`${'█'.repeat(30)} 100%  1,200 of 1,200 sent`)
  expect(progressLine('steps', 1234, 0)).toBe('1,234 steps')
})

test('on a terminal once a percent, and elsewhere not at all', () => {
  const written: string[] = []
  const write = (text: string) => written.push(text)
  const seen = openBar('sent', { isTTY: true, write })
  for (let done = 1; done <= 1000; done += 1) seen.at(done, 1000)
  seen.end()
  seen.end()
  expect(written).toHaveLength(102)
  expect(written.at(-1)).toBe('\n')
  const unseen = openBar('sent', { isTTY: false, write })
  unseen.at(1, 2)
  unseen.end()
  expect(written).toHaveLength(102)
})

test('a run says how many of those that waited are sent', async () => {
  const project = await makeProject('sqlite', { notices: { settle: '0m' } })
  const clock = testClock('2026-05-04T12:00:00Z')
  project.post('2026-05-01-first.md', { title: 'First', date: '2026-05-01' }, 'Text.')
  const world = await openTestWorld(project, clock)
  const said: [number, number][] = []
  const onSent = (done: number, of: number) => void said.push([done, of])
  await addPeople(world.store, 3)
  await run(world, { onSent })
  expect(said).toEqual([])
  project.post('2026-05-04-told.md', { title: 'Told', date: '2026-05-04', categories: ['releases'] }, 'Text.')
  await run(world, { onSent })
  expect(said).toEqual([1, 2, 3].map((done) => [done, 3]))
  await world.close()
})
