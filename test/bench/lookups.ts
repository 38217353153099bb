/**
 * A ledger of a million mailings to one person each: how long the console and the API wait for what they look for. In:
 * `npm run bench:lookups -- [sqlite|postgres] [MAILINGS]`. Out: the median of each look in milliseconds without the
 * indexes that serve them and with them, how long making those takes, and their bytes. Ends with 1 where a median with
 * them is 20 ms or more.
 */
import { loadavg } from 'node:os'
import { type Kysely, sql } from 'kysely'
import {
  countNoticeMailings,
  listMailings,
  mailingSubjects,
  mailingsWithIds,
} from '../../src/delivery/mailing-reports-store.js'
import { addLookups } from '../../src/store/migrations/deliveries.js'
import { openStore } from '../../src/store/open.js'
import { wordsOnMailing } from '../../src/subscribers/event-store.js'
import { openDatabase } from './open-database.js'

const [kind = 'sqlite', count = '1000000'] = process.argv.slice(2)
const MAILINGS = Number(count)
/** One in so many is of a notice. */
const NOTICES = 20_000
const PEOPLE = 1_000
const TIMES = 7
const MOST_MS = 20
const PAGE = { most: 51 }
const INDEXES = ['mailings_message_id', 'mailings_of_notices']

const { database, stop } = await openDatabase(kind, false)
const store = await openStore(database)
try {
  await fill()
  console.log(`${kind}, ${MAILINGS} mailings and deliveries; load ${loadavg()[0]?.toFixed(1)}`)
  for (const name of INDEXES) await sql`drop index ${sql.ref(name)}`.execute(store.db)
  const without = await looks()
  const begin = performance.now()
  await addLookups(store.db as unknown as Kysely<unknown>)
  const made = performance.now() - begin
  const now = await looks()
  for (const [name, ms] of now)
    console.log(`  ${name.padEnd(34)} ${without.get(name)?.toFixed(1)} ms, ${ms.toFixed(1)} ms`)
  console.log(`  the indexes are made in ${(made / 1000).toFixed(1)} s`)
  process.exitCode = [...now.values()].every((ms) => ms < MOST_MS) ? 0 : 1
} finally {
  await store.close()
  await stop()
}

async function looks(): Promise<Map<string, number>> {
  const { db } = store
  const some = (index: number) => ((index * 7919) % MAILINGS) + 1
  return new Map([
    await timed(
      'a mail by its Message-ID',
      async (index) => await mailingsWithIds(db, [`${some(index)}@lantern.example`]),
    ),
    await timed('the first page of mailings', async () => await listMailings(db, false, PAGE)),
    await timed(
      'the last page of mailings',
      async () => await listMailings(db, false, { ...PAGE, before: NOTICES * 3 }),
    ),
    await timed('mailings that are not over', async () => await listMailings(db, false, { isOver: false })),
    await timed('how many mailings', async () => await countNoticeMailings(db)),
    await timed('a mailing by its subject', async () => await mailingSubjects(db)),
    await timed('what was decided of one', async (index) => await wordsOnMailing(db, some(index), 20)),
  ])
}

async function timed(name: string, look: (index: number) => Promise<unknown>): Promise<[string, number]> {
  const taken: number[] = []
  for (let index = 0; index < TIMES; index += 1) {
    const begin = performance.now()
    await look(index)
    taken.push(performance.now() - begin)
  }
  return [name, taken.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0]
}

async function fill(): Promise<void> {
  const upTo = (most: number) =>
    sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < cast(${most} as bigint))`
  const { db } = store
  await sql`insert into people (address, address_key, format, runs, created_at) ${upTo(PEOPLE)}
    select 'reader-' || n || '@example.org', 'reader-' || n || '@example.org', 'html', '', 0 from numbers`.execute(db)
  await sql`insert into mailings (key, kind, state, released, priority, subject, message_id, lists, audience, link_key,
      token_form, reason, created_at, finished_at) ${upTo(MAILINGS)}
    select 'confirmation:' || n, case when n % cast(${NOTICES} as bigint) = 0 then 'notice' else 'confirmation' end,
      'finished', 1, 1, 'Confirm your subscription', '<' || n || '@lantern.example>', 'releases', 1, 1, 'masked', '', 0,
      0 from numbers`.execute(db)
  await sql`insert into deliveries (mailing_id, person_id, address, lists, list, format, state, due_at, attempts, since,
      fence, reply, maybe_twice, finished_at)
    select m.id, p.id, p.address, 'releases', 'releases', 'html', 'accepted', 0, 1, 0, 1, '250 2.0.0 Ok', 0, 0
      from mailings m join people p on p.id = (m.id % cast(${PEOPLE} as bigint)) + 1`.execute(db)
  await sql`insert into events (at, actor, via, action, person_id, key, reason, details, hash) ${upTo(MAILINGS)}
    select 0, 'the person', 'web', 'confirm', (n % cast(${PEOPLE} as bigint)) + 1, '', '', '{}', ''
      from numbers`.execute(db)
  // As autovacuum would have; SQLite is asked for no statistics by Belfry.
  if (kind === 'postgres') await sql`analyze`.execute(db)
}
