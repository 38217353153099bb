/**
 * The command line as a whole. In: arguments. Out: an exit code: 0 done, 1 the input is wrong, 2 usage, 3 a dependency
 * is not there.
 */
import { Command, CommanderError } from 'commander'
import { version } from '../base/read-program.js'
import { type AddCommand, addCommand, addGroup, configOption, type Finish } from './command.js'
import { usageText } from './shell/usage.js'
import { explain } from './terminal.js'

interface Described {
  /** Name and arguments, as help shows them. */
  readonly usage: string
  readonly says: string
  /** Flags --config and --json, --config alone, other commands, or no flag at all. */
  readonly takes: 'json' | 'config' | 'commands' | 'nothing'
  /** It works on what all others are. */
  readonly needsAll?: boolean
  readonly load: () => Promise<AddCommand>
}

/** What help says of each; only the one that is called is loaded, which takes longer than some of them run. */
const commands: Readonly<Record<string, Described>> = {
  init: {
    usage: 'init [folder]',
    says: 'a configuration for the site that is there, or a folder with a post that works',
    takes: 'json',
    load: async () => (await import('./init.js')).initCommand,
  },
  ids: {
    usage: 'ids <feed...>',
    says: 'entries keep the ids of the old feeds: files or addresses, Atom, RSS or JSON',
    takes: 'json',
    load: async () => (await import('./ids.js')).idsCommand,
  },
  check: {
    usage: 'check',
    says: 'every problem in config, templates, posts and releases table',
    takes: 'json',
    load: async () => (await import('./check.js')).checkCommand,
  },
  verify: {
    usage: 'verify <source>',
    says: 'whether a mail (a file) or a page (an address) says what everybody was told, and what the commit says',
    takes: 'json',
    load: async () => (await import('./verify.js')).verifyCommand,
  },
  audit: {
    usage: 'audit',
    says: 'what was decided, by whom and why, and whether that record is whole',
    takes: 'commands',
    load: async () => (await import('./audit.js')).auditCommand,
  },
  doctor: {
    usage: 'doctor',
    says: 'what keeps mail from arriving: records of the domain, web address, servers, this machine',
    takes: 'json',
    load: async () => (await import('./doctor.js')).doctorCommand,
  },
  plan: {
    usage: 'plan',
    says: 'what a run would publish and mail now, and why; changes nothing',
    takes: 'json',
    load: async () => (await import('./plan.js')).planCommand,
  },
  build: {
    usage: 'build',
    says: 'write feeds and pages; needs no database',
    takes: 'json',
    load: async () => (await import('./build.js')).buildCommand,
  },
  run: {
    usage: 'run',
    says: 'read, decide, queue, publish, and send until nothing is due now',
    takes: 'json',
    load: async () => (await import('./run.js')).runCommand,
  },
  serve: {
    usage: 'serve',
    says: 'web pages, scheduler and a delivery worker',
    takes: 'config',
    load: async () => (await import('./serve.js')).serveCommand,
  },
  worker: {
    usage: 'worker',
    says: 'one more delivery worker',
    takes: 'config',
    load: async () => (await import('./worker.js')).workerCommand,
  },
  send: {
    usage: 'send <post>',
    says: 'send one announcement by hand, or try its mail',
    takes: 'json',
    load: async () => (await import('./send.js')).sendCommand,
  },
  preview: {
    usage: 'preview [post]',
    says: 'the mail as HTML, text, .eml and pictures in a folder; also of PRODUCT/CYCLE, or of a template',
    takes: 'json',
    load: async () => (await import('./preview.js')).previewCommand,
  },
  templates: {
    usage: 'templates',
    says: "templates of mail: copies of Belfry's for a project of its own",
    takes: 'commands',
    load: async () => (await import('./templates.js')).templatesCommand,
  },
  replay: {
    usage: 'replay <repository>',
    says: 'what would have been sent over a git history or a feed, and why; sends nothing',
    takes: 'json',
    load: async () => (await import('./replay.js')).replayCommand,
  },
  notices: {
    usage: 'notices',
    says: 'what waits for an operator: list, show, approve, dismiss, hold, adopt',
    takes: 'commands',
    load: async () => (await import('./notices.js')).noticesCommand,
  },
  mailings: {
    usage: 'mailings',
    says: 'what was and is being sent: list, show, watch, pause, resume, cancel, retry',
    takes: 'commands',
    load: async () => (await import('./mailings.js')).mailingsCommand,
  },
  subscribers: {
    usage: 'subscribers',
    says: 'who gets mail, and how to help them',
    takes: 'commands',
    load: async () => (await import('./subscribers.js')).subscribersCommand,
  },
  inbound: {
    usage: 'inbound [files...]',
    says: 'take mail that came back: bounces and complaints, from stdin or files',
    takes: 'json',
    load: async () => (await import('./inbound.js')).inboundCommand,
  },
  releases: {
    usage: 'releases',
    says: 'the releases table: what is supported, and until when',
    takes: 'json',
    load: async () => (await import('./releases.js')).releasesCommand,
  },
  source: {
    usage: 'source',
    says: 'what is read, and an operator’s word on it',
    takes: 'commands',
    load: async () => (await import('./source.js')).sourceCommand,
  },
  operators: {
    usage: 'operators',
    says: 'who may use the console and the API: invite, list, revoke, token',
    takes: 'commands',
    load: async () => (await import('./operators.js')).operatorsCommand,
  },
  migrate: {
    usage: 'migrate',
    says: 'bring the tables of the database up to date',
    takes: 'json',
    load: async () => (await import('./migrate.js')).migrateCommand,
  },
  ledger: {
    usage: 'ledger',
    says: 'which copy of the ledger is mailed from: show, claim',
    takes: 'commands',
    load: async () => (await import('./ledger.js')).ledgerCommand,
  },
  backup: {
    usage: 'backup <file>',
    says: 'ledger, register and configuration in one file, while the service runs',
    takes: 'json',
    load: async () => (await import('./backup.js')).backupCommand,
  },
  restore: {
    usage: 'restore <file>',
    says: 'a ledger from a backup, with mail stopped until you adopt what it forgot',
    takes: 'json',
    load: async () => (await import('./restore.js')).restoreCommand,
  },
  keys: {
    usage: 'keys',
    says: 'keys that sign mail, and that its links are made with',
    takes: 'commands',
    load: async () => (await import('./keys.js')).keysCommand,
  },
  schema: {
    usage: 'schema',
    says: 'the JSON Schema of the configuration, by which editors complete keys',
    takes: 'nothing',
    load: async () => (await import('./schema.js')).schemaCommand,
  },
  completion: {
    usage: 'completion <shell>',
    says: 'a script by which bash, zsh or fish completes commands and flags',
    takes: 'nothing',
    needsAll: true,
    load: async () => (await import('./shell.js')).completionCommand,
  },
  manual: {
    usage: 'manual',
    says: 'the page of the manual, belfry(1), for man -l',
    takes: 'nothing',
    needsAll: true,
    load: async () => (await import('./shell.js')).manualCommand,
  },
}

