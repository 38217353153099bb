/**
 * The command line as people meet it: `belfry` in a process of its own. In: arguments, the instant, a project. Out:
 * exit code and what it wrote.
 */
import { join } from 'node:path'
import { compiled } from './compiled.js'
import { type Ended, type Running, start } from './processes.js'
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

/** A command that is still running; for one that is waited for see `belfry`. */
export function startBelfry(args: readonly string[], call: Call = {}): Running {
  const env: NodeJS.ProcessEnv = { ...process.env, ...(call.config !== undefined && { BELFRY_CONFIG: call.config }) }
  if (call.now !== undefined) env.BELFRY_NOW = call.now
  return start(process.execPath, [join(compiled(), 'main.js'), ...args], {
    cwd: call.cwd ?? repository,
    env: { ...env, ...call.env },
    ...(call.input !== undefined && { input: call.input }),
  })
}

export interface Result extends Ended {
  /** Everything on stdout as one JSON value. @throws SyntaxError where there is anything else */
  json(): unknown
}

export async function belfry(args: readonly string[], call: Call = {}): Promise<Result> {
  const ended = await startBelfry(args, call).ended
  return { ...ended, json: () => JSON.parse(ended.stdout) as unknown }
}
