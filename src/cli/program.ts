/**
 * The command line as a whole. In: arguments. Out: an exit code: 0 done, 1 the input is wrong, 2 usage, 3 a dependency
 * is not there.
 */
import { Command, CommanderError } from 'commander'
import type { AddCommand } from './command.js'
import { explain } from './terminal.js'
import { version } from './version.js'

/** Each is loaded only when it is wanted: what some of them need takes longer to load than others take to run. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  init: async () => (await import('./init.js')).initCommand,
  ids: async () => (await import('./ids.js')).idsCommand,
  check: async () => (await import('./check.js')).checkCommand,
  plan: async () => (await import('./plan.js')).planCommand,
  build: async () => (await import('./build.js')).buildCommand,
  run: async () => (await import('./run.js')).runCommand,
  serve: async () => (await import('./serve.js')).serveCommand,
  worker: async () => (await import('./worker.js')).workerCommand,
  send: async () => (await import('./send.js')).sendCommand,
  preview: async () => (await import('./preview.js')).previewCommand,
  templates: async () => (await import('./templates.js')).templatesCommand,
  replay: async () => (await import('./replay.js')).replayCommand,
  notices: async () => (await import('./notices.js')).noticesCommand,
  mailings: async () => (await import('./mailings.js')).mailingsCommand,
  subscribers: async () => (await import('./subscribers.js')).subscribersCommand,
  inbound: async () => (await import('./inbound.js')).inboundCommand,
  releases: async () => (await import('./releases.js')).releasesCommand,
  source: async () => (await import('./source.js')).sourceCommand,
  migrate: async () => (await import('./migrate.js')).migrateCommand,
  ledger: async () => (await import('./ledger.js')).ledgerCommand,
  backup: async () => (await import('./backup.js')).backupCommand,
  restore: async () => (await import('./restore.js')).restoreCommand,
  keys: async () => (await import('./keys.js')).keysCommand,
}

/** The command that is named; all of them where none is, for help and for what was misspelt. */
function wanted(argv: readonly string[]): (() => Promise<AddCommand>)[] {
  if (argv[0] === '--version') return []
  const word = argv.find((text, index) => !text.startsWith('-') && argv[index - 1] !== '--config')
  const named = word !== undefined && Object.hasOwn(commands, word) ? commands[word] : undefined
  return named === undefined ? Object.values(commands) : [named]
}

/** As every other error: who says it, and the code; what else may have been meant stays on its own line. */
function inOurWords(text: string): string {
  const [first = '', ...others] = text
    .replace(/^error: /, '')
    .trimEnd()
    .split('\n')
  return [`belfry: ${first}${first.endsWith('.') ? '' : '.'} [USAGE]`, ...others, ''].join('\n')
}

export async function runBelfry(argv: readonly string[]): Promise<number> {
  const program = new Command('belfry')
    .description("Announcement posts become feeds, and mail for a project's subscribers.")
    .version(version())
    .option('--config <file>', 'configuration file (default: $BELFRY_CONFIG, else config/belfry.yaml)')
    .showHelpAfterError('(belfry --help lists the commands)')
    .configureOutput({ outputError: (text, write) => write(inOurWords(text)) })
    .exitOverride()
  let exitCode = 0
  const finish = (code: number) => {
    exitCode = code
  }
  for (const load of wanted(argv)) (await load())(program, finish)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2
    return explain(thrown)
  }
}
