/**
 * Every command of the command line is called once, in the order in which a project needs them, and ends with the exit
 * code that docs/ and README.md name: 0, 1, 2, 3, and 75 of `inbound`. One that is added has no row, and fails here.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { describedProgram } from '../../src/cli/program.js'
import { belfry } from '../support/cli.js'
import { makeRepository, temporaryFolder } from '../support/git-repository.js'
import { makeProject } from '../support/project.js'

const WORD = ['--by', 'olga', '--reason', 'asked by phone'] as const
const ADA = 'ada@example.org'
const BEA = 'bea@example.org'
const POST = '2026-05-04-lantern-os-4-2'
const KEY = `announcement:${POST}`
const OLD = 'announcement:2026-03-01-found-again'
const TABLE = `title: Lantern OS
permalink: /lantern
releases:
  - releaseCycle: "4.1"
    releaseDate: 2024-05-04
    eol: 2030-12-15
`
/** No server listens there. */
const NO_SERVER = { BELFRY_MAIL__TRANSPORT: 'smtp://127.0.0.1:9' }

/** Hour of 4 May, exit code, what is called, what it says, and variables where there are some. */
type Row = readonly [string, number, readonly string[], RegExp, Readonly<Record<string, string>>?]

const work = temporaryFolder('every-command')
const at = (name: string) => join(work, name)

