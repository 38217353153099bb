/** A mail server that is away and a ledger from an old backup: nothing is lost, nothing is told twice. */
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { belfry } from '../support/cli.js'
import { dialects, freshLedger } from '../support/databases.js'
import { freePort } from '../support/free-port.js'
import { makeProject } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'

const KEYS = ['announcement:2026-05-04-first', 'announcement:2026-05-05-second'] as const
type Told = {
  told: { key: string }[]
  deliveries: { accepted: number; deferred: number }
  problems: { code: string; message: string }[]
}

async function projectWithAda(dialect: (typeof dialects)[number], transport: string) {
  const project = await makeProject(dialect, { mail: { transport } })
  project.post(
    '2026-04-14-the-issue-tracker-has-moved.md',
    { title: 'The issue tracker has moved' },
    'It is elsewhere.',
  )
  const at = (now: string) => ({ config: project.configFile, now: `2026-05-${now}Z` })
  await belfry(['subscribers', 'add', 'ada@example.org', '--confirmed'], at('04T08:00:00'))
  expect((await belfry(['run'], at('04T09:00:00'))).code).toBe(0)
  return { project, at }
}

for (const dialect of dialects) {
  test(`a mail server that is away is said with exit code 3, and the next run sends what waited, on ${dialect}`, async () => {
    const { project, at } = await projectWithAda(dialect, `smtp://127.0.0.1:${await freePort()}`)
    project.post('2026-05-04-first.md', { title: 'First' }, 'Text.')
    await belfry(['run'], at('04T10:00:00'))
    const away = await belfry(['run', '--json'], at('04T10:31:00'))
    expect(away.code).toBe(3)
    expect(away.stderr).toContain('[SMTP_UNREACHABLE]')
    expect((away.json() as Told).told.map(({ key }) => key)).toEqual([KEYS[0]])

    const sink = await startSink()
    const back = await belfry(['run', '--json'], {
      ...at('04T10:36:00'),
      env: { BELFRY_MAIL__TRANSPORT: sink.transport },
    })
    await sink.close()
    expect(back.code).toBe(0)
    expect(back.json()).toMatchObject({ told: [], deliveries: { accepted: 1 } })
    expect(sink.received.map(({ to }) => to)).toEqual(['ada@example.org'])
  })

  test(`an empty ledger takes over what the register says was told, and mails nothing of it, on ${dialect}`, async () => {
    const sink = await startSink()
    const { project, at } = await projectWithAda(dialect, sink.transport)
    project.post('2026-05-04-first.md', { title: 'First' }, 'Text.')
    await belfry(['run'], at('04T10:00:00'))
    await belfry(['run'], at('04T10:31:00'))
    expect(sink.received).toHaveLength(1)

    const empty = { env: { BELFRY_DATABASE: await freshLedger(dialect) } }
    await belfry(['subscribers', 'add', 'ada@example.org', '--confirmed'], { ...at('04T11:00:00'), ...empty })
    expect((await belfry(['run', '--json'], { ...at('04T11:00:00'), ...empty })).json()).toMatchObject({
      baseline: true,
      told: [],
      problems: [],
    })
    project.post('2026-05-05-second.md', { title: 'Second' }, 'Text.')
    await belfry(['run'], { ...at('05T10:00:00'), ...empty })
    const told = await belfry(['run', '--json'], { ...at('05T10:31:00'), ...empty })
    await sink.close()
    expect((told.json() as Told).told.map(({ key }) => key)).toEqual([KEYS[1]])
    expect(sink.received).toHaveLength(2)
  })
}

test('a ledger from an old backup stops mail until the told keys are adopted, and then tells nothing twice', async () => {
  const sink = await startSink()
  const { project, at } = await projectWithAda('sqlite', sink.transport)
  const [copy, database] = [join(project.folder, 'copy.db'), join(project.folder, 'ledger.db')]
  const env = { BELFRY_DATABASE: `sqlite:${database}` }
  const call = async (now: string, ...args: string[]) => await belfry([...args, '--json'], { ...at(now), env })
  await call('04T09:00:00', 'subscribers', 'add', 'ada@example.org', '--confirmed')
  await call('04T09:00:00', 'run')
  project.post('2026-05-04-first.md', { title: 'First' }, 'Text.')
  await call('04T10:00:00', 'run')
  // Every process has closed the database, so that the file alone is all of it.
  copyFileSync(database, copy)
  expect(((await call('04T10:31:00', 'run')).json() as Told).told.map(({ key }) => key)).toEqual([KEYS[0]])
  expect(sink.received).toHaveLength(1)

  for (const suffix of ['', '-wal', '-shm']) rmSync(database + suffix, { force: true })
  copyFileSync(copy, database)
  project.post('2026-05-05-second.md', { title: 'Second' }, 'Text.')
  for (const now of ['05T10:00:00', '05T10:31:00']) {
    const behind = await call(now, 'run')
    expect(behind.code).toBe(1)
    expect(behind.stderr).toContain('belfry notices adopt')
    expect(behind.json()).toMatchObject({
      told: [],
      problems: [{ code: 'LEDGER_BEHIND', message: expect.stringContaining(KEYS[0]) }],
    })
  }
  const manual = async (now: string) =>
    await call(now, 'send', '2026-05-04-first', '--update', 'The first has news.', '--yes')
  // What is sent by hand now is not sent some day later.
  expect((await manual('05T10:31:30')).code).toBe(1)
  expect(sink.received).toHaveLength(1)

  expect((await call('05T10:32:00', 'notices', 'adopt')).json()).toEqual({
    ...{ adopted: [KEYS[0]], left: 0, uncertain: 0, mailings: [] },
  })
  expect(sink.received).toHaveLength(1)
  const mended = await call('05T10:33:00', 'run')
  await sink.close()
  expect(mended.code).toBe(0)
  expect((mended.json() as Told).told.map(({ key }) => key)).toEqual([KEYS[1]])
  expect(sink.received).toHaveLength(2)
  expect((await call('05T10:34:00', 'notices', 'adopt')).json()).toEqual({
    ...{ adopted: [], left: 0, uncertain: 0, mailings: [] },
  })
})
