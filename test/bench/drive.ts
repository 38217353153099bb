/**
 * All at once on PostgreSQL: two schedulers, three workers, an import, one-click over HTTP, approvals. Run it with tsx:
 * drive.ts [RECIPIENTS] [IMPORTED] [ONE-CLICKS] [APPROVALS]. Out: what each said; ends with 1 where anybody heard of a
 * deadlock or a serialization failure (40P01, 40001), was mailed though they had left before their mail was started, or
 * was mailed twice.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { makeToken } from '../../src/subscribers/links.js'
import { belfry, startBelfry } from '../support/cli.js'
import { freePort } from '../support/free-port.js'
import { openTestWorld } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'
import { queuedFor } from './crash/crowd.js'
import { openDatabase } from './open-database.js'
import { openConnection } from './raw-connection.js'

const [RECIPIENTS = 0, IMPORTED = 0, CLICKS = 0, APPROVALS = 0] = [10_000, 100_000, 1_000, 200].map((usual, index) =>
  Number(process.argv[index + 2] ?? usual),
)
const TOLD = /40P01|40001|deadlock|could not serialize/i

const { database, stop } = await openDatabase('postgres', true, { deadlock_timeout: '100ms' })
const sink = await startSink()
const { project, mailing } = await queuedFor({
  ...{ database, transport: sink.transport, recipients: RECIPIENTS },
  ...{ connections: 10, lease: '60s' },
})
const world = await openTestWorld(project, { now: Date.now })
const config = project.configFile
const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
for (let post = 1; post <= APPROVALS; post += 1)
  project.post(`${day}-tool-${post}.md`, { title: `Lantern tool ${post} has been released` }, 'It is out.')
await belfry(['run', '--no-send'], { config })
const ports = [await freePort(), await freePort()]
const others = [
  ...ports.map((port) => startBelfry(['serve'], { config, env: { BELFRY_WEB__LISTEN: `127.0.0.1:${port}` } })),
  ...Array.from({ length: 3 }, () => startBelfry(['worker'], { config, env: {} })),
]
const file = join(project.folder, 'people.csv')
writeFileSync(
  file,
  `address,lists\n${Array.from({ length: IMPORTED }, (_, n) => `new-${n}@example.net,security`).join('\n')}\n`,
)
for (const service of others.slice(0, 2)) await service.said('Belfry is at')
while (sink.received.length === 0) await delay(50)
const begin = performance.now()
const said: string[] = []
const spared = new Set<string>()
await Promise.all([imported(), clicked(), approved()])
console.log(`all was asked within ${((performance.now() - begin) / 1000).toFixed(0)} s`)
while ((await waiting()) > 0) await delay(500)
for (const other of others) other.process.kill('SIGTERM')
for (const { stderr, stdout } of await Promise.all(others.map(async ({ ended }) => await ended)))
  said.push(stderr, stdout)

const got = new Map<string, number>()
for (const { to, data } of sink.received.map(({ to, ...rest }) => ({ to, data: JSON.stringify(rest) })))
  if (data.includes('3.1.0')) got.set(to, (got.get(to) ?? 0) + 1)
const { rows } = await sql<{ deadlocks: number }>`select deadlocks from pg_stat_database
  where datname = current_database()`.execute(world.store.db)
const told = said.filter((text) => TOLD.test(text))
const after = [...spared].filter((address) => got.has(address))
const twice = [...got].filter(([, count]) => count > 1)
console.log(
  `${sink.received.length} mails; deadlocks by the server's count: ${rows[0]?.deadlocks}; told of: ${told.length}`,
)
console.log(
  `${spared.size} left before their mail was started; mailed all the same: ${after.length}; twice: ${twice.length}`,
)
for (const text of told) console.log(text.slice(0, 2_000))
await world.close()
await sink.close()
await stop()
process.exit(told.length + after.length + twice.length > 0 ? 1 : 0)

async function heard(args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await belfry([...args], { config })
  said.push(stdout, stderr)
  if (code !== 0) console.log(`${args.slice(0, 3).join(' ')} ended with ${code}: ${stderr.slice(0, 500)}`)
}

async function imported(): Promise<void> {
  await heard(['subscribers', 'import', file, '--confirmed', '--reason', 'moved', '--by', 'bench'])
}

async function approved(): Promise<void> {
  const held = await world.store.db
    .selectFrom('notices')
    .select('key')
    .where('state', 'in', ['settling', 'held'])
    .execute()
  console.log(`${held.length} notices wait for approval`)
  for (const { key } of held.slice(0, APPROVALS))
    await heard(['notices', 'approve', key, '--reason', 'yes', '--by', 'bench'])
}

async function clicked(): Promise<void> {
  const http = await openConnection(ports[0] ?? 0)
  const people = await world.store.db
    .selectFrom('deliveries')
    .select(['person_id', 'address'])
    .where('mailing_id', '=', mailing)
    .orderBy('id', 'desc')
    .limit(CLICKS)
    .execute()
  for (const { person_id: person, address } of people) {
    const path = `/unsubscribe/${makeToken(world.keys, 'unsubscribe', { person, mailing })}`
    const { head } = await http.ask({ method: 'POST', path, from: '192.0.2.1', body: 'List-Unsubscribe=One-Click' })
    if (!head.startsWith('HTTP/1.1 200')) said.push(head)
    const row = await world.store.db
      .selectFrom('deliveries')
      .select('state')
      .where('mailing_id', '=', mailing)
      .where('person_id', '=', person)
      .executeTakeFirstOrThrow()
    if (row.state !== 'sending' && row.state !== 'accepted') spared.add(address)
  }
  http.close()
}

async function waiting(): Promise<number> {
  const { count } = await world.store.db
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('state', 'in', ['queued', 'deferred', 'leased', 'sending'])
    .executeTakeFirstOrThrow()
  return Number(count)
}
