/**
 * How long pages of a service take while it writes an audience into its ledger on SQLite and sends to it, and where its
 * event loop stood still. In: how many people, 100,000 unless said: run it with tsx, pages-while-sending.ts [PEOPLE].
 * Milliseconds, beside the same pages afterwards; a goal for the longest.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startBelfry } from '../support/cli.js'
import { freePort } from '../support/free-port.js'
import { openTestWorld, repository, testClock } from '../support/project.js'
import { readyFor } from './crash/crowd.js'
import { goal } from './measured.js'
import { openDatabase } from './open-database.js'

const PEOPLE = Number(process.argv[2] ?? 100_000)
const BETWEEN_MS = 10
/** Pages while it has nothing to do: what the machine itself makes them wait. */
const AFTERWARDS = 400
const PATHS = ['/', '/subscribe', '/healthz', '/atom.xml']
const SINK = ['/usr/sbin/smtp-sink', '/usr/lib/postfix/sbin/smtp-sink'].find(existsSync)

function begin(command: string, ...args: readonly (string | number)[]): ChildProcess {
  return spawn(command, args.map(String), { cwd: repository, stdio: 'ignore' })
}

const [port, sinkPort] = [await freePort(), await freePort()]
const own = fileURLToPath(new URL('./node-sink.ts', import.meta.url))
const sink =
  SINK === undefined
    ? begin(process.execPath, '--import', 'tsx', own, sinkPort)
    : begin(SINK, ...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${sinkPort}`, 100)
const { database } = await openDatabase('sqlite', true)
const { project } = await readyFor({
  ...{ database, recipients: PEOPLE, connections: 10, lease: '30s' },
  transport: `smtp://127.0.0.1:${sinkPort}`,
})
const url = `http://127.0.0.1:${port}`
const env = { BELFRY_WEB__LISTEN: `127.0.0.1:${port}`, BELFRY_WEB__URL: url }
const service = startBelfry(['serve'], { config: project.configFile, env })
const world = await openTestWorld(project, testClock(new Date().toISOString()))
try {
  await service.said('Belfry is at')
  const phases = { writing: [] as number[], sending: [] as number[], afterwards: [] as number[] }
  let counted = 0
  let accepted = 0
  for (let asked = 0; phases.afterwards.length < AFTERWARDS; asked += 1) {
    const began = performance.now()
    const answer = await fetch(url + PATHS[asked % PATHS.length])
    await answer.arrayBuffer()
    const took = performance.now() - began
    phases[accepted === 0 ? 'writing' : accepted < PEOPLE ? 'sending' : 'afterwards'].push(took)
    await delay(BETWEEN_MS)
    if (accepted >= PEOPLE) continue
    if (performance.now() < counted + 250) continue
    counted = performance.now()
    accepted = await acceptedNow()
  }
  for (const [name, times] of Object.entries(phases)) console.log(line(name, times))
  goal(`the longest page while ${PEOPLE} are written and sent`, Math.max(...phases.writing, ...phases.sending), {
    ...{ most: 200, unit: 'ms' },
  })
} finally {
  service.process.kill('SIGTERM')
  await service.ended
  await world.close()
  sink.kill()
}

async function acceptedNow(): Promise<number> {
  const { accepted } = await world.store.db
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll<number>().as('accepted'))
    .where('state', '=', 'accepted')
    .executeTakeFirstOrThrow()
  return Number(accepted)
}

function line(phase: string, all: readonly number[]): string {
  const sorted = [...all].sort((a, b) => a - b)
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
  return `${phase.padEnd(10)} ${all.length} pages, median ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`
}
