/**
 * Ledgers that were restored, copied or begun anew, and attempts to make them mail somebody who left, or mail twice
 * without a word. Each begins with a project that has mailed, and a copy of it.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silentLog } from '../../src/base/log.js'
import { maybeTwice } from '../../src/delivery/mailing-reports-store.js'
import { moveMailing } from '../../src/delivery/mailing-store.js'
import { readMark } from '../../src/marks/read-marks.js'
import { dismissed } from '../../src/notices/by-hand.js'
import { listNotices, saveNotice } from '../../src/notices/memory-store.js'
import { isOpen } from '../../src/notices/notice.js'
import { readRegister } from '../../src/register/read.js'
import { adoptLedger, claimLedger } from '../../src/run/adopt.js'
import { type AppContext, openAppContext } from '../../src/run/app-context.js'
import { addressFrom, suppressAll, unsubscribe } from '../../src/run/people/by-operator.js'
import { holderOf } from '../../src/run/people/link-holder.js'
import { leave as leaveByLink, subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { openReadContext } from '../../src/run/read-context.js'
import { type Dialect, dialects, freshLedger } from '../support/databases.js'
import { copyOfLedger } from '../support/ledger-copy.js'
import { makeProject, type Project, type TestClock, testClock } from '../support/project.js'
import { refusal, type Sink, startSink } from '../support/smtp-sink.js'
import { oneClickUrl, readMail } from './mail.js'

const MINUTE = 60_000
const WORD = { by: 'rita', reason: '' }
const LISTS = ['releases', 'security', 'announcements']
const at = (name: string) => addressFrom(`${name}@example.org`)

interface Place {
  readonly project: Project
  readonly database: string
}

/** Names whose mail the server puts off. */
const away = new Set<string>()

