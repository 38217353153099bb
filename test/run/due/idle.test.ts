/**
 * A run that has nothing to do reads no posts; it finds and does what one that reads them all does, and as soon as
 * anything is otherwise, all is read.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AppContext } from '../../../src/run/app-context.js'
import { stampMemory } from '../../../src/run/due/memory-stamp-store.js'
import { decideAndQueue } from '../../../src/run/due/queue.js'
import { inLedger } from '../../../src/run/in-ledger.js'
import { dismissNotice, holdNotice } from '../../../src/run/operators/decide-notice.js'
import { run } from '../../../src/run/pipeline.js'
import { read as readContent } from '../../../src/run/read-content.js'
import type { RunReport } from '../../../src/run/run-report.js'
import { GONE_ACCEPTED, PUBLISHED_AT, readFact, setFact } from '../../../src/store/meta-store.js'
import { SERVICE_WORD } from '../../../src/subscribers/event-store.js'
import { addPerson } from '../../delivery/ledger.js'
import { dialects, testOn } from '../../support/databases.js'
import { makeProject, openTestWorld, type Project, type TestClock, testClock } from '../../support/project.js'
import { releasesFile } from '../../support/releases.js'

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000]
const START = '2026-05-05T12:00:00Z'

/** The disk has been at rest for a minute. */
const rested = () => Date.now() + MINUTE

const settings = {
  content: { posts: 'content/posts', register: 'content/register.yaml', releases: 'releases.yaml' },
  expected: [{ title: 'Lamp report', every: '1 month' }],
}

function table(eol: string): string {
  return releasesFile({ '4.2': '2029-12-01', '4.1': eol })
}

/** A project of three posts that people know, and whose table tells nothing for long. */
async function knownProject(dialect: 'sqlite' | 'postgres'): Promise<Project> {
  const project = await makeProject(dialect, settings)
  writeFileSync(join(project.folder, 'releases.yaml'), table('2028-03-01'))
  for (const number of [1, 2, 3])
    project.post(`2026-04-0${number}-lamp-${number}.md`, { title: `Lamp ${number}`, categories: 'releases' }, 'Oil.')
  project.post('2026-04-20-report.md', { title: 'Lamp report', categories: 'news' }, 'All *burn*.')
  return project
}

/** Nothing of the posts was looked at. */
function isIdle({ decision }: RunReport): boolean {
  return decision.announcements.length === 0
}

/** What a run found and did, but for what it was told by. */
function summary({ decision, told, published, problems, isPublished, mayMail }: RunReport) {
  const { notices, upcoming, passedOver, replaced, leftTable, tell, waiting, changed, failedRead, at } = decision
  return {
    ...{ upcoming, passedOver, replaced, leftTable, failedRead, at, isPublished, mayMail },
    notices: notices.map(({ key, state, revision, until }) => [key, state, revision, until]),
    keys: [tell, waiting.map(({ notice }) => notice), changed].map((some) => some.map(({ key }) => key)),
    told: told.map(({ notice, recipients }) => [notice.key, recipients]),
    feeds: published.feeds.map(({ feed, entries, changed: isChanged }) => [feed, entries, isChanged]),
    files: published.files.map(({ path, bytes, changed: isChanged }) => [path, bytes, isChanged]).sort(),
    problems: problems.map(({ code, message, line }) => [code, message, line]),
  }
}

function below(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort()
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), readFileSync(path, 'latin1')]))
}

