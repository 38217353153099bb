/**
 * Attempts to have told twice what was told or dismissed after a copy of the ledger was made: recalls, updates with a
 * day and without, what holds again. Each is written into a post of its own, told, and forgotten with the ledger. In:
 * posts, a copy of the ledger from before. Out: what the restored ledger tells when it is adopted, at once or after it
 * was noticed by a run.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silentLog } from '../../src/base/log.js'
import { dismissed } from '../../src/notices/by-hand.js'
import { closeComparison, findNotice, listNotices, saveNotice } from '../../src/notices/memory-store.js'
import { isOpen, toldWords } from '../../src/notices/notice.js'
import { readRegister } from '../../src/register/read.js'
import { adoptLedger } from '../../src/run/adopt.js'
import { type AppContext, openAppContext } from '../../src/run/app-context.js'
import { run } from '../../src/run/pipeline.js'
import { openReadContext } from '../../src/run/read-context.js'
import { copyOfLedger } from '../support/ledger-copy.js'
import { makeProject, type Project, type TestClock, testClock } from '../support/project.js'

const MINUTE = 60_000
const FULL = 'The lamp may burn the table it stands on, and nobody should light it.'

/** Of each post: what is written into it after the copy was made, one after the other. */
interface Attempt {
  readonly name: string
  /** Its front matter and body as the copy knows them. */
  readonly first?: Front
  readonly edits: readonly Front[]
  /** What the restored ledger asks, where it cannot know. */
  readonly asks?: true
  /** An operator dismisses the last edit. */
  readonly isDismissed?: true
}
interface Front {
  readonly front?: Record<string, unknown>
  readonly body?: string
}

const update = (text: string, day = '2026-05-02') => ({ updates: [{ date: day, text }] })
const label = (text: string) => `The lamp is there.\n\n**Update:** ${text}`

const attempts: readonly Attempt[] = [
  { name: 'a recall without words', edits: [{ front: { withdrawn: true } }] },
  { name: 'a recall with words', edits: [{ front: { withdrawn: FULL } }] },
  { name: 'a recall by severity', edits: [{ front: { severity: 'recall' } }] },
  {
    name: 'a recall whose words were mended after it',
    edits: [{ front: { withdrawn: FULL } }, { front: { withdrawn: FULL.replace('may', 'might') } }],
  },
  { name: 'what holds again', first: { front: { withdrawn: FULL } }, edits: [{ front: { withdrawn: false } }] },
  { name: 'a recall, and what holds again', edits: [{ front: { withdrawn: FULL } }, { front: { withdrawn: false } }] },
  { name: 'an update with a day', edits: [{ front: update('A second lamp was lit beside the first.') }] },
  {
    name: 'an update with a day, written into the body',
    edits: [{ body: 'The lamp is there.\n\n**Update 2026-05-02:** A second lamp was lit.' }],
  },
  { name: 'an update without a day', edits: [{ body: label('The wick is to be cut before it is lit.') }] },
  {
    name: 'two updates, one after the other',
    edits: [
      { front: update('A second lamp was lit.') },
      {
        front: {
          updates: [
            ...update('A second lamp was lit.').updates,
            ...update('A third one burns in the hall.', '2026-05-03').updates,
          ],
        },
      },
    ],
  },
  {
    name: 'an update whose words were changed after it',
    asks: true,
    edits: [
      { body: label('The wick is to be cut before it is lit.') },
      { body: label('Who lights it may want to look at oil and glass first, then at all else in the room.') },
    ],
  },
  {
    name: 'an update that was dismissed',
    isDismissed: true,
    edits: [{ front: update('A slip of the pen, and nobody is to hear of it.') }],
  },
  {
    name: 'an update without a day that was dismissed',
    isDismissed: true,
    asks: true,
    edits: [{ body: label('A slip of the pen, and nobody is to hear of it.') }],
  },
]
const nameOf = (at: number) => `2026-05-01-lamp-${at}.md`
const idOf = (at: number) => nameOf(at).replace('.md', '')

