/**
 * People who run what the releases table does not have are named, and a notice that most of those who may be meant
 * would miss waits for somebody to look. Real SMTP, both databases.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { AppContext } from '../../src/run/app-context.js'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { belfry } from '../support/cli.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { type Mail, readMail } from './mail.js'

interface Found {
  readonly code: string
  readonly message: string
  readonly severity: string
}

interface Cycle {
  readonly cycle: string
  readonly eol: string
  readonly more?: string
}

function tableOf(product: string, cycles: readonly Cycle[], more = ''): string {
  const releases = cycles.map(
    ({ cycle, eol, more: lines = '' }) =>
      `  - releaseCycle: "${cycle}"\n    releaseDate: 2024-06-01\n    eol: ${eol}\n${lines}`,
  )
  return `title: Lantern OS\npermalink: /${product}\n${more}releases:\n${releases.join('')}`
}

describe.each(dialects)('who runs what, on %s', (dialect) => {
  const it = testOn(dialect)
  let sink: Sink
  let project: Project
  let clock: TestClock
  let seen = 0

  beforeEach(async () => {
    sink = await startSink()
    seen = 0
    clock = testClock('2026-04-15T12:00:00Z')
    project = await makeProject(dialect, {
      mail: { transport: sink.transport },
      content: { posts: 'content/posts', register: 'content/register.yaml', releases: 'releases.yaml' },
      notices: { endOfLifeLists: ['releases'] },
    })
    project.post('2026-03-01-hello.md', { title: 'Hello' }, 'A first post.')
  })
  afterEach(async () => await sink.close())

  async function within<Result>(work: (world: AppContext) => Promise<Result>): Promise<Result> {
    const world = await openTestWorld(project, clock)
    try {
      return await work(world)
    } finally {
      await world.close()
    }
  }

  const enrol = async (people: Readonly<Record<string, readonly string[]>>) =>
    await within(async (world) => {
      for (const [name, runs] of Object.entries(people)) {
        const address = `${name}@example.org`
        const who = { address: { address, key: address }, lists: ['releases'], ask: 'vouch' as const }
        await subscribe(world, { ...who, details: { format: 'html', runs } })
      }
    })
  const say = (text: string) => writeFileSync(join(project.folder, 'releases.yaml'), text)
  const call = async (...args: string[]) =>
    await belfry(args, { config: project.configFile, now: new Date(clock.now()).toISOString() })
  const runAt = async (iso: string) => {
    clock.set(iso)
    const report = await within(async (world) => await run(world))
    const mail = await Promise.all(sink.received.slice(seen).map(readMail))
    seen = sink.received.length
    return { report, mail: mail.sort((a, b) => (a.to < b.to ? -1 : 1)) }
  }
  const names = (mail: readonly Mail[]) => mail.map(({ to }) => to.replace(/@.*/, ''))
  const keys = (of: readonly { key: string }[]) => of.map(({ key }) => key)
  const unknown = (problems: readonly Found[]) =>
    problems.filter(({ code }) => code === 'RUNS_UNKNOWN').map(({ message }) => message)

  it('cycles that the table does not have are named with the nearest; their notice is held while most run them', async () => {
    say(
      tableOf('lantern', [
        { cycle: '4.2', eol: '2027-12-01' },
        { cycle: '4.1', eol: '2026-06-01' },
      ]),
    )
    await enrol({ ada: ['lantern/4.1'], bea: ['lantern/4.1', 'lantern/4.2'], cleo: ['lantern/4.2'], dora: [] })
    await runAt('2026-04-15T12:00:00Z')
    expect(unknown(((await call('plan', '--json')).json() as { problems: Found[] }).problems)).toEqual([])

    say(
      tableOf('lantern', [
        { cycle: '4.2', eol: '2027-12-01' },
        { cycle: '4.1-lts', eol: '2026-06-01' },
      ]),
    )
    const sentence = '2 people run lantern/4.1, which the releases table does not have; did you mean lantern/4.1-lts?'
    for (const command of [['plan'], ['check', '--connect']]) {
      const { problems } = (await call(...command, '--json')).json() as { problems: Found[] }
      expect(unknown(problems)).toEqual([sentence])
      expect(problems.find(({ code }) => code === 'RUNS_UNKNOWN')?.severity).toBe('warning')
    }
    expect((await call('subscribers', 'list', 'ada')).stdout).toContain(
      'not in the releases table: lantern/4.1 (lantern/4.1-lts?)',
    )
    expect((await call('subscribers', 'list', 'ada', '--json')).json()).toMatchObject([
      { runs: ['lantern/4.1'], unknownRuns: [{ run: 'lantern/4.1', nearest: 'lantern/4.1-lts' }] },
    ])

    await runAt('2026-04-16T12:00:00Z')
    // On its day the notice would reach dora alone, and ada and bea run what it may be about.
    const key = 'end-of-life:lantern/4.1-lts:eol:2026-06-01:approaching-30d'
    for (const time of ['2026-05-02T09:00:00Z', '2026-05-02T10:00:00Z']) {
      const { report, mail } = await runAt(time)
      expect(names(mail)).toEqual([])
      expect(report.decision.notices.find((one) => one.key === key)).toMatchObject({
        state: 'held',
        heldBy: 'audience',
        reason: 'it would reach 1, while 2 run what the releases table does not have: lantern/4.1 (lantern/4.1-lts?)',
      })
    }
    // One of them says what they run: they are not most any more.
    await call('subscribers', 'set', 'ada@example.org', '--runs', 'lantern/4.1-lts')
    const told = await runAt('2026-05-02T11:00:00Z')
    expect(keys(told.report.told.map(({ notice }) => notice))).toEqual([key])
    expect(names(told.mail)).toEqual(['ada', 'dora'])
  })

  it('a notice that is held for that goes out with an operator’s word', async () => {
    say(tableOf('lantern', [{ cycle: '4.1', eol: '2026-06-01' }]))
    await enrol({ ada: ['lantern/4.1'], bea: ['lantern/4.1'], cleo: ['lantern/4.1'], dora: [] })
    await runAt('2026-04-15T12:00:00Z')
    say(tableOf('lamp', [{ cycle: '4.1', eol: '2026-06-01' }]))
    await runAt('2026-04-16T12:00:00Z')
    const key = 'end-of-life:lamp/4.1:eol:2026-06-01:approaching-30d'
    await runAt('2026-05-02T09:00:00Z')
    expect((await call('notices', 'approve', key)).code).toBe(0)
    const told = await runAt('2026-05-02T10:00:00Z')
    expect(keys(told.report.told.map(({ notice }) => notice))).toEqual([key])
    expect(names(told.mail)).toEqual(['dora'])
  })

  it('who runs what ended before it left the table holds nothing up', async () => {
    const older = { cycle: '3.0', eol: '2026-04-20' }
    const ending = { cycle: '4.1', eol: '2026-06-01' }
    say(tableOf('lantern', [ending, older]))
    await enrol({ ada: ['lantern/3.0'], bea: ['lantern/3.0'], cleo: ['lantern/4.1'] })
    await runAt('2026-04-15T12:00:00Z')
    await runAt('2026-04-20T09:00:00Z')
    say(tableOf('lantern', [ending]))
    expect(names((await runAt('2026-05-02T09:00:00Z')).mail)).toEqual(['cleo'])
  })

  /** Two cycles of which one nears its end, and who runs them; the first stage of its end is told. */
  const firstStage = async () => {
    say(
      tableOf('lantern', [
        { cycle: '4.2', eol: '2027-12-01' },
        { cycle: '4.1', eol: '2026-06-01' },
      ]),
    )
    await enrol({ ada: ['lantern/4.1'], bea: ['4.1', 'lantern/4.2'], cleo: ['lantern/4.2'] })
    await runAt('2026-04-15T12:00:00Z')
    const { mail } = await runAt('2026-05-02T09:00:00Z')
    expect(names(mail)).toEqual(['ada', 'bea'])
    return mail.find(({ to }) => to.startsWith('ada'))?.header('Message-ID')
  }
  /** Nothing is repeated under the new name, and the day itself goes to the same people, in the same thread. */
  const goesOn = async (name: string, first: unknown) => {
    expect((await runAt('2026-05-10T12:00:00Z')).mail).toEqual([])
    expect((await runAt('2026-05-12T12:00:00Z')).mail).toEqual([])
    const { report, mail } = await runAt('2026-06-01T09:00:00Z')
    expect(keys(report.told.map(({ notice }) => notice))).toEqual([`end-of-life:${name}:eol:2026-06-01:reached`])
    expect(names(mail)).toEqual(['ada', 'bea'])
    expect(mail[0]?.header('In-Reply-To')).toEqual(first)
    expect((await runAt('2026-07-01T09:00:00Z')).mail).toEqual([])
  }
  const latest = { cycle: '4.2', eol: '2027-12-01' }

  it('a cycle that was: another keeps its people, its thread and what was told', async () => {
    const first = await firstStage()
    say(tableOf('lantern', [latest, { cycle: '4.1 LTS', eol: '2026-06-01', more: '    was: "4.1"\n' }]))
    expect((await call('plan')).stderr).not.toContain('RUNS_UNKNOWN')
    await goesOn('lantern/4.1 LTS', first)
  })

  it('a product that was: another keeps its people, its threads and what was told', async () => {
    const first = await firstStage()
    say(tableOf('lantern-os', [latest, { cycle: '4.1', eol: '2026-06-01' }], 'was: lantern\n'))
    await goesOn('lantern-os/4.1', first)
  })

  it('product and cycle may get other names at once, and again', async () => {
    const first = await firstStage()
    const lts = { cycle: '4.1-lts', eol: '2026-06-01', more: '    was: "4.1"\n' }
    say(tableOf('lantern-os', [latest, lts], 'was: [lamp, lantern]\n'))
    await runAt('2026-05-09T12:00:00Z')
    say(
      tableOf(
        'lamp',
        [latest, { ...lts, cycle: 'old', more: '    was: ["4.1-lts", "4.1"]\n' }],
        'was: [lantern-os, lantern]\n',
      ),
    )
    await goesOn('lamp/old', first)
  })

  it('rename-cycle does the same by an operator’s word', async () => {
    const first = await firstStage()
    const rename = async (...args: string[]) => await call('subscribers', 'rename-cycle', ...args)
    expect((await rename('lantern/4.1', 'lantern/4.2')).stderr).toContain('has lantern/4.1 still')
    say(tableOf('lantern', [latest, { cycle: '4.1-lts', eol: '2026-06-01' }]))
    expect((await rename('lantern/4.1', 'lantern/4.1-tls')).stderr).toContain('Did you mean lantern/4.1-lts?')
    expect((await rename('4.1', 'lantern/4.1-lts', '--json')).json()).toEqual({
      from: 'lantern/4.1',
      to: 'lantern/4.1-lts',
      people: 2,
    })
    expect((await call('subscribers', 'list', 'bea', '--json')).json()).toMatchObject([
      { runs: ['lantern/4.1-lts', 'lantern/4.2'] },
    ])
    expect((await call('plan')).stderr).not.toContain('RUNS_UNKNOWN')
    await goesOn('lantern/4.1-lts', first)
  })

  it('a date that moves with the name is told once, as a move', async () => {
    await firstStage()
    say(tableOf('lantern', [latest, { cycle: '4.1-lts', eol: '2027-06-01', more: '    was: "4.1"\n' }]))
    await runAt('2026-05-10T12:00:00Z')
    const { report, mail } = await runAt('2026-05-11T12:00:00Z')
    expect(keys(report.told.map(({ notice }) => notice))).toEqual([
      'end-of-life:lantern/4.1-lts:eol:2027-06-01:date-changed',
    ])
    expect(names(mail)).toEqual(['ada', 'bea'])
  })

  it('a told date whose cycle leaves the table is remarked at each run, until somebody settles it', async () => {
    await firstStage()
    const remarked = async (iso: string) => {
      const { report } = await runAt(iso)
      return report.problems.filter(({ code }) => code === 'CYCLE_GONE').map(({ message }) => message)
    }
    expect(await remarked('2026-05-03T09:00:00Z')).toEqual([])
    const sentence = 'lantern/4.1 left the releases table, and people were told that its end of life is 2026-06-01'
    say(tableOf('lantern', [latest]))
    expect(await remarked('2026-05-04T09:00:00Z')).toEqual([sentence])
    expect((await call('plan')).stderr).toContain(sentence)
    expect((await call('run')).code).toBe(0)
    // Under another name it is there; a table that cannot be read leaves nothing.
    say(tableOf('lantern', [latest, { cycle: '4.1-lts', eol: '2026-06-01', more: '    was: "4.1"\n' }]))
    expect(await remarked('2026-05-05T10:00:00Z')).toEqual([])
    say('products: [')
    expect(await remarked('2026-05-06T11:00:00Z')).toEqual([])
    say(tableOf('lantern', [latest, { cycle: '4.1', eol: '2026-06-01' }]))
    expect((await call('subscribers', 'settle-cycle', 'lantern/4.1')).stderr).toContain('has lantern/4.1 still')
    say(tableOf('lantern', [latest]))
    expect(await remarked('2026-06-02T12:00:00Z')).toEqual([sentence])
    expect((await call('subscribers', 'settle-cycle', '4.1', '--json')).json()).toEqual({
      cycle: 'lantern/4.1',
      settled: true,
    })
    expect(await remarked('2026-06-02T13:00:00Z')).toEqual([])
  })

  it('what was told to have ended may leave the table', async () => {
    await firstStage()
    await runAt('2026-06-01T09:00:00Z')
    say(tableOf('lantern', [latest]))
    expect((await runAt('2026-07-01T09:00:00Z')).report.problems).toEqual([])
  })

  it('who runs only what has ended hears of all, as who named none', async () => {
    say(
      tableOf('lantern', [
        { cycle: '4.2', eol: '2026-06-01' },
        { cycle: '4.1', eol: '2026-01-01' },
        { cycle: '4.0', eol: 'true' },
        { cycle: '4.3', eol: '2028-01-01' },
      ]),
    )
    const ended = ['lantern/4.1', 'lantern/4.0']
    await enrol({
      ada: ended,
      bea: ['4.1'],
      cleo: ['lantern/4.3', ...ended],
      dora: ['lantern/4.2'],
      eva: ['lantern/3'],
    })
    await runAt('2026-04-15T12:00:00Z')
    clock.set('2026-05-02T08:00:00Z')
    const { report, mail } = await runAt('2026-05-02T09:00:00Z')
    expect(report.told.map(({ recipients }) => recipients)).toEqual([3])
    expect(names(mail)).toEqual(['ada', 'bea', 'dora'])
  })
})
