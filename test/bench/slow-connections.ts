/**
 * Pages and one-click beside connections that ask slowly, and event streams: [SLOW] [STREAMS] [SECONDS]. Run it with
 * tsx. A slow connection sends a request an octet at a time, and a new one when the service ends it; a process of its
 * own does that. Milliseconds, and which part of a second the service had of a core; ends with 1 where a page's p99 is
 * 200 ms or more, or one-click's 100 ms.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { run } from '../../src/run/pipeline.js'
import { inviteByWord, signInByLink } from '../../src/run/sign-in/accounts.js'
import { makeToken } from '../../src/subscribers/links.js'
import { addPeople, addressOf } from '../delivery/ledger.js'
import { startBelfry } from '../support/cli.js'
import { freePort } from '../support/free-port.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'

const [slow = 2_000, streams = 0, seconds = 20] = process.argv.slice(2).map(Number)
const PAGE_MS = 200
const ONE_CLICK_MS = 100
const BETWEEN_MS = 20
const LEAVERS = 600
const WORD = { by: 'bench', reason: '' }

const port = await freePort()
const url = `http://127.0.0.1:${port}`
const project = await makeProject('sqlite', {
  database: 'sqlite:belfry.db',
  console: true,
  notices: { settle: '0m' },
  web: { listen: `127.0.0.1:${port}`, url },
})
project.post('2026-01-01-first.md', { title: 'First', date: '2026-01-01' }, 'Text.')
const world = await openTestWorld(project, testClock(new Date().toISOString()))
await run(world, { send: false })
await addPeople(world.store, LEAVERS)
const today = new Date().toISOString().slice(0, 10)
project.post(`${today}-told.md`, { title: 'Told', date: today, categories: ['releases'] }, 'Text.')
await run(world, { send: false })
const people = await world.store.db.selectFrom('people').select('id').orderBy('id').execute()
const mailing = await world.store.db.selectFrom('mailings').select('id').executeTakeFirst()
const links = people.map(
  ({ id }) => `/unsubscribe/${makeToken(world.keys, 'unsubscribe', { person: id, mailing: mailing?.id ?? 0 })}`,
)
const cookies: string[] = []
for (let n = 0; n < Math.ceil(streams / 8); n += 1) {
  const invited = await inviteByWord(world, addressOf(`operator-${n}@example.org`), 'admin', WORD)
  cookies.push(`belfry-console=${await signInByLink(world, invited.url.replace(/^.*\//, ''))}`)
}
await world.close()

// Nobody sends here: the mailing stays under way, and so do its streams.
const service = startBelfry(['serve', '--only', 'web'], { config: project.configFile })
await service.said('Belfry is at')
report('quiet', await measured(Math.min(seconds, 5)))

interface Clients {
  readonly sockets: number
  readonly ended: number
  readonly streams: number
}

const path = `/console/mailings/${mailing?.id}/events`
const clients = spawn(
  process.execPath,
  ['--import', 'tsx', join(import.meta.dirname, 'slow-clients.ts'), String(port), String(slow), path, ...cookies],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
let seen: Clients = { sockets: 0, ended: 0, streams: 0 }
createInterface({ input: clients.stdout }).on('line', (line) => {
  seen = JSON.parse(line) as Clients
})
for (let waited = 0; waited < 120 && (seen.sockets < slow || seen.streams < streams); waited += 1) await delay(500)
const found = await measured(seconds)
report(`${seen.sockets} slow connections (${seen.ended} were ended), ${seen.streams} event streams`, found)
clients.kill('SIGKILL')
service.process.kill('SIGTERM')
await service.ended
if (at(found.pages, 0.99) >= PAGE_MS || at(found.oneClick, 0.99) >= ONE_CLICK_MS) {
  console.error(`Missed: a page's p99 is to be under ${PAGE_MS} ms, one-click's under ${ONE_CLICK_MS} ms.`)
  process.exitCode = 1
}
process.exit()

/** Seconds of a core that the service had until now (proc(5)); 0 where the system does not say. */
function coreSeconds(): number {
  try {
    const fields = readFileSync(`/proc/${service.process.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return 0
  }
}

async function measured(forSeconds: number) {
  const pages: number[] = []
  const oneClick: number[] = []
  const [began, had] = [performance.now(), coreSeconds()]
  const until = began + forSeconds * 1_000
  while (performance.now() < until) {
    pages.push(await timed('/subscribe'))
    const link = links.pop()
    if (link !== undefined) oneClick.push(await timed(link, { method: 'POST', body: 'List-Unsubscribe=One-Click' }))
    await delay(BETWEEN_MS)
  }
  return { pages, oneClick, share: (coreSeconds() - had) / ((performance.now() - began) / 1_000) }
}

async function timed(path: string, init: RequestInit = {}): Promise<number> {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const began = performance.now()
  const answer = await fetch(url + path, { ...init, ...(init.method === 'POST' && { headers }) })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  return performance.now() - began
}

function at(all: readonly number[], share: number): number {
  const sorted = [...all].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function report(when: string, { pages, oneClick, share }: Awaited<ReturnType<typeof measured>>): void {
  const said = (all: readonly number[]) =>
    `${all.length}: median ${at(all, 0.5).toFixed(1)} ms, p99 ${at(all, 0.99).toFixed(1)} ms, longest ${at(all, 1).toFixed(1)} ms`
  console.log(`${when}, the service has ${(share * 100).toFixed(0)}% of a core`)
  console.log(`  pages ${said(pages)}\n  one-click ${said(oneClick)}`)
}
