/**
 * Cycles that end on one day, from the releases table to the inbox: one mail for each person who runs any of them, one
 * page, one entry in the feed of each; what an older release told of one cycle is told to nobody again. Real SMTP, both
 * databases, every run a world of its own.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { parse } from 'yaml'
import type { AppContext } from '../../src/run/app-context.js'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import type { RunReport } from '../../src/run/run-report.js'
import { belfry } from '../support/cli.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { type Mail, readMail } from './mail.js'

function tableOf(cycles: readonly { cycle: string; eol: string; more?: string }[]): string {
  const releases = cycles.map(
    ({ cycle, eol, more = '' }) =>
      `  - releaseCycle: "${cycle}"\n    releaseDate: 2024-06-01\n    eol: ${eol}\n    successor: "5.0"\n${more}`,
  )
  const last = '  - releaseCycle: "5.0"\n    releaseDate: 2025-12-01\n    eol: 2029-12-01\n'
  return `title: Lantern OS\npermalink: /lantern\nreleases:\n${last}${releases.join('')}`
}

const TOGETHER = [
  { cycle: '4.2', eol: '2026-06-01' },
  { cycle: '4.1', eol: '2026-06-01' },
]
const PEOPLE = {
  anna: ['lantern/4.1'],
  ben: ['lantern/4.1', 'lantern/4.2'],
  carl: ['lantern/5.0'],
  dora: [],
  emil: ['lantern/4.2'],
}

let sink: Sink
beforeEach(async () => {
  sink = await startSink()
})
afterEach(async () => await sink.close())

describe.each(dialects)('cycles that end together, on %s', (dialect) => {
  const it = testOn(dialect)
  let project: Project
  let clock: TestClock
  let seen = 0

  beforeEach(async () => {
    seen = 0
    clock = testClock('2026-04-15T12:00:00Z')
    project = await makeProject(dialect, {
      mail: { transport: sink.transport },
      content: { posts: 'content/posts', register: 'content/register.yaml', releases: 'releases.yaml' },
      notices: { endOfLifeLists: ['releases'] },
    })
    project.post('2026-03-01-hello.md', { title: 'Hello' }, 'A first post.')
    await within(async (world) => {
      for (const [name, runs] of Object.entries(PEOPLE)) {
        const address = `${name}@example.org`
        const who = { address: { address, key: address }, lists: ['releases'], ask: 'vouch' as const }
        await subscribe(world, { ...who, details: { format: 'html', runs } })
      }
    })
  })

  async function within<Result>(work: (world: AppContext) => Promise<Result>): Promise<Result> {
    const world = await openTestWorld(project, clock)
    try {
      return await work(world)
    } finally {
      await world.close()
    }
  }

  async function runAt(iso: string): Promise<{ report: RunReport; mail: Mail[] }> {
    clock.set(iso)
    const report = await within(async (world) => await run(world))
    const mail = await Promise.all(sink.received.slice(seen).map(readMail))
    seen = sink.received.length
    return { report, mail: mail.sort((a, b) => (a.to < b.to ? -1 : 1)) }
  }

  const say = (text: string) => writeFileSync(join(project.folder, 'releases.yaml'), text)
  const names = (mail: readonly Mail[]) => mail.map(({ to }) => to.replace(/@.*/, ''))
  const keys = ({ told }: RunReport) => told.map(({ notice }) => notice.key)
  const call = async (...args: string[]) =>
    await belfry(args, { config: project.configFile, now: new Date(clock.now()).toISOString() })
  const published = (name: string) => readFileSync(join(project.public, name), 'utf8')

  it('one mail each, one page, one entry, which the feeds of all of them hold', async () => {
    say(tableOf(TOGETHER))
    await runAt('2026-04-15T12:00:00Z')
    const key = 'end-of-life:lantern/4.2+4.1:eol:2026-06-01:approaching-30d'
    clock.set('2026-05-01T12:00:00Z')
    expect((await call('plan', '--json')).json()).toMatchObject({
      upcoming: [{ key, product: 'lantern', cycles: ['4.2', '4.1'], field: 'eol', stage: 'approaching-30d' }],
    })
    const { report, mail } = await runAt('2026-05-02T09:00:00Z')
    expect(keys(report)).toEqual([key])
    expect(report.told.map(({ recipients }) => recipients)).toEqual([4])
    expect(names(mail)).toEqual(['anna', 'ben', 'dora', 'emil'])
    const title = '30 days left: Lantern OS 4.2 and 4.1 reach their end of life on 1 June 2026'
    for (const { subject, text } of mail) {
      expect(subject).toBe(title)
      expect(text.replace(/\s+/g, ' ')).toContain('act before 1 June 2026 if you run Lantern OS 4.2 or 4.1.')
    }
    const { pathname } = new URL(mail[0]?.header('Archived-At')[0]?.replace(/[<>]/g, '') ?? '')
    expect(pathname).toBe('/end-of-life/lantern/4.2~2B4.1/2026-06-01/approaching-30d/')
    expect(published(`${pathname}index.html`)).toContain(title)
    for (const feed of ['', 'feeds/end-of-life/', 'feeds/cycle/lantern/4.1/', 'feeds/cycle/lantern/4.2/'])
      expect(published(`${feed}atom.xml`).match(new RegExp(`<title[^>]*>${title}<`, 'g'))).toHaveLength(1)
    expect(published('feeds/cycle/lantern/5.0/atom.xml')).not.toContain(title)

    // Another machine publishes the same from the register alone.
    expect((await call('build', '--out', join(project.folder, 'elsewhere'))).code).toBe(0)
    expect(readFileSync(join(project.folder, 'elsewhere', 'feed.json'), 'utf8')).toBe(published('feed.json'))
    expect((await call('notices', 'list', '--all', '--json')).json()).toContainEqual(
      expect.objectContaining({ key, cycles: ['4.2', '4.1'], state: 'told' }),
    )
  })

  it('one that moves off the date is told of by itself, in the thread of both, to those who run it', async () => {
    say(tableOf(TOGETHER))
    await runAt('2026-04-15T12:00:00Z')
    const [first] = (await runAt('2026-05-02T09:00:00Z')).mail
    say(
      tableOf([
        { cycle: '4.2', eol: '2026-09-01' },
        { cycle: '4.1', eol: '2026-06-01' },
      ]),
    )
    await runAt('2026-05-03T09:00:00Z')
    const moved = await runAt('2026-05-03T12:00:00Z')
    expect(keys(moved.report)).toEqual(['end-of-life:lantern/4.2:eol:2026-09-01:date-changed'])
    expect(names(moved.mail)).toEqual(['ben', 'dora', 'emil'])
    expect(moved.mail[0]?.header('In-Reply-To')).toEqual(first?.header('Message-ID'))
    const reached = await runAt('2026-06-01T09:00:00Z')
    expect(keys(reached.report)).toEqual(['end-of-life:lantern/4.1:eol:2026-06-01:reached'])
    expect(names(reached.mail)).toEqual(['anna', 'ben', 'dora'])
  })

  it('what was told under the key of one cycle, or of both, is told nobody again, nor after a restore', async () => {
    say(tableOf(TOGETHER))
    await runAt('2026-04-15T12:00:00Z')
    await runAt('2026-05-02T09:00:00Z')
    const file = join(project.folder, 'content/register.yaml')
    expect(Object.keys(parse(readFileSync(file, 'utf8')).told)).toContain(
      'end-of-life:lantern/4.2+4.1:eol:2026-06-01:approaching-30d',
    )
    // An empty ledger adopts the register, as an older release wrote it of one of them.
    const older = readFileSync(file, 'utf8').replaceAll('lantern/4.2+4.1:eol', 'lantern/4.2:eol')
    for (const [register, key] of [
      [readFileSync(file, 'utf8'), 'lantern/4.2+4.1:eol:2026-06-01:reached'],
      [older, 'lantern/4.2+4.1:eol:2026-06-01:reached'],
    ] as const) {
      const other = await makeProject(dialect, {
        mail: { transport: sink.transport },
        content: { posts: 'content/posts', register: 'content/register.yaml', releases: 'releases.yaml' },
        notices: { endOfLifeLists: ['releases'] },
      })
      other.post('2026-03-01-hello.md', { title: 'Hello' }, 'A first post.')
      writeFileSync(join(other.folder, 'releases.yaml'), tableOf(TOGETHER))
      writeFileSync(join(other.folder, 'content/register.yaml'), register)
      project = other
      expect(keys((await runAt('2026-05-02T10:00:00Z')).report)).toEqual([])
      expect(keys((await runAt('2026-05-20T10:00:00Z')).report)).toEqual([])
      expect(keys((await runAt('2026-06-01T09:00:00Z')).report)).toEqual([`end-of-life:${key}`])
    }
  })

  it('a cycle that is renamed by an operator keeps what was told of both', async () => {
    say(tableOf(TOGETHER))
    await runAt('2026-04-15T12:00:00Z')
    await runAt('2026-05-02T09:00:00Z')
    say(
      tableOf([
        { cycle: '4.2 LTS', eol: '2026-06-01' },
        { cycle: '4.1', eol: '2026-06-01' },
      ]),
    )
    await call('subscribers', 'rename-cycle', 'lantern/4.2', 'lantern/4.2 LTS')
    expect((await runAt('2026-05-20T09:00:00Z')).mail).toEqual([])
    const reached = await runAt('2026-06-01T09:00:00Z')
    expect(keys(reached.report)).toEqual(['end-of-life:lantern/4.2 LTS+4.1:eol:2026-06-01:reached'])
    expect(names(reached.mail)).toEqual(['anna', 'ben', 'dora', 'emil'])
  })

  it('200 cycles of one day are few mails, whose keys the database can index', async () => {
    const cycles = Array.from({ length: 200 }, (_, index) => ({ cycle: `Phone ${index} Pro 5G`, eol: '2026-06-01' }))
    const later = TOGETHER.map(({ cycle }) => ({ cycle, eol: '2028-06-01' }))
    say(tableOf([...later, ...cycles]))
    await runAt('2026-04-15T12:00:00Z')
    const { report, mail } = await runAt('2026-05-02T09:00:00Z')
    expect(keys(report)).toHaveLength(2)
    expect(names(mail)).toEqual(['dora', 'dora'])
    expect(mail[0]?.subject).toMatch(/^30 days left: Lantern OS Phone .*, .* and \d+ more reach their end of life/)
    expect(keys((await runAt('2026-05-02T09:10:00Z')).report)).toEqual([])
  })
})