describe.each(dialects)('a run with nothing to do, on %s', (dialect) => {
  const it = testOn(dialect)
  let project: Project
  let world: AppContext
  let clock: TestClock

  const look = async () => await run(world, { send: false, at: rested() })
  beforeEach(async () => {
    clock = testClock(START)
    project = await knownProject(dialect)
    world = await openTestWorld(project, clock)
    await addPerson(world.store, 'ada@example.org', ['releases'])
    await look()
    // It wrote the register, which the next one has to look at.
    await look()
    await look()
  })
  afterEach(async () => await world.close())

  it('says what one says that reads all, and that it looked', async () => {
    clock.advance(10 * MINUTE)
    const idle = await look()
    expect(isIdle(idle)).toBe(true)
    expect(await readFact(world.store.db, PUBLISHED_AT)).toBe(String(clock.now()))
    expect(await readFact(world.store.db, 'last-run')).toBe(String(clock.now()))
    rmSync(join(project.folder, 'cache', 'idle.json'))
    const whole = await look()
    expect(isIdle(whole)).toBe(false)
    expect(summary(idle)).toEqual(summary(whole))
    expect(idle.releases).toEqual(whole.releases)
    // The project has something to be said of: it is said each time.
    expect(idle.problems.map(({ code }) => code)).toEqual(whole.problems.map(({ code }) => code))
  })

  const write = (path: string, text: string) => {
    const file = join(project.folder, path)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
  }
  const read = (path: string) => readFileSync(join(project.folder, path), 'utf8')
  const otherwise: readonly [string, () => unknown][] = [
    ['a post is new', () => project.post('2026-05-05-new.md', { title: 'New' }, 'Oil.')],
    ['a post is edited', () => project.post('2026-04-01-lamp-1.md', { title: 'Lamp 1' }, 'Oil for all.')],
    ['a post is gone', () => rmSync(join(project.posts, '2026-04-02-lamp-2.md'))],
    ['a post lies in a new folder', () => write('content/posts/more/2026-04-04-lamp.md', '---\ntitle: Lamp\n---\n')],
    ['a file beside posts is new', () => write('content/posts/notes.txt', 'No post.')],
    ['the table is edited', () => write('releases.yaml', table('2028-03-02'))],
    ['the register is edited', () => write('content/register.yaml', `${read('content/register.yaml')}\n# Seen.\n`)],
    ['a page was deleted', () => rmSync(join(project.public, 'atom.xml'))],
    ['a page was cut', () => write('public/atom.xml', '')],
    [
      'the manifest was edited',
      () => write('public/.belfry-manifest.json', `${read('public/.belfry-manifest.json')}\n`),
    ],
    ['what was kept of posts is gone', () => rmSync(join(project.folder, 'kept'), { recursive: true })],
    ['the day is over', () => clock.set('2026-05-06T00:00:00Z')],
    ['the hour of mail of the table has come', () => clock.set('2026-05-06T09:00:00Z')],
    ['the clock was set back', () => clock.advance(-DAY)],
    [
      'what was kept of it was damaged',
      () => write('cache/idle.json', read('cache/idle.json').replace('from', 'form')),
    ],
    ['an operator accepts what is gone', async () => await setFact(world.store.db, GONE_ACCEPTED, true)],
    [
      'a post is known otherwise',
      async () => await world.store.db.updateTable('posts').set({ gone_at: 1 }).where('title', '=', 'Lamp 1').execute(),
    ],
    [
      'a post was judged since',
      async () =>
        await world.store.db.updateTable('posts').set({ judged_at: 1 }).where('title', '=', 'Lamp 1').execute(),
    ],
    [
      'a date of the table is known otherwise',
      async () => await world.store.db.updateTable('ends').set({ value: '2027-01-01' }).execute(),
    ],
    [
      'people run a cycle that was renamed',
      async () =>
        await world.store.db.insertInto('renamed_cycles').values({ cycle: 'old', became: '4.2', at: 1 }).execute(),
    ],
    ['the ledger is claimed', async () => await world.store.db.updateTable('ledger').set({ epoch: 9 }).execute()],
    [
      'an operator did something',
      async () => await world.store.db.updateTable('event_head').set({ number: 9 }).execute(),
    ],
  ]

  for (const [what, change] of otherwise)
    it(`is none where ${what}`, async () => {
      expect(isIdle(await look())).toBe(true)
      await change()
      expect(isIdle(await look())).toBe(false)
    })

  it('is as one that reads all to those who ask whether this ledger is the newest', async () => {
    const sequence = async () => (await world.store.db.selectFrom('machines').select('sequence').execute())[0]?.sequence
    const before = Number(await sequence())
    expect(isIdle(await look())).toBe(true)
    expect(Number(await sequence())).toBeGreaterThan(before)
  })

  it('is none of a ledger that was restored under it', async () => {
    const row = await world.store.db.selectFrom('machines').select('sequence').executeTakeFirstOrThrow()
    await inLedger(world, async () => undefined)
    await world.store.db.updateTable('machines').set({ sequence: row.sequence }).execute()
    for (let count = 0; count < 2; count += 1) {
      const { mayMail, problems } = await look()
      expect([mayMail, problems.map(({ code }) => code)]).toEqual([false, expect.arrayContaining(['LEDGER_BEHIND'])])
    }
  })

  it('is none where this machine can mark nothing, or the folder of kept sources cannot be had', async () => {
    const marks = join(project.folder, 'marks')
    renameSync(marks, `${marks}.gone`)
    writeFileSync(marks, 'No folder.')
    const { mayMail, problems } = await look()
    expect([mayMail, problems.map(({ code }) => code)]).toEqual([false, expect.arrayContaining(['MARKS'])])
    rmSync(marks)
    renameSync(`${marks}.gone`, marks)
    await look()
    expect(isIdle(await look())).toBe(true)
    const sources = join(project.folder, 'kept')
    rmSync(sources, { recursive: true })
    symlinkSync(sources, sources)
    expect((await look()).problems.map(({ code }) => code)).toContain('KEPT_FOLDER')
  })

  const kept = () => join(project.folder, 'cache', 'idle.json')
  it('is not remembered while a file is so young that it may change again and look the same', async () => {
    rmSync(kept())
    await run(world, { send: false, at: statSync(join(project.folder, 'releases.yaml')).ctimeMs + 1_000 })
    expect(existsSync(kept())).toBe(false)
    await look()
    expect(existsSync(kept())).toBe(true)
  })

  it('is not remembered of a folder without posts, which a build refuses', async () => {
    rmSync(project.posts, { recursive: true })
    mkdirSync(project.posts)
    for (let count = 0; count < 3; count += 1) {
      await setFact(world.store.db, GONE_ACCEPTED, true)
      await look()
    }
    rmSync(kept())
    await look()
    expect(existsSync(kept())).toBe(false)
  })

  it('stands for what was decided with, not for what came while it was', async () => {
    const content = await readContent(world)
    await world.store.db.insertInto('renamed_cycles').values({ cycle: 'old', became: '4.2', at: 1 }).execute()
    const { memory } = await decideAndQueue(world, content, true, {})
    expect(memory).toBeDefined()
    const { dialect: itsDialect } = world.store
    const now = await world.store.transaction(
      async (transaction) => await stampMemory({ dialect: itsDialect, transaction }, new Map([['old', '4.2']])),
    )
    expect(now.stamp).not.toBe(memory)
  })

  it('is none where its day ends while it waits for whoever decides', async () => {
    clock.set('2026-05-05T23:59:59Z')
    const { store } = world
    const lockDecisions: typeof store.dialect.lockDecisions = async (transaction) => {
      await store.dialect.lockDecisions(transaction)
      clock.set('2026-05-06T00:00:00Z')
    }
    const waiting = { ...world, store: { ...store, dialect: { ...store.dialect, lockDecisions } } }
    expect(isIdle(await look())).toBe(true)
    clock.set('2026-05-05T23:59:59Z')
    expect(isIdle(await run(waiting, { send: false, at: rested() }))).toBe(false)
  })

  it('is none while a notice waits, or is to be told', async () => {
    project.post('2026-05-05-new.md', { title: 'New lamp', categories: 'releases' }, 'It burns.')
    const waiting = [await look(), await look(), await look()]
    expect(waiting.map(isIdle)).toEqual([false, false, false])
    clock.advance(31 * MINUTE)
    const { told } = await look()
    expect(told.map(({ recipients }) => recipients)).toEqual([1])
    const after = [await look(), await look(), await look()]
    // The first one sees the register that the last one wrote.
    expect(after.map(isIdle)).toEqual([false, true, true])
  })

  it('tells what the table says on its day at its hour, however often it looked before', async () => {
    writeFileSync(join(project.folder, 'releases.yaml'), table('2026-08-01'))
    clock.set('2026-06-30T12:00:00Z')
    await look()
    const keys: string[] = []
    let idle = 0
    for (let hours = 0; hours < 40 * 24; hours += 3) {
      clock.advance(3 * HOUR)
      const report = await look()
      keys.push(...report.told.map(({ notice }) => `${notice.key} ${new Date(report.decision.at).toISOString()}`))
      if (isIdle(report)) idle += 1
    }
    expect(idle).toBeGreaterThan(100)
    expect(keys).toEqual([
      expect.stringMatching(/approaching-30d.* 2026-07-02T09:00/),
      expect.stringMatching(/reached.* 2026-08-01T09:00/),
    ])
  })
})

