/**
 * A mail of an end of life says to each person why they get it: because they run that cycle, because they named none,
 * or because all that they named has ended, in which case they are asked once a year what they run now. Real SMTP, both
 * databases, every run a world of its own.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { AppContext } from '../../src/run/app-context.js'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { dialects, testOn } from '../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { type Mail, readMail } from './mail.js'

const NAMED_NONE = 'You did not say which releases you run, so you hear of the end of each.'
const ALL_ENDED = 'Support has ended for all releases that you said you run, so you hear of the end of each other one.'
const ASKED =
  'Support has ended for all releases that we have you down as running, so you hear of the end of each other one.'
const DOWN_AS = 'We have you down as running'

function tableOf(dates: Readonly<Record<string, string>>): string {
  const releases = Object.entries(dates).map(
    ([cycle, eol]) => `  - releaseCycle: "${cycle}"\n    releaseDate: 2020-06-01\n    eol: ${eol}\n`,
  )
  return `title: Lantern OS\npermalink: /lantern\nreleases:\n${releases.join('')}`
}

/** Of both parts, on one line each. */
function saidIn({ text, html }: Mail): string[] {
  const plain = html.replace(/<style[\s\S]*?<\/style>/g, '').replace(/<[^>]*>/g, '')
  return [text, ...(html === '' ? [] : [plain])].map((part) => part.replace(/\s+/g, ' '))
}

describe.each(dialects)('why people are told, on %s', (dialect) => {
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
      notices: { endOfLifeLists: ['releases', 'security'] },
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

  const enrol = async (
    people: Readonly<Record<string, readonly string[]>>,
    { lists = ['releases'], format = 'html' as 'html' | 'text' } = {},
  ) =>
    await within(async (world) => {
      for (const [name, runs] of Object.entries(people)) {
        const address = `${name}@example.org`
        await subscribe(world, { address: { address, key: address }, lists, ask: 'vouch', details: { format, runs } })
      }
    })
  const say = (dates: Readonly<Record<string, string>>) =>
    writeFileSync(join(project.folder, 'releases.yaml'), tableOf(dates))
  const runAt = async (iso: string) => {
    clock.set(iso)
    const report = await within(async (world) => await run(world))
    const mail = await Promise.all(sink.received.slice(seen).map(readMail))
    seen = sink.received.length
    return { report, mails: new Map(mail.map((one) => [one.to.replace(/@.*/, ''), saidIn(one)])) }
  }
  const links = (text = '') => [...text.matchAll(/\/preferences\/([\w-]{39})/g)].map(([, token]) => token)

  it('because they run it: said by name, with the link to change it where it has come to its end', async () => {
    say({ '4.3': '2028-06-01', '4.2': '2026-06-01', '4.1': '2026-06-01', '3.9': '2025-01-01' })
    await enrol({ anna: ['lantern/4.1'], bert: ['lantern/4.1', 'lantern/4.2', 'lantern/4.3'], dora: [] })
    await enrol({ emil: ['lantern/4.2'], cleo: ['lantern/4.3'] }, { lists: ['security', 'releases'], format: 'text' })
    await runAt('2026-04-15T12:00:00Z')
    const ahead = await runAt('2026-05-02T09:00:00Z')
    expect([...ahead.mails.keys()].sort()).toEqual(['anna', 'bert', 'dora', 'emil'])
    const runs = { anna: 'Lantern OS 4.1', bert: 'Lantern OS 4.2 and 4.1', emil: 'Lantern OS 4.2' }
    const check = (mails: ReadonlyMap<string, readonly string[]>, isOver: boolean) => {
      for (const [name, own] of Object.entries(runs))
        for (const part of mails.get(name) ?? []) {
          expect(part).toMatch(`You get this mail because you run ${own}, and because you have been subscribed to`)
          expect(part.includes(`${DOWN_AS} ${own}. If you run something else by now, say so`)).toBe(isOver)
          expect(part).not.toContain(NAMED_NONE)
        }
      for (const part of mails.get('dora') ?? []) {
        expect(part).toContain(NAMED_NONE)
        expect(part).not.toMatch(/because you run|We have you down/)
      }
      expect(mails.get('emil')).toHaveLength(1)
      expect(mails.get('anna')).toHaveLength(2)
    }
    check(ahead.mails, false)
    const reached = await runAt('2026-06-01T09:00:00Z')
    check(reached.mails, true)
    const [first, second] = links(reached.mails.get('anna')?.[0])
    expect(first).toBeDefined()
    expect(first).toBe(second)
  })

  it('of more cycles than are told apart it is one of them, which the mail names', async () => {
    const ending = Object.fromEntries(['4.1', '4.2', '4.3', '4.4', '4.5'].map((cycle) => [cycle, '2026-06-01']))
    say({ ...ending, '5.0': '2028-06-01' })
    await enrol({ anna: ['lantern/4.4'], cleo: ['lantern/5.0'] })
    await runAt('2026-04-15T12:00:00Z')
    await runAt('2026-05-02T09:00:00Z')
    const { mails } = await runAt('2026-06-01T09:00:00Z')
    expect([...mails.keys()]).toEqual(['anna'])
    for (const part of mails.get('anna') ?? []) {
      expect(part).toContain(`${DOWN_AS} one of Lantern OS 4.1, 4.2, 4.3 and 2 more.`)
      expect(part).toContain('because you run one of Lantern OS 4.1, 4.2, 4.3 and 2 more, and because')
    }
  })

  it('because all that they run has ended: they are asked once a year, and not once they answered', async () => {
    const ends = { '4.1': '2026-06-01', '4.2': '2026-09-01', '4.3': '2027-03-01', '4.4': '2027-09-01' }
    say({ ...ends, '3.9': '2025-01-01', '3.8': '2024-01-01', '5.0': '2029-06-01' })
    await enrol({ finn: ['lantern/3.9', 'lantern/3.8'], gwen: ['lantern/3.8'], hans: ['lantern/5.0', 'lantern/3.8'] })
    await runAt('2026-04-15T12:00:00Z')
    const asked: string[] = []
    for (const day of ['2026-05-02', '2026-06-01', '2026-09-01', '2027-03-01', '2027-09-01']) {
      const { mails } = await runAt(`${day}T09:00:00Z`)
      expect([...mails.keys()].sort()).toEqual(day < '2027-09-01' ? ['finn', 'gwen'] : ['finn'])
      for (const [name, parts] of mails)
        for (const part of parts) {
          expect(part.includes(ALL_ENDED)).toBe(!part.includes(ASKED))
          expect(part).not.toMatch(/because you run|We have you down as running [^L]*Lantern/)
          if (part.includes(ASKED)) asked.push(`${day} ${name}`)
        }
      if (day === '2027-03-01') await enrol({ gwen: ['lantern/5.0'] })
    }
    expect([...new Set(asked)].sort()).toEqual(['2026-05-02 finn', '2026-05-02 gwen', '2027-09-01 finn'])
  })
})