const rows: readonly Row[] = [
  // Without a project
  ['08:00', 0, ['init', at('site'), '--yes', '--title', 'Lantern', '--url', 'https://lantern.example'], /belfry\.yaml/],
  ['08:00', 1, ['init', at('site'), '--yes'], /\[INIT_EXISTS\]/],
  // What it prints is held against docs/belfry.schema.json by the tests of the configuration.
  ['08:00', 0, ['schema', '--help'], /JSON Schema/],
  ['08:00', 0, ['completion', 'bash'], /complete/],
  ['08:00', 0, ['manual'], /^\.TH/m],
  ['08:00', 0, ['--help'], /Usage: belfry/],
  ['08:00', 0, ['--version'], /^\d+\.\d+\.\d+/],
  ['08:00', 2, [], /belfry/],
  ['08:00', 2, ['frobnicate'], /\[USAGE\]/],
  ['08:00', 2, ['plan', '--frobnicate'], /\[USAGE\]/],
  ['08:00', 1, ['doctor', '--config', '/nowhere/belfry.yaml'], /\[CONFIG_MISSING\]/],
  // Before the first run
  ['08:00', 0, ['check'], /1 problem\./],
  ['08:00', 1, ['check'], /mail\.domain must be a domain name/, { BELFRY_MAIL__DOMAIN: 'a..b' }],
  ['08:00', 3, ['run'], /\[DATABASE\]/, { BELFRY_DATABASE: 'postgres://belfry@127.0.0.1:9/belfry' }],
  ['08:00', 0, ['migrate', '--dry-run'], /./],
  ['08:00', 0, ['migrate'], /./],
  ['08:00', 0, ['subscribers', 'add', ADA, '--confirmed', '--runs', 'lantern/4.1'], /ada@example\.org/],
  ['08:00', 0, ['subscribers', 'add', BEA, '--confirmed'], /bea@example\.org/],
  ['08:00', 1, ['subscribers', 'add', 'nobody'], /\[ADDRESS\]/],
  ['08:00', 0, ['subscribers', 'set', ADA, '--format', 'text', ...WORD], /./],
  ['08:00', 0, ['subscribers', 'import', at('people.csv'), '--confirmed'], /1 added/],
  ['08:00', 1, ['subscribers', 'import', at('wrong.csv')], /\[IMPORT_FORMAT\]/],
  ['08:00', 0, ['subscribers', 'list'], /ada@example\.org/],
  ['08:00', 0, ['subscribers', 'find', 'bea'], /bea@example\.org/],
  ['08:00', 0, ['subscribers', 'show', ADA], /lantern\/4\.1/],
  ['08:00', 1, ['subscribers', 'show', 'who@example.org'], /\[PERSON_UNKNOWN\]/],
  ['08:00', 0, ['subscribers', 'export', ...WORD], /address,/],
  ['08:30', 0, ['run'], /First run/],
  ['08:30', 2, ['plan'], /\[NOW\]/, { BELFRY_NOW: 'soon' }],
  ['08:30', 0, ['releases'], /4\.1/],
  ['08:30', 1, ['releases'], /\[RELEASES_TABLE\]/, { BELFRY_CONTENT__RELEASES: 'wrong.yaml' }],
  ['08:30', 0, ['build', '--out', at('public')], /./],
  ['08:30', 0, ['source', 'show'], /./],
  ['08:30', 2, ['source', 'accept', 'deadbeef', ...WORD], /\[USAGE\]/],
  // A new post, and an old one that is held
  ['09:00', 0, ['plan'], /lantern-os-4-2/],
  ['09:00', 0, ['run'], /./],
  ['09:00', 0, ['preview', POST, '--out', at('preview')], /./],
  ['09:00', 0, ['send', POST, '--test', 'ops@example.org'], /accepted/],
  ['09:00', 2, ['send', POST], /\[USAGE\]/],
  ['09:00', 2, ['send', POST, '--language', 'de'], /--language is for a test.*\[USAGE\]/s],
  ['09:00', 1, ['send', 'lamp', '--test', 'ops@example.org'], /\[POST_UNKNOWN\]/],
  ['09:00', 0, ['templates', 'copy', 'confirm.txt', '--out', at('emails')], /confirm\.txt/],
  ['09:40', 3, ['run'], /\[SMTP_UNREACHABLE\]/, NO_SERVER],
  ['09:45', 0, ['run'], /3 accepted/],
  ['09:50', 0, ['notices', 'list'], /found-again/],
  ['09:50', 0, ['notices', 'show', KEY], /told/],
  ['09:50', 1, ['notices', 'show', 'announcement:x'], /\[NOTICE_UNKNOWN\]/],
  ['09:50', 0, ['notices', 'hold', OLD, ...WORD], /./],
  ['09:50', 0, ['notices', 'approve', OLD, ...WORD], /./],
  ['09:50', 0, ['notices', 'dismiss', OLD, ...WORD], /./],
  ['09:50', 1, ['notices', 'dismiss', KEY, ...WORD], /\[NOTICE_STATE\]/],
  ['09:50', 0, ['notices', 'adopt', ...WORD], /./],
  ['09:50', 0, ['mailings', 'list', '--all'], /./],
  ['09:50', 0, ['mailings', 'show', '1'], /./],
  ['09:50', 1, ['mailings', 'show', '99'], /\[MAILING_UNKNOWN\]/],
  ['09:50', 0, ['mailings', 'watch', '1'], /./],
  ['09:50', 1, ['mailings', 'pause', '1', ...WORD], /./],
  ['09:50', 1, ['mailings', 'resume', '1', ...WORD], /./],
  ['09:50', 1, ['mailings', 'cancel', '1', ...WORD], /./],
  ['09:50', 0, ['mailings', 'retry', '1', ...WORD], /./],
  // Looking back
  ['10:00', 0, ['audit', 'verify'], /./],
  ['10:00', 0, ['audit', 'export', '--csv'], /olga/],
  ['10:00', 0, ['verify', at('mail.eml')], /./],
  ['10:00', 1, ['verify', at('changed.eml')], /./],
  ['10:00', 0, ['replay', at('repository')], /./],
  ['10:00', 1, ['replay', work], /\[GIT_REPOSITORY\]/],
  ['10:00', 0, ['ids', at('feed.json'), '--dry-run'], /./],
  ['10:00', 1, ['ids', at('none.xml')], /\[FEED_UNREADABLE\]/],
  ['10:00', 0, ['inbound', at('reply.eml')], /ignored/],
  ['10:00', 0, ['backup', at('ledger.gz')], /./],
  ['10:00', 1, ['backup', at('ledger.gz')], /\[BACKUP_FILE\]/],
  ['10:00', 0, ['restore', at('ledger.gz'), '--dry-run'], /./],
  ['10:00', 1, ['restore', at('ledger.gz')], /\[LEDGER_FILLED\]/],
  ['10:00', 0, ['ledger', 'show'], /./],
  ['10:00', 0, ['ledger', 'claim', '--dry-run', ...WORD], /./],
  ['10:00', 0, ['keys', 'dkim', '--selector', 'news', '--out', at('keys')], /_domainkey/],
  ['10:00', 1, ['keys', 'dkim', '--check'], /\[DKIM_KEY\]/],
  ['10:00', 2, ['keys', 'links'], /\[USAGE\]/],
  ['10:00', 0, ['keys', 'links', '--new', ...WORD], /./],
  // Operators
  ['10:00', 0, ['operators', 'invite', 'olga@example.org', '--role', 'admin'], /olga@example\.org/],
  ['10:00', 0, ['operators', 'list'], /olga@example\.org/],
  ['10:00', 0, ['operators', 'token', 'olga@example.org', '--name', 'ci', '--scope', 'read'], /./],
  ['10:00', 1, ['operators', 'remove-passkey', 'olga@example.org', '--name', 'Phone'], /\[PASSKEY_UNKNOWN\]/],
  ['10:00', 0, ['operators', 'revoke', 'olga@example.org'], /./],
  ['10:00', 1, ['operators', 'revoke', 'olga@example.org'], /\[OPERATOR_UNKNOWN\]/],
  // People leave
  ['10:00', 0, ['subscribers', 'unsubscribe', ADA, '--lists', 'releases', ...WORD], /./],
  ['10:00', 0, ['subscribers', 'suppress', BEA, ...WORD], /./],
  ['10:00', 1, ['subscribers', 'add', BEA, '--confirmed'], /\[SUPPRESSED\]/],
  ['10:00', 0, ['subscribers', 'suppressions', 'export'], /bea@example\.org/],
  ['10:00', 0, ['subscribers', 'suppressions', 'import', at('gone.csv'), ...WORD], /./],
  ['10:00', 0, ['subscribers', 'unsuppress', BEA, ...WORD], /./],
  ['10:00', 0, ['subscribers', 'remove', BEA, ...WORD], /./],
  ['10:00', 0, ['subscribers', 'erase', BEA, ...WORD], /./],
  ['10:00', 0, ['subscribers', 'move-list', 'old', 'releases', ...WORD], /./],
  ['10:00', 1, ['subscribers', 'rename-cycle', 'lantern/4.1', 'lantern/4.2', ...WORD], /\[RELEASE_UNKNOWN\]/],
  ['10:00', 1, ['subscribers', 'settle-cycle', 'lantern/4.1', ...WORD], /./],
  // A service
  ['10:00', 2, ['serve'], /\[NOW\]/],
  ['10:00', 2, ['serve', '--only', 'nothing'], /\[USAGE\]/],
  ['10:00', 2, ['worker'], /\[NOW\]/],
]

