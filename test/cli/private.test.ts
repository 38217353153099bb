/** What is for its owner alone, what a terminal is shown, and a reader who goes. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { belfry } from '../support/cli.js'
import { compiled } from '../support/compiled.js'
import { start } from '../support/processes.js'
import { makeProject, repository } from '../support/project.js'

test('ledger, outbox, cache and secrets are their owner’s alone, whatever the umask', async () => {
  const project = await makeProject('sqlite', { database: 'sqlite:ledger/belfry.db' })
  project.post('2026-05-04-first.md', { title: 'First' }, 'Text.')
  const main = join(compiled(), 'main.js')
  const loose = async (...args: string[]) =>
    await start('sh', ['-c', 'umask 000 && exec "$0" "$@"', process.execPath, main, ...args], {
      cwd: project.folder,
      env: { ...process.env, BELFRY_CONFIG: project.configFile, BELFRY_NOW: '2026-05-04T12:00:00Z' },
    }).ended
  expect((await loose('subscribers', 'add', 'ada@example.org')).code).toBe(0)
  expect((await loose('run')).code).toBe(0)
  for (const folder of ['ledger', 'outbox', 'cache', 'secrets']) {
    const names = readdirSync(join(project.folder, folder))
    expect([folder, names.length > 0]).toEqual([folder, true])
    for (const name of names)
      expect([folder, name, statSync(join(project.folder, folder, name)).mode & 0o077]).toEqual([folder, name, 0])
  }
  // What is published and what is committed is for everybody.
  expect(statSync(join(project.public, 'atom.xml')).mode & 0o044).toBe(0o044)
  expect(statSync(join(project.folder, 'content', 'register.yaml')).mode & 0o044).toBe(0o044)
})

test('what somebody typed or a server said moves no cursor', async () => {
  const project = await makeProject('sqlite')
  const said = await belfry(['subscribers', 'add', '\u001b[2Jada\u202e\u009b31m@example'], {
    config: project.configFile,
  })
  expect(said.code).toBe(1)
  expect(said.stderr).toContain('is not a mail address')
  expect(said.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
})

test('a reader who has enough ends nothing', async () => {
  const { code, stderr } = await start(
    'sh',
    ['-c', '"$0" "$@" | true', process.execPath, join(compiled(), 'main.js'), 'manual'],
    {
      cwd: repository,
      env: process.env,
    },
  ).ended
  expect([code, stderr]).toEqual([0, ''])
})

test('a key that was put in the place of something else is printed by nothing', async () => {
  const project = await makeProject('sqlite')
  project.post('2026-05-04-first.md', { title: 'First' }, 'Text.')
  const secret = 'MIIEvgIBADANBgkq'
  const key = `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`
  const keys = ['CONTENT__POSTS', 'CONTENT__REGISTER', 'CONTENT__RELEASES', 'FEEDS__FOLDER', 'DATABASE', 'SECRETS']
  const others = ['MAIL__FROM', 'MAIL__TRANSPORT', 'SITE__TITLE', 'WEB__URL', 'MAIL__DKIM__SELECTOR', 'LISTS']
  for (const name of [...keys, ...others])
    for (const flags of [[], ['--json']]) {
      const call = { config: project.configFile, cwd: project.folder, env: { [`BELFRY_${name}`]: key } }
      const { stdout, stderr } = await belfry(['check', ...flags], call)
      expect([name, stdout + stderr]).toEqual([name, expect.not.stringContaining(secret)])
    }
})
