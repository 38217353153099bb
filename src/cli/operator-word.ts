/** Who says something on the command line, and why: the flags --by and --reason of all commands that decide. */
import { userInfo } from 'node:os'
import type { Command } from 'commander'
import type { Word } from '../subscribers/event-store.js'

export interface WordFlags {
  readonly by?: string
  readonly reason?: string
}

export function withWord(command: Command): Command {
  return command
    .option('--by <name>', 'who does this (default: the name of the system’s user)')
    .option('--reason <text>', 'why; kept with the change')
}

export function wordOf({ by, reason = '' }: WordFlags): Word {
  return { by: by ?? userName(), reason }
}

/** In a container the number of the user may have no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}
