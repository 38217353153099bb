/**
 * A ledger of an older Belfry brought up to date: how long does each step take, and how long do others wait? Run it
 * with tsx: migrate.ts [sqlite|postgres] [DELIVERIES]. Commits are forced to disk.
 */
import { sql } from 'kysely'
import type { Log } from '../../src/base/log.js'
import { openStore } from '../../src/store/open.js'
import { openOlderLedger } from '../support/older-ledger.js'
import { openDatabase } from './open-database.js'

const [kind = 'sqlite', count = '200000'] = process.argv.slice(2)
const DELIVERIES = Number(count)
const PEOPLE = Math.min(DELIVERIES, 100_000)
/** Before states were checked and history was kept; its indexes of deliveries are those of now. */
const OLDER = '0025-form-requests'

const { database, stop } = await openDatabase(kind, true, { max_wal_size: '4GB' })
try {
  await fill()
  const begin = performance.now()
  const since = () => `${((performance.now() - begin) / 1000).toFixed(2)} s`
  const note = (line: string) => console.log(`  ${since().padStart(9)}  ${line}`)
  const log: Log = { info: note, warn: note, error: note }
  console.log(`${kind}, ${DELIVERIES} deliveries, from ${OLDER}`)
  const store = await openStore(database, { log })
  note('done')
  await store.close()
} finally {
  await stop()
}

async function fill(): Promise<void> {
  const older = await openOlderLedger(database, OLDER)
  const upTo = (most: number) =>
    sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < cast(${most} as bigint))`
  await sql`insert into people (address, address_key, format, runs, created_at) ${upTo(PEOPLE)}
    select 'reader-' || n || '@example.org', 'reader-' || n || '@example.org', 'html', '', 0 from numbers`.execute(
    older,
  )
  const mailings = Math.ceil(DELIVERIES / PEOPLE)
  await sql`insert into mailings (key, kind, state, released, priority, subject, message_id, lists, audience, link_key,
      reason, created_at, finished_at) ${upTo(mailings)}
    select 'announcement:old-' || n, 'notice', 'finished', 1, 3, 'An older one', '<' || n || '@lantern.example>',
      'releases', cast(${PEOPLE} as bigint), 1, '', 0, 0 from numbers`.execute(older)
  const { rows } = await sql<{ id: number }>`select id from mailings`.execute(older)
  for (const { id } of rows)
    await sql`insert into deliveries (mailing_id, person_id, address, lists, list, format, state, due_at, attempts, since,
        fence, reply, maybe_twice, finished_at)
      select cast(${id} as bigint), id, address, 'releases', 'releases', format, 'accepted', 0, 1, 0, 1,
        '250 2.0.0 Ok: queued as 4bXyZ0Q1r2z9', 0, 0 from people`.execute(older)
  await older.destroy()
}
