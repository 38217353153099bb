/** `belfry check`: what the next command would refuse is found, with the line of its key, and nothing is made. */
import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { belfry } from '../support/cli.js'
import { dialects } from '../support/databases.js'
import { makeProject, type Project } from '../support/project.js'

interface Found {
  readonly file: string
  readonly line?: number
  readonly code: string
  readonly message: string
  readonly fix: string
}

type Settings = Parameters<typeof makeProject>[1]

async function check(
  settings: Settings,
  prepare: (project: Project) => void = () => undefined,
  env = {},
  flags: readonly string[] = [],
) {
  const project = await makeProject('sqlite', settings)
  project.post('2026-05-04-lantern-os-3-1-0.md', { title: 'Lantern OS 3.1.0', categories: 'releases' }, 'It is there.')
  project.post('2026-05-04-bulletin.md', { title: 'Bulletin 4', categories: 'security' }, 'Do this.')
  prepare(project)
  const before = readdirSync(project.folder)
  const { code, json } = await belfry(['check', '--json', ...flags], { config: project.configFile, env })
  expect(readdirSync(project.folder)).toEqual(before)
  const { problems } = json() as { problems: Found[] }
  return { code, problems, project }
}

const file =
  (name: string, text = '') =>
  (project: Project) =>
    writeFileSync(join(project.folder, name), text)
const keyFile =
  (mode: number, bits = 2048) =>
  (project: Project) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits })
    const path = join(project.folder, 'dkim.pem')
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    chmodSync(path, mode)
  }
const dkim = { mail: { dkim: { selector: 'news', key: 'dkim.pem' } } }
const link = (text: string, mode: number) => (project: Project) => {
  mkdirSync(join(project.folder, 'secrets'), { mode: 0o700 })
  writeFileSync(join(project.folder, 'secrets', 'link-1.key'), text, { mode })
  chmodSync(join(project.folder, 'secrets', 'link-1.key'), mode)
}
const GOOD_KEY = 'ab'.repeat(32)

const rows: readonly [string, Settings, ((project: Project) => void) | undefined, string, RegExp][] = [
  ['a transport of no known kind', { mail: { transport: 'http://mail.example' } }, undefined, 'TRANSPORT', /transport/],
  [
    'a Maildir that is not there',
    { inbound: { maildir: 'nowhere' } },
    undefined,
    'INBOUND',
    /inbound\.maildir|Maildir/,
  ],
  ['an mbox in no folder', { inbound: { mbox: 'nowhere/box' } }, undefined, 'INBOUND', /mbox/],
  [
    'a certificate that is not there',
    { inbound: { cert: 'a.pem', key: 'b.pem' } },
    file('b.pem', 'x'),
    'CONFIG_VALUE',
    /inbound\.cert/,
  ],
  ['a transport without a host', { mail: { transport: 'smtp://' } }, undefined, 'TRANSPORT', /transport/],
  [
    'a password with a % that begins nothing',
    { mail: { transport: 'smtps://lantern:50%off@mail.example' }, web: { url: 'https://lantern.example' } },
    undefined,
    'TRANSPORT',
    /mail\.transport has a %/,
  ],
  ['a misspelt scheme', { mail: { transport: 'smpt://mail.example' } }, undefined, 'TRANSPORT', /transport/],
  [
    'mail over the net with links over http',
    { mail: { transport: 'smtps://mail.example' } },
    undefined,
    'CONFIG_INSECURE',
    /mail\.example.*http:/,
  ],
  ['a DKIM key that is not there', dkim, undefined, 'DKIM_KEY', /cannot be read/],
  ['a DKIM key that everybody can read', dkim, keyFile(0o644), 'DKIM_KEY', /everybody/],
  ['a DKIM key too short', dkim, keyFile(0o600, 512), 'DKIM_KEY', /dkim\.pem/],
  [
    'a DKIM key that is none',
    dkim,
    (project) => {
      file('dkim.pem', 'ssh-rsa AAAA')(project)
      chmodSync(join(project.folder, 'dkim.pem'), 0o600)
    },
    'DKIM_KEY',
    /dkim\.pem/,
  ],
  [
    'an OpenPGP key that is not there',
    { mail: { openpgp: { key: 'signing.asc' } } },
    undefined,
    'OPENPGP_KEY',
    /signing\.asc/,
  ],
  ['a cron expression that is none', { schedule: { cron: 'every hour' } }, undefined, 'CONFIG_VALUE', /every hour/],
  ['a cron expression out of range', { schedule: { cron: '61 * * * *' } }, undefined, 'CONFIG_VALUE', /61/],
  ['a database of another kind', { database: 'mysql://localhost/belfry' }, undefined, 'DATABASE', /neither/],
  ['a database without its kind', { database: 'var/belfry.db' }, undefined, 'DATABASE', /neither/],
  ['a file where the feeds go', {}, file('public'), 'OUTPUT_FOLDER', /feeds\.folder.*public is a file/],
  ['a file where the outbox goes', {}, file('outbox'), 'OUTPUT_FOLDER', /mail\.transport.*outbox is a file/],
  [
    'a file above the ledger',
    { database: 'sqlite:var/belfry.db' },
    file('var'),
    'OUTPUT_FOLDER',
    /database.*var is a file/,
  ],
  ['a link key that others can read', {}, link(GOOD_KEY, 0o644), 'SECRETS', /read by other users/],
  ['a link key that was cut', {}, link('abcd', 0o600), 'SECRETS', /64 hexadecimal/],
]

