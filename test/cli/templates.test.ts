/**
 * `belfry templates copy`, what `check` says of copies, and that no mail is made of a template with a fault.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { belfry } from '../support/cli.js'
import { makeProject, repository } from '../support/project.js'

const NOW = '2026-05-05T00:00:00Z'

async function project() {
  const made = await makeProject('sqlite', { mail: { templates: 'emails' }, notices: { settle: '0s' } })
  made.post('2026-05-04-hello.md', { title: 'Hello', categories: ['releases', 'security'] }, 'A post.')
  const emails = join(made.folder, 'emails')
  mkdirSync(emails)
  return { ...made, emails, call: { config: made.configFile, now: NOW } }
}

test('a copy says what it was copied from, and check finds nothing in it', async () => {
  const { emails, call } = await project()
  for (const name of ['confirm', 'announcement', 'layout.mjml', 'layout.txt', 'kind.txt', 'words/en.yaml']) {
    const { code, stderr } = await belfry(['templates', 'copy', name], call)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  }
  expect(readdirSync(emails)).toHaveLength(12)
  expect(readFileSync(join(emails, 'kind.txt'), 'utf8')).toMatch(/^\{%- comment -%\} Copied from Belfry, sha256 \w{16}/)
  const { stdout, code } = await belfry(['check'], call)
  expect({ stdout, code }).toEqual({ stdout: 'No problems.\n', code: 0 })
})

test('a copy that is older than the original is named, and how to see the new one', async () => {
  const { emails, call } = await project()
  for (const name of ['kind.txt', 'words/en.yaml']) {
    await belfry(['templates', 'copy', name], call)
    const file = join(emails, name)
    writeFileSync(file, readFileSync(file, 'utf8').replace(/sha256 \w+/, 'sha256 0123456789abcdef'))
  }
  const { stdout, code } = await belfry(['check'], call)
  for (const name of ['kind.txt', 'words/en.yaml'])
    expect(stdout).toContain(`${join(emails, name)}:1: warning: this copy is older than the template of Belfry`)
  expect(stdout).toContain('(Compare it with the new one (belfry templates copy kind.txt --out FOLDER)')
  expect(code).toBe(0)
})

test('nothing is overwritten, and a name that there is not is answered with the nearest', async () => {
  const { emails, call, folder } = await project()
  writeFileSync(join(emails, 'confirm.txt'), 'Ours')
  const there = await belfry(['templates', 'copy', 'confirm'], call)
  expect(there.code).toBe(2)
  expect(there.stderr).toContain('confirm.txt is there already, and is not overwritten.')
  expect(readdirSync(emails)).toEqual(['confirm.txt'])
  const out = join(folder, 'new')
  const json = await belfry(['templates', 'copy', 'confirm', '--out', out, '--json'], call)
  expect(json.json()).toEqual({ files: readdirSync(out).map((name) => join(out, name)) })
  const unknown = await belfry(['templates', 'copy', 'confrim'], call)
  expect(unknown.code).toBe(2)
  expect(unknown.stderr).toContain('belfry: Belfry has no template confrim. Did you mean confirm? [USAGE]')
})

test('a template that loses the way out is not mailed: its notice waits, and goes when it is mended', async () => {
  const { emails, call, outbox } = await project()
  await belfry(['run'], { ...call, now: '2026-05-01T00:00:00Z' })
  await belfry(['subscribers', 'add', 'ada@example.org', '--confirmed'], call)
  const file = join(emails, 'membership.mjml')
  const whole = readFileSync(join(repository, 'emails', 'membership.mjml'), 'utf8')
  writeFileSync(file, whole.replaceAll('{{ unsubscribe_url }}', '#'))
  const ran = await belfry(['run'], call)
  expect(ran.code).toBe(1)
  expect(ran.stderr).toContain(`${file}:11: the link to # leads nowhere in a mail`)
  expect(mailsIn(outbox)).toEqual([])
  writeFileSync(file, `${whole}\n`)
  const again = await belfry(['run'], call)
  expect({ code: again.code, stderr: again.stderr }).toMatchObject({ code: 0 })
  expect(mailsIn(outbox)).toHaveLength(1)
})

function mailsIn(outbox: string): string[] {
  return existsSync(outbox)
    ? readdirSync(outbox, { recursive: true })
        .map(String)
        .filter((one) => one.endsWith('.eml'))
    : []
}
