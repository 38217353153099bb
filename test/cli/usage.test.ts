/** How the command line answers what it cannot do: exit codes, and sentences with a remedy on stderr. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { belfry } from '../support/cli.js'
import { makeProject } from '../support/project.js'

const NOW = '2026-05-04T09:30:00Z'

test.each([
  ['an unknown command', ['frobnicate']],
  ['an unknown flag', ['run', '--frobnicate']],
  ['a missing argument', ['send']],
  ['an argument too many', ['plan', 'more']],
  ['a revision that is no number', ['notices', 'approve', 'announcement:x', '--revision', 'new']],
  ['no command at all', []],
])('%s is a fault of usage: exit code 2, and nothing on stdout', async (_what, args) => {
  const project = await makeProject('sqlite')
  const { code, stdout, stderr } = await belfry(args, { config: project.configFile, now: NOW })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/belfry/)
})

test.each([
  [['send'], 'belfry: the argument <post> is missing. [USAGE]', 'belfry send'],
  [['mailings', 'show'], 'belfry: the argument <mailing> is missing. [USAGE]', 'belfry mailings show'],
  [['plan', 'more'], 'belfry: plan takes no arguments, and the call has 1. [USAGE]', 'belfry plan'],
  [['run', '--hlp'], "belfry: unknown option '--hlp'. [USAGE]\n(Did you mean --help?)", 'belfry run'],
] as const)('%j is told in our words, and where to read on', async (args, says, call) => {
  const { code, stderr } = await belfry([...args])
  expect({ code, stderr }).toEqual({ code: 2, stderr: `${says}\n(${call} --help says what it takes)\n` })
})

test('an option without its value is told what it needs', async () => {
  expect((await belfry(['run', '--config'])).stderr).toContain(
    'belfry: --config needs a value: --config <file>. [USAGE]',
  )
})

test('--help and --version are no faults', async () => {
  const help = await belfry(['--help'])
  expect(help.code).toBe(0)
  for (const command of [
    'check',
    'plan',
    'build',
    'run',
    'serve',
    'send',
    'preview',
    'notices',
    'mailings',
    'subscribers',
  ]) {
    expect(help.stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'))
  }
  expect(await belfry(['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  })
})

test('a configuration that is not there is said with where it was looked for and what to do: exit code 1', async () => {
  const project = await makeProject('sqlite')
  const { code, stdout, stderr } = await belfry(['run'], { cwd: project.folder })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain(join('config', 'belfry.yaml'))
  expect(stderr).toContain('--config')
  expect(stderr).toContain('[CONFIG_MISSING]')
  const checked = await belfry(['check'], { cwd: project.folder })
  expect(checked.stdout).toMatch(
    /belfry\.yaml: The configuration is not there\. \(Run belfry from .*\[CONFIG_MISSING\]/,
  )
})

test('--config goes before or after the command and wins over $BELFRY_CONFIG', async () => {
  const project = await makeProject('sqlite')
  project.post('2026-05-01-first.md', { title: 'First' }, 'Text.')
  const call = { config: '/nowhere/belfry.yaml', now: NOW }
  expect((await belfry(['--config', project.configFile, 'plan'], call)).code).toBe(0)
  expect((await belfry(['plan', '--config', project.configFile], call)).code).toBe(0)
  expect((await belfry(['plan'], call)).code).toBe(1)
})

test('every fault of a configuration is named at once, with file, line and the nearest known key', async () => {
  const project = await makeProject('sqlite', { notices: { setle: '30m' }, delivery: { connections: 'many' } })
  const { code, stderr } = await belfry(['run'], { config: project.configFile, now: NOW })
  expect(code).toBe(1)
  expect(stderr).toMatch(/belfry\.yaml:\d+:\d+: .*setle.*settle/)
  expect(stderr).toMatch(/belfry\.yaml:\d+:\d+: .*delivery\.connections/)
})

test.each(['tomorrow', '2026-05-04', '2026-05-04T09:30:00'])(
  'BELFRY_NOW=%s is a fault of usage for every command',
  async (now) => {
    const project = await makeProject('sqlite')
    for (const command of ['run', 'check']) {
      const { code, stderr } = await belfry([command], { config: project.configFile, now })
      expect({ command, code }).toEqual({ command, code: 2 })
      expect(stderr).toContain('BELFRY_NOW')
    }
  },
)

test('serve refuses BELFRY_NOW', async () => {
  const project = await makeProject('sqlite')
  const { code, stderr } = await belfry(['serve'], { config: project.configFile, now: NOW })
  expect(code).toBe(2)
  expect(stderr).toContain('BELFRY_NOW')
})

test('the first run over a folder without a post is refused with a remedy', async () => {
  const project = await makeProject('sqlite')
  const { code, stderr } = await belfry(['run'], { config: project.configFile, now: NOW })
  expect(code).toBe(1)
  expect(stderr).toContain('[POSTS_EMPTY]')
})

test('a database that does not answer is a dependency that is not there: exit code 3', async () => {
  const project = await makeProject('sqlite')
  project.post('2026-05-01-first.md', { title: 'First' }, 'Text.')
  const call = { config: project.configFile, now: NOW }
  const silent = await belfry(['run'], {
    ...call,
    env: { BELFRY_DATABASE: 'postgres://belfry:secret@127.0.0.1:1/belfry' },
  })
  expect(silent.code).toBe(3)
  expect(silent.stderr).toContain('[DATABASE]')
  expect(silent.stderr).not.toContain('secret')
  writeFileSync(
    join(project.folder, 'text.db'),
    'This is no database, and long enough to be taken for one. '.repeat(100),
  )
  const foreign = await belfry(['run'], {
    ...call,
    env: { BELFRY_DATABASE: `sqlite:${join(project.folder, 'text.db')}` },
  })
  expect(foreign.code).toBe(3)
  expect((await belfry(['build'], { ...call, env: { BELFRY_DATABASE: 'postgres://127.0.0.1:1/belfry' } })).code).toBe(0)
})

test('check looks at everything without a database, and exits 0 where only warnings are left', async () => {
  const project = await makeProject('sqlite')
  project.post('2026-05-01-first.md', { title: 'First', categories: 'releases, security' }, 'Text.')
  const call = { config: project.configFile, env: { BELFRY_DATABASE: 'postgres://127.0.0.1:1/belfry' } }
  const check = await belfry(['check', '--json'], call)
  expect(check.json()).toEqual({ ok: true, problems: [] })
  expect(check.code).toBe(0)
  project.post('2026-05-01-first.md', { title: 'First', categories: 'releases' }, 'Text.')
  const warned = await belfry(['check', '--json'], call)
  expect([warned.code, warned.json()]).toMatchObject([0, { ok: true, problems: [{ code: 'LIST_CATEGORY' }] }])
})
