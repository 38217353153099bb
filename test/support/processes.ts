/**
 * Programs as processes of their own. In: a command. Out: what it wrote and how it ended; every one is ended with the
 * test process.
 */
import { type ChildProcess, spawn } from 'node:child_process'

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly process: ChildProcess
  /** Resolves when it has ended and said all. */
  readonly ended: Promise<Ended>
  /** @returns all of `stderr`, once it holds this. @throws Error when the program ends without saying it */
  said(text: string): Promise<string>
}

const alive = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

/** Kills it when the test process ends. */
export function endWithTests(child: ChildProcess): void {
  alive.add(child)
  child.once('close', () => alive.delete(child))
}

export function start(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; input?: string },
): Running {
  const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: 'pipe' })
  endWithTests(child)
  const out = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      out[name] += chunk
    })
  }
  // A program that ends before it has read its input is no fault of the test.
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input ?? '')
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      resolve({ code, signal, ...out })
    })
  })
  const said = async (text: string) =>
    await new Promise<string>((resolve, reject) => {
      const look = () => {
        if (out.stderr.includes(text)) resolve(out.stderr)
      }
      child.stderr.on('data', look)
      child.once('close', () => reject(new Error(`it ended without saying "${text}": ${out.stderr}`)))
      look()
    })
  return { process: child, ended, said }
}
