/**
 * One mailing to very many: does it begin at once, stay small, and go as fast at its end as at its beginning? A real `belfry worker` waits;
 * then the mailing is queued. Run it with tsx: million.ts [sqlite|postgres] [RECIPIENTS] [WORKERS] [MILLISECONDS EACH WAY]; to Postfix's
 * smtp-sink where it is installed, else to one in node. All figures are from the ledger and from /proc.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { systemClock } from '../../src/clock.js'
import { run } from '../../src/pipeline.js'
import { readyToTell } from '../journeys/crowd.js'
import { compiled } from '../support/compiled.js'
import type { Dialect } from '../support/databases.js'
import { type PostgresServer, startPostgres } from '../support/postgres.js'
import { openTestWorld, repository, testClock } from '../support/world.js'

const dialect: Dialect = process.argv[2] === 'postgres' ? 'postgres' : 'sqlite'
const RECIPIENTS = Number(process.argv[3] ?? 1_000_000)
const WORKERS = Number(process.argv[4] ?? 1)
const DELAY_MS = Number(process.argv[5] ?? 0)
const [PORT, SLOW_PORT] = [24_727, 24_728]
const SINK = ['/usr/sbin/smtp-sink', '/usr/lib/postfix/sbin/smtp-sink'].find(existsSync)
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

const others: ChildProcess[] = []
function begin(command: string, args: readonly (string | number)[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(command, args.map(String), {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  })
  others.push(child)
  return child
}

function peakMb({ pid }: ChildProcess): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

let postgres: PostgresServer | undefined
try {
  if (SINK === undefined) begin(process.execPath, ['--import', 'tsx', here('./node-sink.ts'), PORT])
  else begin(SINK, [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${PORT}`, 100])
  if (DELAY_MS > 0) begin(process.execPath, ['--import', 'tsx', here('./slow-link.ts'), SLOW_PORT, PORT, DELAY_MS])
  postgres = dialect === 'postgres' ? await startPostgres() : undefined
  const transport = `smtp://127.0.0.1:${DELAY_MS > 0 ? SLOW_PORT : PORT}`
  const { project, tellAt } = await readyToTell(postgres?.url ?? dialect, transport, ['ada@example.org'], {
    lease: '20s',
  })
  const world = await openTestWorld(project, testClock(tellAt))
  await addPeople(world.store.db)
  const main = fileURLToPath(new URL(`file://${compiled()}/main.js`))
  const workers = Array.from({ length: WORKERS }, () =>
    begin(process.execPath, [main, 'worker'], { BELFRY_CONFIG: project.configFile }),
  )
  await delay(3000)
  const [{ created_at: before } = { created_at: 0 }] = [{ created_at: systemClock.now() }]
  await run(world, { send: false })
  const queuedMs = systemClock.now() - before
  for (;;) {
    await delay(1000)
    const left = await world.store.db.selectFrom('mailings').select('id').where('state', '!=', 'finished').execute()
    if (left.length === 0) break
  }
  const peak = Math.max(...workers.map(peakMb))
  const ends = await sql<{ tenth: number; ended: number; accepted: number }>`
    select tenth, max(finished_at) as ended, count(*) as accepted from (
      select finished_at, state, ntile(10) over (order by finished_at) as tenth from deliveries) d
    where state = 'accepted' group by tenth order by tenth`.execute(world.store.db)
  const first = await sql<{ at: number }>`select min(finished_at) as at from deliveries`.execute(world.store.db)
  const begun = Number(first.rows[0]?.at)
  const instants = [begun, ...ends.rows.map(({ ended }) => Number(ended))]
  const tenths = instants.slice(1).map((at, index) => (at - (instants[index] ?? at)) / (RECIPIENTS / 10))
  const accepted = ends.rows.reduce((sum, row) => sum + Number(row.accepted), 0)
  const seconds = ((instants.at(-1) ?? begun) - begun) / 1000
  console.log(`${dialect}, ${accepted} of ${RECIPIENTS} accepted, ${WORKERS} workers, ${DELAY_MS} ms each way`)
  console.log(
    `  first accepted ${((begun - before) / 1000).toFixed(2)} s after the run began, of which queueing ${(queuedMs / 1000).toFixed(2)} s`,
  )
  console.log(`  ${(accepted / seconds).toFixed(0)} messages/s; peak of a worker ${peak.toFixed(0)} MB`)
  console.log(`  µs each, by tenths: ${tenths.map((ms) => (ms * 1000).toFixed(0)).join(' ')}`)
  await world.close()
} finally {
  for (const child of others) child.kill()
  await postgres?.stop()
}

/** Set-wise: through the program's own door it would take longer than the mailing. */
async function addPeople(
  db: Parameters<typeof sql.raw>[0] extends string ? Awaited<ReturnType<typeof openTestWorld>>['store']['db'] : never,
): Promise<void> {
  const numbers =
    dialect === 'sqlite'
      ? sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${RECIPIENTS - 1}) `
      : sql``
  const from = dialect === 'sqlite' ? sql`numbers` : sql`generate_series(1, cast(${RECIPIENTS - 1} as int)) as n`
  const select = sql`select 'reader-' || n || '@example.org', 'reader-' || n || '@example.org', 'html', '', 0 from ${from} where true`
  const insert = sql`insert into people (address, address_key, format, runs, created_at)`
  await (dialect === 'sqlite' ? sql`${insert} ${numbers} ${select}` : sql`${insert} ${select}`).execute(db)
  await sql`insert into subscriptions (person_id, list, state, since) select id, 'releases', 'confirmed', 0 from people where id not in (select person_id from subscriptions)`.execute(
    db,
  )
  if (dialect === 'postgres') await sql`vacuum analyze`.execute(db)
}
