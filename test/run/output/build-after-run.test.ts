/** A build makes of posts, table and register what the run made that wrote the register, in the very same order. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildAlone } from '../../../src/run/output/build-alone.js'
import { run } from '../../../src/run/pipeline.js'
import { makeProject, openTestWorld, testClock } from '../../support/project.js'
import { releasesFile } from '../../support/releases.js'

test('ends that were told in another order than the ledger saw them, of cycles that left the table', async () => {
  const project = await makeProject('sqlite', { content: { posts: 'content/posts', releases: 'releases.yaml' } })
  const say = (ends: Readonly<Record<string, string>>) =>
    writeFileSync(join(project.folder, 'releases.yaml'), releasesFile(ends))
  project.post('2026-04-01-lamp.md', { title: 'Lamp' }, 'It burns.')
  say({ '4.2': '2029-12-01', '4.1': '2026-05-10', '4.0': '2026-06-20' })
  const clock = testClock('2026-05-05T12:00:00Z')
  const world = await openTestWorld(project, clock)
  await run(world)
  clock.set('2026-05-06T12:00:00Z')
  say({ '4.2': '2029-12-01', '4.1': '2026-05-10', '4.0': '2026-05-11' })
  const told: string[] = []
  for (const at of ['06T12', '07T01', '07T10', '08T10', '09T10', '10T10', '11T10']) {
    clock.set(`2026-05-${at}:00:00Z`)
    told.push(...(await run(world)).told.map(({ notice }) => notice.key.split(':')[1] ?? ''))
  }
  expect(new Set(told)).toEqual(new Set(['lantern/4.0', 'lantern/4.1']))
  say({ '4.2': '2029-12-01' })
  await run(world)
  rmSync(join(project.folder, 'cache'), { recursive: true })
  const { files } = await buildAlone(world)
  expect(files.filter(({ changed }) => changed)).toEqual([])
  await world.close()
})
