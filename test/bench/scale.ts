/**
 * A ledger that is years old: what people and workers ask of it must cost no more for that. Run it with tsx: scale.ts
 * [sqlite|postgres] [PEOPLE] [OLD DELIVERIES] [TIMES]; commits are forced to disk. A notice to all these people waits
 * meanwhile. Out: the median of so many times of each, in milliseconds; ends with 1 where one is above 20, or where
 * PostgreSQL read all of `deliveries` or `people` for any of it.
 */
import { sql } from 'kysely'
import { exchange } from '../../src/delivery/exchange-store.js'
import {
  expireLeases,
  foreignLeaseMs,
  lease,
  nextDueAt,
  releaseLeases,
  renewLeases,
} from '../../src/delivery/lease-store.js'
import { lookAtMailing, mailingToWatch } from '../../src/delivery/mailing-look-store.js'
import type { AppContext } from '../../src/run/app-context.js'
import { doFormRequests } from '../../src/run/people/form-requests.js'
import type { DeliveryRow } from '../../src/store/tables.js'
import { makeToken } from '../../src/subscribers/links.js'
import { defaultRateLimits } from '../../src/web/limits.js'
import { startServer } from '../../src/web/server.js'
import { openTestWorld } from '../support/project.js'
import { readyFor } from './crash/crowd.js'
import { openDatabase } from './open-database.js'

const [kind = 'postgres', ...numbers] = process.argv.slice(2)
const [PEOPLE = 0, OLD = 0, TIMES = 0] = [1_000_000, 10_000_000, 100].map((usual, index) =>
  Number(numbers[index] ?? usual),
)
const MOST_MS = 20
/** As many as a worker with ten connections has under way, and leases at a time. */
const [UNDER_WAY, AT_A_TIME] = [20, 100]
const MINUTE_MS = 60_000
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS

/** A server as docs/databases.md has it for such a ledger. */
const settings = { shared_buffers: '1GB', max_wal_size: '8GB', autovacuum: 'on' }
const { database, stop } = await openDatabase(kind, true, settings)
const failures: string[] = []
try {
  const begin = performance.now()
  const crowd = { database, transport: 'smtp://127.0.0.1:9', recipients: PEOPLE, connections: 10, lease: '2m' }
  const { project, queue } = await readyFor(crowd)
  const world = await openTestWorld(project, { now: Date.now })
  await writePast(world)
  const mailing = await queue()
  await sql`${sql.raw(kind === 'postgres' ? 'vacuum analyze' : 'analyze')}`.execute(world.store.db)
  if (kind === 'postgres') await sql`checkpoint`.execute(world.store.db)
  console.log(`${kind}: ${await counted(world)}; made in ${((performance.now() - begin) / 1000).toFixed(0)} s`)
  const before = await scans(world)
  await measureAll(world, mailing)
  for (const [table, count] of Object.entries(await scans(world)))
    if (count !== before[table]) failures.push(`${table} was read whole ${count - (before[table] ?? 0)} times`)
  await world.close()
} finally {
  await stop()
}
for (const failure of failures) console.log(`NOT AS PROMISED: ${failure}`)
process.exit(failures.length > 0 ? 1 : 0)

/** Notices to everybody that are long over, each a few times as many as there are people. */
async function writePast({ store: { db } }: AppContext): Promise<void> {
  const notices = Math.ceil(OLD / PEOPLE)
  const at = Date.now() - YEAR_MS / 2
  await sql`
    insert into mailings (key, kind, state, released, priority, subject, message_id, lists, audience, link_key,
      reason, created_at, started_at, finished_at)
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < cast(${notices} as bigint))
    select 'announcement:old-' || n, 'notice', 'finished', 1, 3, 'An older one', '<old-' || n || '@lantern.example>',
      'releases', cast(${PEOPLE} as bigint), 1, '', cast(${at} as bigint), cast(${at} as bigint),
      cast(${at} as bigint) from numbers`.execute(db)
  const { rows } = await sql<{ id: number }>`select id from mailings where subject = 'An older one'`.execute(db)
  for (const { id } of rows)
    await sql`
      insert into deliveries (mailing_id, person_id, address, lists, list, format, state, due_at, attempts, since,
        fence, reply, maybe_twice, finished_at)
      select cast(${id} as bigint), id, address, 'releases', 'releases', format, 'accepted', 0, 1, created_at, 1,
        '250 2.0.0 Ok: queued as 4bXyZ0Q1r2z9', 0, cast(${at} as bigint) from people`.execute(db)
}

async function counted({ store: { db } }: AppContext): Promise<string> {
  const count = async (table: 'people' | 'deliveries') =>
    Number((await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db)).rows[0]?.count)
  return `${await count('people')} people, ${await count('deliveries')} deliveries`
}

/** How often each table was read whole, of all connections; a connection says so once it is idle for a second. */
async function scans({ store: { db } }: AppContext): Promise<Record<string, number>> {
  if (kind !== 'postgres') return {}
  await sql`select pg_sleep(2)`.execute(db)
  await sql`select pg_stat_force_next_flush()`.execute(db)
  const { rows } = await sql<{ name: string; count: number }>`select relname as name, seq_scan as count
    from pg_stat_user_tables where relname in ('deliveries', 'people')`.execute(db)
  return Object.fromEntries(rows.map(({ name, count }) => [name, Number(count)]))
}

