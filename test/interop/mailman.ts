/**
 * A list of a real Mailman 3 is taken over as docs/moving.md says: its commands are run as they stand there. Run by
 * `npm run interop:mailman`; out: a line for each, and 1 where somebody would be mailed who must not be, or is not who
 * must be. Without Debian's mailman3 it says so and ends with 0.
 */
import { deepStrictEqual } from 'node:assert'
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../support/free-port.js'
import { makeProject, repository } from '../support/project.js'

const MAILMAN = '/usr/lib/mailman3/bin'
const LIST = 'announce@lists.example.org'
const PATIENCE_MS = 300_000
/** By address: what Mailman knows of their delivery. */
const MEMBERS = [
  ['Ada Löv <ada@example.org>', 'enabled'],
  ['bert@example.org', 'by_bounces'],
  ['cy@example.org', 'by_user'],
  ['"Nis, Dora" <dora@example.org>', 'enabled'],
] as const

if (existsSync(`${MAILMAN}/mailman`)) await main()
else console.log('skipped: mailman3 is not installed.')

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-mailman-'))
  const port = await freePort()
  const config = join(folder, 'mailman.cfg')
  mkdirSync(join(folder, 'var'))
  writeFileSync(
    config,
    `[mailman]\nsite_owner: owner@example.org\nlayout: here\n[paths.here]\nvar_dir: ${folder}/var\n[database]\nurl: sqlite:///${folder}/var/mailman.db\n[webservice]\nport: ${port}\nadmin_user: a\nadmin_pass: b\n`,
  )
  // Mailman refuses to run as root.
  const isRoot = process.getuid?.() === 0
  const as = isRoot ? ['runuser', '-u', 'list', '--'] : []
  if (isRoot) execFileSync('chown', ['-R', 'list', folder])
  command(folder, 'mailman', [...as, `${MAILMAN}/mailman`, '-C', config])
  const project = await makeProject('sqlite')
  command(folder, 'belfry', ['npx', '--prefix', repository, 'tsx', join(repository, 'src/main.ts')])
  const env = {
    ...process.env,
    PATH: `${folder}:${process.env.PATH}`,
    BELFRY_CONFIG: project.configFile,
    BELFRY_NOW: '2026-05-04T09:00:00Z',
  }
  const shell = (line: string) =>
    execFileSync('bash', ['-euo', 'pipefail', '-c', line], { cwd: project.folder, env, encoding: 'utf8' })
  writeFileSync(join(folder, 'people'), `${MEMBERS.map(([name]) => name).join('\n')}\n`)
  shell(`mailman create ${LIST}; mailman addmembers ${folder}/people ${LIST}`)
  const [program = '', ...args] = [...as, `${MAILMAN}/runner`, '-C', config, '-r', 'rest:0:1']
  const runner = spawn(program, args, { stdio: 'ignore' })
  try {
    const roster = await rosterOf(port)
    for (const { email, self_link: link } of roster) {
      const [, status] = MEMBERS.find(([name]) => name.includes(email)) ?? []
      await asked(`${link}/preferences`, `delivery_status=${status}`)
    }
  } finally {
    runner.kill()
  }
  const walk = readFileSync(join(repository, 'docs/moving.md'), 'utf8').split(/^## /m)
  const section = walk.find((text) => text.startsWith('From Mailman 3')) ?? ''
  for (const [, lines = ''] of section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)) {
    // Whoever is skipped has the import end with 1.
    for (const line of lines.trim().split('\n')) console.log(`$ ${line}\n${shell(`${line} || test $? = 1`)}`)
  }
  const confirmed = shell('belfry subscribers list --state confirmed').match(/^\S+@\S+/gm)
  deepStrictEqual(confirmed, ['ada@example.org', 'dora@example.org'])
  const never = shell('belfry subscribers suppressions export').match(/^\S+@[^,]+/gm)
  deepStrictEqual(never, ['bert@example.org'])
  console.log('Two get mail, one who bounced and one who switched it off get none.')
}

function command(folder: string, name: string, words: readonly string[]): void {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`)
  chmodSync(file, 0o755)
}

async function asked(url: string, change?: string): Promise<unknown> {
  const headers = {
    authorization: `Basic ${Buffer.from('a:b').toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
  }
  const answer = await fetch(url, change === undefined ? { headers } : { headers, method: 'PATCH', body: change })
  if (!answer.ok) throw new Error(`Mailman answers ${answer.status} to ${url}`)
  return change === undefined ? await answer.json() : undefined
}

/** As soon as Mailman answers. */
async function rosterOf(port: number): Promise<{ email: string; self_link: string }[]> {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      const { entries } = (await asked(`http://127.0.0.1:${port}/3.1/lists/${LIST}/roster/member`)) as {
        entries: { email: string; self_link: string }[]
      }
      return entries
    } catch (thrown) {
      if (performance.now() > until) throw thrown
      await delay(200)
    }
  }
}