for (const dialect of dialects) {
  describe(`a ledger on ${dialect}`, () => {
    let sink: Sink
    let clock: TestClock
    let home: Place

    beforeEach(async () => {
      away.clear()
      sink = await startSink((address) =>
        away.has(address.split('@')[0] ?? '') ? refusal(450, '4.2.1 later') : undefined,
      )
      clock = testClock('2026-05-01T08:00:00Z')
      home = await mailedFrom(dialect, sink, clock)
    })
    afterEach(async () => await sink.close())

    const within = async <Result>(place: Place, work: (context: AppContext) => Promise<Result>): Promise<Result> => {
      const context = await openPlace(place, clock)
      try {
        return await work(context)
      } finally {
        await context.close()
      }
    }
    /** @returns who was mailed, and what stopped it */
    const runAt = async (place: Place) => {
      const before = sink.received.length
      const report = await within(place, async (context) => await run(context))
      const mailed = sink.received.slice(before).map(({ to }) => to.split('@')[0] ?? '')
      return { mailed: mailed.sort(), stopped: report.problems.map(({ code }) => code) }
    }
    const tell = async (place: Place, name: string) => {
      place.project.post(`${clock.now()}-${name}.md`, { title: name, date: new Date(clock.now()).toISOString() }, name)
      await runAt(place)
      clock.advance(31 * MINUTE)
      return await runAt(place)
    }
    const leave = async (place: Place, name: string) =>
      await within(place, async (context) => await unsubscribe(context, at(name), undefined, WORD))
    const adopt = async (place: Place, dryRun = false) =>
      await within(place, async (context) => await adoptLedger(context, registerOf(context), { dryRun }))
    const claim = async (place: Place) =>
      await within(place, async (context) => await claimLedger(context, registerOf(context), { dryRun: false }))
    const registerOf = ({ config }: AppContext) => readRegister(config.content.register)
    const restored = async (place: Place, copy: string): Promise<Place> => ({ ...place, database: copy })
    /** The folder as a whole, beside the original. */
    const clone = async (place: Place): Promise<Place> => {
      const folder = mkdtempSync(join(tmpdir(), 'belfry-clone-'))
      cpSync(place.project.folder, folder, { recursive: true })
      const moved = (path: string) => path.replace(place.project.folder, folder)
      const { configFile, posts } = place.project
      const post: Project['post'] = (name, about, body) => {
        place.project.post(name, about, body)
        cpSync(join(posts, name), join(moved(posts), name))
      }
      const project = { ...place.project, folder, configFile: moved(configFile), posts: moved(posts), post }
      return { project, database: await copyOfLedger(place.database) }
    }
    const marksOf = ({ project }: Place) => join(project.folder, 'marks')
    const forgetSeen = async (place: Place) =>
      await within(place, async ({ store }) => await sql`update machines set seen_at = 1`.execute(store.db))

    test('restored from before somebody dismissed a post does not tell it', async () => {
      const old = await restored(home, await copyOfLedger(home.database))
      home.project.post('2026-05-01-embargoed.md', { title: 'Embargoed', date: '2026-05-01T09:00:00Z' }, 'Not yet.')
      await runAt(home)
      await within(home, async ({ store }) => {
        const [open] = (await listNotices(store.db)).filter(isOpen)
        if (open === undefined) throw new Error('nothing waits')
        await saveNotice(store.db, dismissed(open))
      })
      await runAt(home)
      await leave(home, 'cleo')
      expect((await runAt(old)).stopped).toContain('LEDGER_BEHIND')
      expect((await adopt(old)).adopted).toEqual(['announcement:2026-05-01-embargoed'])
      await runAt(old)
      clock.advance(31 * MINUTE)
      expect(await runAt(old)).toEqual({ mailed: [], stopped: [] })
      // A new ledger knows it from the register as well.
      const fresh = await restored(home, await freshLedger(dialect))
      await runAt(fresh)
      await within(fresh, async ({ store }) => {
        expect((await listNotices(store.db)).find(({ key }) => key.endsWith('embargoed'))?.state).toBe('dismissed')
      })
    })

    test('restored from while a post was away, which was dismissed since, does not tell it', async () => {
      const file = '2026-05-01-embargoed.md'
      const write = () => home.project.post(file, { title: 'Embargoed', date: '2026-05-01T09:00:00Z' }, 'Not yet.')
      write()
      await runAt(home)
      rmSync(join(home.project.posts, file))
      await runAt(home)
      const old = await restored(home, await copyOfLedger(home.database))
      write()
      await runAt(home)
      await within(home, async ({ store }) => {
        for (const open of (await listNotices(store.db)).filter(isOpen)) await saveNotice(store.db, dismissed(open))
      })
      await runAt(home)
      await leave(home, 'cleo')
      expect((await adopt(old)).adopted).toEqual(['announcement:2026-05-01-embargoed'])
      await runAt(old)
      clock.advance(61 * MINUTE)
      expect(await runAt(old)).toEqual({ mailed: [], stopped: [] })
    })

    test('that another process of this machine is writing to is looked at without waiting for it', async () => {
      await within(home, async ({ store, marks }) => {
        await store.transaction(async (transaction) => {
          await marks.raise()?.execute(transaction)
          expect(await within(home, async (other) => await other.marks.stop())).toBeUndefined()
        })
      })
    })

    test('that is as this machine left it goes on without a word', async () => {
      const same = await restored(home, await copyOfLedger(home.database))
      expect(await tell(same, 'next')).toEqual({ mailed: ['ada', 'ben', 'cleo'], stopped: [] })
    })

    test('restored after somebody left mails nobody until it is adopted, and then not them', async () => {
      const copy = await copyOfLedger(home.database)
      await leave(home, 'ben')
      const old = await restored(home, copy)
      expect(await tell(old, 'next')).toEqual({ mailed: [], stopped: ['LEDGER_BEHIND'] })
      expect(await adopt(old, true)).toEqual({ adopted: [], left: 3, uncertain: 0, mailings: [] })
      expect(await runAt(old)).toEqual({ mailed: [], stopped: ['LEDGER_BEHIND'] })
      expect(await adopt(old)).toEqual({ adopted: [], left: 3, uncertain: 0, mailings: [] })
      expect(await runAt(old)).toEqual({ mailed: ['ada', 'cleo'], stopped: [] })
    })

    test('restored from before a mail ends, by the link in it, all that the person is on', async () => {
      const copy = await copyOfLedger(home.database)
      expect((await tell(home, 'next')).mailed).toContain('ben')
      const mail = sink.received.findLast(({ to }) => to === 'ben@example.org')
      const link = oneClickUrl(await readMail(mail ?? { from: '', to: '', bytes: Buffer.alloc(0) }))
      const old = await restored(home, copy)
      await runAt(old)
      await adopt(old)
      const token = link.slice(link.lastIndexOf('/') + 1)
      const left = await within(old, async (context) => {
        const holder = await holderOf(context, 'unsubscribe', token)
        expect(await holderOf(context, 'confirm', token)).toBeUndefined()
        return holder && (await leaveByLink(context, holder))
      })
      expect(left?.toSorted()).toEqual([...LISTS].sort())
      expect((await tell(old, 'last')).mailed).toEqual(['ada', 'cleo'])
    })

    test('restored after a suppression knows it again', async () => {
      const copy = await copyOfLedger(home.database)
      await within(home, async (context) => await suppressAll(context, [at('ben')], WORD))
      const old = await restored(home, copy)
      expect((await runAt(old)).stopped).toEqual(['LEDGER_BEHIND'])
      await adopt(old)
      expect((await tell(old, 'next')).mailed).toEqual(['ada', 'cleo'])
    })

    test('restored after somebody came is noticed, and numbers go on above', async () => {
      const copy = await copyOfLedger(home.database)
      const vouch = { lists: LISTS, details: {}, ask: 'vouch' as const, byOperator: true }
      await within(home, async (context) => await subscribe(context, { ...vouch, address: at('dora') }))
      const { person } = await within(home, async ({ store }) => await highest(store))
      const old = await restored(home, copy)
      expect((await runAt(old)).stopped).toEqual(['LEDGER_BEHIND'])
      await adopt(old)
      await within(old, async (context) => await subscribe(context, { ...vouch, address: at('eve') }))
      expect((await within(old, async ({ store }) => await highest(store))).person).toBeGreaterThan(person)
    })

    for (const word of ['resume', 'cancel'] as const)
      test(`restored in mid-mailing pauses it: ${word}`, async () => {
        away.add('ben')
        away.add('cleo')
        expect((await tell(home, 'next')).mailed).toEqual(['ada'])
        const copy = await copyOfLedger(home.database)
        away.clear()
        clock.advance(60 * MINUTE)
        expect((await runAt(home)).mailed).toEqual(['ben', 'cleo'])
        const old = await restored(home, copy)
        expect(await runAt(old)).toEqual({ mailed: [], stopped: ['LEDGER_BEHIND'] })
        const done = await adopt(old)
        expect(done).toMatchObject({ left: 0, uncertain: 2, mailings: [expect.any(Number)] })
        expect(await runAt(old)).toEqual({ mailed: [], stopped: [] })
        const mailing = done.mailings[0] ?? 0
        const mailed = await within(old, async ({ store }) => {
          const { dialect: words } = store
          const move = { move: word, reason: '' }
          return await store.transaction(
            async (transaction) => await moveMailing({ dialect: words, transaction }, mailing, move, clock.now()),
          )
        })
        expect(mailed).toBe(true)
        const after = await runAt(old)
        const named = await within(old, async ({ store }) => (await maybeTwice(store.db, mailing)).sort())
        const both = ['ben@example.org', 'cleo@example.org']
        expect([after.mailed, named]).toEqual(word === 'resume' ? [['ben', 'cleo'], both] : [[], []])
      })

    test('restored with its register is noticed by the machine, and with its marks by the register', async () => {
      const register = join(home.project.folder, 'content', 'register.yaml')
      const marks = readFileSync(join(marksOf(home), 'ledger.mark'))
      const copy = await copyOfLedger(home.database)
      const before = readFileSync(register)
      await tell(home, 'next')
      const after = readFileSync(register)
      const old = await restored(home, copy)
      writeFileSync(register, before)
      expect((await runAt(old)).stopped).toEqual(['LEDGER_BEHIND'])
      // Into the same file, so that the folder is none that was copied.
      const again = await restored(home, await copyOfLedger(home.database))
      await within(again, async ({ store }) => await sql`update machines set sequence = 1`.execute(store.db))
      writeFileSync(join(marksOf(home), 'ledger.mark'), marks)
      writeFileSync(register, after)
      expect((await runAt(old)).stopped).toContain('LEDGER_BEHIND')
    })

    test('copied with its folder mails nothing beside the original until it is claimed; the original stops', async () => {
      const other = await clone(home)
      expect(await tell(other, 'next')).toEqual({ mailed: [], stopped: ['LEDGER_MOVED'] })
      expect(await tell(home, 'more')).toMatchObject({ stopped: [] })
      await claim(other)
      expect((await tell(other, 'third')).stopped).toEqual([])
      // They share the repository of the posts, and the register with it.
      cpSync(join(other.project.folder, 'content/register.yaml'), join(home.project.folder, 'content/register.yaml'))
      expect(await tell(home, 'last')).toMatchObject({ mailed: [], stopped: expect.arrayContaining(['LEDGER_MOVED']) })
    })

    test('copied without its marks mails nothing', async () => {
      const other = await clone(home)
      rmSync(marksOf(other), { recursive: true })
      expect(await tell(other, 'next')).toEqual({ mailed: [], stopped: ['LEDGER_MOVED'] })
    })

    test('copied in mid-mailing and claimed sends nothing that the original may have sent', async () => {
      away.add('ben')
      await tell(home, 'next')
      const other = await clone(home)
      away.clear()
      clock.advance(60 * MINUTE)
      expect((await runAt(home)).mailed).toEqual(['ben'])
      expect(await claim(other)).toMatchObject({ uncertain: 1, mailings: [expect.any(Number)] })
      expect(await runAt(other)).toEqual({ mailed: [], stopped: [] })
    })

    test('restored, with its marks deleted, mails nobody who left', async () => {
      // On PostgreSQL another machine may have been at work a moment ago.
      await forgetSeen(home)
      const copy = await copyOfLedger(home.database)
      await leave(home, 'ben')
      const old = await restored(home, copy)
      rmSync(marksOf(old), { recursive: true })
      expect(await tell(old, 'next')).toEqual({ mailed: [], stopped: ['LEDGER_MOVED'] })
    })

    const WRECKS: Readonly<Record<string, (text: string) => string>> = {
      truncated: (text) => text.slice(0, text.length / 2),
      empty: () => '',
      garbage: () => '\0\xff{}',
      'without numbers': (text) => text.replace(/"sequence":\d+/, '"sequence":"many"'),
    }
    test.each(Object.keys(WRECKS))('restored, with a mark that is %s, mails nobody', async (how) => {
      const copy = await copyOfLedger(home.database)
      await leave(home, 'ben')
      const file = join(marksOf(home), 'ledger.mark')
      writeFileSync(file, WRECKS[how]?.(readFileSync(file, 'utf8')) ?? '')
      expect(await tell(await restored(home, copy), 'next')).toEqual({ mailed: [], stopped: ['LEDGER_MOVED'] })
    })

    test('restored, with lines of left.log broken off, ends what whole lines say', async () => {
      const copy = await copyOfLedger(home.database)
      const file = join(marksOf(home), 'left.log')
      writeFileSync(file, 'garbage \0\n2026-05-0')
      await leave(home, 'ben')
      const old = await restored(home, copy)
      await runAt(old)
      expect((await adopt(old)).left).toBe(3)
      expect((await tell(old, 'next')).mailed).toEqual(['ada', 'cleo'])
    })

    test('restored, after somebody left by a clock that was set back, does not mail them', async () => {
      const copy = await copyOfLedger(home.database)
      const now = clock.now()
      clock.set('2019-01-01T00:00:00Z')
      await leave(home, 'ben')
      clock.set(new Date(now).toISOString())
      const old = await restored(home, copy)
      await runAt(old)
      await adopt(old)
      expect((await tell(old, 'next')).mailed).toEqual(['ada', 'cleo'])
    })

    test('with the marks of another ledger mails nothing', async () => {
      const foreign = await mailedFrom(dialect, sink, clock)
      rmSync(marksOf(home), { recursive: true })
      renameSync(marksOf(foreign), marksOf(home))
      expect(await tell(home, 'next')).toEqual({ mailed: [], stopped: ['LEDGER_MOVED'] })
    })

    test('with a folder of marks that cannot be written mails nothing, and answers nobody’s leaving', async () => {
      const context = await openPlace(home, clock)
      rmSync(marksOf(home), { recursive: true })
      writeFileSync(marksOf(home), 'in the way')
      await expect(unsubscribe(context, at('ben'), undefined, WORD)).rejects.toMatchObject({ code: 'MARKS' })
      await context.close()
      expect(await tell(home, 'next')).toEqual({ mailed: [], stopped: ['MARKS'] })
    })

    test('restored under a running service stops it', async () => {
      const context = await openPlace(home, clock)
      const copy = await copyOfLedger(home.database).catch(() => undefined)
      await unsubscribe(context, at('ben'), undefined, WORD)
      // As a restore in place leaves it.
      await sql`update machines set sequence = sequence - 1`.execute(context.store.db)
      await sql`update subscriptions set state = 'confirmed'`.execute(context.store.db)
      home.project.post('2026-05-06-next.md', { title: 'next', date: '2026-05-01 10:00' }, 'next')
      const { problems } = await run(context)
      expect(problems.map(({ code }) => code)).toEqual(['LEDGER_BEHIND'])
      await context.close()
      if (dialect === 'postgres') expect(copy).toBeUndefined()
    })

    test('is marked by two processes at once: the mark is never below its row', async () => {
      const [one, two] = [await openPlace(home, clock), await openPlace(home, clock)]
      const names = ['ada', 'ben', 'cleo']
      const leavings = names.flatMap((name) =>
        [one, two].map((each) => async () => await unsubscribe(each, at(name), undefined, WORD)),
      )
      // Two writers of one SQLite file in one thread would wait for each other for ever.
      if (dialect === 'sqlite') for (const each of leavings) await each()
      else await Promise.all(leavings.map(async (each) => await each()))
      const row = await one.store.db.selectFrom('machines').select('sequence').executeTakeFirstOrThrow()
      const found = readMark(marksOf(home))
      expect(found).toMatchObject({ state: 'whole', mark: { sequence: Number(row.sequence) } })
      await Promise.all([one.close(), two.close()])
    })

    test('begun anew takes nobody back who left, not by an operator’s word, and gives no number twice', async () => {
      await leave(home, 'ben')
      const before = await within(home, async ({ store }) => await highest(store))
      const anew: Place = { ...home, database: await freshLedger(dialect) }
      const vouch = { lists: LISTS, details: {}, ask: 'vouch' as const, byOperator: true }
      const ask = async (name: string) =>
        await within(anew, async (context) => await subscribe(context, { ...vouch, address: at(name) }))
      expect(await ask('ben')).toMatchObject({ changed: false, refused: expect.stringContaining('left') })
      expect(await ask('ada')).toMatchObject({ changed: true })
      await runAt(anew)
      expect(await tell(anew, 'next')).toEqual({ mailed: ['ada'], stopped: [] })
      const after = await within(anew, async ({ store }) => await lowest(store))
      expect(after.person).toBeGreaterThan(before.person)
      expect(after.mailing).toBeGreaterThan(before.mailing)
    })

    test('makes links that another ledger under the same secrets does not take', async () => {
      const one = await within(home, async ({ keys }) => keys.byNumber.get(1)?.toString('hex'))
      const other = await within({ ...home, database: await freshLedger(dialect) }, async ({ keys }) =>
        keys.byNumber.get(1)?.toString('hex'),
      )
      expect(one).not.toBe(other)
    })

    test('is mailed from without marks where the configuration says none', async () => {
      const bare = await mailedFrom(dialect, sink, clock, { marks: 'none' })
      expect(existsSync(marksOf(bare))).toBe(false)
      expect((await tell(bare, 'next')).mailed).toEqual(['ada', 'ben', 'cleo'])
    })
  })
}

