/**
 * What people and workers ask of PostgreSQL reads neither all people nor all mail: nothing that is asked once a message
 * or a request grows with a ledger. By the server's own counts of tables that were read whole, at sizes from which it
 * plans as it does for millions.
 */
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { exchange } from '../../src/delivery/exchange-store.js'
import { expireLeases, foreignLeaseMs, lease, nextDueAt, renewLeases } from '../../src/delivery/lease-store.js'
import { lookAtMailing, mailingToWatch } from '../../src/delivery/mailing-look-store.js'
import type { AppContext } from '../../src/run/app-context.js'
import { doFormRequests } from '../../src/run/people/form-requests.js'
import { makeToken, type Purpose } from '../../src/subscribers/links.js'
import { startServer } from '../../src/web/server.js'
import { addMailing, TERMS } from '../delivery/ledger.js'
import { closing } from '../support/closing.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'

const PEOPLE = 20_000
/** Connections of one process. */
const MOST = 3
const TABLES = ['deliveries', 'people', 'subscriptions'] as const

test('sign-up, links, lease, exchange and watch read no large table whole', async () => {
  const clock = testClock('2026-05-04T12:00:00Z')
  // Two that ask, one that listens: each is told to say what it counted.
  const world = closing(await openTestWorld(await makeProject('postgres', { databaseConnections: MOST }), clock))
  const mailing = await fill(world)
  const server = await startServer(world, { mailWaiting: () => undefined })
  closing({ close: async () => await server.close() })
  const post = async (path: string, fields: Record<string, string>) => {
    const headers = { origin: new URL(world.config.web.url).origin }
    const body = new URLSearchParams(fields)
    const answer = await fetch(server.url + path, { method: 'POST', redirect: 'manual', headers, body })
    await answer.text()
    expect([path, answer.status < 400]).toEqual([path, true])
  }
  const link = (purpose: Purpose, person: number) =>
    `/${purpose}/${makeToken(world.keys, purpose, { person, mailing })}`
  const { store } = world
  const acts: Readonly<Record<string, () => Promise<unknown>>> = {
    'sign-up': async () => await post('/subscribe', { address: 'new@example.org', list: 'releases', format: 'html' }),
    'sign-up of who is there': async () =>
      await post('/subscribe', { address: 'person7@example.org', list: 'releases', format: 'html' }),
    'what forms asked for': async () => await doFormRequests(world),
    preferences: async () => await (await fetch(server.url + link('preferences', 11))).text(),
    'preferences, changed': async () =>
      await post(link('preferences', 12), { save: 'yes', list: 'security', format: 'text' }),
    'one-click': async () => await post(link('unsubscribe', 13), { 'List-Unsubscribe': 'One-Click' }),
    'change of address': async () =>
      await post(link('preferences', 14), { change: 'yes', address: 'person15@example.org' }),
    'what that asked for': async () => await doFormRequests(world),
    'lease and exchange': async () => {
      const { rows } = await lease(store, { ...TERMS, now: clock.now() })
      expect(rows).toHaveLength(100)
      await exchange(store, [], rows.slice(0, 40), { now: clock.now() })
      const settled = { state: 'accepted', dueAt: clock.now(), reply: '250 ok', attempts: 1 } as const
      const done = rows.slice(0, 40).map((row) => ({ row, settled }))
      await exchange(store, done, rows.slice(40, 80), { now: clock.now() })
    },
    'what a worker looks at': async () => {
      await renewLeases(store, TERMS.owner, TERMS.leaseMs)
      await expireLeases(store, clock.now())
      await foreignLeaseMs(store, 'b')
      await nextDueAt(store)
    },
    watch: async () => {
      const found = await mailingToWatch(store.db)
      await lookAtMailing(store, found?.id ?? 0, clock.now(), { resendUncertain: true })
    },
  }
  for (const [what, act] of Object.entries(acts)) {
    const before = await scans(world)
    await act()
    expect([what, await scans(world)]).toEqual([what, before])
  }
  // What is asked of all of them is counted: the question can fail.
  const before = await scans(world)
  await sql`select count(*) from people where format = 'text'`.execute(store.db)
  expect((await scans(world)).people).toBe((before.people ?? 0) + 1)
})

/** @returns the number of a mailing to all of them that is under way, beside three that are over */
async function fill({ store }: AppContext): Promise<number> {
  const at = sql.lit(Date.parse('2026-01-01T00:00:00Z'))
  await sql`insert into people (address, address_key, format, runs, created_at)
    select 'person' || i || '@example.org', 'person' || i || '@example.org', 'html', '', ${at}
    from generate_series(1, ${sql.lit(PEOPLE)}) i`.execute(store.db)
  await sql`insert into subscriptions (person_id, list, state, since)
    select id, 'releases', 'confirmed', ${at} from people`.execute(store.db)
  for (let number = 0; number < 3; number += 1) await addMailing(store, { key: `announcement:old-${number}` })
  await sql`update deliveries set state = 'accepted', finished_at = ${at}, reply = '250 ok', attempts = 1`.execute(
    store.db,
  )
  await sql`update mailings set state = 'finished', started_at = ${at}, finished_at = ${at}`.execute(store.db)
  const mailing = await addMailing(store)
  await sql`vacuum analyze`.execute(store.db)
  return mailing
}

async function scans({ store: { db } }: AppContext): Promise<Readonly<Record<string, number>>> {
  // A connection says what it counted at the end of a transaction, when it was told so. All that there are take one
  // of these at once; what is left over, where one listens, waits for another.
  const flush = async () => await sql`select pg_stat_force_next_flush(), pg_sleep(0.02)`.execute(db)
  await Promise.all(Array.from({ length: MOST }, flush))
  const { rows } = await sql<{ name: string; count: number }>`select relname as name, seq_scan as count
    from pg_stat_user_tables where schemaname = current_schema()`.execute(db)
  const known: readonly string[] = TABLES
  return Object.fromEntries(rows.filter(({ name }) => known.includes(name)).map(({ name, count }) => [name, count]))
}
