/**
 * The command line as a whole. In: arguments. Out: an exit code: 0 done, 1 the input is wrong, 2 usage, 3 a dependency is not there.
 */
import { Command, CommanderError } from 'commander'
import { buildCommand } from './build.js'
import { checkCommand } from './check.js'
import { mailingsCommand } from './mailings.js'
import { noticesCommand } from './notices.js'
import { planCommand } from './plan.js'
import { previewCommand } from './preview.js'
import { releasesCommand } from './releases.js'
import { replayCommand } from './replay.js'
import { runCommand as runOnce } from './run.js'
import { sendCommand } from './send.js'
import { serveCommand } from './serve.js'
import { subscribersCommand } from './subscribers.js'
import { explain } from './terminal.js'
import { version } from './version.js'

export async function runCommand(argv: readonly string[]): Promise<number> {
  const program = new Command('belfry')
    .description("Announcement posts become feeds, and mail for a project's subscribers.")
    .version(version())
    .option('--config <file>', 'configuration file (default: $BELFRY_CONFIG, else config/belfry.yaml)')
    .showHelpAfterError('(belfry --help lists the commands)')
    .exitOverride()
  let exitCode = 0
  const finish = (code: number) => {
    exitCode = code
  }
  const commands = [
    checkCommand,
    planCommand,
    buildCommand,
    runOnce,
    serveCommand,
    sendCommand,
    previewCommand,
    replayCommand,
    noticesCommand,
    mailingsCommand,
    subscribersCommand,
    releasesCommand,
  ]
  for (const add of commands) add(program, finish)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2
    return explain(thrown)
  }
}
