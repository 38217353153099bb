/**
 * Mail that waits costs nothing: a mailing to 1,000 beside mailings to one person that were deferred and are not due,
 * and 4,001 such mailings that are. Commits are forced to disk; a server of its own takes the mail. Run it with tsx:
 * waiting.ts [sqlite|postgres] [TIMES] [WAITING …]; out: the median of so many times, and beside it how much longer
 * that is than with nothing that waits.
 */
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { sendDue } from '../../src/delivery/worker.js'
import type { AppContext } from '../../src/run/app-context.js'
import { subscribe } from '../../src/run/people/membership.js'
import { copyMailToOne } from '../delivery/copies.js'
import { openTestWorld, repository } from '../support/project.js'
import { readyFor } from './crash/crowd.js'
import { openDatabase } from './open-database.js'

const [kind = 'sqlite', times = '3', ...numbers] = process.argv.slice(2)
const WAITING = numbers.length > 0 ? numbers.map(Number) : [0, 1000, 10_000, 100_000]
const RECIPIENTS = 1000
const CONFIRMATIONS = 4001
const PORT = 24_729
const HOUR_MS = 3_600_000

const sink = spawn(
  process.execPath,
  ['--import', 'tsx', fileURLToPath(new URL('./node-sink.ts', import.meta.url)), String(PORT)],
  { cwd: repository, stdio: 'ignore' },
)

/** A ledger with mailings to one person, and one to many. @returns seconds that a worker takes for what is due */
async function seconds(confirmations: number, areDue: boolean, recipients: number): Promise<number> {
  const { database, stop } = await openDatabase(kind, true)
  const transport = `smtp://127.0.0.1:${PORT}`
  const crowd = { database, transport, recipients, connections: 10, lease: '20s' }
  let world: AppContext | undefined
  try {
    const { project, queue } = await readyFor(crowd)
    world = await openTestWorld(project, { now: Date.now })
    if (confirmations > 0) await writeConfirmations(world, confirmations, areDue)
    if (recipients > 0) await queue()
    if (kind === 'postgres') await sql`vacuum analyze`.execute(world.store.db)
    const beganAt = performance.now()
    const { counts } = await sendDue(world)
    const tookMs = performance.now() - beganAt
    const wanted = recipients + (areDue ? confirmations : 0)
    if (counts.accepted !== wanted) throw new Error(`${counts.accepted} of ${wanted} were accepted`)
    return tookMs / 1000
  } finally {
    await world?.close()
    await stop()
  }
}

async function writeConfirmations(world: AppContext, count: number, areDue: boolean): Promise<void> {
  const address = { address: 'somebody@example.org', key: 'somebody@example.org' }
  await subscribe(world, { address, lists: ['announcements'], details: { format: 'html' }, ask: 'request' })
  const later = Date.now() + HOUR_MS
  if (!areDue)
    await sql`update deliveries set state = 'deferred', attempts = 1, due_at = ${later}
      where mailing_id in (select id from mailings where kind = 'confirmation')`.execute(world.store.db)
  await copyMailToOne(world.store, count - 1)
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

function fixed(number: number): string {
  return number.toFixed(2)
}

function say(what: string, tookSeconds: number, more: string): void {
  console.log(`${kind}: ${what}: ${fixed(tookSeconds)} s, ${more}`)
}

async function listening(): Promise<void> {
  const answers = async () =>
    await new Promise<boolean>((resolve) => {
      const socket = connect(PORT, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
  while (!(await answers())) await delay(50)
}

try {
  await listening()
  // Once for nothing: whoever comes first waits for the program to be compiled.
  await seconds(0, false, RECIPIENTS)
  const beside = new Map(WAITING.map((waiting): [number, number[]] => [waiting, []]))
  const due: number[] = []
  for (let time = 0; time < Number(times); time += 1) {
    for (const [waiting, took] of beside) took.push(await seconds(waiting, false, RECIPIENTS))
    due.push(await seconds(CONFIRMATIONS, true, 0))
  }
  const alone = median(beside.get(0) ?? [])
  for (const [waiting, took] of beside)
    say(
      `${RECIPIENTS} people beside ${waiting} mailings that wait`,
      median(took),
      `${fixed(median(took) / alone)}x alone`,
    )
  say(`${CONFIRMATIONS} confirmations that are due`, median(due), `${(CONFIRMATIONS / median(due)).toFixed(0)}/s`)
} finally {
  sink.kill()
}
