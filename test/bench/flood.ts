/**
 * A flood against a real `belfry serve` over TCP: posts for one mailbox in all its spellings from as many networks,
 * and as many for random addresses from one network. In: how many of each, 100,000 unless said, and `nginx` for a way
 * through the nginx of the system, which stands before the service as docs/deploy has it: `npm run bench:flood --
 * [POSTS] [nginx]`. Out: posts a second, how many mails came of it, by how much memory grew, how long pages took
 * meanwhile, and how long a newcomer waited for the mail. Ends with 1 where that is more than one mail, 100 MB, 200 ms
 * (p99) or 5 s.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { openNginx } from '../interop/open-nginx.js'
import { startBelfry } from '../support/cli.js'
import { freePort } from '../support/free-port.js'
import { spelling, VICTIM } from '../support/mailbox-spellings.js'
import { makeProject } from '../support/project.js'
import { startSink } from '../support/smtp-sink.js'
import { openConnection } from './raw-connection.js'

const POSTS = Number(process.argv[2] ?? 100_000)
const isThrough = process.argv[3] === 'nginx'
const CONNECTIONS = 16
const MB = 1024 * 1024

const [port, front] = [await freePort(), await freePort()]
const entry = isThrough ? front : port
const sink = await startSink()
const project = await makeProject('sqlite', {
  database: 'sqlite:belfry.db',
  mail: { transport: sink.transport },
  web: { listen: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}`, trustedProxies: ['127.0.0.1'] },
})
const service = startBelfry(['serve'], { config: project.configFile })
await service.said('Belfry is at')
const nginx = isThrough ? openNginx({ port: front, before: port }) : undefined
await warmUp()
const networkOf = (index: number) => `${11 + (index >> 16)}.${(index >> 8) % 256}.${index % 256}.7`
const random = () => `${randomBytes(6).toString('hex')}@d${randomBytes(1)[0]}.example`
await flood('one mailbox', 1, (index) => [spelling(index), networkOf(index)])
await flood('one network', 20, (index) => [random(), `198.51.100.${index % 250}`])
nginx?.kill('SIGTERM')
service.process.kill('SIGTERM')
await service.ended
await sink.close()

/** What is loaded and compiled once is no growth. */
async function warmUp(): Promise<void> {
  await delay(3_000)
  await newcomersWait('192.0.2.1')
  await pages(() => false, 500)
}

async function flood(name: string, mails: number, of: (index: number) => readonly [string, string]): Promise<void> {
  const [memory, received] = [memoryBytes(), sink.received.length]
  const statuses = new Map<number, number>()
  let next = 0
  let isOver = false
  const begin = performance.now()
  const posting = Array.from({ length: CONNECTIONS }, async () => {
    const connection = await openConnection(entry)
    while (next < POSTS) {
      const [address, from] = of(next++)
      const body = new URLSearchParams({ address, list: 'releases' }).toString()
      const { head } = await connection.ask({ method: 'POST', path: '/subscribe', from, body })
      const status = Number(head.slice(9, 12))
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    connection.close()
  })
  const watched = pages(() => !isOver, 0)
  await delay(1_000)
  const waited = await newcomersWait(name === 'one mailbox' ? '192.0.2.7' : '192.168.7.7')
  await Promise.all(posting)
  isOver = true
  const seconds = (performance.now() - begin) / 1000
  const times = (await watched).sort((a, b) => a - b)
  const p99 = times[Math.floor(times.length * 0.99)] ?? 0
  await delay(5_000)
  const grown = (memoryBytes() - memory) / MB
  const sent = sink.received.slice(received).filter(({ to }) => !to.startsWith('newcomer-'))
  const answers = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')
  console.log(`${name}: ${POSTS} posts in ${seconds.toFixed(0)} s (${(POSTS / seconds).toFixed(0)}/s): ${answers}`)
  console.log(`  ${sent.length} mails${sent.some(({ to }) => to === VICTIM) ? ` (${VICTIM})` : ''}`)
  console.log(`  memory grew by ${grown.toFixed(0)} MB; pages: p99 ${p99.toFixed(0)} ms of ${times.length}`)
  console.log(`  a newcomer's mail after ${(waited / 1000).toFixed(1)} s`)
  if (sent.length > mails || grown > 100 || p99 > 200 || waited > 5_000) {
    console.error(`Missed: at most ${mails} mails, 100 MB, 200 ms, 5 s.`)
    process.exitCode = 1
  }
}

/** @returns milliseconds until the mail is there; half a minute at the most */
async function newcomersWait(from: string): Promise<number> {
  const address = `newcomer-${randomBytes(4).toString('hex')}@example.org`
  const begin = performance.now()
  const connection = await openConnection(entry)
  const body = new URLSearchParams({ address, list: 'releases' }).toString()
  await connection.ask({ method: 'POST', path: '/subscribe', from, body })
  connection.close()
  while (performance.now() - begin < 30_000 && !sink.received.some(({ to }) => to === address)) await delay(20)
  return performance.now() - begin
}

/** @returns milliseconds of each */
async function pages(isOn: () => boolean, least: number): Promise<number[]> {
  const connection = await openConnection(entry)
  const times: number[] = []
  while (times.length < least || isOn()) {
    times.push((await connection.ask({ method: 'GET', path: '/subscribe', from: '192.0.2.9' })).ms)
    await delay(5)
  }
  connection.close()
  return times
}

function memoryBytes(): number {
  const text = readFileSync(`/proc/${service.process.pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1]) * 1024
}
