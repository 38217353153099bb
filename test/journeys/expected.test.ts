/** A post that comes regularly: operators hear before it is due and when it did not come, once each. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { run } from '../../src/run/pipeline.js'
import { belfry } from '../support/cli.js'
import { closing } from '../support/closing.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'

test('a canary that is due, late and there again', async () => {
  const project = await makeProject('sqlite', {
    mail: { operators: ['ops@lantern.example'] },
    expected: [{ title: 'Canary', every: '4 months', list: 'security' }],
    notices: { settle: '0m' },
  })
  const clock = testClock('2026-05-04T12:00:00Z')
  const world = await openTestWorld(project, clock)
  closing(world)
  const canary = (day: string, number: number) =>
    project.post(`${day}-canary.md`, { title: `Lantern Canary ${number}`, categories: 'security' }, 'All is well.')
  canary('2026-05-01', 41)
  const mails = async () => {
    const files = readdirSync(project.outbox).sort()
    const read = await Promise.all(
      files.map(async (name) => await PostalMime.parse(readFileSync(join(project.outbox, name)))),
    )
    return read.filter(({ to }) => to?.[0]?.address === 'ops@lantern.example').map(({ text }) => text ?? '')
  }
  const codesAt = async (instant: string) => {
    clock.set(instant)
    return (await run(world)).problems.map(({ code }) => code)
  }
  expect(await codesAt('2026-08-20T12:00:00Z')).toEqual([])
  expect(await codesAt('2026-08-26T12:00:00Z')).toEqual(['POST_EXPECTED'])
  expect(await codesAt('2026-08-27T12:00:00Z')).toEqual(['POST_EXPECTED'])
  expect(await codesAt('2026-09-02T12:00:00Z')).toEqual(['POST_EXPECTED'])
  const [soon, late, ...more] = await mails()
  expect(more).toEqual([])
  expect(soon).toContain('A regular post is due, or did not come')
  expect(soon?.replace(/\s+/g, ' ')).toContain(
    '“Canary” is due on 2026-09-01: the last one, “Lantern Canary 41”, is of',
  )
  expect(late?.replace(/\s+/g, ' ')).toContain('“Canary” was due on 2026-09-01 and has not come')
  const checked = await belfry(['check'], { config: project.configFile, now: '2026-09-02T12:00:00Z' })
  expect([checked.code, checked.stdout]).toEqual([0, expect.stringContaining('[POST_EXPECTED]')])
  canary('2026-09-02', 42)
  expect(await codesAt('2026-09-02T13:00:00Z')).toEqual([])
})