/** `mailings show`, as it is called. */
function leavesOf(command: Command, path: readonly string[] = []): string[] {
  return command.commands.length === 0
    ? [path.join(' ')]
    : command.commands.flatMap((one) => leavesOf(one, [...path, one.name()]))
}

test('every command has a row', async () => {
  const called = rows.map(([, , args]) => args.filter((word) => !word.startsWith('-')).join(' '))
  const program = await describedProgram(() => undefined)
  expect(leavesOf(program).filter((leaf) => !called.some((call) => `${call} `.startsWith(`${leaf} `)))).toEqual([])
  expect(new Set(rows.map(([, code]) => code))).toEqual(new Set([0, 1, 2, 3]))
})

test('every command ends as the docs say', async () => {
  const project = await makeProject('sqlite', { content: { releases: 'releases.yaml' } })
  const repository = makeRepository()
  repository.commit({ '_posts/2026-01-01-old.md': '---\ntitle: Old news\n---\nIt was there before.\n' })
  writeFileSync(join(project.folder, 'releases.yaml'), TABLE)
  writeFileSync(join(project.folder, 'wrong.yaml'), 'title: Lantern\nreleases:\n  - eol: soon\n')
  const feed = { version: 'https://jsonfeed.org/version/1.1', title: 'x', items: [] as object[] }
  feed.items.push({ id: 'a', url: 'https://lantern.example/news/2026/04/14/older/', title: 'Older' })
  for (const [name, text] of Object.entries({
    'people.csv': 'address\ncleo@example.org\n',
    'wrong.csv': 'colour,size\nred,1\n',
    'gone.csv': 'address\ngone@example.org\n',
    'feed.json': JSON.stringify(feed),
    'reply.eml': 'Subject: hello\r\n\r\nhello\r\n',
  }))
    writeFileSync(at(name), text)
  project.post('2026-04-14-older.md', { title: 'Older', categories: 'releases' }, 'It is old.')
  const wrong: string[] = []
  for (const [hour, code, args, says, env = {}] of rows) {
    if (hour === '09:00' && args[0] === 'plan') {
      project.post(`${POST}.md`, { title: 'Lantern OS 4.2 has been released', categories: 'releases' }, 'It is there.')
      project.post('2026-03-01-found-again.md', { title: 'Found again', categories: 'releases' }, 'It was lost.')
    }
    if (args[0] === 'verify') {
      const sent = readdirSync(project.outbox).map((name) => readFileSync(join(project.outbox, name), 'utf8'))
      const told = sent.find((text) => /^Subject: Lantern OS 4\.2/m.test(text)) ?? ''
      writeFileSync(at('mail.eml'), told)
      writeFileSync(at('changed.eml'), told.replaceAll('It is there.', 'It was there.'))
    }
    const call = args.map((word) => (word === at('repository') ? repository.folder : word))
    const now = `2026-05-04T${hour}:00Z`
    const ended = await belfry(call, { config: project.configFile, now, env, cwd: work })
    const said = `${ended.stdout}\n${ended.stderr}`
    if (ended.code !== code || !says.test(said)) wrong.push(`${args.join(' ')}: ${ended.code}, not ${code}: ${said}`)
  }
  expect(wrong.join('\n')).toBe('')
  // Mail that came back is kept by the mail server where the ledger cannot be opened.
  rmSync(join(project.folder, 'secrets'), { recursive: true })
  const kept = await belfry(['inbound', at('reply.eml')], { config: project.configFile })
  expect([kept.code, kept.stderr]).toEqual([75, expect.stringContaining('[SECRETS_LOST]')])
})
