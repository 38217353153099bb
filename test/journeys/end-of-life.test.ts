/**
 * From the releases table to the inbox: who runs a cycle hears that it nears its end, that the date moved, and that the
 * day has come; once each, in one thread, with a page and an entry of its own. Real SMTP, both databases, every run a
 * world of its own.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { AppContext } from '../../src/run/app-context.js'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import type { RunReport } from '../../src/run/run-report.js'
import { belfry } from '../support/cli.js'
import { dialects } from '../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { type Mail, readMail } from './mail.js'

const PEOPLE = { anna: ['lantern/4.1'], ben: ['4.1'], carl: ['lantern/4.2'], dora: [] }

function table(eol: string): string {
  return `
title: Lantern OS
permalink: /lantern
releases:
  - releaseCycle: "4.2"
    releaseDate: 2025-12-01
    eol: 2027-12-01
  - releaseCycle: 4.1
    releaseDate: 2024-06-01
    eol: ${eol} # as the board decided
    successor: "4.2"
    upgrade: /doc/upgrade/4.2/
`
}

let sink: Sink
beforeEach(async () => {
  sink = await startSink()
})
afterEach(async () => await sink.close())

describe.each(dialects)('the end of a cycle, on %s', (dialect) => {
  let project: Project
  let clock: TestClock
  let seen = 0

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

  const say = (eol: string) => writeFileSync(join(project.folder, 'releases.yaml'), table(eol))
  const names = (mail: readonly Mail[]) => mail.map(({ to }) => to.replace(/@.*/, ''))

  test('is told to who runs it and to who named none: in time, when it moves, and on its day', async () => {
    seen = 0
    clock = testClock('2026-04-15T12:00:00Z')
    project = await makeProject(dialect, {
      mail: { transport: sink.transport },
      content: { posts: 'content/posts', register: 'content/register.yaml', releases: 'releases.yaml' },
      notices: { endOfLifeLists: ['releases'] },
    })
    project.post('2026-03-01-hello.md', { title: 'Hello' }, 'A first post.')
    say('2026-06-01')
    await within(async (world) => {
      for (const [name, runs] of Object.entries(PEOPLE)) {
        const address = `${name}@example.org`
        const details = { format: 'html' as const, runs }
        await subscribe(world, { address: { address, key: address }, lists: ['releases'], details, ask: 'vouch' })
      }
    })

    expect((await runAt('2026-04-15T12:00:00Z')).report.decision.baseline).toBe(true)
    expect((await runAt('2026-05-02T08:59:00Z')).mail).toEqual([])
    const approaching = await runAt('2026-05-02T09:00:00Z')
    expect(approaching.report.told.map(({ notice }) => notice.key)).toEqual([
      'end-of-life:lantern/4.1:eol:2026-06-01:approaching-30d',
    ])
    expect(names(approaching.mail)).toEqual(['anna', 'ben', 'dora'])
    const [first] = approaching.mail
    expect(first?.subject).toMatch(/Lantern OS 4\.1 .*1 June 2026/)
    expect(first?.text).toContain('https://lantern.example/doc/upgrade/4.2/')
    expect(first?.header('List-Id')).toEqual([expect.stringMatching(/ <releases\.announce\.lantern\.example>$/)])
    expect(first?.header('In-Reply-To')).toEqual([])

    say('2026-07-13')
    const seenMoved = await runAt('2026-05-04T12:00:00Z')
    expect(seenMoved.mail).toEqual([])
    expect(seenMoved.report.decision.notices.map(({ state }) => state)).toEqual(['told', 'settling'])
    const moved = await runAt('2026-05-04T12:30:00Z')
    expect(moved.report.told.map(({ notice }) => notice.key)).toEqual([
      'end-of-life:lantern/4.1:eol:2026-07-13:date-changed',
    ])
    expect(names(moved.mail)).toEqual(['anna', 'ben', 'dora'])
    expect(moved.mail[0]?.header('In-Reply-To')).toEqual(first?.header('Message-ID'))
    expect(moved.mail[0]?.header('References')).toEqual(first?.header('Message-ID'))
    expect(moved.mail[0]?.text).toMatch(/13 July 2026/)
    expect(moved.mail[0]?.text).toMatch(/1 June 2026/)

    expect((await runAt('2026-06-01T12:00:00Z')).mail).toEqual([])
    expect(names((await runAt('2026-06-13T12:00:00Z')).mail)).toEqual(['anna', 'ben', 'dora'])
    const reached = await runAt('2026-07-13T09:00:00Z')
    expect(reached.report.told.map(({ notice }) => [notice.key, notice.severity])).toEqual([
      ['end-of-life:lantern/4.1:eol:2026-07-13:reached', 'important'],
    ])
    expect(names(reached.mail)).toEqual(['anna', 'ben', 'dora'])
    expect(reached.mail[0]?.header('References')[0]).toContain(first?.header('Message-ID')[0])
    expect((await runAt('2026-07-13T09:01:00Z')).mail).toEqual([])
    expect((await runAt('2026-07-14T09:01:00Z')).mail).toEqual([])

    const page = new URL(reached.mail[0]?.header('Archived-At')[0]?.replace(/[<>]/g, '') ?? '')
    expect(page.pathname).toBe('/end-of-life/lantern/4.1/2026-07-13/reached/')
    expect(existsSync(join(project.public, page.pathname, 'index.html'))).toBe(true)
    const published = (name: string) => readFileSync(join(project.public, name), 'utf8')
    for (const feed of ['atom.xml', 'rss.xml', 'feed.json']) expect(published(feed)).toContain(page.pathname)
    expect(published('index.html')).toContain('Lantern OS 4.1')
    expect(published('releases.ics')).toContain('UID:lantern/4.2:eol@lantern.example')
    const register = parse(readFileSync(join(project.folder, 'content/register.yaml'), 'utf8'))
    expect(register.endOfLife).toHaveLength(4)
    expect(register.dates).toContainEqual(
      expect.objectContaining({ name: 'lantern/4.1:eol', date: '2026-07-13', sequence: 1 }),
    )

    // Another machine publishes the same without the ledger.
    const before = published('feed.json')
    const built = await belfry(['build', '--out', join(project.folder, 'elsewhere')], {
      config: project.configFile,
      now: new Date(clock.now()).toISOString(),
    })
    expect(built.code).toBe(0)
    expect(readFileSync(join(project.folder, 'elsewhere', 'feed.json'), 'utf8')).toBe(before)
  })

  test('what was told stands in plan and notices; a post in its place is threaded and mailed to its own lists', async () => {
    seen = 0
    clock = testClock('2026-04-15T12:00:00Z')
    project = await makeProject(dialect, {
      mail: { transport: sink.transport },
      content: { posts: 'content/posts', register: 'content/register.yaml', releases: 'releases.yaml' },
    })
    project.post('2026-03-01-hello.md', { title: 'Hello' }, 'A first post.')
    say('2026-06-01')
    await within(async (world) => {
      const address = 'carl@example.org'
      const details = { format: 'text' as const, runs: ['lantern/4.2'] }
      const lists = ['releases', 'announcements']
      await subscribe(world, { address: { address, key: address }, lists, details, ask: 'vouch' })
    })
    await runAt('2026-04-25T12:00:00Z')
    const plan = await belfry(['plan', '--json'], { config: project.configFile, now: '2026-04-25T12:00:00Z' })
    expect(plan.json()).toMatchObject({
      upcoming: [
        {
          at: '2026-05-02T09:00:00Z',
          key: 'end-of-life:lantern/4.1:eol:2026-06-01:approaching-30d',
          kind: 'end-of-life',
          product: 'lantern',
          cycle: '4.1',
          stage: 'approaching-30d',
        },
      ],
    })
    const due = await belfry(['plan', '--json'], { config: project.configFile, now: '2026-05-02T09:00:00Z' })
    expect(due.json()).toMatchObject({ tell: [{ kind: 'end-of-life', recipients: 0, lists: ['releases'] }] })
    expect((await runAt('2026-05-02T09:00:00Z')).mail).toEqual([])

    project.post(
      '2026-06-01-moth.md',
      { title: 'Lantern OS 4.1 has reached end of life', categories: ['news'] },
      'Bye.',
    )
    await runAt('2026-06-01T08:50:00Z')
    const { mail, report } = await runAt('2026-06-01T09:20:00Z')
    expect(report.told.map(({ notice }) => notice.key)).toEqual(['announcement:2026-06-01-moth'])
    expect(names(mail)).toEqual(['carl'])
    await runAt('2026-06-02T09:20:00Z')
    const notices = await belfry(['notices', 'list', '--all', '--json'], { config: project.configFile })
    expect(notices.json()).toContainEqual(
      expect.objectContaining({
        key: 'end-of-life:lantern/4.1:eol:2026-06-01:reached',
        state: 'told',
        reason: 'told by announcement:2026-06-01-moth',
      }),
    )
  })

  test('in the project’s own language it is the same in register, page, feeds and mail', async () => {
    seen = 0
    clock = testClock('2026-04-15T12:00:00Z')
    project = await makeProject(dialect, {
      site: { title: 'Lantern OS', url: 'https://lantern.example', language: 'de' },
      mail: { transport: sink.transport },
      content: { posts: 'content/posts', register: 'content/register.yaml', releases: 'releases.yaml' },
    })
    project.post('2026-03-01-hello.md', { title: 'Hallo' }, 'Ein erster Eintrag.')
    say('2026-06-01')
    await within(async (world) => {
      const details = { format: 'text' as const, runs: ['lantern/4.1'] }
      const address = 'anna@example.org'
      await subscribe(world, { address: { address, key: address }, lists: ['releases'], details, ask: 'vouch' })
    })
    await runAt('2026-04-15T12:00:00Z')
    const { mail } = await runAt('2026-05-02T09:00:00Z')
    const title = 'Noch 30 Tage: Lantern OS 4.1 erreicht am 1. Juni 2026 sein Lebensende'
    const sentence = 'Am 1. Juni 2026 erreicht Lantern OS 4.1 sein Lebensende.'
    expect(mail[0]?.subject).toBe(title)
    expect(mail[0]?.text.replace(/\s+/g, ' ')).toContain(sentence)
    // Whether to act stands in the mail's own frame, and what the button says is not said twice.
    expect(mail[0]?.text).not.toMatch(/müssen Sie|So geht der Wechsel/)
    const register = parse(readFileSync(join(project.folder, 'content/register.yaml'), 'utf8'))
    expect(register.endOfLife).toMatchObject([{ title }])
    const page = 'end-of-life/lantern/4.1/2026-06-01/approaching-30d/index.html'
    for (const name of [page, 'atom.xml', 'rss.xml', 'feed.json']) {
      const text = readFileSync(join(project.public, name), 'utf8')
      expect(text).toContain(title)
      expect(text).toContain(sentence)
    }
  })
})