describe('a ledger from before it was told', () => {
  let clock: TestClock
  let project: Project
  let early = ''
  /** Of each way to adopt: what was told by then, what is told and open after it. */
  const seen = new Map<string, { told: string[]; open: Map<string, string> }>()

  const within = async <Result>(database: string, work: (context: AppContext) => Promise<Result>) => {
    const environment = { BELFRY_DATABASE: database }
    const context = await openAppContext(
      openReadContext({ file: project.configFile, environment, clock, log: silentLog }),
    )
    try {
      return await work(context)
    } finally {
      await context.close()
    }
  }
  const write = (at: number, { front = {}, body = 'The lamp is there.' }: Front) =>
    project.post(nameOf(at), { title: `Lamp ${at} is lit`, date: '2026-05-01', ...front }, body)
  const pass = async (context: AppContext) => {
    const first = await run(context)
    clock.advance(31 * MINUTE)
    const second = await run(context)
    clock.advance(MINUTE)
    return [...first.told, ...second.told].map(({ notice }) => notice.key)
  }

  beforeAll(async () => {
    clock = testClock('2026-05-01T08:00:00Z')
    project = await makeProject('sqlite', { notices: { holdAbove: 50, batchAbove: 50 } })
    const database = `sqlite:${join(project.folder, 'ledger.db')}`
    await within(database, async (context) => {
      project.post('2026-04-01-old.md', { title: 'Old' }, 'Old.')
      await run(context)
      for (const [at, { first = {} }] of attempts.entries()) write(at, first)
      clock.advance(MINUTE)
      await pass(context)
      const notices = await listNotices(context.store.db)
      expect(notices.filter(({ state }) => state === 'told')).toHaveLength(attempts.length)
    })
    early = await copyOfLedger(database)
    await within(database, async (context) => {
      for (let step = 0; step < 2; step += 1) {
        clock.advance(24 * 60 * MINUTE)
        for (const [at, { edits }] of attempts.entries()) {
          const edit = edits[step]
          if (edit !== undefined) write(at, edit)
        }
        await run(context)
        for (const [at, { isDismissed, edits }] of attempts.entries())
          if (isDismissed === true && edits.length === step + 1) await dismissAll(context, idOf(at))
        await pass(context)
      }
      await dismissAll(context)
      await pass(context)
      expect((await listNotices(context.store.db)).filter(isOpen)).toEqual([])
    })
    for (const way of ['adopted at once', 'noticed by a run first']) {
      const copy = await copyOfLedger(early)
      clock.advance(24 * 60 * MINUTE)
      await within(copy, async (context) => {
        if (way !== 'adopted at once') {
          const stopped = await run(context)
          expect(stopped.problems.map(({ code }) => code)).toContain('LEDGER_BEHIND')
        }
        await adoptLedger(context, readRegister(context.config.content.register), { dryRun: false })
        const told = await pass(context)
        const open = (await listNotices(context.store.db)).filter(isOpen)
        seen.set(way, { told, open: new Map(open.map(({ post, state }) => [post ?? '', state])) })
        if (way === 'adopted at once') await isStillNews(context)
        else await knowsWhatIsWithdrawn(context)
      })
    }
  })
  afterAll(() => rmSync(project.folder, { recursive: true }))

  async function dismissAll({ store }: AppContext, post?: string) {
    for (const notice of (await listNotices(store.db)).filter(isOpen)) {
      if (post !== undefined && notice.post !== post) continue
      await store.transaction(async (transaction) => {
        await saveNotice(transaction, dismissed(notice))
        await closeComparison(transaction, notice.post ?? '', clock.now())
      })
    }
  }

  /** Whether what comes next is told all the same. */
  let news: string[] = []
  async function isStillNews(context: AppContext) {
    await dismissAll(context)
    write(0, {
      front: { withdrawn: true, ...update('Another lamp is there, and this one stays withdrawn.', '2026-05-05') },
    })
    write(6, { front: { withdrawn: FULL, ...update('A second lamp was lit beside the first.') } })
    news = await pass(context)
  }

  let withdrawn: unknown
  async function knowsWhatIsWithdrawn({ store }: AppContext) {
    const recall = attempts.findIndex(({ name }) => name === 'a recall with words')
    withdrawn = toldWords(idOf(recall), await listNotices(store.db))
    expect(await findNotice(store.db, `announcement:${idOf(recall)}`)).toMatchObject({ state: 'told' })
  }

  for (const way of ['adopted at once', 'noticed by a run first'])
    test.each(attempts.map(({ name, asks }, at) => [name, asks, at] as const))(`%s (${way})`, (_name, asks, at) => {
      const { told = [], open = new Map() } = seen.get(way) ?? {}
      expect(told.filter((key) => key.includes(`${idOf(at)}:`))).toEqual([])
      expect(open.get(idOf(at))).toBe(asks === true ? 'asked' : undefined)
    })

  test('what is written afterwards is told', () => {
    expect(news.map((key) => key.replace(/:2026-.*-lamp/, ':lamp')).sort()).toEqual([
      'update:lamp-0:2026-05-05',
      expect.stringMatching(/^update:lamp-6:/),
    ])
  })

  test('it knows that a post is withdrawn, so that an operator may say that it holds again', () => {
    expect(withdrawn).toEqual([{ severity: 'recall' }])
  })
})
