/** Cron and a person start `belfry run` in the same second: everything happens once. */
import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { listNotices } from '../../src/notices/memory-store.js'
import { aloneInFolder } from '../../src/run/output/open-folder.js'
import { run } from '../../src/run/pipeline.js'
import { startDaemon } from '../../src/schedule/daemon.js'
import { belfry } from '../support/cli.js'
import { dialects } from '../support/databases.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'
import { refusal, startSink } from '../support/smtp-sink.js'
import { KEY, readyToTell } from './crowd.js'

const PEOPLE = Array.from({ length: 200 }, (_, index) => `reader-${index}@example.org`)

interface RunJson {
  readonly baseline: boolean
  readonly told: readonly { key: string; recipients: number }[]
  readonly deliveries: { readonly accepted: number }
}

for (const dialect of dialects) {
  test(`two processes that run in the same moment tell a post once and mail everybody once, on ${dialect}`, async () => {
    const sink = await startSink()
    const { project, tellAt } = await readyToTell(dialect, sink.transport, PEOPLE)
    const call = { config: project.configFile, now: tellAt }
    const both = await Promise.all([belfry(['run', '--json'], call), belfry(['run', '--json'], call)])
    await sink.close()
    expect(both.map(({ code, stderr }) => ({ code, stderr: stderr.replace(/waiting \d+ s.*\n/g, '') }))).toEqual([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ])
    const reports = both.map((one) => one.json() as RunJson)
    expect(reports.flatMap((one) => one.told.map(({ key, recipients }) => [key, recipients]))).toEqual([[KEY, 200]])
    expect(sink.received.map(({ to }) => to).sort()).toEqual([...PEOPLE].sort())
    expect(reports.reduce((sum, one) => sum + one.deliveries.accepted, 0)).toBe(200)
    expect(readFileSync(`${project.folder}/content/register.yaml`, 'utf8')).toContain(KEY)
  })

  test(`four first runs in the same moment make one baseline, on ${dialect}`, async () => {
    const project = await makeProject(dialect)
    project.post(
      '2026-04-14-the-issue-tracker-has-moved.md',
      { title: 'The issue tracker has moved' },
      'It is elsewhere.',
    )
    const call = { config: project.configFile, now: '2026-05-04T09:30:00Z' }
    const all = await Promise.all(Array.from({ length: 4 }, async () => await belfry(['run', '--json'], call)))
    expect(all.map(({ code, stderr }) => ({ code, stderr }))).toEqual(Array(4).fill({ code: 0, stderr: '' }))
    const reports = all.map((one) => one.json() as RunJson)
    expect(reports.filter((one) => one.baseline)).toHaveLength(1)
    expect(reports.flatMap((one) => one.told)).toEqual([])
  })

  test(`four worlds that run in the same moment tell a post once, on ${dialect}`, async () => {
    const sink = await startSink()
    const { project, tellAt } = await readyToTell(dialect, sink.transport, PEOPLE.slice(0, 20))
    const worlds = await Promise.all(
      Array.from({ length: 4 }, async () => await openTestWorld(project, testClock(tellAt))),
    )
    const reports = await Promise.all(worlds.map(async (world) => await run(world)))
    for (const world of worlds) await world.close()
    await sink.close()
    expect(reports.flatMap((report) => report.told.map(({ notice }) => notice.key))).toEqual([KEY])
    expect(sink.received.map(({ to }) => to).sort()).toEqual(PEOPLE.slice(0, 20).sort())
  })

  test(`the service tells what is due and mails it by itself, on ${dialect}`, async () => {
    let all = () => {}
    const arrived = new Promise<void>((resolve) => {
      all = resolve
    })
    const sink = await startSink(undefined, (count) => {
      if (count === 20) all()
    })
    const { project, tellAt } = await readyToTell(dialect, sink.transport, PEOPLE.slice(0, 20))
    const world = await openTestWorld(project, testClock(tellAt))
    const daemon = startDaemon(world)
    await arrived
    expect(daemon.nextRun()).toBeGreaterThan(Date.now())
    await daemon.stop()
    const again = await run(world)
    await world.close()
    await sink.close()
    expect(again.told).toEqual([])
    expect(sink.received.map(({ to }) => to).sort()).toEqual(PEOPLE.slice(0, 20).sort())
  })
}

test('a run records what was told, and publishes it, once no other process publishes', async () => {
  const sink = await startSink()
  const { project, tellAt } = await readyToTell('sqlite', sink.transport, [])
  const world = await openTestWorld(project, testClock(tellAt))
  const register = () => readFileSync(`${project.folder}/content/register.yaml`, 'utf8')
  const tells = await aloneInFolder(world.config, async () => {
    const work = run(world)
    const isTold = async () => (await listNotices(world.store.db)).some(({ key }) => key === KEY)
    while (!(await isTold())) await setImmediate()
    for (let turn = 0; turn < 50; turn += 1) await setImmediate()
    expect(register()).not.toContain(KEY)
    return { work }
  })
  await tells.work
  expect(register()).toContain(KEY)
  await world.close()
  await sink.close()
})

// Only PostgreSQL is shared by machines, whose clocks may be what they like.
test('workers whose clocks are minutes apart tell a post once and mail everybody once', async () => {
  const people = PEOPLE.slice(0, 40)
  const late = new Set(people.slice(0, 5))
  const sink = await startSink((address) => (late.delete(address) ? refusal(450, '4.2.1 later') : undefined))
  const { project, tellAt } = await readyToTell('postgres', sink.transport, people)
  const clocks = [-7, 0, 6].map((minutes) => testClock(new Date(Date.parse(tellAt) + minutes * 60_000).toISOString()))
  const worlds = await Promise.all(clocks.map(async (clock) => await openTestWorld(project, clock)))
  const told: string[] = []
  // What is put off is due by the clock of whoever put it off; each looks again and again.
  for (let round = 0; round < 4; round += 1) {
    const reports = await Promise.all(worlds.map(async (world) => await run(world)))
    told.push(...reports.flatMap((report) => report.told.map(({ notice }) => notice.key)))
    for (const clock of clocks) clock.advance(8 * 60_000)
  }
  expect(told).toEqual([KEY])
  expect(sink.received.map(({ to }) => to).sort()).toEqual([...people].sort())
  const [world] = worlds
  if (world === undefined) throw new Error('no world')
  const rows = await world.store.db
    .selectFrom('deliveries')
    .select(['address', 'state', 'attempts', 'maybe_twice'])
    .orderBy('address')
    .execute()
  const expected = [...people].sort().map((address) => {
    const attempts = people.indexOf(address) < 5 ? 2 : 1
    return { address, state: 'accepted', attempts, maybe_twice: 0 }
  })
  expect(rows).toEqual(expected)
  for (const one of worlds) await one.close()
  await sink.close()
})
