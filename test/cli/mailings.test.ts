/** Watching a mailing and sending again what failed of it. Each command is a process of its own. */
import { expect } from 'vitest'
import { readyToTell } from '../journeys/crowd.js'
import { belfry, startBelfry } from '../support/cli.js'
import { dialects, testOn } from '../support/databases.js'
import { startSink } from '../support/smtp-sink.js'

const PEOPLE = Array.from({ length: 300 }, (_, index) => `reader-${index}@example.org`)

for (const dialect of dialects) {
  const it = testOn(dialect)
  it(`a mailing is watched from the middle to its end on ${dialect}`, async () => {
    let half = () => {}
    const isHalf = new Promise<void>((resolve) => {
      half = resolve
    })
    let stop = () => {}
    const sink = await startSink(undefined, (count) => {
      if (count !== 150) return
      stop()
      half()
    })
    const { project, tellAt: now } = await readyToTell(dialect, sink.transport, PEOPLE, { lease: '60s' })
    const call = { config: project.configFile, now }
    const run = startBelfry(['run'], call)
    stop = () => void run.process.kill('SIGSTOP')
    await isHalf

    const enough = startBelfry(['mailings', 'watch', '1', '--every', '1h'], call)
    await enough.said('of 300 done')
    enough.process.kill('SIGINT')
    expect(await enough.ended).toMatchObject({ code: 0, stdout: '' })
    expect((await enough.ended).stderr).toMatch(
      /^2026-05-04T10:02:\d\dZ mailing 1 sending: \d\d%, \d+ of 300 done, \d+ left, .+\nNo longer watched; the mailing goes on\.\n$/,
    )

    const json = startBelfry(['mailings', 'watch', '--json', '--every', '100ms'], call)
    const lines = startBelfry(['mailings', 'watch', '--every', '100ms'], call)
    await lines.said('mailing 1 sending')
    await new Promise<void>((resolve) => json.process.stdout?.once('data', () => resolve()))
    run.process.kill('SIGCONT')
    expect((await run.ended).code).toBe(0)
    await sink.close()

    const told = await lines.ended
    expect(told).toMatchObject({ code: 0, stdout: '' })
    expect(told.stderr.trimEnd().split('\n').at(-1)).toMatch(/ mailing 1 finished: 100%, 300 of 300 done, 0 left, /)
    const { code, stdout, stderr } = await json.ended
    expect([code, stderr]).toEqual([0, ''])
    const looks = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    const { messageId: _, ...shown } = (await belfry(['mailings', 'show', '1', '--json'], call)).json() as Record<
      string,
      unknown
    >
    expect(looks[0]).toMatchObject({ state: 'sending', audience: 300, workers: 1, rateNow: null, eta: null })
    expect(looks.at(-1)).toMatchObject({
      ...shown,
      ...{ state: 'finished', accepted: 300, left: 0, workers: 0, eta: null, nextRetryAt: null },
      ...{ domains: [], domainsPartial: false, at: expect.stringMatching(/^2026-05-04T10:\d\d:\d\dZ$/) },
    })
    expect(looks.map((look) => Number(look.accepted))).toEqual(
      looks.map((look) => Number(look.accepted)).sort((a, b) => a - b),
    )
  })

  it(`only what failed is sent again on ${dialect}, by the next run`, async () => {
    let isFull = true
    const sink = await startSink((address) =>
      isFull && address.endsWith('@full.example')
        ? Object.assign(new Error('5.2.2 mailbox is full'), { responseCode: 552 })
        : undefined,
    )
    const people = ['ada@example.org', 'bob@full.example', 'cy@full.example']
    const { project, tellAt } = await readyToTell(dialect, sink.transport, people)
    const call = { config: project.configFile, now: tellAt }
    const later = { config: project.configFile, now: '2026-05-14T10:00:00Z' }
    const none = await belfry(['mailings', 'watch'], call)
    expect(none).toMatchObject({ code: 0, stdout: '', stderr: 'No mailing yet.\n' })
    expect((await belfry(['run'], call)).code).toBe(0)

    const named = async (...flags: string[]) => (await belfry(['mailings', 'show', '1', ...flags], later)).stdout
    expect(await named('--failed')).toBe(
      'bob@full.example  failed  552 5.2.2 mailbox is full\ncy@full.example  failed  552 5.2.2 mailbox is full\n',
    )
    expect(await named('--failed', '--uncertain')).toBe(await named('--failed'))
    expect(await named('--uncertain')).toBe('No message of mailing 1 is uncertain.\n')
    expect(JSON.parse(await named('--failed', '--json'))[1]).toEqual({
      ...{ address: 'cy@full.example', state: 'failed', reply: '552 5.2.2 mailbox is full' },
    })
    const watched = await belfry(['mailings', 'watch'], later)
    expect(watched.stderr).toMatch(
      /^No mailing is under way; this is the newest\.\n.* mailing 1 finished: 100%, .*2 failed/,
    )
    expect((await belfry(['mailings', 'retry', '1', '--domain', 'example.net'], later)).stdout).toBe(
      'Nothing is sent again: nothing of mailing 1 at example.net failed.\n',
    )
    expect((await belfry(['mailings', 'retry', '1', '--domain', 'a b'], later)).stderr).toContain('[USAGE]')
    expect((await belfry(['mailings', 'retry', '7'], later)).stderr).toContain('[MAILING_UNKNOWN]')
    expect((await belfry(['mailings', 'watch', '7'], later)).stderr).toContain('[MAILING_UNKNOWN]')
    expect((await belfry(['mailings', 'watch', '--every', '0s'], later)).code).toBe(2)

    const again = await belfry(['mailings', 'retry', '1', '--domain', 'FULL.example'], later)
    expect(again).toMatchObject({
      code: 0,
      stdout: 'Sent again by the next belfry run, or serve: 2 deliveries of mailing 1 at full.example.\n',
    })
    expect(sink.received).toHaveLength(1)
    isFull = false
    expect((await belfry(['run'], later)).code).toBe(0)
    expect(sink.received.map(({ to }) => to).sort()).toEqual(people)
    expect((await belfry(['mailings', 'retry', '1', '--json'], later)).json()).toMatchObject({
      ...{ mailing: 1, state: 'finished', accepted: 3, failed: 0, retried: 0, unwanted: 0 },
    })
    const ids = sink.received.map(({ bytes }) => /^Message-ID: (.+)$/im.exec(bytes.toString('latin1'))?.[1]?.trim())
    expect(new Set(ids).size).toBe(1)
    expect((await belfry(['mailings', 'cancel', '1'], later)).code).toBe(1)
    await sink.close()
  })
}
