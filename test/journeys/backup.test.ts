/**
 * A backup made while a mailing is under way, restored into the other kind of database after that mailing went on to
 * its end: nothing is mailed until an operator adopts what the ledger forgot, and whoever is mailed twice is named.
 */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { belfry, startBelfry } from '../support/cli.js'
import { startCountingSink } from '../support/counting-sink.js'
import { dialects, freshDatabase } from '../support/databases.js'
import { KEY, readyToTell } from './crowd.js'

const PEOPLE = Array.from({ length: 300 }, (_, index) => `reader-${index}@example.org`)

for (const dialect of dialects) {
  const other = dialect === 'sqlite' ? 'postgres' : 'sqlite'
  test(`a mailing under way goes from ${dialect} to ${other}: nobody is mailed twice unnamed`, async () => {
    const sink = await startCountingSink()
    const { project, tellAt } = await readyToTell(dialect, sink.transport, PEOPLE, { body: 'It is there.' })
    const config = project.configFile
    const file = join(project.folder, 'one.jsonl.gz')
    // Slow, so that it is still under way when the backup is made.
    const env = { BELFRY_DELIVERY__RATE: '80/s' }
    const sending = startBelfry(['run'], { config, now: tellAt, env })
    await sink.reached(20)
    const made = await belfry(['backup', file, '--json'], { config, now: tellAt })
    expect([made.code, made.stderr]).toEqual([0, ''])
    expect(made.json()).toMatchObject({
      file,
      tables: { people: 300, deliveries: 300 },
      files: ['register', 'configuration'],
    })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect((await sending.ended).code).toBe(0)
    expect(sink.copies).toHaveLength(PEOPLE.length)
    // Somebody who had her copy leaves after the backup was made.
    const gone = sink.copies[0]?.to ?? ''
    expect((await belfry(['subscribers', 'unsubscribe', gone], { config, now: '2026-05-05T10:00:00Z' })).code).toBe(0)

    const call = async (now: string, ...args: string[]) =>
      await belfry(args, { config, now, env: { BELFRY_DATABASE: database } })
    const database = await freshDatabase(other)
    const restored = await call('2026-05-06T10:00:00Z', 'restore', file, '--json')
    expect([restored.code, restored.stderr]).toEqual([0, ''])
    const { states } = restored.json() as { states: Record<string, Record<string, number>> }
    const accepted = states.deliveries?.accepted ?? 0
    expect(accepted).toBeGreaterThan(0)
    expect(accepted).toBeLessThan(PEOPLE.length)
    expect(restored.json()).toMatchObject({
      at: expect.stringMatching(/^2026-05-04T10:02:0/),
      mail: 'stopped',
      next: ['belfry notices adopt --dry-run', 'belfry notices adopt'],
      files: [
        { name: 'register', fate: 'same' },
        { name: 'configuration', fate: 'left' },
      ],
    })

    // However often somebody runs it.
    for (const minute of ['01', '02']) {
      const behind = await call(`2026-05-06T10:${minute}:00Z`, 'run')
      expect(behind.code).toBe(1)
      expect(behind.stderr).toContain('the ledger is a copy from an earlier time; nothing is mailed')
    }
    const worker = await belfry(['worker'], { config, env: { BELFRY_DATABASE: database } })
    expect([worker.code, worker.stderr.includes('[LEDGER_BEHIND]')]).toEqual([1, true])
    expect(sink.copies).toHaveLength(PEOPLE.length)

    const numbers = { adopted: [], left: 1, mailings: [1], uncertain: PEOPLE.length - accepted }
    const dry = await call('2026-05-06T10:04:00Z', 'notices', 'adopt', '--dry-run', '--json')
    expect(dry.json()).toEqual(numbers)
    expect((await call('2026-05-06T10:05:00Z', 'notices', 'adopt', '--json')).json()).toEqual(numbers)
    expect((await call('2026-05-06T10:06:00Z', 'run')).code).toBe(0)
    expect(sink.copies).toHaveLength(PEOPLE.length)

    expect((await call('2026-05-06T10:07:00Z', 'mailings', 'resume', '1')).code).toBe(0)
    expect((await call('2026-05-06T10:08:00Z', 'run')).code).toBe(0)
    const named = (await call('2026-05-06T10:09:00Z', 'mailings', 'show', '1', '--maybe-twice')).stdout
    const twice = PEOPLE.filter((name) => sink.copies.filter(({ to }) => to === name).length > 1)
    expect(twice).toHaveLength(PEOPLE.length - accepted)
    for (const name of twice) expect(named).toContain(name)
    expect(new Set(sink.copies.map(({ to }) => to)).size).toBe(PEOPLE.length)
    expect(new Set(sink.copies.map(({ messageId }) => messageId)).size).toBe(1)
    expect(readFileSync(join(project.folder, 'content', 'register.yaml'), 'utf8')).toContain(KEY)
    await sink.close()
  })
}

test('a machine that never worked with the ledger mails after a restore once an operator adopts it; the old one stops', async () => {
  const sink = await startCountingSink()
  const { project, tellAt } = await readyToTell('sqlite', sink.transport, PEOPLE.slice(0, 3), { body: 'It is there.' })
  const config = project.configFile
  expect((await belfry(['run'], { config, now: tellAt })).code).toBe(0)
  const file = join(project.folder, 'one.jsonl.gz')
  expect((await belfry(['backup', file], { config, now: tellAt })).code).toBe(0)
  const env = { BELFRY_DATABASE: await freshDatabase('postgres'), BELFRY_MARKS: join(project.folder, 'other-marks') }
  const there = async (now: string, ...args: string[]) => await belfry(args, { config, now, env })
  expect((await there('2026-05-06T10:00:00Z', 'restore', file)).code).toBe(0)
  const moved = await there('2026-05-06T10:01:00Z', 'run')
  expect([moved.code, moved.stderr.includes('nothing is mailed from here')]).toEqual([1, true])
  const adopted = await there('2026-05-06T10:02:00Z', 'notices', 'adopt', '--json')
  expect(adopted.json()).toEqual({ adopted: [], left: 0, mailings: [], uncertain: 0 })
  const well = await there('2026-05-06T10:03:00Z', 'run')
  expect([well.code, well.stderr]).toEqual([0, ''])
  const old = await belfry(['run'], { config, now: '2026-05-06T10:04:00Z' })
  expect([old.code, old.stderr.includes('[LEDGER_MOVED]') || old.stderr.includes('claimed')]).toEqual([1, true])
  await sink.close()
})
