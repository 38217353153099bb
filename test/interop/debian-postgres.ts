/**
 * What docs/databases.md says of the server's own tools, with Debian's PostgreSQL (package postgresql, 15 in bookworm):
 * pg_dump and pg_restore, a standby made by pg_basebackup, failover to it, and a copy that was put in place. Run by
 * `npm run interop:postgres`, as root or not; out: a line for each, and 1 where something differs. Without the package
 * it says so and ends with 0.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { messageOf } from '../../src/base/errors.js'
import { sendDue } from '../../src/delivery/worker.js'
import { run } from '../../src/run/pipeline.js'
import { openStore, type Store } from '../../src/store/open.js'
import { addMailing, addPeople, deliveries } from '../delivery/ledger.js'
import { belfry } from '../support/cli.js'
import { freshPostgres, type PostgresServer, startPostgres } from '../support/postgres.js'
import { makeProject, openTestWorld, type Project, testClock } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'

const VERSIONS = '/usr/lib/postgresql'
const PEOPLE = 50

const native = existsSync(VERSIONS)
  ? readdirSync(VERSIONS)
      .map((version) => join(VERSIONS, version))
      .find((folder) => existsSync(join(folder, 'bin', 'pg_dump')) && existsSync(join(folder, 'bin', 'postgres')))
  : undefined
if (native === undefined) console.log("skipped: Debian's postgresql is not installed.")
else await main(native)

async function main(folder: string): Promise<void> {
  const tool = (name: string, ...args: readonly string[]) =>
    execFileSync(join(folder, 'bin', name), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  console.log(tool('postgres', '--version').trim())
  const server = await startPostgres({ native: folder, settings: { wal_level: 'replica' } })
  const parts: Readonly<Record<string, () => Promise<void>>> = {
    'pg_dump and pg_restore lead to an equal ledger, which mails nobody until it is adopted': async () =>
      await dumped(server, tool),
    'once the first server is gone its standby is refused, and goes on once it is promoted': async () =>
      await failedOver(server, folder, tool),
  }
  try {
    for (const [what, part] of Object.entries(parts)) await tried(what, part)
  } finally {
    await server.stop()
  }
}

async function tried(what: string, part: () => Promise<void>): Promise<void> {
  try {
    await part()
    console.log(`  as promised: ${what}`)
  } catch (thrown) {
    process.exitCode = 1
    console.log(`  NOT: ${what}: ${messageOf(thrown)}`)
  }
}

type Tool = (name: string, ...args: readonly string[]) => string

function same(what: string, one: unknown, other: unknown): void {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)]
  if (a !== b) throw new Error(`${what}: ${a} is not ${b}`)
}

async function rowsOf(url: string): Promise<Record<string, unknown>> {
  const store = await openStore(url)
  try {
    const tables = (await store.db.introspection.getTables()).map(({ name }) => name).sort()
    const all: Record<string, unknown> = {}
    for (const name of tables) all[name] = await allOf(store, name)
    return all
  } finally {
    await store.close()
  }
}

async function allOf({ db }: Store, name: string): Promise<unknown> {
  const { rows } = await db.executeQuery({
    ...db.selectFrom('meta').selectAll().compile(),
    sql: `select md5(coalesce(string_agg(t::text, ' ' order by t::text), '')) as digest, count(*) as count from "${name}" t`,
    parameters: [],
  })
  return rows
}

/** A ledger in which everybody was mailed once. */
async function mailed(database: string): Promise<{ project: Project; sink: Awaited<ReturnType<typeof startSink>> }> {
  const sink = await startSink()
  const project = await makeProject('sqlite', { database, mail: { transport: sink.transport } })
  project.post('2026-04-01-moved.md', { title: 'The issue tracker has moved' }, 'It is elsewhere now.')
  const world = await openTestWorld(project, testClock('2026-05-04T12:00:00Z'))
  await run(world)
  await addPeople(world.store, PEOPLE)
  await addMailing(world.store)
  await sendDue(world)
  await world.close()
  same('who was mailed', sink.received.length, PEOPLE)
  return { project, sink }
}

