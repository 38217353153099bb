/**
 * Runs another program. Door: processes. In: a command, its arguments, what it reads. Out: its bytes and exit code, or
 * the process itself. Output is gathered as bytes, because a character of several bytes may be cut by the pipe;
 * programs beside node_modules are never found; one that takes too long is ended, and what it holds open is not waited
 * for.
 */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { exec } from 'tinyexec'
import { systemCode } from './errors.js'

export interface ProcessOptions {
  readonly input?: string | Uint8Array
  /** Added to the environment; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly timeoutMs?: number
}

export interface Ran {
  readonly stdout: Buffer
  /** Its last 64 KB. */
  readonly stderr: string
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined
  readonly timedOut: boolean
}

const LOCAL_TIMEOUT_MS = 60_000
const KILL_AFTER_MS = 5_000
const STDERR_LIMIT = 64 * 1024

/** @returns undefined when the program is not installed */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<Ran | undefined> {
  const child = startProgram(command, args, options.environment)
  let timedOut = false
  let kill: NodeJS.Timeout | undefined
  const stop = setTimeout(() => {
    timedOut = true
    child.kill('SIGTERM')
    child.stdout?.destroy()
    child.stderr?.destroy()
    kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
  }, options.timeoutMs ?? LOCAL_TIMEOUT_MS)
  try {
    child.stdin?.on('error', () => undefined).end(options.input)
    const [stdout, stderr] = await Promise.all([gather(child.stdout), gather(child.stderr), closed(child)])
    const text = stderr.subarray(-STDERR_LIMIT).toString('utf8')
    return { stdout, stderr: text, exitCode: child.exitCode ?? undefined, timedOut }
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return undefined
    throw thrown
  } finally {
    clearTimeout(stop)
    clearTimeout(kill)
  }
}

/** With pipes for all three streams; the caller listens for `error`. */
export function startProgram(
  command: string,
  args: readonly string[],
  environment: ProcessOptions['environment'] = {},
): ChildProcess {
  const env = { ...process.env, ...environment }
  const child = exec(command, args, { nodePath: false, nodeOptions: { env } }).process
  if (child === undefined) throw new Error(`${command} was not started.`)
  return child
}

async function closed(child: ChildProcess): Promise<void> {
  await once(child, 'close')
}

/** A stream that was destroyed has given all it will give. */
function gather(stream: Readable | null): Promise<Buffer> {
  const chunks: Buffer[] = []
  return new Promise((resolve) => {
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream?.on('error', () => undefined)
    if (stream === null) resolve(Buffer.alloc(0))
    else stream.once('close', () => resolve(Buffer.concat(chunks)))
  })
}
