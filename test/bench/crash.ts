/**
 * Kills workers with SIGKILL at random moments of a large mailing while people leave, then counts what arrived. Run it
 * with tsx: crash.ts [postgres|sqlite] [RECIPIENTS] [KILLS] [WORKERS] [SEED]. The same seed draws the same moments and
 * the same people; what the machine does in between is its own. Exit code 1 where a promise is broken.
 */
import { isBroken, judge, type Line } from './crash/judge.js'
import { type Evidence, storm } from './crash/storm.js'
import { openDatabase } from './open-database.js'

const [dialect = 'postgres', ...numbers] = process.argv.slice(2)
const usual = dialect === 'postgres' ? [100_000, 200, 3] : [20_000, 50, 1]
const [recipients = 0, kills = 0, workers = 0, seed = 0] = [...usual, Math.floor(Math.random() * 2 ** 31)].map(
  (number, index) => Number(numbers[index] ?? number),
)

const ENDED = ['accepted', 'failed', 'cancelled']
/** The defaults of Belfry. */
const PARALLEL = { connections: 10, lanes: 4 }

const { database, stop } = await openDatabase(dialect, false)
try {
  console.log(`${dialect}, ${recipients} recipients, ${kills} kills, ${workers} workers, seed ${seed}`)
  const leavers = Math.ceil(recipients / 100)
  const evidence = await storm({ database, recipients, kills, workers, leavers, ...PARALLEL, lease: '5s', seed })
  print(evidence, judge(evidence))
} finally {
  await stop()
}

function print({ faults, deliveries }: Evidence, lines: readonly Line[]): void {
  for (const line of lines) {
    const promised = line.atMost === undefined ? '' : `at most ${line.atMost}${isBroken(line) ? '  BROKEN' : ''}`
    console.log(`  ${line.what.padEnd(46)} ${String(line.is).padStart(8)}  ${promised}`.trimEnd())
  }
  for (const fault of faults) console.log(fault)
  const open = new Map<string, number>()
  for (const { state } of deliveries) if (!ENDED.includes(state)) open.set(state, (open.get(state) ?? 0) + 1)
  for (const [state, count] of open) console.log(`  in the end ${state}: ${count}`)
  if (lines.some(isBroken)) process.exitCode = 1
}