interface Step {
  readonly name: string
  readonly does: (world: AppContext, project: Project, clock: TestClock) => Promise<void> | void
}

const place =
  (path: string, text: string): Step['does'] =>
  (_world, project) =>
    writeFileSync(join(project.folder, path), text)
const post =
  (name: string, frontMatter: Record<string, unknown>, body: string): Step['does'] =>
  (_world, project) =>
    project.post(name, frontMatter, body)
const newest = async ({ store }: AppContext) =>
  await store.db.selectFrom('notices').select('key').where('state', '=', 'settling').orderBy('since').executeTakeFirst()

const steps: readonly Step[] = [
  ...[1, 5, 31, 60, 180].map((minutes) => ({
    name: `${minutes} minutes`,
    does: (_world: AppContext, _project: Project, clock: TestClock) => clock.advance(minutes * MINUTE),
  })),
  { name: 'a day', does: (_world, _project, clock) => clock.advance(DAY) },
  { name: 'nothing', does: () => undefined },
  { name: 'new', does: post('2026-05-05-new.md', { title: 'New lamp', categories: 'releases' }, 'It burns.') },
  {
    name: 'news',
    does: post(
      '2026-05-05-new.md',
      { title: 'New lamp', categories: 'releases' },
      'It burns.\n\n**Update 2026-05-06:** It burnt.',
    ),
  },
  { name: 'to come', does: post('2026-05-06-soon.md', { title: 'Soon', date: '2026-05-06 15:00:00 +0000' }, 'Then.') },
  {
    name: 'over',
    does: post('2026-05-04-sale.md', { title: 'Sale', expiryDate: '2026-05-06 10:00:00 +0000' }, 'Buy.'),
  },
  {
    name: 'edited',
    does: post('2026-04-01-lamp-1.md', { title: 'Lamp 1', categories: 'releases' }, 'Oil, and a wick.'),
  },
  { name: 'withdrawn', does: post('2026-04-02-lamp-2.md', { title: 'Lamp 2', withdrawn: 'It leaks.' }, 'Oil.') },
  { name: 'unreadable', does: place('content/posts/2026-04-03-lamp-3.md', '---\ntitle: [\n---\n') },
  { name: 'readable', does: post('2026-04-03-lamp-3.md', { title: 'Lamp 3', categories: 'releases' }, 'Oil.') },
  { name: 'gone', does: (_world, project) => rmSync(join(project.posts, '2026-04-03-lamp-3.md'), { force: true }) },
  ...['2028-03-01', '2026-06-05', '2026-05-06'].map((day) => ({
    name: `ends ${day}`,
    does: place('releases.yaml', table(day)),
  })),
  { name: 'no page', does: (_world, project) => rmSync(join(project.public, 'atom.xml'), { force: true }) },
  {
    name: 'held',
    does: async (world) => {
      const notice = await newest(world)
      if (notice !== undefined) await holdNotice(world, notice.key, SERVICE_WORD)
    },
  },
  {
    name: 'dismissed',
    does: async (world) => {
      const notice = await newest(world)
      if (notice !== undefined) await dismissNotice(world, notice.key, undefined, SERVICE_WORD)
    },
  },
]

