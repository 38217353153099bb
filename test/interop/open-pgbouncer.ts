/** A pgbouncer of one's own before a PostgreSQL. In: a database's URL, a way of pooling. Out: the URL through it. */
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/free-port.js'

export interface Pgbouncer {
  readonly url: string
  close(): Promise<void>
}

export const POOL_MODES = ['session', 'transaction', 'statement'] as const
export type PoolMode = (typeof POOL_MODES)[number]

/** Whoever it runs as: it does not start as root. */
const NOBODY = 65_534
const PROGRAM = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer'].find(existsSync)

/** @returns why it cannot be tried here, or undefined */
export function whyNoPgbouncer(): string | undefined {
  return PROGRAM === undefined ? 'pgbouncer is not installed' : undefined
}

export function pgbouncerVersion(): string {
  return execFileSync(PROGRAM ?? 'pgbouncer', ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? ''
}

/** @param more lines of its settings, and of the database's */
export async function openPgbouncer(
  database: string,
  mode: PoolMode,
  more: { readonly settings?: string; readonly database?: string } = {},
): Promise<Pgbouncer> {
  const behind = new URL(database)
  const name = behind.pathname.slice(1)
  const folder = mkdtempSync(join(tmpdir(), 'belfry-pgbouncer-'))
  const port = await freePort()
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(
    file,
    `[databases]
${name} = host=${behind.hostname} port=${behind.port} dbname=${name} user=${behind.username} ${more.database ?? ''}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = 6
${more.settings ?? ''}
`,
  )
  const isRoot = process.getuid?.() === 0
  if (isRoot) {
    chmodSync(folder, 0o755)
    for (const path of [folder, file]) chownSync(path, NOBODY, NOBODY)
  }
  const child = spawn(PROGRAM ?? 'pgbouncer', [file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await new Promise<void>((resolve, reject) => {
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000)
      if (said.includes('process up')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`pgbouncer ended with ${code}: ${said}`)))
  })
  const through = new URL(database)
  through.port = String(port)
  return {
    url: through.href,
    close: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
