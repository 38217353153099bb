/**
 * told.json as somebody reads it who has no Belfry: the commands of docs/verify.md, on a mail that arrived, on the
 * chain and on the signed commit; and as belfry verify reads it.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { type ToldEntry, toldLog } from '../../src/feeds/told-log.js'
import { readRegister } from '../../src/register/read.js'
import { belfry } from '../support/cli.js'
import { makeRepository, type TestRepository } from '../support/git-repository.js'
import { makeProject, type Project, repository } from '../support/project.js'
import { openpgpSigner, sshSigner, type TestSigner } from '../support/signers.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { readMail } from './mail.js'

const [CHAIN = '', MAIL = '', COMMIT = ''] = [
  ...readFileSync(join(repository, 'docs', 'verify.md'), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm),
].map((match) => match[1] ?? '')
const MINUTE = 60_000
const RULE = '-'.repeat(70)

let sink: Sink
let project: Project
let server: Server
let site: string
let remote: TestRepository
let signer: TestSigner
let now = Date.parse('2026-05-04T09:00:00Z')
beforeEach(async () => {
  sink = await startSink()
  signer = sshSigner('mara@lantern.example')
  remote = makeRepository()
  const provenance = true
  server = createServer((request, response) => {
    response.end(readFileSync(publicFile(`${request.url ?? ''}index.html`)))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  project = await makeProject('sqlite', {
    site: { title: 'Lantern OS', url: site },
    mail: { transport: sink.transport, provenance },
    feeds: { provenance },
  })
  const signers = join(project.folder, 'allowed-signers')
  writeFileSync(signers, signer.allowed)
  const git = { remote: remote.folder, allowedSigners: signers }
  const config = { ...parse(readFileSync(project.configFile, 'utf8')), content: { posts: 'posts', git } }
  mkdirSync(join(project.folder, 'config'))
  writeFileSync(join(project.folder, 'config', 'belfry.yaml'), stringify(config))
  for (const address of ['ada@example.org', 'bea@example.org'])
    await command('subscribers', 'add', address, '--confirmed')
})
afterEach(async () => {
  server.close()
  await sink.close()
})

const command = async (...args: readonly string[]) => {
  const config = join(project.folder, 'config', 'belfry.yaml')
  const ended = await belfry(args, { config, now: new Date(now).toISOString() })
  expect([ended.code, ended.stderr]).toEqual([0, expect.anything()])
  return ended
}
const publicFile = (name: string) => join(project.folder, 'config', 'public', name)
const told = () => readFileSync(publicFile('told.json'), 'utf8')
const entries = (): ToldEntry[] => JSON.parse(told())
const tell = async (name: string, title: string, body: string) => {
  const text = `---\n${stringify({ title, categories: 'releases' })}---\n\n${body}\n`
  const tip = remote.commit({ [`posts/${name}.md`]: text }, { sign: signer })
  await command('run')
  now += 31 * MINUTE
  await command('run')
  return tip
}
/** With a file of each name in a folder of its own. */
const shell = (script: string, files: Readonly<Record<string, string>>) => {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-verify-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  try {
    return execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' }).trim()
  } finally {
    rmSync(folder, { recursive: true })
  }
}
const digestByShell = (subject: string, text: string) =>
  shell(MAIL, { 'subject.txt': subject, 'text.txt': text }).split(' ')[0]

