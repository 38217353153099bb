/** `belfry keys dkim`: a key from its making to a signature that verifies. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { BOTH_PASS, dnsWith, verdicts } from '../mail/signing/dkim-keys.js'
import { belfry } from '../support/cli.js'
import { makeProject, type Project } from '../support/project.js'

interface Made {
  readonly algorithm: string
  readonly file: string
  readonly record: { readonly name: string; readonly value: string; readonly strings: string[] }
  readonly config: { readonly mail: { readonly dkim: object } }
}

const now = '2026-05-04T12:00:00Z'

describe('keys dkim', () => {
  let project: Project
  let made: Made[]
  const call = async (...args: string[]) => await belfry(['keys', 'dkim', ...args], { config: project.configFile, now })

  beforeAll(async () => {
    project = await makeProject('sqlite')
    const results = [await call('--json'), await call('--ed25519', '--json')]
    expect(results.map(({ code }) => code)).toEqual([0, 0])
    made = results.map((result) => result.json() as Made)
  })

  test('makes a key of each kind beside the secrets, with its record and configuration', () => {
    expect(made.map(({ algorithm, record, config }) => [algorithm, record.name, config.mail.dkim])).toEqual([
      [
        'rsa-sha256',
        'belfry-202605._domainkey.lantern.example',
        { selector: 'belfry-202605', key: './secrets/dkim-belfry-202605.pem' },
      ],
      [
        'ed25519-sha256',
        'belfry-ed25519-202605._domainkey.lantern.example',
        { ed25519: { selector: 'belfry-ed25519-202605', key: './secrets/dkim-belfry-ed25519-202605.pem' } },
      ],
    ])
    for (const { record } of made) expect(record.strings.join('')).toBe(record.value)
  })

  test('refuses to overwrite', async () => {
    const before = readFileSync(made[0]?.file ?? '', 'utf8')
    const { code, stderr } = await call()
    expect(code).toBe(1)
    expect(stderr).toContain('[DKIM_KEY]')
    expect(readFileSync(made[0]?.file ?? '', 'utf8')).toBe(before)
  })

  test('prints for people what to publish and what to write', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'belfry-keys-')), 'keys')
    const { code, stdout } = await call('--selector', 'news', '--out', folder)
    expect(code).toBe(0)
    expect(existsSync(join(folder, 'dkim-news.pem'))).toBe(true)
    expect(stdout).toMatch(/^news\._domainkey\.lantern\.example\. IN TXT \( "v=DKIM1; k=rsa; p=/m)
    const written = parse(stdout.slice(stdout.indexOf('\nmail:')))
    expect(written.mail.dkim).toEqual({ selector: 'news', key: expect.stringContaining('dkim-news.pem') })
    expect(stdout).not.toContain('PRIVATE')
  })

  test.each([
    ['../up', ['--selector', '../up']],
    ['a dot', ['--selector', 'a.b']],
    ['--check with others', ['--check', '--ed25519']],
  ])('%s is usage', async (_what, args) => {
    expect((await call(...args)).code).toBe(2)
  })

  test('--check without keys says how to make one', async () => {
    const { code, stderr } = await call('--check')
    expect([code, stderr]).toEqual([1, expect.stringContaining('belfry keys dkim')])
  })

  test('with them in the configuration a mailing, its confirmation and a test leave signed by both', async () => {
    const config = parse(readFileSync(project.configFile, 'utf8'))
    const dkim = Object.assign({}, ...made.map((one) => one.config.mail.dkim))
    writeFileSync(project.configFile, stringify({ ...config, mail: { ...config.mail, dkim } }))
    const run = async (at: string, ...args: string[]) => {
      const result = await belfry(args, { config: project.configFile, now: at })
      expect(result.code, result.stderr).toBe(0)
    }
    project.post('2026-04-01-old.md', { title: 'Old' }, 'Old.')
    await run('2026-05-04T12:00:00Z', 'subscribers', 'add', 'ada@example.org', '--confirmed')
    await run('2026-05-04T12:00:00Z', 'subscribers', 'add', 'bob@example.org')
    await run('2026-05-04T12:00:00Z', 'run')
    project.post('2026-05-04-news.md', { title: 'News', categories: 'releases' }, 'It is out.')
    await run('2026-05-04T13:00:00Z', 'run')
    await run('2026-05-04T14:00:00Z', 'run')
    await run('2026-05-04T14:00:00Z', 'send', '2026-05-04-news', '--test', 'eve@example.org')
    const dns = dnsWith(Object.fromEntries(made.map(({ record }) => [record.name, [record.value]])))
    const seen: string[] = []
    for (const name of readdirSync(project.outbox)) {
      const text = readFileSync(join(project.outbox, name))
      const message = text.subarray(text.indexOf('DKIM-Signature'))
      expect(await verdicts(message, dns), name).toEqual(BOTH_PASS)
      seen.push(/^To: (.*)\r$/m.exec(message.toString())?.[1] ?? '')
    }
    expect(seen.sort()).toEqual(['ada@example.org', 'bob@example.org', 'eve@example.org'])
  })
})
