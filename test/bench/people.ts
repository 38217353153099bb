/**
 * A million subscribers: how long operators wait for what they ask, and workers for a lease. In: the database, how many
 * people: `npm run bench:people -- [sqlite|postgres] [PEOPLE]`. Out: the median of each question in milliseconds, and
 * how long an export and an erasure take. Ends with 1 where a median is 20 ms or more, an export takes 30 s for a
 * million, or an erasure a second.
 */
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { lease } from '../../src/delivery/lease-store.js'
import { erase, showPerson } from '../../src/run/people/by-operator.js'
import type { Store } from '../../src/store/open.js'
import { keepParts } from '../../src/subscribers/search/address-parts-store.js'
import { listSubscribers, type Search } from '../../src/subscribers/search/listing-store.js'
import { addMailing, addressOf } from '../delivery/ledger.js'
import { compiled } from '../support/compiled.js'
import { makeProject, openTestWorld } from '../support/project.js'
import { measure } from './measured.js'
import { openDatabase } from './open-database.js'

const [kind = 'sqlite', count = '1000000'] = process.argv.slice(2)
const PEOPLE = Number(count)
const TIMES = 21
const [MOST_MS, EXPORT_MS, ERASE_MS] = [20, 30_000 * Math.max(1, PEOPLE / 1_000_000), 1_000]
/** A page of the console. */
const PAGE = 50
const UNLIMITED = { resendUncertain: true, rate: 'none', domainRates: {} } as const
const SINCE = Date.parse('2026-05-04T12:00:00Z')

const { database, stop } = await openDatabase(kind, false)
try {
  const project = await makeProject(kind === 'postgres' ? 'postgres' : 'sqlite', { database })
  const world = await openTestWorld(project, { now: Date.now })
  const { store } = world
  await fill(store)
  const kept = await msOf(async () => {
    while ((await keepParts(store)) > 0);
  })
  console.log(`${kind}, ${PEOPLE} people, their parts kept in ${kept.toFixed(0)} ms; load ${loadavg()[0]?.toFixed(1)}`)
  const some = (index: number) => `person${((index * 7919) % PEOPLE) + 1}@example.org`
  const page = (search: Search) => async () => {
    let seen = 0
    for await (const _person of listSubscribers(store, search, PAGE)) if (++seen === PAGE) break
  }
  const find = (text: (index: number) => string) => async (index: number) => await page({ text: text(index) })()
  await timed('find an address', find(some))
  await timed(
    'find the beginning of one',
    find((index) => some(index).split('@')[0] ?? ''),
  )
  await timed(
    'find a part of one',
    find((index) => some(index).slice(3)),
  )
  await timed(
    'find a short part of one',
    find((index) => some(index).slice(7, 10)),
  )
  await timed(
    'find a domain',
    find(() => '@example.org'),
  )
  await timed(
    'find what nobody has',
    find((index) => `nobody${index}`),
  )
  await timed(
    'find what everybody has',
    find(() => 'example'),
  )
  await timed('list, first page', page({}))
  await timed('list one list', page({ list: 'releases' }))
  await timed('list a small list', page({ list: 'security' }))
  await timed('list who left', page({ state: 'ended' }))
  await timed('list who left a list', page({ list: 'releases', state: 'ended' }))
  await timed('list suppressed', page({ state: 'suppressed' }))
  await timed('list bounced', page({ bounced: true }))
  await timed('list who came since', page({ since: SINCE + PEOPLE - 10 }))
  await timed('show one', async (index) => await showPerson(world, addressOf(some(index))))
  await addMailing(store)
  await analyse(store)
  const terms = { owner: 'bench', now: Date.now(), leaseMs: 60_000, limit: 100, ...UNLIMITED }
  await timed('lease a hundred', async () => await lease(store, { ...terms, now: Date.now() }))
  const erased = await msOf(async () => await erase(world, addressOf(some(5)), { by: 'bench', reason: '' }, 0))
  say('erase one', erased, ERASE_MS)
  await world.close()
  const main = join(compiled('installed'), 'main.js')
  const env = { ...process.env, BELFRY_CONFIG: project.configFile }
  const exported = await measure(
    'sh',
    ['-c', `"$0" "$@" | wc -l`, process.execPath, main, 'subscribers', 'export'],
    env,
  )
  const { seconds, cpuSeconds, peakMb, output } = exported
  const cost = `${cpuSeconds.toFixed(1)} s of CPU, peak ${peakMb.toFixed(0)} MB`
  say(`export ${output.trim()} lines, ${cost}`, seconds * 1000, EXPORT_MS)
} finally {
  await stop()
}

/** One in a thousand of each kind that is rare. */
async function fill(store: Store): Promise<void> {
  const numbers = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(PEOPLE)})`
  const address = sql`'person' || i || '@example.org'`
  const each = [
    sql`insert into people (address, address_key, format, runs, created_at)
      ${numbers} select ${address}, ${address}, 'html', '', ${sql.lit(SINCE)} + i from n`,
    sql`insert into subscriptions (person_id, list, state, since)
      select id, 'releases', case when id % 1000 = 0 then 'ended' else 'confirmed' end, created_at from people`,
    sql`insert into subscriptions (person_id, list, state, since)
      select id, 'security', 'confirmed', created_at from people where id % 1000 = 1`,
    sql`insert into suppressions (address_key, reason, since)
      select address_key, 'bounced', created_at from people where id % 1000 = 2`,
    sql`insert into mailings (key, kind, state, released, priority, subject, message_id, lists, audience, link_key,
        reason, created_at)
      values ('announcement:old', 'notice', 'finished', 1, 3, 'Old', '<old@lantern.example>', 'releases', 0, 1, '', 1)`,
    sql`insert into bounces (mailing_id, person_id, class, status, words, at, suppressed)
      select 1, id, 'hard', '5.1.1', 'no such user', created_at, 1 from people where id % 1000 = 2`,
  ]
  await store.transaction(async (transaction) => {
    for (const one of each) await one.execute(transaction)
  })
  await analyse(store)
}

async function analyse({ db }: Store): Promise<void> {
  await sql`analyze`.execute(db)
}

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}

/** Says this process's CPU as well, which other work on the machine makes no longer. */
async function timed(name: string, work: (index: number) => Promise<unknown>): Promise<void> {
  const times: number[] = []
  const before = process.cpuUsage()
  for (let index = 0; index < TIMES; index += 1) times.push(await msOf(async () => await work(index)))
  const { user, system } = process.cpuUsage(before)
  const cpu = `, ${((user + system) / TIMES / 1000).toFixed(1)} ms of CPU`
  say(name, times.sort((a, b) => a - b)[TIMES >> 1] ?? 0, MOST_MS, cpu)
}

function say(name: string, ms: number, most: number, beside = ''): void {
  const isMissed = ms >= most
  if (isMissed) process.exitCode = 1
  console.log(`  ${name}: ${ms.toFixed(1)} ms${beside}${isMissed ? ` (missed: ${most} ms)` : ''}`)
}
