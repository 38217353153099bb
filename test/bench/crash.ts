/**
 * Kills workers with SIGKILL at random moments of a large mailing while people leave, then counts what arrived. Run it with tsx:
 * crash.ts [postgres|sqlite] [RECIPIENTS] [KILLS] [WORKERS] [SEED]. The same seed draws the same moments and the same people; what the
 * machine does in between is its own. Exit code 1 where a promise is broken.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startPostgres } from '../support/postgres.js'
import { isBroken, judge, type Line } from './crash/judge.js'
import { type Evidence, storm } from './crash/storm.js'

const [dialect = 'postgres', ...numbers] = process.argv.slice(2)
const isPostgres = dialect === 'postgres'
if (!isPostgres && dialect !== 'sqlite') throw new Error(`${dialect} is neither postgres nor sqlite`)
const usual = isPostgres ? [100_000, 200, 3] : [20_000, 50, 1]
const [recipients = 0, kills = 0, workers = 0, seed = 0] = [...usual, Math.floor(Math.random() * 2 ** 31)].map(
  (number, index) => Number(numbers[index] ?? number),
)

const server = isPostgres ? await startPostgres() : undefined
try {
  console.log(`${dialect}, ${recipients} recipients, ${kills} kills, ${workers} workers, seed ${seed}`)
  const database = server === undefined ? sqliteFile() : await postgresDatabase(server.url)
  const leavers = Math.ceil(recipients / 100)
  const evidence = await storm({ database, recipients, kills, workers, leavers, connections: 10, lease: '5s', seed })
  print(evidence, judge(evidence))
} finally {
  await server?.stop()
}

function sqliteFile(): string {
  return `sqlite:${join(mkdtempSync(join(tmpdir(), 'belfry-bench-crash-')), 'belfry.db')}`
}

async function postgresDatabase(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: `${url}/postgres` })
  await client.connect()
  await client.query('create database crash')
  await client.end()
  return `${url}/crash`
}

function print({ faults }: Evidence, lines: readonly Line[]): void {
  for (const line of lines) {
    const promised = line.atMost === undefined ? '' : `at most ${line.atMost}${isBroken(line) ? '  BROKEN' : ''}`
    console.log(`  ${line.what.padEnd(46)} ${String(line.is).padStart(8)}  ${promised}`.trimEnd())
  }
  for (const fault of faults) console.log(fault)
  if (lines.some(isBroken)) process.exitCode = 1
}
