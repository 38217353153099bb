/**
 * Pages and one-click beside connections that ask slowly, and event streams: [SLOW] [STREAMS] [SECONDS]. Run it with
 * tsx. A slow connection sends a request an octet at a time, and a new one when the service ends it. Milliseconds; ends
 * with 1 where a page's p99 is 200 ms or more, or one-click's 100 ms.
 */
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { inviteByWord, signInByLink } from '../../src/run/operator-accounts.js'
import { run } from '../../src/run/pipeline.js'
import { steerMailing } from '../../src/run/steer-mailing.js'
import { makeToken } from '../../src/subscribers/links.js'
import { addPeople, addressOf } from '../delivery/ledger.js'
import { startBelfry } from '../support/cli.js'
import { freePort } from '../support/free-port.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'

const [slow = 2_000, streams = 0, seconds = 20] = process.argv.slice(2).map(Number)
const PAGE_MS = 200
const ONE_CLICK_MS = 100
const BETWEEN_MS = 20
/** Each slow connection sends so often. */
const OCTET_MS = 2_000
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
// It stays under way, so that its streams do.
if (mailing !== undefined) await steerMailing(world, String(mailing.id), 'pause', WORD)
await world.close()

const service = startBelfry(['serve', '--only', 'web'], { config: project.configFile })
await service.said('Belfry is at')
report('quiet', await measured(Math.min(seconds, 5)))

let isOn = true
const sockets = new Set<Socket>()
let ended = 0
for (let n = 0; n < slow; n += 1) begin()
const abort = new AbortController()
let streaming = 0
for (let n = 0; n < streams; n += 1)
  void fetch(`${url}/console/mailings/${mailing?.id}/events`, {
    headers: { Cookie: cookies[Math.floor(n / 8)] ?? '' },
    signal: abort.signal,
  })
    .then(async (answer) => {
      if (!answer.ok) return
      streaming += 1
      for await (const _ of answer.body ?? []);
    })
    .catch(() => undefined)
await delay(3_000)
const found = await measured(seconds)
report(`${sockets.size} slow connections (${ended} were ended), ${streaming} event streams`, found)
isOn = false
abort.abort()
for (const socket of sockets) socket.destroy()
service.process.kill('SIGTERM')
await service.ended
if (at(found.pages, 0.99) >= PAGE_MS || at(found.oneClick, 0.99) >= ONE_CLICK_MS) {
  console.error(`Missed: a page's p99 is to be under ${PAGE_MS} ms, one-click's under ${ONE_CLICK_MS} ms.`)
  process.exitCode = 1
}
process.exit()

function begin(): void {
  const socket = connect(port, '127.0.0.1')
  const words = `GET /subscribe HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ${'x'.repeat(1_000)}\r\n\r\n`
  let sent = 0
  const timer = setInterval(() => socket.write(words.charAt(sent++ % words.length)), OCTET_MS)
  sockets.add(socket)
  socket.on('error', () => undefined)
  socket.resume()
  socket.once('close', () => {
    clearInterval(timer)
    sockets.delete(socket)
    ended += 1
    if (isOn) setTimeout(begin, 100)
  })
}

async function measured(forSeconds: number) {
  const pages: number[] = []
  const oneClick: number[] = []
  const until = performance.now() + forSeconds * 1_000
  while (performance.now() < until) {
    pages.push(await timed('/subscribe'))
    const link = links.pop()
    if (link !== undefined) oneClick.push(await timed(link, { method: 'POST', body: 'List-Unsubscribe=One-Click' }))
    await delay(BETWEEN_MS)
  }
  return { pages, oneClick }
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

function report(when: string, { pages, oneClick }: Awaited<ReturnType<typeof measured>>): void {
  const said = (all: readonly number[]) =>
    `${all.length}: median ${at(all, 0.5).toFixed(1)} ms, p99 ${at(all, 0.99).toFixed(1)} ms, longest ${at(all, 1).toFixed(1)} ms`
  console.log(`${when}\n  pages ${said(pages)}\n  one-click ${said(oneClick)}`)
}
