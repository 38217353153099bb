/**
 * `serve` against a bare node:http handler that holds the bytes and compares a header, and, where it is installed,
 * nginx with copies beside the file: requests a second and CPU for 200 (plain, brotli) and 304; for 304 also against a
 * node:http handler that does nothing, which is the least that Node takes. Each server is a process of its own, and so
 * is the load generator. In: `304` for that alone. Run it with tsx; the machine should have nothing else to do. What
 * CPU a request takes says something on a busy one too.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pack } from '../../src/files/packed.js'
import { load } from './http-load.js'
import { goal } from './measured.js'

const ROUNDS = 5
const SECONDS = 2
/** The size of a feed with full content (PEERS.md, D). */
const FEED_BYTES = 314_000

const [BARE, OURS, NGINX, EMPTY] = ['bare node:http', 'belfry serve', 'nginx, gzip_static', 'node:http, empty']
/** A service that starts on a busy machine. */
const LONGEST_START_MS = 60_000

interface Server {
  readonly name: string
  readonly port: number
  readonly process: ChildProcess
}

const folder = mkdtempSync(join(tmpdir(), 'belfry-bench-serve-'))
const feed = join(folder, 'atom.xml')
const text = Buffer.from(feedText())
const packs = await pack(text)
writeFileSync(feed, text)
writeFileSync(`${feed}.br`, packs.br)
writeFileSync(`${feed}.gz`, packs.gzip)
console.log(`a feed of ${text.length} bytes, ${packs.br.length} as brotli, ${packs.gzip.length} as gzip`)

/**
 * Words of this repository's documents in an order of their own, so that it compresses about as a feed does: to a
 * fifth.
 */
function feedText(): string {
  const docs = new URL('../../docs/', import.meta.url)
  const words = ['operating.md', 'errors.md'].flatMap((name) => readFileSync(new URL(name, docs), 'utf8').split(/\s+/))
  let text = ''
  for (let at = 1; text.length < FEED_BYTES; at = (at * 48_271) % 2_147_483_647) {
    text += `${words.slice(at % words.length, (at % words.length) + 6).join(' ')}\n`
  }
  return text.slice(0, FEED_BYTES)
}

async function start(name: string, command: string, args: (port: number) => readonly string[]): Promise<Server> {
  const port = await freePort()
  const child = spawn(command, args(port), { stdio: ['ignore', 'ignore', 'inherit'] })
  process.once('exit', () => child.kill())
  const until = performance.now() + LONGEST_START_MS
  while (performance.now() < until) {
    try {
      await fetch(`http://127.0.0.1:${port}/atom.xml`)
      return { name, port, process: child }
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  throw new Error(`${name} does not answer`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

function script(name: string, ...more: readonly string[]): (port: number) => readonly string[] {
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  return (port) => ['--import', 'tsx', file, String(port), folder, ...more]
}

function nginxVersion(): string | undefined {
  try {
    return execFileSync('nginx', ['-v'], { encoding: 'utf8', stdio: 'pipe' }) || 'nginx'
  } catch {
    return undefined
  }
}

function nginxArguments(port: number): readonly string[] {
  const config = join(folder, 'nginx.conf')
  writeFileSync(
    config,
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 256; }
http { access_log off; sendfile on; tcp_nopush on; open_file_cache max=100; keepalive_requests 100000000; gzip_static on;
  types { application/atom+xml xml; }
  server { listen 127.0.0.1:${port}; root ${folder}; } }
`,
  )
  return ['-c', config, '-p', folder]
}

const servers = [
  await start(BARE, process.execPath, script('bare-server')),
  await start(OURS, process.execPath, script('published-server')),
]
if (nginxVersion() === undefined) console.log('nginx is not installed and left out')
else servers.push(await start(NGINX, 'nginx', nginxArguments))
const empty = await start(EMPTY, process.execPath, script('bare-server', 'empty'))

const kinds = [
  { name: '200, plain', headers: {} },
  { name: '200, compressed', headers: { 'Accept-Encoding': 'gzip, br' } },
  { name: '304', headers: { 'Accept-Encoding': 'gzip, br' }, conditional: true },
].filter(({ name }) => process.argv[2] === undefined || name === process.argv[2])

interface Figures {
  readonly perSecond: number
  readonly cpuMicros: number
}

try {
  for (const kind of kinds) {
    const results = new Map<string, Figures[]>()
    // Taken in turns, so that what else the machine does falls on all of them.
    const asked = kind.conditional ? [...servers, empty] : servers
    for (let round = 0; round < ROUNDS; round += 1)
      for (const server of asked) {
        const figures = results.get(server.name) ?? []
        results.set(server.name, [...figures, await measured(server, kind)])
      }
    print(kind.name, results)
    const rate = (name: string) => median((results.get(name) ?? []).map(({ perSecond }) => perSecond))
    const cpu = (name: string) => median((results.get(name) ?? []).map(({ cpuMicros }) => cpuMicros))
    if (kind.conditional) goal(`${kind.name}, CPU of ${EMPTY}`, cpu(OURS) / cpu(EMPTY), { most: 1.2 })
    const other = results.has(NGINX) ? NGINX : BARE
    goal(`${kind.name}, of ${other}`, rate(OURS) / rate(other), { least: 1 })
  }
} finally {
  for (const server of [...servers, empty]) server.process.kill()
}

async function measured({ port, process: { pid } }: Server, kind: (typeof kinds)[number]): Promise<Figures> {
  const headers: Record<string, string> = { ...kind.headers }
  if (kind.conditional) {
    const answer = await fetch(`http://127.0.0.1:${port}/atom.xml`, { headers })
    await answer.arrayBuffer()
    headers['If-None-Match'] = answer.headers.get('etag') ?? '"v1"'
  }
  const before = cpuSeconds(pid)
  const { requests, seconds } = await load({ port, path: '/atom.xml', headers, seconds: SECONDS })
  return { perSecond: requests / seconds, cpuMicros: ((cpuSeconds(pid) - before) / requests) * 1e6 }
}

/** Of the process and its children (nginx works in one); 0 where there is no /proc. */
function cpuSeconds(pid: number | undefined): number {
  const own = ticksOf(pid)
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
    return children.map((child) => ticksOf(Number(child))).reduce((sum, ticks) => sum + ticks, own) / 100
  } catch {
    return own / 100
  }
}

function ticksOf(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return Number(fields[11]) + Number(fields[12])
  } catch {
    return 0
  }
}

function print(title: string, results: ReadonlyMap<string, readonly Figures[]>): void {
  console.log(`\n${title}, median of ${ROUNDS} rounds of ${SECONDS} s, 32 connections`)
  let first: Figures | undefined
  for (const [name, figures] of results) {
    const is = {
      perSecond: median(figures.map((one) => one.perSecond)),
      cpuMicros: median(figures.map((one) => one.cpuMicros)),
    }
    first ??= is
    const ratio = (mine: number, other: number) => `(${(mine / other).toFixed(2)}x)`
    console.log(
      `  ${name.padEnd(20)} ${is.perSecond.toFixed(0).padStart(7)} requests/s ${ratio(is.perSecond, first.perSecond)}  CPU ${is.cpuMicros.toFixed(1).padStart(6)} µs ${ratio(is.cpuMicros, first.cpuMicros)}`,
    )
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