test('whatever happens, runs find and do the same, whether the ones with nothing to do read posts or not', async () => {
  let idle = 0
  const live = async (path: readonly Step[], mayBeIdle: boolean) => {
    const clock = testClock(START)
    const project = await knownProject('sqlite')
    const world = await openTestWorld(project, clock)
    await addPerson(world.store, 'ada@example.org', ['releases', 'announcements'])
    const said: unknown[] = []
    for (const { name, does } of path) {
      await does(world, project, clock)
      if (!mayBeIdle) rmSync(join(project.folder, 'cache', 'idle.json'), { force: true })
      const report = await run(world, { send: false, at: rested() })
      if (isIdle(report) && mayBeIdle) idle += 1
      said.push([name, summary(report)])
    }
    const { db } = world.store
    const kept = {
      posts: await db.selectFrom('posts').selectAll().orderBy('id').execute(),
      notices: await db.selectFrom('notices').selectAll().orderBy('key').execute(),
      ends: await db.selectFrom('ends').selectAll().orderBy('name').execute(),
      facts: await db
        .selectFrom('meta')
        .select(['name', 'value'])
        .where('name', 'not like', 'secret:%')
        .orderBy('name')
        .execute(),
      public: below(project.public),
    }
    await world.close()
    rmSync(project.folder, { recursive: true })
    return { said, kept }
  }
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 16 }), async (some) => {
      const path = [...steps.slice(0, 3), ...some]
      expect(await live(path, true)).toEqual(await live(path, false))
    }),
    { numRuns: 25 },
  )
  expect(idle).toBeGreaterThan(20)
})