test.each(rows)('%s', async (_name, settings, prepare, errorCode, sentence) => {
  const { code, problems, project } = await check(settings, prepare)
  const found = problems.filter((one) => one.code === errorCode)
  expect(found).toHaveLength(1)
  expect(found[0]?.message).toMatch(sentence)
  expect(found[0]?.file).toBe(project.configFile)
  // What stands on a default has no line; all else has one.
  expect(found[0]?.line === undefined).toBe(false)
  expect(found[0]?.fix).not.toBe('')
  expect(code).toBe(1)
})

test.each(['cache', 'kept'])('a file above %s is a warning: everything else goes on', async (key) => {
  const { code, problems } = await check({ [key]: `var/${key}` }, file('var'))
  expect(problems).toMatchObject([{ code: 'OUTPUT_FOLDER', severity: 'warning' }])
  expect(problems[0]?.message).toMatch(new RegExp(`${key}.*var is a file`))
  expect(code).toBe(0)
})

test('a value from the environment is named by its variable, and all faults are named at once', async () => {
  const env = { BELFRY_MAIL__TRANSPORT: 'nowhere:', BELFRY_SCHEDULE__CRON: 'never' }
  const { problems } = await check(dkim, undefined, env)
  expect(problems.map((one) => [one.code, one.file.startsWith('$') ? one.file : 'the file'])).toEqual([
    ['TRANSPORT', '$BELFRY_MAIL__TRANSPORT'],
    ['DKIM_KEY', 'the file'],
    ['CONFIG_VALUE', '$BELFRY_SCHEDULE__CRON'],
  ])
})

test('a password in an address of mail or database is never printed', async () => {
  for (const settings of [
    { mail: { transport: 'smpt://news:hun%40ter2@mail.example' } },
    { database: 'postgers://belfry:hun@ter:2@db.example/belfry' },
  ]) {
    const { problems } = await check(settings)
    expect(problems).not.toEqual([])
    expect(JSON.stringify(problems)).not.toMatch(/hun|ter:?2/)
  }
})

for (const dialect of dialects) {
  test(`a list that people are on and the configuration lacks, on ${dialect}`, async () => {
    const project = await makeProject(dialect)
    project.post(
      '2026-05-04-lantern-os-3-1-0.md',
      { title: 'Lantern OS 3.1.0', categories: 'releases' },
      'It is there.',
    )
    const config = project.configFile
    await belfry(['subscribers', 'add', 'ada@example.org', '--confirmed'], { config })
    const env = { BELFRY_LISTS: JSON.stringify([{ id: 'news', title: 'News', categories: ['*'] }]) }
    const { code, json } = await belfry(['check', '--connect', '--json'], { config, env })
    const { problems } = json() as { problems: Found[] }
    expect(code).toBe(1)
    expect(problems.filter((one) => one.code === 'LIST_GONE').map((one) => [one.file, one.message])).toEqual(
      ['announcements', 'releases', 'security'].map((list) => [
        '$BELFRY_LISTS',
        `1 person is on the list "${list}", which the configuration lacks; nothing new is told`,
      ]),
    )
    expect((await belfry(['check', '--connect'], { config })).code).toBe(0)
  })
}

test('--connect asks the database and the mail server', async () => {
  const port = 9
  const { problems } = await check(
    { database: `postgres://belfry:hunter2@127.0.0.1:${port}/news`, mail: { transport: `smtp://127.0.0.1:${port}` } },
    undefined,
    {},
    ['--connect'],
  )
  expect(problems.map((one) => one.code).sort()).toEqual(['DATABASE', 'SMTP_UNREACHABLE'])
  expect(JSON.stringify(problems)).not.toContain('hunter2')
})

test('a file that is no database', async () => {
  const { problems } = await check({ database: 'sqlite:news.db' }, file('news.db', 'These are no tables. '.repeat(99)))
  expect(problems).toMatchObject([{ code: 'DATABASE', message: expect.stringContaining('not a database') }])
})

test('a setup in which everything is as it should be', async () => {
  const { code, problems } = await check(dkim, (project) => {
    keyFile(0o600)(project)
    link(GOOD_KEY, 0o600)(project)
  })
  expect({ code, problems }).toEqual({ code: 0, problems: [] })
})
