/**
 * What a mailing leaves behind in PostgreSQL: rows that were written anew within their page (HOT), dead ones, and the
 * size of the tables. Run it with tsx: hot.ts [RECIPIENTS] [SQL FILE]; the statements of the file are done before the
 * mailing is queued, so that another layout can be compared. Autovacuum is on, as the migrations set it.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { sendDue } from '../../src/delivery/worker.js'
import type { Store } from '../../src/store/open.js'
import { openTestWorld, repository } from '../support/project.js'
import { readyFor } from './crash/crowd.js'
import { openDatabase } from './open-database.js'

const [count = '50000', statements] = process.argv.slice(2)
const RECIPIENTS = Number(count)
const PORT = 24_730
const TABLES = ['deliveries', 'mailings', 'shares', 'machines']

const sink = spawn(
  process.execPath,
  ['--import', 'tsx', fileURLToPath(new URL('./node-sink.ts', import.meta.url)), String(PORT)],
  { cwd: repository, stdio: 'ignore' },
)
const { database, stop } = await openDatabase('postgres', true, { autovacuum: 'on', autovacuum_naptime: '5s' })
try {
  const transport = `smtp://127.0.0.1:${PORT}`
  const { project, queue } = await readyFor({
    ...{ database, transport, recipients: RECIPIENTS },
    ...{ connections: 10, lease: '20s' },
  })
  const world = await openTestWorld(project, { now: Date.now })
  if (statements !== undefined) await sql.raw(readFileSync(statements, 'utf8')).execute(world.store.db)
  await queue()
  await sql`vacuum analyze`.execute(world.store.db)
  await say(world.store, 'before')
  const begin = performance.now()
  const { counts } = await sendDue(world)
  const seconds = (performance.now() - begin) / 1000
  if (counts.accepted !== RECIPIENTS) throw new Error(`${counts.accepted} of ${RECIPIENTS} were accepted`)
  // A connection says what it did once it has been idle for a second.
  await delay(1500)
  await say(world.store, `after ${RECIPIENTS} in ${seconds.toFixed(1)} s`)
  await delay(12_000)
  await say(world.store, 'a while later')
  await world.close()
} finally {
  sink.kill()
  await stop()
}

async function say({ db }: Store, when: string): Promise<void> {
  console.log(when)
  const { rows } = await sql<Record<'name' | 'size' | 'indexes', string> & Record<Count, number>>`
    select relname as name, n_tup_upd as updates, n_tup_hot_upd as hot, n_dead_tup as dead, autovacuum_count as vacuums,
      pg_size_pretty(pg_table_size(relid)) as size, pg_size_pretty(pg_indexes_size(relid)) as indexes
    from pg_stat_user_tables where relname in (${sql.join(TABLES)}) order by relname`.execute(db)
  for (const { name, size, indexes, updates, hot, dead, vacuums } of rows) {
    const share = updates === 0 ? '' : ` (${((100 * hot) / updates).toFixed(1)}%)`
    console.log(
      `  ${name.padEnd(11)} ${size} and indexes of ${indexes}; ${updates} updates, ${hot} HOT${share}; ${dead} dead rows; vacuumed ${vacuums} times`,
    )
  }
}

type Count = 'updates' | 'hot' | 'dead' | 'vacuums'