/** What is past an instant, and what was just before it: a midnight, the hour of mail, the end of a post's time. */
const bounds = ['2026-05-06T00:00:00Z', '2026-05-06T09:00:00Z', '2026-05-05T16:00:00Z']

test('an instant that comes while a run reads, decides or publishes is passed over by none after it', async () => {
  let idle = 0
  /** @param calls after how many looks at the clock the instant has come */
  const live = async (bound: string, calls: number, mayBeIdle: boolean) => {
    const clock = testClock(START)
    const project = await knownProject('sqlite')
    writeFileSync(join(project.folder, 'releases.yaml'), table('2026-05-06'))
    project.post('2026-05-04-sale.md', { title: 'Sale', expiryDate: '2026-05-05 16:00:00 +0000' }, 'Buy.')
    let left = Number.POSITIVE_INFINITY
    const now = () => {
      left -= 1
      if (left < 0) clock.set(bound)
      return clock.now()
    }
    const world = await openTestWorld(project, { now })
    await addPerson(world.store, 'ada@example.org', ['releases', 'announcements'])
    const look = async () => {
      if (!mayBeIdle) rmSync(join(project.folder, 'cache', 'idle.json'), { force: true })
      const report = await run(world, { send: false, at: rested() })
      if (isIdle(report) && mayBeIdle) idle += 1
      const { told, files } = summary(report)
      return [told, files.map(([path, bytes]) => [path, bytes]), below(project.public)]
    }
    for (let count = 0; count < 3; count += 1) await look()
    clock.set(new Date(Date.parse(bound) - 1).toISOString())
    rmSync(join(project.folder, 'cache', 'idle.json'), { force: true })
    left = calls
    await look()
    left = Number.POSITIVE_INFINITY
    clock.set(bound)
    const said: unknown[] = []
    for (let hours = 0; hours < 30; hours += 3) {
      clock.advance(3 * HOUR)
      said.push(await look())
    }
    await world.close()
    rmSync(project.folder, { recursive: true })
    return said
  }
  for (const bound of bounds)
    for (const calls of [0, 1, 2, 3, 4, 5, 6, 8, 10, 14])
      expect([bound, calls, await live(bound, calls, true)]).toEqual([bound, calls, await live(bound, calls, false)])
  expect(idle).toBeGreaterThan(50)
})