describe('several machines on one PostgreSQL', () => {
  let sink: Sink
  let clock: TestClock
  let one: Place
  let two: Place
  beforeEach(async () => {
    sink = await startSink()
    clock = testClock('2026-05-01T08:00:00Z')
    one = await mailedFrom('postgres', sink, clock)
    const project = await makeProject('postgres', { database: one.database, mail: { transport: sink.transport } })
    cpSync(join(one.project.folder, 'secrets'), join(project.folder, 'secrets'), { recursive: true })
    two = { project, database: one.database }
  })
  afterEach(async () => await sink.close())
  const within = async <Result>(place: Place, work: (context: AppContext) => Promise<Result>): Promise<Result> => {
    const context = await openPlace(place, clock)
    try {
      return await work(context)
    } finally {
      await context.close()
    }
  }
  const stopAt = async (place: Place) => await within(place, async ({ marks }) => (await marks.stop())?.code)

  test('a new one joins without a word while another is seen, and not after', async () => {
    await within(one, async ({ store }) => await sql`update machines set seen_at = 1`.execute(store.db))
    expect(await stopAt(two)).toBe('LEDGER_MOVED')
    expect(await stopAt(one)).toBeUndefined()
    await within(one, async ({ marks, store }) => await marks.raise()?.execute(store.db))
    expect(await stopAt(two)).toBeUndefined()
  })

  test('one whose row is below its mark stops all, and its word on who left is in force on all', async () => {
    expect(await stopAt(two)).toBeUndefined()
    const copy = await copyOfLedger(one.database)
    await within(two, async (context) => await unsubscribe(context, at('ben'), undefined, WORD))
    const [oldOne, oldTwo] = [one, two].map((place) => ({ ...place, database: copy })) as [Place, Place]
    expect(await stopAt(oldOne)).toBeUndefined()
    expect(await stopAt(oldTwo)).toBe('LEDGER_BEHIND')
    expect(await stopAt(oldOne)).toBe('LEDGER_BEHIND')
    // Whoever adopts it: the other adds what it knows by itself.
    await within(oldOne, async (context) => {
      await adoptLedger(context, readRegister(context.config.content.register), { dryRun: false })
    })
    expect(await stopAt(oldTwo)).toBeUndefined()
    const left = await within(
      oldOne,
      async ({ store }) =>
        await store.db.selectFrom('subscriptions').select('list').where('state', '=', 'ended').execute(),
    )
    expect(left).toHaveLength(3)
  })

  test('one that was claimed away stops', async () => {
    expect(await stopAt(two)).toBeUndefined()
    await within(two, async (context) => {
      await claimLedger(context, readRegister(context.config.content.register), { dryRun: false })
    })
    expect(await stopAt(one)).toBe('LEDGER_MOVED')
    expect(await stopAt(two)).toBeUndefined()
  })
})

