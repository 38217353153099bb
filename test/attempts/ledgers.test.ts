/**
 * Attempts to have people mailed twice, or mailed after they left, by files of the ledger that are not what they were:
 * cut, emptied, mixed up, restored twice, cloned and claimed in turns. One project that has mailed; each attempt works
 * on a copy of its files. In: what is done to the files. Out: who is mailed, and what is said.
 */
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BelfryError } from '../../src/base/errors.js'
import { silentLog } from '../../src/base/log.js'
import { leavingLine, parseLeavings } from '../../src/marks/left-log.js'
import { readRegister } from '../../src/register/read.js'
import { adoptLedger, claimLedger } from '../../src/run/adopt.js'
import { type AppContext, openAppContext } from '../../src/run/app-context.js'
import { addressFrom, unsubscribe } from '../../src/run/people/by-operator.js'
import { subscribe } from '../../src/run/people/membership.js'
import { run } from '../../src/run/pipeline.js'
import { openReadContext } from '../../src/run/read-context.js'
import { makeProject, type TestClock, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'

const MINUTE = 60_000
const WORD = { by: 'rita', reason: '' }
const LISTS = ['releases', 'security', 'announcements']
const at = (name: string) => addressFrom(`${name}@example.org`)

let sink: Sink
let clock: TestClock
/** As it was before and after Cleo left: each attempt begins with the latter, in the place of the original. */
let [early, late] = ['', '']
let home = ''
beforeAll(async () => {
  sink = await startSink()
  clock = testClock('2026-05-01T08:00:00Z')
  const project = await makeProject('sqlite', { database: 'sqlite:ledger.db', mail: { transport: sink.transport } })
  home = project.folder
  project.post('2026-04-01-old.md', { title: 'Old' }, 'Old.')
  await within(home, async (context) => {
    const vouch = { lists: LISTS, details: {}, ask: 'vouch' as const, byOperator: true }
    for (const name of ['ada', 'ben', 'cleo']) await subscribe(context, { ...vouch, address: at(name) })
    await run(context)
  })
  await tell(home, 'first')
  early = copyOf(home)
  await within(home, async (context) => await unsubscribe(context, at('cleo'), undefined, WORD))
  await tell(home, 'second')
  late = copyOf(home)
})
afterAll(async () => {
  await sink.close()
  for (const folder of [home, early, late]) rmSync(folder, { recursive: true, force: true })
})

/** A folder beside it, with all that is in it. */
function copyOf(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'belfry-attempt-'))
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

async function within<Result>(folder: string, work: (context: AppContext) => Promise<Result>): Promise<Result> {
  const file = join(folder, 'belfry.yaml')
  const context = await openAppContext(openReadContext({ file, environment: {}, clock, log: silentLog }))
  try {
    return await work(context)
  } finally {
    await context.close()
  }
}

/** @returns who was mailed, and the codes of what is wrong, of a run or of what keeps it from one */
async function runIn(folder: string): Promise<{ mailed: string[]; codes: string[] }> {
  const before = sink.received.length
  const codes = await within(folder, async (context) => (await run(context)).problems.map(({ code }) => code)).catch(
    (thrown: unknown) => {
      if (!(thrown instanceof BelfryError)) throw thrown
      return [thrown.code]
    },
  )
  return {
    mailed: sink.received
      .slice(before)
      .map(({ to }) => to.split('@')[0] ?? '')
      .sort(),
    codes,
  }
}

async function tell(folder: string, name: string) {
  const post = `---\ntitle: ${name}\ndate: ${new Date(clock.now()).toISOString()}\n---\n${name}.\n`
  writeFileSync(join(folder, 'content', 'posts', `2026-05-01-${name}.md`), post)
  await runIn(folder)
  clock.advance(31 * MINUTE)
  const told = await runIn(folder)
  clock.advance(MINUTE)
  return told
}

const adopt = async (folder: string) =>
  await within(
    folder,
    async (context) => await adoptLedger(context, readRegister(context.config.content.register), { dryRun: false }),
  )
const claim = async (folder: string) =>
  await within(
    folder,
    async (context) => await claimLedger(context, readRegister(context.config.content.register), { dryRun: false }),
  )

const FILES = ['ledger.db', 'ledger.db-wal', 'ledger.db-shm']
const take = (from: string, to: string) => {
  for (const name of FILES) rmSync(join(to, name), { force: true })
  copyFileSync(join(from, 'ledger.db'), join(to, 'ledger.db'))
}

test('who left in the second in which they had confirmed has left, also by a line that cuts its instant off', () => {
  const [hash, at] = ['a'.repeat(64), Date.parse('2026-05-01T08:00:00.401Z')]
  const inForce = (line: string) => parseLeavings(line).get(hash)
  expect(inForce(leavingLine({ at }, hash))).toBe(at)
  expect(inForce(`2026-05-01T08:00:00Z ${hash}\n`)).toBeGreaterThan(at)
  expect(inForce(leavingLine({ at }, hash) + leavingLine({ at, isLifted: true }, hash))).toBeUndefined()
})

