/**
 * What belongs to a shell: the page of the manual, and completion. In: the name of a shell. Out: text on stdout, to be
 * kept in a file.
 */
import type { Command } from 'commander'
import { version } from '../base/read-program.js'
import { type AddCommand, terminalOf } from './command.js'
import { completionScript, SHELLS, type Shell } from './shell/completion.js'
import { manualPage } from './shell/manual.js'

export const completionCommand: AddCommand = (command) => {
  command.registeredArguments[0]?.choices(SHELLS)
  command.action((shell: Shell) => {
    const program = command.parent
    if (program !== null) write(command, completionScript(program, shell))
  })
}

export const manualCommand: AddCommand = (command) => {
  command.action(() => {
    const program = command.parent
    if (program !== null) write(command, manualPage(program, version()))
  })
}

function write(command: Command, text: string): void {
  terminalOf(command).print(text, () => text.trimEnd())
}
