/**
 * What people are promised of the ledger, through a real pgbouncer: in each of its ways of pooling, under each default
 * of isolation, with commits that the server would forget. Run by `npm run interop:pgbouncer`; out: a table, and 1
 * where something differs. Without pgbouncer it says so and ends with 0.
 */
import pg from 'pg'
import { BelfryError, messageOf } from '../../src/base/errors.js'
import { sendDue } from '../../src/delivery/worker.js'
import { openStore, type Store } from '../../src/store/open.js'
import { addMailing, addPeople } from '../delivery/ledger.js'
import {
  countsToTwenty,
  renewsWhileRowChanges,
  settingsOfWrites,
  startsWhileSomebodyLeaves,
} from '../store/promises.js'
import { freshPostgres, startPostgres } from '../support/postgres.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'
import { openPgbouncer, POOL_MODES, type PoolMode, pgbouncerVersion, whyNoPgbouncer } from './open-pgbouncer.js'

const ISOLATIONS = ['read committed', 'repeatable read', 'serializable'] as const
const PEOPLE = 100

const reason = whyNoPgbouncer()
if (reason === undefined) await main()
else console.log(`skipped: ${reason}.`)

async function main(): Promise<void> {
  const postgres = await startPostgres()
  try {
    console.log(pgbouncerVersion())
    const faults: string[] = []
    for (const mode of POOL_MODES)
      for (const isolation of ISOLATIONS)
        faults.push(
          ...(await tried(`pool_mode = ${mode}, ${isolation}`, {
            mode,
            database: await databaseWith(postgres.url, isolation),
            fails: mode === 'statement' ? /gives each statement another connection/ : undefined,
          })),
        )
    const path = `?options=${encodeURIComponent('-c search_path=elsewhere')}`
    const isolation = 'repeatable read'
    faults.push(
      ...(await tried('an address with options, which it takes for a fault', {
        mode: 'transaction',
        database: await databaseWith(postgres.url, isolation),
        address: path,
        fails: /takes no options/,
      })),
    )
    faults.push(
      ...(await tried('an address with options, which it drops', {
        mode: 'transaction',
        database: await databaseWith(postgres.url, isolation),
        address: path,
        settings: 'ignore_startup_parameters = options',
        fails: /search_path is .* not elsewhere/,
      })),
    )
    if (faults.length > 0) process.exitCode = 1
  } finally {
    await postgres.stop()
  }
}

async function databaseWith(server: string, isolation: string): Promise<string> {
  const database = await freshPostgres(server)
  const name = new URL(database).pathname.slice(1)
  await asked(
    database,
    'create schema elsewhere',
    `alter database ${name} set default_transaction_isolation = '${isolation}'`,
    `alter database ${name} set synchronous_commit = off`,
  )
  return database
}

interface Case {
  readonly mode: PoolMode
  readonly database: string
  readonly settings?: string
  /** Behind the address. */
  readonly address?: string
  /** What opening is refused with. */
  readonly fails: RegExp | undefined
}

/** Prints a line. @returns what was not as promised */
async function tried(what: string, { mode, database, settings = '', address = '', fails }: Case): Promise<string[]> {
  const pgbouncer = await openPgbouncer(database, mode, { settings })
  let faults: string[]
  try {
    faults = await faultsOf(pgbouncer.url + address, database)
    if (fails !== undefined) faults = ['it was opened']
  } catch (thrown) {
    const isRefused = thrown instanceof BelfryError && thrown.code === 'DATABASE_SETTINGS'
    faults = isRefused && fails?.test(thrown.message) ? [] : [messageOf(thrown)]
  } finally {
    await pgbouncer.close()
  }
  const good = fails === undefined ? 'as promised' : 'refused, with the cure'
  console.log(`  ${what.padEnd(54)} ${faults.length === 0 ? good : faults.join('; ')}`)
  return faults
}

async function faultsOf(url: string, straight: string): Promise<string[]> {
  const stores = await Promise.all(Array.from({ length: 4 }, async () => await openStore(url)))
  const store = stores[0] as Store
  const seen: Record<string, unknown> = {}
  try {
    const { started, states } = await startsWhileSomebodyLeaves(store)
    seen['who left was started'] = [started.length, ...states].join() === '0,cancelled'
    await cleared(straight)
    seen['a lease was not renewed'] = (await renewsWhileRowChanges(store)) > 30 * 60_000
    await cleared(straight)
    seen['a decision was overwritten'] = (await countsToTwenty(store)) === '20'
    const settings = new Set(await settingsOfWrites(store))
    seen[`writes are ${[...settings].join(' and ')}`] = [...settings].join() === 'read committed, local'
    seen['a lock was left behind'] = (await advisoryLocks(straight)) === 0
  } finally {
    for (const each of stores) await each.close()
  }
  seen['not everybody was mailed once'] = await mailsEverybodyOnce(url)
  return Object.entries(seen).flatMap(([fault, isGood]) => (isGood === true ? [] : [fault]))
}

async function asked(straight: string, ...statements: readonly string[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: straight })
  await client.connect()
  try {
    let rows: unknown[] = []
    for (const statement of statements) rows = (await client.query(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}

/** With what hangs on people, whatever tables that is in. */
async function cleared(straight: string): Promise<void> {
  await asked(straight, 'truncate deliveries, variants, mailings, subscriptions, people restart identity cascade')
}

async function advisoryLocks(straight: string): Promise<number> {
  const held = await asked(
    straight,
    `select 1 from pg_locks where locktype = 'advisory'
      and database = (select oid from pg_database where datname = current_database())`,
  )
  return held.length
}

/** Two workers, one ledger. */
async function mailsEverybodyOnce(database: string): Promise<boolean> {
  const sink = await startSink()
  const project = await makeProject('sqlite', { database, mail: { transport: sink.transport } })
  const clock = testClock('2026-05-04T12:00:00Z')
  const worlds = [await openTestWorld(project, clock), await openTestWorld(project, clock)] as const
  try {
    await addPeople(worlds[0].store, PEOPLE, ['security'])
    await addMailing(worlds[0].store, { lists: ['security'] })
    await Promise.all(worlds.map(async (world) => await sendDue(world)))
    const mailed = sink.received.map(({ to }) => to)
    return mailed.length === PEOPLE && new Set(mailed).size === PEOPLE
  } finally {
    for (const world of worlds) await world.close()
    await sink.close()
  }
}
