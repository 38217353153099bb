/**
 * How long pages of a service take while it writes an audience into its ledger and sends to it, and where its event
 * loop stood still: public pages, the form, and the one-click link of people who are in that audience. In: the
 * database, how many people, 100,000 unless said: run it with tsx, pages-while-sending.ts [sqlite|postgres] [PEOPLE].
 * Milliseconds, beside the same pages afterwards; a goal for the longest.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { makeToken } from '../../src/subscribers/links.js'
import { startBelfry } from '../support/cli.js'
import { freePort } from '../support/free-port.js'
import { openTestWorld, repository, testClock } from '../support/project.js'
import { readyFor } from './crash/crowd.js'
import { goal } from './measured.js'
import { openDatabase } from './open-database.js'
import { openConnection, type RawRequest } from './raw-connection.js'

const [kind = 'sqlite', people = '100000'] = process.argv.slice(2)
const PEOPLE = Number(people)
const BETWEEN_MS = 10
/** Pages while it has nothing to do: what the machine itself makes them wait. */
const AFTERWARDS = 400
/** Of a mailing that this ledger never had: such a link ends all that its person gets. */
const FORGOTTEN = 999_999
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
const { database, stop } = await openDatabase(kind, true)
const { project } = await readyFor({
  ...{ database, recipients: PEOPLE, connections: 10, lease: '30s' },
  transport: `smtp://127.0.0.1:${sinkPort}`,
})
const env = {
  BELFRY_WEB__LISTEN: `127.0.0.1:${port}`,
  BELFRY_WEB__URL: `http://127.0.0.1:${port}`,
  BELFRY_WEB__TRUSTED_PROXIES: '[127.0.0.1]',
}
const service = startBelfry(['serve'], { config: project.configFile, env })
const world = await openTestWorld(project, testClock(new Date().toISOString()))
const { db } = world.store
const ASKED: Readonly<Record<string, (index: number) => Omit<RawRequest, 'from'>>> = {
  page: () => ({ method: 'GET', path: '/' }),
  form: () => ({ method: 'GET', path: '/subscribe' }),
  healthz: () => ({ method: 'GET', path: '/healthz' }),
  feed: () => ({ method: 'GET', path: '/atom.xml' }),
  subscribe: (index) => ({
    method: 'POST',
    path: '/subscribe',
    body: `address=n${index}%40d${index}.example&list=releases`,
  }),
  leave: (index) => {
    const claim = { person: 1 + (index % PEOPLE), mailing: FORGOTTEN }
    const path = `/unsubscribe/${makeToken(world.keys, 'unsubscribe', claim)}`
    return { method: 'POST', path, body: 'List-Unsubscribe=One-Click' }
  },
}
try {
  await service.said('Belfry is at')
  const http = await openConnection(port)
  const phases = ['writing', 'sending', 'afterwards'] as const
  const times = new Map<string, number[]>()
  let phase: (typeof phases)[number] = 'writing'
  let counted = 0
  for (let asked = 0, idle = 0; idle < AFTERWARDS; asked += 1) {
    const [name, request] = Object.entries(ASKED)[asked % Object.keys(ASKED).length] ?? []
    if (name === undefined || request === undefined) break
    const { ms, head } = await http.ask({ ...request(asked), from: `11.${(asked >> 8) % 256}.${asked % 256}.7` })
    if (!/^HTTP\/1.1 [23]/.test(head)) throw new Error(`${name} was refused: ${head}`)
    times.set(`${phase} ${name}`, [...(times.get(`${phase} ${name}`) ?? []), ms])
    await delay(BETWEEN_MS)
    if (phase === 'afterwards') idle += 1
    else if (performance.now() > counted + 250) {
      counted = performance.now()
      phase = await phaseNow()
    }
  }
  http.close()
  for (const one of phases) for (const name of Object.keys(ASKED)) console.log(line(`${one} ${name}`, times))
  const busy = [...times].flatMap(([name, all]) => (name.startsWith('afterwards') ? [] : all))
  goal(`the longest answer while ${PEOPLE} are written and sent, ${kind}`, Math.max(...busy), { most: 200, unit: 'ms' })
} finally {
  service.process.kill('SIGTERM')
  await service.ended
  await world.close()
  await stop()
  sink.kill()
}

async function phaseNow(): Promise<'writing' | 'sending' | 'afterwards'> {
  const mailing = await db
    .selectFrom('mailings')
    .select(['state', 'audience'])
    .where('kind', '=', 'notice')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (mailing?.state === 'finished') return 'afterwards'
  return mailing?.state === 'sending' ? 'sending' : 'writing'
}

function line(name: string, times: ReadonlyMap<string, readonly number[]>): string {
  const sorted = [...(times.get(name) ?? [])].sort((a, b) => a - b)
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
  return `${name.padEnd(22)} ${sorted.length} answers, median ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`
}
