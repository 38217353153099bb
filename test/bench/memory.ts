/**
 * Where the memory of a service goes: [MINUTES] [sqlite|postgres] [POSTS]. Run it with tsx. A run every three seconds,
 * and requests without pause; a new post each minute. It prints resident memory as the system counts it, each minute,
 * and heaps at the end; whether it is flat, and ends with 1 where memory grew by more than 15% after its warm-up (a
 * quarter of the time).
 */
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { startBelfry } from '../support/cli.js'
import { freePort } from '../support/free-port.js'
import { makeProject } from '../support/project.js'
import { openDatabase } from './open-database.js'

const [minutes = '20', dialect = 'sqlite', posts = '200'] = process.argv.slice(2)
if (dialect !== 'sqlite' && dialect !== 'postgres') throw new Error('sqlite or postgres?')
const MOST_GROWN = 1.15
const SAMPLE_MS = 5_000

const [port, metrics] = [await freePort(), await freePort()]
const url = `http://127.0.0.1:${port}`
const { database, stop } = await openDatabase(dialect, true)
const project = await makeProject(dialect, {
  web: { listen: `127.0.0.1:${port}`, url, metrics: `127.0.0.1:${metrics}` },
  schedule: { cron: '*/3 * * * * *' },
  database,
})
const text = 'It is available on the [downloads](/downloads/) page, with [notes](/notes/).\n\n'.repeat(40)
for (let n = 0; n < Number(posts); n += 1) post(n)
const service = startBelfry(['serve'], { config: project.configFile })
await service.said('Belfry is at')

const began = performance.now()
const until = began + Number(minutes) * 60_000
let requests = 0
let isOn = true
const asking = ['/', '/subscribe', '/atom.xml', '/healthz', '/preferences', '/releases.json'].map(async (path) => {
  while (isOn) {
    try {
      await (await fetch(url + path)).arrayBuffer()
      requests += 1
    } catch (thrown) {
      if (isOn) throw thrown
    }
    await delay(20)
  }
})
const samples: { readonly ms: number; readonly mb: number }[] = []
let told = Number(posts)
let minute = 1
while (performance.now() < until) {
  const ms = performance.now() - began
  samples.push({ ms, mb: residentMb() })
  if (ms >= minute * 60_000) sayMinute(ms, minute++)
  if (ms / 60_000 > told - Number(posts) + 1) post(told++)
  await delay(SAMPLE_MS)
}
const warm = samples.filter(({ ms }) => ms >= (Number(minutes) * 60_000) / 4)
const part = Math.max(1, Math.floor(warm.length / 4))
const [first, afterwards, last] = [samples.slice(0, 1), warm.slice(0, part), warm.slice(-part)].map(median)
console.log(
  `${minutes} minutes, ${requests} requests: ${first} MB at the start, ${afterwards} MB warm, ${last} MB at the end`,
)
console.log(`every ${SAMPLE_MS / 1000} s: ${samples.map(({ mb }) => mb.toFixed(0)).join(' ')}`)
console.log(partsOfMemory())
console.log(`the main thread: ${await heaps()}; the rest of what is anonymous: threads of runs and pages, SQLite`)
const grown = (last ?? 0) / Math.max(1, afterwards ?? 0)
const isFlat = grown <= MOST_GROWN
console.log(`${isFlat ? 'flat' : 'NOT FLAT'}: ${((grown - 1) * 100).toFixed(1)}% more at the end than warm`)
isOn = false
await Promise.all(asking)
service.process.kill('SIGTERM')
await service.ended
await stop()
process.exit(isFlat ? 0 : 1)

/** Of its last minute: the median, and what it swings between. */
function sayMinute(ms: number, number: number): void {
  const some = samples.filter((one) => ms - one.ms < 60_000)
  const all = some.map(({ mb }) => Math.round(mb))
  const span = `${Math.min(...all)} to ${Math.max(...all)} MB`
  console.log(`minute ${number}: ${median(some)} MB (${span}), ${requests} requests so far`)
}

function post(n: number): void {
  const day = new Date(Date.parse('2025-01-01') + n * 86_400_000).toISOString().slice(0, 10)
  project.post(`${day}-post-${n}.md`, { title: `Post ${n}`, date: day, categories: 'releases' }, text)
}

function residentMb(): number {
  const status = readFileSync(`/proc/${service.process.pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024
}

/** What the kernel says of it: heaps and threads are anonymous, the program and SQLite's file are not. */
function partsOfMemory(): string {
  const all = readFileSync(`/proc/${service.process.pid}/smaps_rollup`, 'utf8')
  const of = (name: string) => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(all)?.[1] ?? 0) / 1024).toFixed(0)
  return `of ${of('Rss')} MB: ${of('Anonymous')} MB anonymous (heaps, buffers), the rest the program and mapped files`
}

/** Of the thread that answers and sends, as Node.js counts it. */
async function heaps(): Promise<string> {
  const text = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text()
  const mb = (name: string) =>
    (Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0) / 1024 / 1024).toFixed(0)
  const [total, used] = [mb('nodejs_heap_size_total_bytes'), mb('nodejs_heap_size_used_bytes')]
  return `${total} MB of heap, ${used} MB of it used, ${mb('nodejs_external_memory_bytes')} MB of buffers outside`
}

function median(some: readonly { readonly mb: number }[]): number {
  const sorted = some.map(({ mb }) => mb).sort((a, b) => a - b)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)
}
