/**
 * Ends of life that an operator or an author has a word in: moves that are in doubt, posts that stand for notices, and
 * the year ahead. Real SMTP, both databases, every run a world of its own.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
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

interface Who {
  readonly runs: readonly string[]
  readonly lists?: readonly string[]
}

const table = (eol: string) => `
title: Lantern OS
permalink: /lantern
releases:
  - releaseCycle: "4.2"
    releaseDate: 2025-12-01
    eol: 2029-12-01
  - releaseCycle: "4.1"
    releaseDate: 2024-06-01
    eol: ${eol}
    successor: "4.2"
`

describe.each(dialects)('ends of life with a word in them, on %s', (dialect) => {
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
    say('2026-06-01')
  })
  afterEach(async () => await sink.close())

  const say = (eol: string) => writeFileSync(join(project.folder, 'releases.yaml'), table(eol))
  const call = async (...args: string[]) =>
    await belfry(args, { config: project.configFile, now: new Date(clock.now()).toISOString() })

  async function within<Result>(work: (world: AppContext) => Promise<Result>): Promise<Result> {
    const world = await openTestWorld(project, clock)
    try {
      return await work(world)
    } finally {
      await world.close()
    }
  }

  async function enrol(people: Readonly<Record<string, Who>>): Promise<void> {
    await within(async (world) => {
      for (const [name, { runs, lists = ['releases'] }] of Object.entries(people)) {
        const address = `${name}@example.org`
        const details = { format: 'text' as const, runs }
        await subscribe(world, { address: { address, key: address }, lists, details, ask: 'vouch' })
      }
    })
  }

  async function runAt(iso: string) {
    clock.set(iso)
    const report = await within(async (world) => await run(world))
    const mail = await Promise.all(sink.received.slice(seen).map(readMail))
    seen = sink.received.length
    return { report, mail, told: report.told.map(({ notice }) => notice.key) }
  }

  const names = (mail: readonly Mail[]) => mail.map(({ to }) => to.replace(/@.*/, '')).sort()

  it('a move that is in doubt is named by check, plan and run, and told by an operator’s word alone', async () => {
    await enrol({ anna: { runs: ['lantern/4.1'] } })
    await runAt('2026-04-15T12:00:00Z')
    expect(names((await runAt('2026-05-02T09:00:00Z')).mail)).toEqual(['anna'])
    say('2029-06-01')
    clock.set('2026-05-04T12:00:00Z')
    const key = 'end-of-life:lantern/4.1:eol:2029-06-01:date-changed'
    const sentence =
      'people were told 2026-06-01, and the releases table says 2029-06-01 now: further than notices.movedFar (2y)'
    // Before any run saw it.
    const checked = (await call('check', '--connect', '--json')).json() as { problems: { code: string }[] }
    const remark = checked.problems.find(({ code }) => code === 'DATE_MOVED')
    expect(remark).toMatchObject({ line: 8, severity: 'warning', message: expect.stringContaining(sentence) })
    expect((await call('plan')).stderr).toContain(sentence)
    const held = (await call('plan', '--json')).json()
    expect(held).toMatchObject({ held: [{ key, revision: 1 }] })
    expect((await runAt('2026-05-04T13:00:00Z')).report.problems).toMatchObject([{ code: 'DATE_MOVED' }])
    expect((await runAt('2026-05-06T13:00:00Z')).mail).toEqual([])
    expect((await call('notices', 'show', key, '--json')).json()).toMatchObject({ state: 'held', heldBy: 'moved' })
    expect((await call('notices', 'approve', key, '--revision', '1')).code).toBe(0)
    const { mail, report } = await runAt('2026-05-06T14:00:00Z')
    expect(mail.map(({ subject }) => subject)).toEqual(['Lantern OS 4.1 is supported longer, until 1 June 2029'])
    expect(report.problems).toEqual([])
    // A mistake that is mended, and nobody need hear of it.
    say('2026-06-01')
    await runAt('2026-05-07T09:00:00Z')
    const back = 'end-of-life:lantern/4.1:eol:2026-06-01:date-changed'
    expect((await call('notices', 'list', '--json')).json()).toMatchObject([{ key: back, heldBy: 'moved' }])
    expect((await call('notices', 'dismiss', back)).code).toBe(0)
    expect((await runAt('2026-05-08T09:00:00Z')).mail).toEqual([])
    const reached = await runAt('2026-06-01T09:00:00Z')
    expect(reached.mail.map(({ subject }) => subject)).toEqual([
      'Lantern OS 4.1 reaches its end of life on 1 June 2026',
    ])
  })
  it('a post that stands for notices leaves nobody out: who did not get it gets the mail of the table, once', async () => {
    await enrol({
      both: { runs: ['lantern/4.1'], lists: ['releases', 'announcements'] },
      table: { runs: ['4.1'] },
      none: { runs: [] },
      other: { runs: ['lantern/4.2'] },
      posts: { runs: ['lantern/4.1'], lists: ['announcements'] },
    })
    await runAt('2026-04-15T12:00:00Z')
    clock.set('2026-04-20T08:00:00Z')
    project.post(
      '2026-04-20-soon.md',
      { title: 'Lantern OS 4.1 nears its end of life', categories: ['news'] },
      'Move on.',
    )
    const post = 'announcement:2026-04-20-soon'
    const stage = 'end-of-life:lantern/4.1:eol:2026-06-01:approaching-30d'
    const plan = await call('plan', '--json')
    expect(plan.json()).toMatchObject({
      settling: [{ key: post, replaces: [{ key: stage, cycle: '4.1', missed: 2 }] }],
    })
    expect((await call('plan')).stdout).toContain(
      'This post replaces 1 notice of the releases table; 2 people who run lantern/4.1 or named none are not on its ' +
        'lists; they get the mail of the table.',
    )
    await runAt('2026-04-20T08:00:00Z')
    const posted = await runAt('2026-04-20T09:00:00Z')
    expect([posted.told, names(posted.mail)]).toEqual([[post], ['both', 'posts']])
    expect((await call('plan')).stdout).toContain(`On 2026-05-02: ${stage}, to those whom ${post} does not reach.`)
    expect((await runAt('2026-05-01T09:00:00Z')).mail).toEqual([])
    const left = await runAt('2026-05-02T09:00:00Z')
    expect([left.told, names(left.mail)]).toEqual([[stage], ['none', 'table']])
    expect((await runAt('2026-05-02T10:00:00Z')).mail).toEqual([])

    // It has a page for them, and no second entry beside that of the post.
    const address = left.mail[0]?.header('Archived-At')[0]?.replace(/[<>]/g, '') ?? ''
    const path = new URL(address).pathname
    expect(existsSync(join(project.public, path, 'index.html'))).toBe(true)
    for (const name of ['atom.xml', 'feed.json', 'index.html'])
      expect(readFileSync(join(project.public, name), 'utf8')).not.toContain(path)
    const before = readFileSync(join(project.public, 'feed.json'), 'utf8')
    expect((await call('build', '--out', join(project.folder, 'elsewhere'))).code).toBe(0)
    expect(readFileSync(join(project.folder, 'elsewhere', 'feed.json'), 'utf8')).toBe(before)
    expect(existsSync(join(project.folder, 'elsewhere', path, 'index.html'))).toBe(true)

    // A post on the lists of the table leaves nobody out, and a person who came since has the table's word.
    clock.set('2026-06-01T08:00:00Z')
    project.post(
      '2026-06-01-over.md',
      { title: 'Lantern OS 4.1 has reached end of life', categories: ['releases'] },
      'Bye.',
    )
    await runAt('2026-06-01T08:00:00Z')
    const over = await runAt('2026-06-01T08:40:00Z')
    expect(names(over.mail)).toEqual(['both', 'none', 'other', 'table'])
    const after = await runAt('2026-06-01T09:00:00Z')
    expect([after.told, after.mail]).toEqual([[], []])
    const reached = 'end-of-life:lantern/4.1:eol:2026-06-01:reached'
    expect((await call('notices', 'show', reached, '--json')).json()).toMatchObject({
      state: 'told',
      reason: 'told by announcement:2026-06-01-over',
    })
  })

  it('who got a post repeated by hand has it too', async () => {
    await enrol({ posts: { runs: ['lantern/4.1'], lists: ['announcements'] }, table: { runs: ['lantern/4.1'] } })
    await runAt('2026-04-15T12:00:00Z')
    clock.set('2026-04-20T08:00:00Z')
    project.post(
      '2026-04-20-soon.md',
      { title: 'Lantern OS 4.1 nears its end of life', categories: ['news'] },
      'Move on.',
    )
    await runAt('2026-04-20T08:00:00Z')
    await runAt('2026-04-20T09:00:00Z')
    clock.set('2026-04-21T09:00:00Z')
    const sent = await call('send', '2026-04-20-soon', '--list', 'releases', '--yes')
    expect(sent.stderr + sent.stdout).toContain('1')
    seen = sink.received.length
    clock.set('2026-04-22T09:00:00Z')
    await enrol({ late: { runs: ['lantern/4.1'] } })
    const left = await runAt('2026-05-02T09:00:00Z')
    expect(names(left.mail)).toEqual(['late'])
  })
  it('the year ahead: each notice with its day, to how many, the post that stands for it, and who will not hear', async () => {
    await enrol({
      both: { runs: ['lantern/4.1'], lists: ['releases', 'announcements'] },
      table: { runs: ['lantern/4.1'] },
      none: { runs: [] },
      other: { runs: ['lantern/4.2'] },
      posts: { runs: ['lantern/4.1'], lists: ['announcements'] },
      security: { runs: ['lantern/4.1'], lists: ['security'] },
    })
    await runAt('2026-04-15T12:00:00Z')
    clock.set('2026-04-25T08:00:00Z')
    project.post(
      '2026-04-25-soon.md',
      { title: 'Lantern OS 4.1 nears its end of life', categories: ['news'] },
      'Move on.',
    )
    const key = 'end-of-life:lantern/4.1:eol:2026-06-01:'
    const ahead = [
      {
        day: '2026-05-02',
        at: '2026-05-02T09:00:00Z',
        key: `${key}approaching-30d`,
        cycle: '4.1',
        title: '30 days left: Lantern OS 4.1 reaches its end of life on 1 June 2026',
        recipients: 2,
        posts: ['announcement:2026-04-25-soon'],
        unreached: 1,
      },
      {
        day: '2026-06-01',
        key: `${key}reached`,
        severity: 'important',
        lists: ['releases'],
        recipients: 3,
        posts: [],
        unreached: 2,
      },
    ]
    expect((await call('plan', '--until', '2027-04-24', '--json')).json()).toMatchObject({
      until: '2027-04-24',
      ahead,
    })
    expect((await call('releases', '--plan', '--json')).json()).toMatchObject(ahead)
    const { stdout } = await call('releases', '--plan', '--until', '2026-06-01')
    expect(stdout.trim().split('\n')).toEqual([
      'Until 2026-06-01, if nothing is edited:',
      `2026-05-02: 30 days left: Lantern OS 4.1 reaches its end of life on 1 June 2026 (${key}approaching-30d), ` +
        'to 2 people on releases, whom announcement:2026-04-25-soon does not reach; ' +
        '1 person who runs lantern/4.1 will not hear of it.',
      `2026-06-01: Lantern OS 4.1 reaches its end of life on 1 June 2026 (${key}reached), to 3 people on releases; ` +
        '2 people who run lantern/4.1 will not hear of it.',
    ])
    expect((await call('plan', '--until', '2026-05-31')).stdout).toContain('Until 2026-05-31, if nothing is edited:')
    for (const day of ['2026-02-30', 'soon', '2026-04-24']) {
      const refused = await call('plan', '--until', day)
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(`--until ${day}`)])
    }
    // And so it comes.
    await runAt('2026-04-25T09:00:00Z')
    await runAt('2026-04-25T10:00:00Z')
    expect((await call('plan', '--until', '2027-04-24', '--json')).json()).toMatchObject({ ahead })
    expect(names((await runAt('2026-05-02T09:00:00Z')).mail)).toEqual(['none', 'table'])
    expect(names((await runAt('2026-06-01T09:00:00Z')).mail)).toEqual(['both', 'none', 'table'])
    expect((await call('releases', '--plan')).stdout).toContain('Until 2027-06-01 the releases table gives no notice')
  })
})