async function measure(what: string, work: (time: number) => Promise<unknown>): Promise<void> {
  const took: number[] = []
  // The first ones find nothing in memory, and are compiled.
  for (let time = -5; time < TIMES; time += 1) {
    const begin = performance.now()
    await work(time + 5)
    if (time >= 0) took.push(performance.now() - begin)
  }
  took.sort((a, b) => a - b)
  const [median = 0, high = 0] = [took[took.length >> 1], took[Math.floor(took.length * 0.95)]]
  console.log(`  ${what.padEnd(34)} ${median.toFixed(1).padStart(7)} ms; 95% within ${high.toFixed(1)} ms`)
  if (median > MOST_MS) failures.push(`${what} takes ${median.toFixed(1)} ms`)
}

async function measureAll(world: AppContext, mailing: number): Promise<void> {
  const { store } = world
  const none = Object.fromEntries(Object.keys(defaultRateLimits).map((name) => [name, 1_000_000]))
  const server = await startServer(world, { mailWaiting: () => undefined }, { ...defaultRateLimits, ...none })
  const post = async (path: string, fields: Record<string, string>) => {
    const headers = { origin: new URL(world.config.web.url).origin }
    const body = new URLSearchParams(fields)
    const answer = await fetch(server.url + path, { method: 'POST', redirect: 'manual', headers, body })
    if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    await answer.text()
  }
  // Those whose mail is due last: who left is sent none.
  const people = await store.db
    .selectFrom('people')
    .select('id')
    .orderBy('id', 'desc')
    .limit(TIMES + 10)
    .execute()
  const linkOf = (purpose: 'preferences' | 'unsubscribe', time: number) =>
    `/${purpose}/${makeToken(world.keys, purpose, { person: Number(people[time]?.id), mailing })}`
  const signUp = async (who: string, time: number) =>
    await post('/subscribe', { address: `${who}-${time}@host-${time % 50}.example`, list: 'releases', format: 'html' })
  await measure('(a commit of one row, to compare)', async (time) => {
    await store.db
      .insertInto('meta')
      .values({ name: `bench ${time}`, value: '' })
      .execute()
  })
  await measure('sign-up, the answer', async (time) => await signUp('ada', time))
  await doFormRequests(world)
  await measure('sign-up, with its mail queued', async (time) => {
    await signUp('bob', time)
    await doFormRequests(world)
  })
  await measure('preferences, the page', async (time) => {
    const answer = await fetch(server.url + linkOf('preferences', time))
    if (!(await answer.text()).includes('name="save"')) throw new Error('that is not the page of preferences')
  })
  await measure('preferences, changed', async (time) => {
    await post(linkOf('preferences', time), { save: 'yes', list: 'security', format: 'text' })
  })
  await measure('one-click', async (time) => {
    await post(linkOf('unsubscribe', time), { 'List-Unsubscribe': 'One-Click' })
  })
  await server.close()
  await measureSending(world)
  await measure('watch', async () => {
    const found = await mailingToWatch(store.db)
    if ((await lookAtMailing(store, found?.id ?? 0, Date.now(), { resendUncertain: true })) === undefined)
      throw new Error('there was nothing to watch')
  })
}

/** As a worker asks it: a lease, replies stored with the next begun, and what it looks at between. */
async function measureSending({ store }: AppContext): Promise<void> {
  const owner = 'bench'
  const terms = { owner, limit: AT_A_TIME, leaseMs: 10 * MINUTE_MS, resendUncertain: true, domainRates: {} }
  const leased: DeliveryRow[] = []
  await measure('lease', async () => {
    const { rows } = await lease(store, { ...terms, rate: 'none', now: Date.now() })
    if (rows.length !== AT_A_TIME) throw new Error(`${rows.length} were leased`)
    leased.push(...rows)
  })
  let sending: DeliveryRow[] = []
  await measure('exchange', async () => {
    const now = Date.now()
    const next = leased.splice(0, UNDER_WAY)
    const settled = {
      state: 'accepted' as const,
      dueAt: now,
      reply: '250 2.0.0 Ok: queued as 4bXyZ0Q1r2z9',
      attempts: 1,
    }
    const finished = sending.map((row) => ({ row, settled }))
    const started = await exchange(store, finished, next, { now })
    sending = next.filter(({ id }) => started.has(id))
    if (sending.length < UNDER_WAY / 2) throw new Error(`${sending.length} of ${next.length} were started`)
  })
  // A worker has no more in its hands than it leases at a time.
  await releaseLeases(store, owner)
  await lease(store, { ...terms, rate: 'none', now: Date.now() })
  await measure('renewing leases', async () => await renewLeases(store, owner, terms.leaseMs))
  await measure('what others left', async () => await expireLeases(store, Date.now()))
  await measure('when others are done', async () => await foreignLeaseMs(store, 'another'))
  await measure('when the next is due', async () => await nextDueAt(store))
}
