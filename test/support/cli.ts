/**
 * The command line as people meet it. In: arguments, the instant, a project. Out: exit code and what it wrote.
 * `startBelfry` gives each command a process of its own; `belfry` lets a process that is up take it, since a start
 * costs more than most commands. Two at a time are always two processes.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { compiled, compiledProgram } from './compiled.js'
import { type Ended, endWithTests, type Running, start } from './processes.js'
import { repository } from './project.js'

export interface Call {
  /** Absent where the command is to find it by itself. */
  readonly config?: string
  /** ISO 8601, for BELFRY_NOW. */
  readonly now?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly input?: string
}

/** A command that is still running, in a process of its own; for one that is waited for see `belfry`. */
export function startBelfry(args: readonly string[], call: Call = {}): Running {
  return start(process.execPath, [join(compiled(), 'main.js'), ...args], {
    ...placeOf(call),
    ...(call.input !== undefined && { input: call.input }),
  })
}

export interface Result extends Ended {
  /** Everything on stdout as one JSON value. @throws SyntaxError where there is anything else */
  json(): unknown
}

export async function belfry(args: readonly string[], call: Call = {}): Promise<Result> {
  const ended = call.input === undefined ? await inTurn(args, call) : await startBelfry(args, call).ended
  return { ...ended, json: () => JSON.parse(ended.stdout) as unknown }
}

/** Where no Chromium is: `preview` takes pictures only in tests that look at them, which say CHROMIUM. */
const NO_PICTURES = '/nowhere/chromium'

function placeOf(call: Call): { cwd: string; env: NodeJS.ProcessEnv } {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    CHROMIUM: NO_PICTURES,
    ...(call.config !== undefined && { BELFRY_CONFIG: call.config }),
  }
  if (call.now !== undefined) env.BELFRY_NOW = call.now
  return { cwd: call.cwd ?? repository, env: { ...env, ...call.env } }
}

/** As the tests' own processes have it (vitest.config.ts). */
const ROOM = '--max-semi-space-size=64'

/** Processes that are up and have nothing to do. */
const idle: ChildProcess[] = []

/** As `commands-in-turn` writes it. */
const END = /\0the command ended: (\d+)\n$/

async function inTurn(args: readonly string[], call: Call): Promise<Ended> {
  const child = idle.pop() ?? startTaker()
  for (const held of holding(child)) held?.ref()
  const out = { stdout: '', stderr: '' }
  return await new Promise<Ended>((resolve, reject) => {
    const looks = (['stdout', 'stderr'] as const).map((name) => {
      const look = (chunk: string) => {
        out[name] += chunk
        if (!END.test(out.stdout) || !END.test(out.stderr)) return
        const code = Number(END.exec(out.stdout)?.[1])
        leave()
        idle.push(child)
        // Benches end when nothing is left to do.
        for (const held of holding(child)) held?.unref()
        resolve({ code, signal: null, stdout: out.stdout.replace(END, ''), stderr: out.stderr.replace(END, '') })
      }
      child[name]?.on('data', look)
      return () => child[name]?.off('data', look)
    })
    const closed = (code: number | null, signal: NodeJS.Signals | null) => {
      leave()
      resolve({ code, signal, ...out })
    }
    const leave = () => {
      for (const forget of looks) forget()
      child.off('close', closed).off('error', reject)
    }
    child.once('close', closed).once('error', reject)
    child.send({ args, ...placeOf(call) })
  })
}

/** What keeps this process up for its sake. */
function holding(child: ChildProcess) {
  const pipes = [child.stdout, child.stderr].filter((pipe) => pipe instanceof Socket)
  return [child, child.channel, ...pipes]
}

function startTaker(): ChildProcess {
  const child = spawn(process.execPath, [ROOM, compiledProgram('commands-in-turn')], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const name of ['stdout', 'stderr'] as const) child[name]?.setEncoding('utf8')
  endWithTests(child)
  return child
}
