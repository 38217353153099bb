/**
 * The page of the manual. Pure. In: the program with all its commands, its version. Out: man(7) for belfry(1). It is
 * made of what help says, so that the two cannot differ.
 */
import type { Argument, Command, Help } from 'commander'

const CONFIG = '--config'

const EXIT_CODES = [
  ['0', 'It is done.'],
  ['1', 'The input is wrong, or somebody must decide first; what is wrong is named.'],
  ['2', 'The command line is wrong.'],
  ['3', 'What Belfry needs is not there: database, mail server, program.'],
  ['75', 'Of inbound: the mail server must keep the message, and try again.'],
] as const

const FILES = [
  ['config/belfry.yaml', 'The configuration, where neither --config nor $BELFRY_CONFIG names another.'],
  ['var/', 'Database, cache, and what else Belfry keeps, unless the configuration says otherwise.'],
] as const

const ENVIRONMENT = [
  ['BELFRY_CONFIG', 'The configuration file.'],
  ['BELFRY_MAIL__REPLY_TO', 'Any key may come from the environment: this one is mail.replyTo. Lists are JSON.'],
  ['BELFRY_DATABASE_FILE', 'With _FILE at its end: the file that holds the value. For secrets.'],
  ['BELFRY_NOW', 'The instant that a command takes for now, for trying things, like 2026-05-01T09:00:00Z.'],
] as const

const EXAMPLES = [
  ['belfry init', 'A configuration for the site in this folder.'],
  ['belfry replay .', 'What the history of this repository would have told subscribers, and why. Sends nothing.'],
  ['belfry plan', 'What a run would do now, to how many people, and why. Changes nothing.'],
  ['belfry run', 'One run, as cron calls it.'],
  ['belfry serve', 'Pages, runs and mail, until SIGTERM.'],
] as const

const DOCS = 'The package holds its documentation in docs; docs/README.md lists the pages, docs/errors.md every code.'

/** Text of a line: a backslash is an escape to roff, a hyphen would be broken at, a dot or quote begins a request. */
const text = (plain: string): string =>
  plain
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&')
/** What stands in quotes behind a request. */
const quoted = (plain: string): string => `"${text(plain).replaceAll('"', '\\(dq')}"`

export function manualPage(program: Command, version: string): string {
  const help = program.createHelp()
  const commands = help.visibleCommands(program).filter((one) => one.name() !== 'help')
  const all = [
    `.TH BELFRY 1 "" ${quoted(`belfry ${version}`)}`,
    '.SH NAME',
    `belfry \\- ${text(program.description())}`,
    '.SH SYNOPSIS',
    '.B belfry',
    '.I command',
    '.RI [ argument ...]',
    '.SH DESCRIPTION',
    ...PROMISE.map(text),
    '.SH COMMANDS',
    ...commands.flatMap((one) => commandLines(one, help, '')),
    ...section('OPTIONS', [[`${CONFIG} <file>`, 'Of every command: the configuration file.']]),
    ...section('EXIT STATUS', EXIT_CODES),
    ...section('ENVIRONMENT', ENVIRONMENT),
    ...section('FILES', FILES),
    ...section('EXAMPLES', EXAMPLES),
    '.SH SEE ALSO',
    text(DOCS),
  ]
  return `${all.join('\n')}\n`
}

const PROMISE = [
  'Reads a folder of announcement posts, publishes Atom, RSS and JSON feeds and pages, and mails subscribers once.',
  'It never silently loses a mail, never mails an address after its unsubscribe was acknowledged, names every message',
  'that may have arrived twice, and never mails because somebody fixed a typo.',
]

function commandLines(command: Command, help: Help, path: string): string[] {
  const below = help.visibleCommands(command).filter((one) => one.name() !== 'help')
  const name = `${path} ${command.name()}`.trim()
  const usage = [name, ...command.registeredArguments.map(argumentTerm)]
  const options = help.visibleOptions(command).filter(({ long }) => long !== '--help' && long !== CONFIG)
  return [
    `.SS ${quoted(usage.join(' '))}`,
    ...(command.description() === '' ? [] : [text(command.description())]),
    ...options.flatMap((option) => [
      '.TP',
      `.B ${quoted(help.optionTerm(option))}`,
      text(help.optionDescription(option)),
    ]),
    ...below.flatMap((one) => commandLines(one, help, name)),
  ]
}

function argumentTerm(argument: Argument): string {
  const shown = `${argument.name()}${argument.variadic ? '...' : ''}`
  return argument.required ? `<${shown}>` : `[${shown}]`
}

function section(title: string, rows: readonly (readonly [string, string])[]): string[] {
  return [`.SH ${title}`, ...rows.flatMap(([term, says]) => ['.TP', `.B ${quoted(term)}`, text(says)])]
}