/** The command that is called, or that help is asked of. */
function named(argv: readonly string[]): string | undefined {
  const word = argv.find((text, index) => !/^(?:-|help$)/.test(text) && argv[index - 1] !== '--config')
  return word !== undefined && Object.hasOwn(commands, word) ? word : undefined
}

/**
 * All commands, described.
 * @param loaded the names of those that are to know their flags and do their work; left out: all
 */
export async function describedProgram(finish: Finish, loaded = Object.keys(commands)): Promise<Command> {
  const program = new Command('belfry')
    .description("Announcement posts become feeds, and mail for a project's subscribers.")
    .version(version())
    .addOption(configOption())
    .showHelpAfterError('(belfry --help lists the commands)')
    .configureOutput({ outputError: (text, write) => write(usageText(text)) })
    .exitOverride()
  for (const [name, { usage, says, takes, load }] of Object.entries(commands)) {
    const command =
      takes === 'commands' || takes === 'nothing'
        ? addGroup(program, usage, says)
        : addCommand(program, usage, says, takes === 'json')
    if (loaded.includes(name)) (await load())(command, finish)
  }
  return program
}

function neededFor(word: string | undefined): string[] {
  if (word === undefined) return []
  return commands[word]?.needsAll === true ? Object.keys(commands) : [word]
}

export async function runBelfry(argv: readonly string[]): Promise<number> {
  let exitCode = 0
  const finish = (code: number) => {
    exitCode = code
  }
  const word = named(argv)
  const program = await describedProgram(finish, neededFor(word))
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2
    return explain(thrown)
  }
}
