/** `approve KEY --at INSTANT` from the command line: what it says, what plan and run say, and that mail leaves then. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { subscribe } from '../../src/run/people/membership.js'
import { belfry } from '../support/cli.js'
import { makeProject, openTestWorld, type Project, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'

const KEY = 'announcement:2026-12-04-glow'

describe('an instant for a notice', () => {
  let project: Project
  let sink: Sink
  const call = async (now: string, ...args: string[]) => await belfry(args, { config: project.configFile, now })

  beforeEach(async () => {
    sink = await startSink()
    const windows = [{ days: 'mon-thu' }, { days: 'fri', until: '12:00' }]
    const schedule = { timezone: 'Europe/Berlin', windows }
    project = await makeProject('sqlite', { mail: { transport: sink.transport }, schedule })
    project.post('2026-11-02-old.md', { title: 'Old news' }, 'It was there before.')
    const world = await openTestWorld(project, testClock('2026-12-01T09:00:00Z'))
    const person = { address: 'ada@example.org', key: 'ada@example.org' }
    await subscribe(world, { address: person, lists: ['releases', 'announcements'], details: {}, ask: 'vouch' })
    await world.close()
    await call('2026-12-01T10:00:00Z', 'run')
    project.post('2026-12-04-glow.md', { title: 'Glow', categories: 'releases' }, 'A lamp that glows.')
    await call('2026-12-04T13:00:00Z', 'run')
  })
  afterEach(async () => await sink.close())

  test('is said, kept and met; windows hold on top of it', async () => {
    const over = await call('2026-12-04T13:05:00Z', 'notices', 'approve', KEY, '--at', '2026-12-04T13:00Z')
    expect([over.code, over.stderr]).toEqual([2, expect.stringContaining('is over')])
    const said = await call(
      '2026-12-04T13:05:00Z',
      'notices',
      'approve',
      KEY,
      '--revision',
      '1',
      '--at',
      '2026-12-05 09:00',
    )
    expect(said.stdout).toContain('It leaves at 2026-12-06T23:00:00Z; the first run from then on tells it')
    expect(said.stdout).toContain('Revision 1 is approved.')
    expect((await call('2026-12-06T22:00:00Z', 'plan')).stdout).toMatch(
      new RegExp(`${KEY} leaves at 2026-12-06T23:00:00Z, to 1 person on .*for 2026-12-05T08:00:00Z`),
    )
    const before = await call('2026-12-06T22:59:00Z', 'run', '--json')
    expect(before.json()).toMatchObject({ told: [], waiting: [{ key: KEY, leavesAt: '2026-12-06T23:00:00Z' }] })
    const then = await call('2026-12-06T23:00:00Z', 'run', '--json')
    expect(then.json()).toMatchObject({ told: [{ key: KEY }], waiting: [], deliveries: { accepted: 1 } })
  })
})
