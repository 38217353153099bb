/**
 * The options of `plan --against` and `check --against`. In: a command, its flags. Out: the command with them; a
 * refusal where one stands without the other.
 */
import type { Command } from 'commander'
import { BelfryError } from '../../base/errors.js'

export interface AgainstFlags {
  readonly against?: string
  readonly register?: string
  readonly markdown?: boolean
}

/** The options of both commands. */
export function addAgainst(command: Command): Command {
  return command
    .option('--against <revision>', 'what merging this branch into it would bring; needs no database and no secrets')
    .option('--register <file>', 'with --against: the register, which says what was told (default: content.register)')
    .option('--markdown', 'with --against: as a comment on a pull request')
}

export function refuseAlone({ against: revision, register, markdown }: AgainstFlags): void {
  if (revision !== undefined || (register === undefined && markdown !== true)) return
  throw new BelfryError('USAGE', '--register and --markdown need --against.', { exitCode: 2 })
}
