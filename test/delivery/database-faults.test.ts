/**
 * The database goes away in the middle of a mailing: locked, full, restarted, lost in mid-commit. What is asked each
 * time: everybody has the message once, and the ledger says so.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { type Log, silentLog } from '../../src/base/log.js'
import { showMailing } from '../../src/delivery/mailing-reports-store.js'
import { openTransport } from '../../src/delivery/open-transport.js'
import { type SendResult, sendDue } from '../../src/delivery/worker.js'
import type { AppContext } from '../../src/run/app-context.js'
import { closing } from '../support/closing.js'
import { startCommitCutter } from '../support/cut-at-commit.js'
import { freshDatabase } from '../support/databases.js'
import { freshPostgres, startPostgres } from '../support/postgres.js'
import { start } from '../support/processes.js'
import { makeProject, openTestWorld, repository, testClock } from '../support/project.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { addMailing, addPeople, deliveries } from './ledger.js'
import { type Looks, watching } from './watching.js'

const PEOPLE = 30
/** Connections of a server that soon has none left. */
const FEW = 12
const FULL = /the disk of the server is full/

/** A mailing that is about to go out from this database. */
async function aboutToSend(dialect: 'sqlite' | 'postgres', database: string) {
  const sink = closing(await startSink())
  const clock = testClock('2026-05-04T12:00:00Z')
  const settings = { mail: { transport: sink.transport }, delivery: { connections: 2, lease: '2m' }, database }
  const world = closing(await openTestWorld(await makeProject(dialect, settings), clock))
  await addPeople(world.store, PEOPLE)
  const mailing = await addMailing(world.store)
  const send = async (looks: Looks, log: Log = silentLog): Promise<SendResult> =>
    await sendDue({ ...world, log, transport: watching(await openTransport(world.config), looks) })
  return { sink, world, mailing, clock, send }
}

async function everybodyOnce(world: AppContext, sink: Sink, mailing: number): Promise<void> {
  expect(sink.received.map(({ to }) => to).sort()).toEqual(
    Array.from({ length: PEOPLE }, (_, index) => `person${index + 1}@example.org`).sort(),
  )
  expect((await deliveries(world.store)).filter((row) => row.state !== 'accepted' || row.attempts !== 1)).toEqual([])
  expect(await showMailing(world.store.db, mailing, world.clock.now())).toMatchObject({
    state: 'finished',
    accepted: PEOPLE,
    maybeTwice: 0,
  })
}

/** Takes the writer's place, says so, and gives it back after a while. */
const LOCKER = `
  const database = new (require('@photostructure/sqlite').DatabaseSync)(process.argv[1])
  database.exec('pragma busy_timeout = 60000')
  database.exec('begin immediate')
  process.stderr.write('locked')
  setTimeout(() => { database.exec('commit'); process.stderr.write(' unlocked') }, 300)`

describe('SQLite', () => {
  test('locked by another process for a while: the worker waits for it', async () => {
    const database = await freshDatabase('sqlite')
    const { sink, world, mailing, send } = await aboutToSend('sqlite', database)
    const args = ['-e', LOCKER, database.slice('sqlite:'.length)]
    let locker: ReturnType<typeof start> | undefined
    await send({
      after: async (_reply, count) => {
        if (count !== 7) return
        locker = start(process.execPath, args, { cwd: repository, env: process.env })
        await locker.said('locked')
      },
    })
    expect(await locker?.ended).toMatchObject({ code: 0, stderr: 'locked unlocked' })
    await everybodyOnce(world, sink, mailing)
  })

  test('on a disk that is full for a while: nothing is started, nothing forgotten', async ({ skip }) => {
    const folder = smallDisk()
    if (folder === undefined) return skip('nothing can be mounted here')
    const { sink, world, mailing, send } = await aboutToSend('sqlite', `sqlite:${join(folder, 'belfry.db')}`)
    const filler = join(folder, 'filler')
    let warned = 0
    let heardWhileFull = 0
    const log: Log = {
      ...silentLog,
      warn: (text) => {
        if (!text.includes('the ledger cannot be written')) return
        warned += 1
        heardWhileFull = sink.received.length
        if (warned === 2) rmSync(filler)
      },
    }
    let heardBefore = 0
    await send(
      {
        after: (_reply, count) => {
          if (count !== 7) return
          heardBefore = sink.received.length
          fill(filler)
        },
      },
      log,
    )
    expect(warned).toBeGreaterThanOrEqual(2)
    // Only what was started before: one for each lane of each connection at the most.
    expect(heardWhileFull - heardBefore).toBeLessThanOrEqual(8)
    await everybodyOnce(world, sink, mailing)
  })
})