async function dumped(server: PostgresServer, tool: Tool): Promise<void> {
  const from = await freshPostgres(server.url)
  const { project, sink } = await mailed(from)
  const file = join(mkdtempSync(join(tmpdir(), 'belfry-dump-')), 'belfry.dump')
  tool('pg_dump', '--format=custom', `--file=${file}`, from)
  const before = await rowsOf(from)
  // Somebody is added after the dump: the copy that is put in place is older than what the machine remembers.
  const world = await openTestWorld(project, testClock('2026-05-04T13:00:00Z'))
  await addPeople(world.store, PEOPLE + 1)
  await addMailing(world.store, { key: 'announcement:second', messageId: '<two@announce.lantern.example>' })
  await sendDue(world)
  await world.close()
  const count = sink.received.length
  await asked(`${server.url}/postgres`, `drop database ${new URL(from).pathname.slice(1)} with (force)`)
  await asked(`${server.url}/postgres`, `create database ${new URL(from).pathname.slice(1)}`)
  tool('pg_restore', '--exit-on-error', `--dbname=${from}`, file)
  same('what was restored', await rowsOf(from), before)
  const refused = await belfry(['run'], { config: project.configFile })
  if (!/LEDGER_(BEHIND|MOVED)/.test(refused.stdout + refused.stderr))
    throw new Error(`a run said ${refused.stdout}${refused.stderr}`)
  same('mail before it is adopted', sink.received.length, count)
  const adopted = await belfry(['notices', 'adopt', '--reason', 'restored', '--by', 'dba'], {
    config: project.configFile,
  })
  same('adopting', adopted.code, 0)
  await sink.close()
}

async function asked(url: string, ...statements: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let rows: readonly Record<string, unknown>[] = []
    for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}

async function failedOver(server: PostgresServer, folder: string, tool: Tool): Promise<void> {
  const database = await freshPostgres(server.url)
  const name = new URL(database).pathname.slice(1)
  const data = join(mkdtempSync(join(tmpdir(), 'belfry-standby-')), 'data')
  tool(
    'pg_basebackup',
    `--dbname=${server.url}/postgres`,
    `--pgdata=${data}`,
    '--write-recovery-conf',
    '--checkpoint=fast',
    '--wal-method=stream',
  )
  const standby = await startPostgres({ native: folder, data })
  try {
    const hosts = `${new URL(server.url).host},${new URL(standby.url).host}`
    const { project, sink } = await mailed(`postgres://belfry@${hosts}/${name}`)
    await untilEqual(server.url, standby.url)
    await server.crash()
    const refused = await belfry(['mailings', 'list'], { config: project.configFile })
    same('a standby alone', [refused.code, /takes no writes/.test(refused.stderr)], [3, true])
    await asked(`${standby.url}/postgres`, 'select pg_promote(true, 60)')
    const world = await openTestWorld(project, testClock('2026-05-04T13:00:00Z'))
    await addMailing(world.store, { key: 'announcement:second', messageId: '<two@announce.lantern.example>' })
    await sendDue(world)
    const states = new Set((await deliveries(world.store)).map(({ state }) => state))
    await world.close()
    same('what became of it', [[...states], sink.received.length], [['accepted'], 2 * PEOPLE])
    await sink.close()
  } finally {
    await standby.stop()
    await server.start().catch(() => undefined)
  }
}

/** Until the standby has all that the first has. */
async function untilEqual(first: string, standby: string): Promise<void> {
  const [row] = await asked(`${first}/postgres`, 'select pg_current_wal_lsn()::text as at')
  for (let looks = 0; looks < 600; looks += 1) {
    const [seen] = await asked(
      `${standby}/postgres`,
      `select pg_last_wal_replay_lsn() >= '${String(row?.at)}'::pg_lsn as is_there`,
    )
    if (seen?.is_there === true) return
    await delay(100)
  }
  throw new Error('the standby stays behind')
}
