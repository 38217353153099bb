/**
 * One mailing to very many: does it begin at once, stay small, and go as fast at its end as at its beginning? Real
 * `belfry worker`s wait while a run queues it. Run it with tsx: million.ts [sqlite|postgres] [RECIPIENTS] [WORKERS]
 * [MILLISECONDS EACH WAY], to Postfix's smtp-sink where it is installed, else to one in node. Commits are forced to
 * disk. All figures are the ledger's and the kernel's (/proc).
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { compiled } from '../support/compiled.js'
import { openTestWorld, repository } from '../support/project.js'
import { readyFor } from './crash/crowd.js'
import { openDatabase } from './open-database.js'

const [kind = 'sqlite', ...numbers] = process.argv.slice(2)
const [recipients = 0, workerCount = 0, delayMs = 0] = [1_000_000, 1, 0].map((usual, index) =>
  Number(numbers[index] ?? usual),
)
const [PORT, SLOW_PORT] = [24_727, 24_728]
const SINK = ['/usr/sbin/smtp-sink', '/usr/lib/postfix/sbin/smtp-sink'].find(existsSync)
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

const others: ChildProcess[] = []
function begin(command: string, args: readonly (string | number)[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const environment = { ...process.env, ...env }
  const child = spawn(command, args.map(String), { cwd: repository, stdio: 'ignore', env: environment })
  others.push(child)
  return child
}

function peakMb({ pid }: ChildProcess): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

const { database, stop } = await openDatabase(kind, true)
try {
  if (SINK === undefined) begin(process.execPath, ['--import', 'tsx', here('./node-sink.ts'), PORT])
  else begin(SINK, [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${PORT}`, 100])
  if (delayMs > 0) begin(process.execPath, ['--import', 'tsx', here('./slow-link.ts'), SLOW_PORT, PORT, delayMs])
  const transport = `smtp://127.0.0.1:${delayMs > 0 ? SLOW_PORT : PORT}`
  const crowd = {
    database,
    transport,
    recipients,
    connections: 10,
    lease: '20s',
    body: `${'It is out. '.repeat(10)}\n\n`.repeat(100),
  }
  const { project, queue } = await readyFor(crowd)
  const call = { BELFRY_CONFIG: project.configFile }
  const main = join(compiled('installed'), 'main.js')
  const workers = Array.from({ length: workerCount }, () => begin(process.execPath, [main, 'worker'], call))
  const world = await openTestWorld(project, { now: Date.now })
  const { db } = world.store
  if (kind === 'postgres') await sql`vacuum analyze`.execute(db)
  // Time to start; they have nothing to send yet.
  await delay(3000)
  const beganAt = Date.now()
  await queue()
  const queuedMs = Date.now() - beganAt
  while ((await db.selectFrom('mailings').select('id').where('state', '!=', 'finished').execute()).length > 0)
    await delay(1000)
  const peak = Math.max(...workers.map(peakMb))
  const { rows } = await sql<{ first: number; last: number; count: number }>`
    select min(finished_at) as first, max(finished_at) as last, count(*) as count from (
      select finished_at, ntile(10) over (order by finished_at) as tenth from deliveries where state = 'accepted') accepted
    group by tenth order by tenth`.execute(db)
  await world.close()
  const accepted = rows.reduce((sum, { count }) => sum + Number(count), 0)
  const [first, last] = [Number(rows[0]?.first), Number(rows.at(-1)?.last)]
  const each = rows.map((row) => ((Number(row.last) - Number(row.first)) * 1000) / Number(row.count))
  console.log(`${kind}, ${accepted} of ${recipients} accepted, ${workerCount} workers, ${delayMs} ms each way`)
  console.log(
    `  the run began, and queued in ${(queuedMs / 1000).toFixed(2)} s; first accepted ${((first - beganAt) / 1000).toFixed(2)} s after it began`,
  )
  console.log(`  ${((accepted * 1000) / (last - first)).toFixed(0)} messages/s; peak of a worker ${peak.toFixed(0)} MB`)
  console.log(
    `  µs for each, by tenths: ${each.map((us) => us.toFixed(0)).join(' ')}; the last is ${((each.at(-1) ?? 0) / (each[0] ?? 1)).toFixed(2)}x the first`,
  )
} finally {
  for (const child of others) child.kill()
  await stop()
}