/** A few megabytes that can be filled; undefined where nothing may be mounted. */
function smallDisk(size = '6m'): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-small-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0777`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  closing({ close: () => execFileSync('umount', ['--lazy', folder]) })
  return folder
}

function fill(file: string): void {
  const block = Buffer.alloc(4096)
  try {
    for (;;) writeFileSync(file, block, { flag: 'a' })
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC')) throw thrown
  }
}

describe('PostgreSQL', () => {
  test.each([
    ['before a message that was started is sent', 'before'],
    ['when a reply is here and not stored', 'after'],
  ] as const)('ends without a word %s, and comes back', async (_when, look) => {
    const postgres = await startPostgres()
    closing({ close: async () => await postgres.stop() })
    const { sink, world, mailing, send } = await aboutToSend('postgres', await freshPostgres(postgres.url))
    const restart = async (_about: unknown, count: number) => {
      if (count !== 7) return
      await postgres.crash()
      // Not waited for: the worker goes on while it comes back.
      restarted = postgres.start()
    }
    let restarted: Promise<void> | undefined
    const first = await send({ [look]: restart }).catch((thrown: unknown) => thrown)
    await restarted
    // Leasing is not tried again within a call; whoever calls does that.
    if (first instanceof Error) await send({})
    await everybodyOnce(world, sink, mailing)
  })

  test('on a disk that is full for a while: nothing is forgotten, and it says so', async ({ skip }) => {
    const folder = smallDisk('64m')
    if (folder === undefined) return skip('nothing can be mounted here')
    const postgres = await startPostgres()
    closing({ close: async () => await postgres.stop() })
    const place = join(folder, 'place')
    postgres.give(place)
    const client = new pg.Client({ connectionString: `${postgres.url}/postgres` })
    await client.connect()
    await client.query(`create tablespace small location '${place}'`)
    await client.query('create database small tablespace small')
    await client.end()
    const { sink, world, mailing, send } = await aboutToSend('postgres', `${postgres.url}/small`)
    const filler = join(folder, 'filler')
    let warned = 0
    const log: Log = {
      ...silentLog,
      warn: (text) => {
        if (!FULL.test(text)) return
        warned += 1
        if (warned === 2) rmSync(filler)
      },
    }
    const after = (_reply: unknown, count: number) => {
      if (count === 7) fill(filler)
    }
    const first = await send({ after }, log).catch((thrown: unknown) => thrown)
    rmSync(filler, { force: true })
    // Leasing is not tried again within a call; whoever calls does that.
    if (first instanceof Error) {
      expect(first.message).toMatch(FULL)
      await send({})
    } else expect(warned).toBeGreaterThanOrEqual(1)
    await everybodyOnce(world, sink, mailing)
  })

  test('whose log of writes cannot grow: it falls, nothing is forgotten, and all goes on once there is room', async ({
    skip,
  }) => {
    const folder = smallDisk('64m')
    if (folder === undefined) return skip('nothing can be mounted here')
    const wal = join(folder, 'wal')
    mkdirSync(wal)
    const postgres = await startPostgres({ wal, settings: { max_wal_size: '8MB', min_wal_size: '2MB' } })
    closing({ close: async () => await postgres.stop() })
    const { sink, world, mailing, send } = await aboutToSend('postgres', await freshPostgres(postgres.url))
    const filler = join(folder, 'filler')
    const said: string[] = []
    let mended: Promise<void> | undefined
    const log: Log = {
      ...silentLog,
      warn: (text) => {
        if (!text.includes('the ledger cannot be written') || said.push(text) !== 2) return
        rmSync(filler)
        mended = postgres.crash().then(async () => await postgres.start())
      },
    }
    const after = async (_reply: unknown, count: number) => {
      if (count !== 7) return
      fill(filler)
      await writeUntilItFalls(postgres.url)
    }
    const first = await send({ after }, log).catch((thrown: unknown) => thrown)
    rmSync(filler, { force: true })
    await (mended ?? postgres.crash().then(async () => await postgres.start()))
    expect(said.length).toBeGreaterThanOrEqual(2)
    if (first instanceof Error) await send({})
    await everybodyOnce(world, sink, mailing)
  })

  test('without a connection left for a while: what was under way is sent once, and it says so', async () => {
    const few = { max_connections: `${FEW}`, superuser_reserved_connections: '0', max_wal_senders: '0' }
    const postgres = await startPostgres({ settings: few })
    closing({ close: async () => await postgres.stop() })
    const database = await freshPostgres(postgres.url)
    const { sink, world, mailing, send } = await aboutToSend('postgres', database)
    const others: pg.Client[] = []
    let warned = 0
    const log: Log = {
      ...silentLog,
      warn: (text) => {
        if (!/the ledger cannot be written, trying again: .* the server has no connection left/.test(text)) return
        warned += 1
        if (warned === 2) for (const other of others) void other.end()
      },
    }
    const after = async (_reply: unknown, count: number) => {
      if (count !== 7) return
      const taken = await takeAll(`${postgres.url}/postgres`, database)
      others.push(...taken)
    }
    const first = await send({ after }, log).catch((thrown: unknown) => thrown)
    await Promise.all(others.map(async (other) => await other.end()))
    // Leasing is not tried again within a call; whoever calls does that.
    if (first instanceof Error) {
      expect(first.message).toMatch(/^The database postgres:/)
      await send({})
    } else expect(warned).toBeGreaterThanOrEqual(2)
    await everybodyOnce(world, sink, mailing)
  })

  test('started again with other settings in the middle: each commit is as it was', async () => {
    const postgres = await startPostgres()
    closing({ close: async () => await postgres.stop() })
    const { sink, world, mailing, send } = await aboutToSend('postgres', await freshPostgres(postgres.url))
    const settings = { default_transaction_isolation: 'serializable', lock_timeout: '5s', max_connections: '20' }
    const after = async (_reply: unknown, count: number) => {
      if (count !== 7) return
      await postgres.crash()
      await postgres.start(settings)
    }
    const first = await send({ after }).catch((thrown: unknown) => thrown)
    if (first instanceof Error) await send({})
    await everybodyOnce(world, sink, mailing)
  })

  test.each([
    ['stores replies and starts the next', /\bunder_lease\b/, 'before'],
    ['stores replies and starts the next', /\bunder_lease\b/, 'after'],
    ['leases', /fence \+ 1/, 'before'],
    ['leases', /fence \+ 1/, 'after'],
    ['finishes the mailing', /update "mailings" set "state" = \$1, "finished_at" = \$2/, 'before'],
    ['finishes the mailing', /update "mailings" set "state" = \$1, "finished_at" = \$2/, 'after'],
  ] as const)('is lost in the commit that %s (%s), %s it was done', async (_what, statement, when) => {
    const cutter = closing(await startCommitCutter(await freshDatabase('postgres')))
    const { sink, world, mailing, send } = await aboutToSend('postgres', cutter.url)
    const arm = (_about: unknown, count: number) => {
      if (count === 9) cutter.arm(when, statement)
    }
    const first = await send({ after: arm }).catch((thrown: unknown) => thrown)
    expect(cutter.cuts).toBe(1)
    // Leasing is tried again within a call only where something else went on meanwhile.
    if (first instanceof Error) await send({})
    await everybodyOnce(world, sink, mailing)
  })
})

/** Somebody else's writes fill what there is of the log. */
async function writeUntilItFalls(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${url}/postgres` })
  client.on('error', () => undefined)
  await client.connect()
  const write = async () => await client.query("select pg_logical_emit_message(true, 'x', repeat('x', 400000))")
  const isUp = async () =>
    await write().then(
      () => true,
      () => false,
    )
  let writes = 0
  while (writes < 200 && (await isUp())) writes += 1
  expect(writes).toBeLessThan(200)
  await client.end().catch(() => undefined)
}

/** Ends the connections of others to a database, and takes all that the server has before they can. */
async function takeAll(url: string, database: string): Promise<pg.Client[]> {
  const taken: pg.Client[] = []
  const connect = async () => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    await client.connect()
    taken.push(client)
  }
  const name = new URL(database).pathname.slice(1)
  await connect()
  // Nobody gets in while the database takes none.
  await taken[0]?.query(`alter database ${name} allow_connections = false`)
  await taken[0]?.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
  // One that is being turned away takes a place as well, for a moment: those that stay count.
  const stay = "select 1 from pg_stat_activity where backend_type = 'client backend' and datname <> $1"
  const areTaken = async () => (await taken[0]?.query(stay, [name]))?.rowCount === FEW
  const refused = () => undefined
  for (let tries = 0; tries < 1000 && !(await areTaken()); tries += 1) await connect().catch(refused)
  expect(await areTaken()).toBe(true)
  await taken[0]?.query(`alter database ${name} allow_connections = true`)
  return taken
}
