/**
 * What all commands share: the flags --config and --json, the app context that is closed again, an exit code. In: a
 * command's own work.
 */
import { type Command, Option } from 'commander'
import type { Problem } from '../base/errors.js'
import { configFile } from '../config/read-environment.js'
import type { AppContext } from '../run/app-context.js'
import type { ReadContext } from '../run/read-context.js'
import { type Terminal, terminal } from './terminal.js'

/** Tells the program its exit code. */
export type Finish = (exitCode: number) => void
/** Gives a command its flags and its work, or a group its commands; the program has described it. */
export type AddCommand = (command: Command, finish: Finish) => void

interface SharedFlags {
  readonly config?: string
  readonly json?: boolean
}

/** A command with the shared flags; `json` is false for those that print no data. */
export function addCommand(parent: Command, nameAndArguments: string, description: string, json = true): Command {
  const command = parent.command(nameAndArguments).description(description).addOption(configOption())
  if (json) command.option('--json', 'print JSON')
  return withHint(command)
}

/** A command that only holds others: `belfry mailings list`. */
export function addGroup(parent: Command, name: string, description: string): Command {
  return withHint(parent.command(name).description(description))
}

/** What a wrong call is told below what is wrong with it. */
function withHint(command: Command): Command {
  const names: string[] = []
  for (let one: Command | null = command; one !== null; one = one.parent) names.unshift(one.name())
  return command.showHelpAfterError(`(${names.join(' ')} --help says what it takes)`)
}

export function configOption(): Option {
  return new Option('--config <file>', 'configuration file (default: $BELFRY_CONFIG, else config/belfry.yaml)')
}

export function fileOf(command: Command): string {
  return configFile(command.optsWithGlobals<SharedFlags>().config, process.env)
}

export function terminalOf(command: Command): Terminal {
  return terminal(command.optsWithGlobals<SharedFlags>().json === true)
}

/** Loaded when somebody asks: help needs none of what reads a configuration. */
async function readContextOf(command: Command): Promise<ReadContext> {
  const { openReadContext } = await import('../run/read-context.js')
  return openReadContext({ file: fileOf(command) })
}

/** Without database: reading and publishing. */
export async function withReadContext(
  command: Command,
  work: (readContext: ReadContext, terminal: Terminal) => Promise<void>,
): Promise<void> {
  await work(await readContextOf(command), terminalOf(command))
}

/** @param signal told to stop */
export async function withAppContext(
  command: Command,
  work: (context: AppContext, terminal: Terminal) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const readContext = await readContextOf(command)
  // Only who needs a database waits until all that is loaded.
  const { openAppContext } = await import('../run/app-context.js')
  const context = await openAppContext(readContext, signal)
  try {
    await work(context, terminalOf(command))
  } finally {
    await context.close()
  }
}

/** 1 where an error is among the problems; warnings are no reason to fail. */
export function exitCodeFor(problems: readonly Problem[]): number {
  return problems.some((fault) => fault.severity === 'error') ? 1 : 0
}