/** A project whose three people were told one thing. */
async function mailedFrom(
  dialect: Dialect,
  sink: Sink,
  clock: TestClock,
  settings: Record<string, string> = {},
): Promise<Place> {
  const database = await freshLedger(dialect)
  const project = await makeProject(dialect, { database, mail: { transport: sink.transport }, ...settings })
  const place = { project, database }
  project.post('2026-04-01-old.md', { title: 'old' }, 'old')
  const context = await openPlace(place, clock)
  const vouch = { lists: LISTS, details: {}, ask: 'vouch' as const, byOperator: true }
  for (const name of ['ada', 'ben', 'cleo']) await subscribe(context, { ...vouch, address: at(name) })
  await run(context)
  clock.advance(MINUTE)
  project.post('2026-05-01-first.md', { title: 'first', date: new Date(clock.now()).toISOString() }, 'first')
  await run(context)
  clock.advance(31 * MINUTE)
  await run(context)
  clock.advance(MINUTE)
  await context.close()
  return place
}

async function openPlace({ project, database }: Place, clock: TestClock): Promise<AppContext> {
  const environment = { BELFRY_DATABASE: database }
  return await openAppContext(openReadContext({ file: project.configFile, environment, clock, log: silentLog }))
}

async function highest(store: AppContext['store']) {
  return await numbers(store, 'max')
}

async function lowest(store: AppContext['store']) {
  return await numbers(store, 'min')
}

async function numbers({ db }: AppContext['store'], which: 'max' | 'min') {
  const of = sql.raw(which)
  const { rows } = await sql<{ person: number; mailing: number }>`
    select (select ${of}(id) from people) as person, (select ${of}(id) from mailings) as mailing`.execute(db)
  return { person: Number(rows[0]?.person), mailing: Number(rows[0]?.mailing) }
}
