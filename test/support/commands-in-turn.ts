/**
 * Commands of `belfry` in one process, one after another, so that its libraries are loaded once. A process of its own.
 * In: messages `{ args, cwd, env }`. Out: what the commands write, and after each END with its exit code on stdout and
 * on stderr alike. What a test is about when it needs a process (signals, stdin) starts one instead.
 */
import { runBelfry } from '../../src/cli/program.js'

export interface Turn {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** Then the exit code and a line break; no command writes it. */
const END = '\u0000the command ended: '

let before = Promise.resolve()
process.on('message', (turn: Turn) => {
  before = before.then(async () => await take(turn))
})
// Ends with the tests that started it.
process.once('disconnect', () => process.exit())

async function take({ args, cwd, env }: Turn): Promise<void> {
  process.chdir(cwd)
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  Object.assign(process.env, env)
  process.exitCode = undefined
  const code = await runBelfry(args)
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal)
  for (const stream of [process.stdout, process.stderr]) stream.write(`${END}${code}\n`)
}