describe('files of the ledger that are not what they were', () => {
  let place = ''
  beforeEach(() => {
    place = home
    // The files of marks stay those that they are: a copy of them is known as one.
    const [marks, aside] = [join(home, 'marks'), join(home, 'marks-aside')]
    if (existsSync(aside)) {
      rmSync(marks, { force: true, recursive: true })
      renameSync(aside, marks)
    }
    for (const name of readdirSync(home)) if (name !== 'marks') rmSync(join(home, name), { recursive: true })
    cpSync(late, home, { recursive: true, filter: (source) => !source.startsWith(join(late, 'marks')) })
    for (const name of readdirSync(join(late, 'marks')))
      writeFileSync(join(marks, name), readFileSync(join(late, 'marks', name)))
  })
  const database = () => join(place, 'ledger.db')

  const spoiled: readonly (readonly [string, () => void])[] = [
    ['cut in half', () => truncateSync(database(), 40_960)],
    ['cut within a page', () => truncateSync(database(), 50_001)],
    [
      'overwritten at its beginning',
      () =>
        writeFileSync(database(), Buffer.concat([Buffer.alloc(4096, 'x'), readFileSync(database()).subarray(4096)])),
    ],
    ['another kind of file', () => writeFileSync(database(), '%PDF-1.4\n'.repeat(1000))],
    [
      'a folder',
      () => {
        rmSync(database())
        cpSync(join(place, 'content'), database(), { recursive: true })
      },
    ],
    [
      'a link to itself',
      () => {
        rmSync(database())
        symlinkSync('ledger.db', database())
      },
    ],
    ['restored from before somebody left', () => take(early, place)],
    [
      'restored, with a log of later beside it',
      () => {
        take(early, place)
        writeFileSync(`${database()}-wal`, Buffer.alloc(100_000, 7))
      },
    ],
    [
      'restored, with marks of then',
      () => {
        take(early, place)
        renameSync(join(place, 'marks'), join(place, 'marks-aside'))
        cpSync(join(early, 'marks'), join(place, 'marks'), { recursive: true })
      },
    ],
    [
      'with a folder of marks that is a file',
      () => {
        renameSync(join(place, 'marks'), join(place, 'marks-aside'))
        writeFileSync(join(place, 'marks'), 'x')
      },
    ],
    [
      'with a folder of marks that is a link to itself',
      () => {
        renameSync(join(place, 'marks'), join(place, 'marks-aside'))
        symlinkSync('marks', join(place, 'marks'))
      },
    ],
  ]
  test.each(spoiled)('%s: nobody is mailed, and somebody says why', async (_name, spoil) => {
    spoil()
    const told = await tell(place, 'third')
    expect(told.mailed).toEqual([])
    expect(told.codes).not.toEqual([])
  })

  test.each([
    ['emptied', () => writeFileSync(database(), '')],
    [
      'gone, with its log left behind',
      () => {
        rmSync(database())
        writeFileSync(`${database()}-wal`, Buffer.alloc(100_000, 7))
      },
    ],
  ])('%s: it is begun anew, and mails nobody what they had', async (_name, spoil) => {
    spoil()
    const told = await tell(place, 'third')
    expect(told.mailed).toEqual([])
    await within(place, async (context) => {
      const vouch = { lists: LISTS, details: {}, ask: 'vouch' as const, byOperator: true }
      expect((await subscribe(context, { ...vouch, address: at('cleo') })).refused).toContain('left')
    })
  })

  test('a log whose end is half a page is read up to where it is whole', async () => {
    appendFileSync(`${database()}-wal`, Buffer.alloc(2000, 1))
    expect(await tell(place, 'third')).toEqual({ mailed: ['ada', 'ben'], codes: [] })
  })

  test('restored twice from one copy, each time adopted, mails nobody twice, and not who left', async () => {
    const had: string[] = []
    for (const name of ['third', 'fourth']) {
      take(early, place)
      expect((await runIn(place)).codes).toContain('LEDGER_BEHIND')
      await adopt(place)
      had.push(...(await tell(place, name)).mailed)
    }
    expect(had.sort()).toEqual(['ada', 'ada', 'ben', 'ben'])
  })

  test('a clock that is set back after a restore by a month tells nothing twice, and not to who left', async () => {
    take(early, place)
    const now = clock.now()
    clock.set('2026-04-02T08:00:00Z')
    expect((await runIn(place)).mailed).toEqual([])
    await adopt(place)
    expect((await runIn(place)).mailed).toEqual([])
    clock.set(new Date(now).toISOString())
    expect((await tell(place, 'third')).mailed).toEqual(['ada', 'ben'])
  })

  test('cloned whole and claimed in turns beside one register, one at a time mails, and nobody twice', async () => {
    const other = copyOf(place)
    // The posts, and the register with them, are one repository.
    rmSync(join(other, 'content'), { recursive: true })
    symlinkSync(join(place, 'content'), join(other, 'content'))
    const mailed: string[] = []
    for (const [name, here, there] of [
      ['third', other, place],
      ['fourth', place, other],
      ['fifth', other, place],
    ] as const) {
      await claim(here)
      mailed.push(...(await tell(here, name)).mailed)
      const left = await runIn(there)
      expect(left.mailed).toEqual([])
      expect(left.codes.join(' ')).toMatch(/LEDGER_MOVED|LEDGER_BEHIND/)
    }
    expect(mailed.sort()).toEqual(['ada', 'ada', 'ada', 'ben', 'ben', 'ben'])
    rmSync(other, { recursive: true })
  })
})