test('what arrived, the chain and the commit are checked with sh, git and sha256sum alone', async () => {
  await tell('2026-04-14-the-tracker', 'The tracker has moved', 'It is elsewhere.')
  // The first run tells nothing, and there is no file.
  const tip = await tell(
    '2026-05-04-lantern-3-1',
    'Lantern OS 3.1.0: “released” 🔔',
    `New.\n\n---\n\n    ${RULE}\n\nOld.`,
  )
  await tell(
    '2026-05-04-lantern-3-2',
    'Lantern OS 3.2.0 has been released',
    `A word. ${'And another word. '.repeat(40)}`,
  )
  const by = `mara@lantern.example (${signer.key})`
  expect(entries().map(({ key, kind, commit, signer: who }) => [key, kind, commit?.length, who])).toEqual([
    ['announcement:2026-05-04-lantern-3-1', 'announcement', 40, by],
    ['announcement:2026-05-04-lantern-3-2', 'announcement', 40, by],
  ])
  expect(told()).not.toMatch(/ada@|bea@|recipients/)

  const mails = await Promise.all(sink.received.map(readMail))
  expect(mails.map(({ to }) => to).sort()).toEqual(['ada', 'ada', 'bea', 'bea'].map((name) => `${name}@example.org`))
  for (const mail of mails) {
    const entry = entries().find(({ messageId }) => mail.header('Message-ID')[0] === `<${messageId}>`)
    expect(digestByShell(mail.subject, mail.text)).toBe(entry?.digest)
    expect(digestByShell(`${mail.subject}\n`, mail.text.replaceAll('\n', '\r\n'))).toBe(entry?.digest)
    expect(digestByShell(mail.subject, mail.text.replace('word', 'world').replace('Old', 'New'))).not.toBe(
      entry?.digest,
    )
  }

  const from = `${tip}, posts/2026-05-04-lantern-3-1.md, signed by ${by}.`
  const [first] = mails
  expect(first?.text.replace(/\s+/g, ' ')).toContain(`Told from commit ${from}`)
  expect(first?.html.replace(/\s+/g, ' ')).toContain(`Told from commit ${from}`)
  for (const feed of ['atom.xml', 'rss.xml', 'feed.json'])
    expect(readFileSync(publicFile(feed), 'utf8')).toContain(from)
  const page = readFileSync(publicFile('news/2026/05/04/lantern-3-1/index.html'), 'utf8')
  expect(page).toContain(`<dt>Told from</dt><dd class="told-from">commit <code dir="ltr">${tip}</code>`)

  expect(shell(CHAIN, { 'told.json': told() })).toBe('')
  expect(shell(CHAIN, { 'told.json': told().replace('3-1', '3-9') })).toBe('line 2 does not follow')
  expect(shell(CHAIN, { 'told.json': told().replace(/^.*3-1.*\n/m, '') })).toBe('line 1 does not follow')

  expect(entries()[0]?.commit).toBe(tip)
  const script = COMMIT.replaceAll('COMMIT', tip).replace('PATH', 'posts/2026-05-04-lantern-3-1.md')
  const file = join(project.folder, 'allowed-signers')
  const git = `git() { command git -C ${remote.folder} -c gpg.ssh.allowedSignersFile=${file} "$@"; }\n`
  expect(shell(`set -e\n${git}${script}`, {})).toContain('title: "Lantern OS 3.1.0')

  const eml = join(project.folder, 'in-hand.eml')
  const verify = async (source: string) => {
    const config = join(project.folder, 'config', 'belfry.yaml')
    const ended = await belfry(['verify', source, '--json'], { config, now: new Date(now).toISOString() })
    const { checks } = ended.json() as { checks: { name: string; ok: boolean; says: string }[] }
    return [ended.code, ...checks.map(({ name, ok, says }) => (ok ? name : says))]
  }
  writeFileSync(eml, first?.raw ?? '', 'latin1')
  expect(await verify(eml)).toEqual([0, 'log', 'entry', 'text', 'signer', 'commit'])
  writeFileSync(eml, first?.raw.replace('New.', 'Now.') ?? '', 'latin1')
  expect((await verify(eml)).slice(0, 5)).toEqual([
    ...[1, 'log', 'entry', expect.stringContaining('not those that everybody was told'), 'signer'],
  ])
  const pageUrl = `${site}/news/2026/05/04/lantern-3-1/`
  expect(await verify(pageUrl)).toEqual([0, 'log', 'entry', 'signer', 'commit'])
  const pageFile = publicFile('news/2026/05/04/lantern-3-1/index.html')
  writeFileSync(pageFile, page.replaceAll('Old', 'Young'))
  expect(await verify(pageUrl)).toMatchObject([1, 'log', 'entry', 'signer', expect.stringContaining('is not posts/')])
  writeFileSync(pageFile, page)

  const audit = async (text: string) => {
    writeFileSync(publicFile('told.json'), text)
    const config = join(project.folder, 'config', 'belfry.yaml')
    const ended = await belfry(['audit', 'verify', '--json'], { config, now: new Date(now).toISOString() })
    const { told: found } = ended.json() as { told: { entries: number; fault?: { line: number; why: string } } }
    return [ended.code, found.fault?.line, found.fault?.why]
  }
  const whole = told()
  const { log = [] } = readRegister(join(project.folder, 'config', 'register.yaml'))
  const [one, two] = log
  if (one === undefined || two === undefined) throw new Error('two were told')
  expect(await audit(whole)).toEqual([0, undefined, undefined])
  expect((await audit(whole.replace('"info"', '"recall"'))).slice(0, 2)).toEqual([1, 2])
  // Written anew as a chain that holds: edited, in another order, without the first, without the last.
  const edited = { ...one, severity: 'recall' as const }
  for (const [line, others] of [
    [1, [edited, two]],
    [1, [two, one]],
    [1, [two]],
    [2, [one]],
  ] as const)
    expect((await audit(toldLog(others))).slice(0, 2)).toEqual([1, line])
  expect(await audit(whole)).toEqual([0, undefined, undefined])

  // On a machine without the ledger.
  const published = told()
  copyFileSync(publicFile('told.json'), join(project.folder, 'told.before'))
  rmSync(publicFile('told.json'))
  const config = join(project.folder, 'config', 'belfry.yaml')
  const without = { ...parse(readFileSync(config, 'utf8')), database: 'sqlite:nowhere/none.db' }
  writeFileSync(config, stringify(without))
  await command('build')
  expect(told()).toBe(published)
})

test('a commit that OpenPGP signed is checked with git and gpg alone', () => {
  const pgp = openpgpSigner('mara@lantern.example')
  const tip = remote.commit({ 'posts/2026-05-04-lamp.md': '---\ntitle: Lamp\n---\n\nIt burns.\n' }, { sign: pgp })
  const git = `git() { command git -C ${remote.folder} "$@"; }\nexport GNUPGHOME="$PWD"\nchmod 700 .\n`
  const script = COMMIT.replaceAll('COMMIT', tip).replace('PATH', 'posts/2026-05-04-lamp.md')
  const files = { 'key.asc': pgp.allowed }
  const imported = 'gpg --batch --quiet --no-autostart --import key.asc\n'
  expect(shell(`set -e\n${git}${imported}${script}`, files)).toContain('title: Lamp')
  expect(() => shell(`set -e\n${git}${script}`, files)).toThrow('verify-commit')
})
