import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { fetchTip, type GitSource } from '../../src/git/open-clone.js'
import {
  isInstalled,
  makeRepository,
  type Signer,
  type TestRepository,
  temporaryFolder,
} from '../support/git-repository.js'
import { openpgpSigner, sshSigner } from '../support/signers.js'

const ssh = isInstalled('ssh-keygen', '-?')
const gpg = isInstalled('gpg', '--version')
if (!ssh) console.log('passed over: ssh signatures, because ssh-keygen is not installed')
if (!gpg) console.log('passed over: OpenPGP signatures, because gpg is not installed')

let remote: TestRepository
let source: GitSource
let turn = 0
beforeEach(() => {
  remote = makeRepository()
  const folder = temporaryFolder('signed')
  source = {
    remote: remote.folder,
    branch: 'main',
    clone: join(folder, 'content.git'),
    allowedSigners: join(folder, 'allowed'),
    revokedSigners: '',
    signed: 'tip',
  }
})

const allow = (text: string) => writeFileSync(source.allowedSigners, text)
const push = (sign?: Signer, date?: string) => {
  turn += 1
  return remote.commit({ 'turn.md': String(turn) }, { ...(sign && { sign }), ...(date && { date }) })
}
/** What is said about a commit when a good one came before it. */
async function refusal(commit: string, code = 'GIT_SIGNATURE'): Promise<string> {
  const { tip, changed, problem } = await fetchTip(source)
  expect([tip === commit, changed, problem?.code]).toEqual([false, false, code])
  expect(problem?.message).toContain(`Commit ${commit}, which names Ada Lantern <ada@lantern.example> as its author, `)
  expect(problem?.message).toContain(`Posts are read as of commit ${tip.slice(0, 12)}.`)
  return problem?.message.split('author, ')[1]?.split('. Posts')[0] ?? ''
}

describe.skipIf(!ssh)('ssh', () => {
  const ada = ssh ? sshSigner('ada@lantern.example') : undefined
  const mallory = ssh ? sshSigner('mallory@lantern.example') : undefined

  test('a commit by an allowed key is taken; unsigned and unknown ones leave the last good one', async () => {
    allow(`# who may\n${ada?.allowed}`)
    const good = push(ada)
    expect(await fetchTip(source)).toMatchObject({ tip: good, changed: true })
    expect(await refusal(push())).toBe('is not signed')
    expect(await refusal(push(mallory))).toBe(`is signed with the key ${mallory?.key}, which is not allowed`)
    const vouched = push(ada)
    expect(await fetchTip(source)).toMatchObject({ tip: vouched, changed: true })
  })

  test('the first clone of a commit that nobody vouches for ends the command and leaves no clone', async () => {
    allow(ada?.allowed ?? '')
    const commit = push(mallory)
    await expect(fetchTip(source)).rejects.toMatchObject({
      code: 'GIT_SIGNATURE',
      exitCode: 1,
      message: expect.stringContaining(commit),
    })
    expect(existsSync(source.clone)).toBe(false)
  })

  test('what was good before signers were named is not good any more', async () => {
    push()
    await fetchTip({ ...source, allowedSigners: '' })
    allow(ada?.allowed ?? '')
    await expect(fetchTip(source)).rejects.toMatchObject({ code: 'GIT_SIGNATURE' })
    const signed = push(ada)
    expect(await fetchTip(source)).toMatchObject({ tip: signed, changed: true })
    const unsigned = push()
    expect((await fetchTip({ ...source, allowedSigners: '' })).tip).toBe(unsigned)
    await expect(fetchTip(source)).rejects.toMatchObject({ code: 'GIT_SIGNATURE' })
  })

  test('a signature moved to another commit does not fit', async () => {
    allow(ada?.allowed ?? '')
    push(ada)
    await fetchTip(source)
    const signed = remote.git('cat-file', 'commit', push(ada))
    const forged = remote.pipe(
      `${signed.replace('A change', 'Another')}\n`,
      'hash-object',
      '-t',
      'commit',
      '-w',
      '--stdin',
    )
    remote.git('update-ref', 'refs/heads/main', forged)
    expect(await refusal(forged)).toMatch(/has a signature that does not fit it/)
  })

  test('a key whose time is over is refused, also with a commit dated back', async () => {
    allow(ada?.allowed ?? '')
    push(ada)
    await fetchTip(source)
    allow(`${mallory?.allowed.replace(' ', ' valid-before="20250101" ')}${ada?.allowed}`)
    const over = `is signed with the key ${mallory?.key}, whose time is over`
    expect(await refusal(push(mallory))).toBe(over)
    expect(await refusal(push(mallory, '2024-06-01T00:00:00Z'))).toBe(over)
  })

  test('a key that is allowed for other things than git is refused', async () => {
    allow(ada?.allowed ?? '')
    push(ada)
    await fetchTip(source)
    allow(`${ada?.allowed}${mallory?.allowed.replace(' ', ' namespaces="file" ')}`)
    expect(await refusal(push(mallory))).toMatch(/has a signature that does not fit it|is not allowed/)
  })

  test('a file of signers that is missing or says nothing refuses every commit', async () => {
    allow(ada?.allowed ?? '')
    push(ada)
    await fetchTip(source)
    const commit = push(ada)
    allow('# nobody yet\n')
    expect(await refusal(commit, 'GIT_UNVOUCHED')).toMatch(/^cannot be checked: .* holds neither/)
    source = { ...source, allowedSigners: `${source.allowedSigners}-missing` }
    expect(await refusal(commit, 'GIT_UNVOUCHED')).toMatch(/^cannot be checked: .* cannot be read/)
  })
})

describe.skipIf(!gpg)('OpenPGP', () => {
  const ada = gpg ? openpgpSigner('Ada Lantern <ada@lantern.example>') : undefined
  const mallory = gpg ? openpgpSigner('Ada Lantern <ada@lantern.example>') : undefined

  test('a commit by an allowed key is taken; unsigned and unknown ones leave the last good one', async () => {
    allow(ada?.allowed ?? '')
    const good = push(ada)
    expect(await fetchTip(source)).toMatchObject({ tip: good, changed: true })
    expect(await refusal(push())).toBe('is not signed')
    expect(await refusal(push(mallory))).toBe(`is signed with the key ${mallory?.key}, which is not allowed`)
  })

  test('a signature moved to another commit does not fit', async () => {
    allow(ada?.allowed ?? '')
    push(ada)
    await fetchTip(source)
    const signed = remote.git('cat-file', 'commit', push(ada))
    const forged = remote.pipe(
      `${signed.replace('A change', 'Another')}\n`,
      'hash-object',
      '-t',
      'commit',
      '-w',
      '--stdin',
    )
    remote.git('update-ref', 'refs/heads/main', forged)
    expect(await refusal(forged)).toBe(`has a signature of the key ${ada?.key.slice(-16)} that does not fit it`)
  })

  test('a key whose time is over, or that is revoked, is refused', async () => {
    const brief = openpgpSigner('Brief <brief@lantern.example>', '2020-01-01')
    const gone = openpgpSigner('Gone <gone@lantern.example>')
    const expiring = push(brief)
    const revoked = remote.commit({ 'x.md': 'x' }, { sign: gone })
    gone.gpg('--import', revocation(gone))
    allow(`${ada?.allowed}${brief.allowed}${gone.allowed}`)
    push(ada)
    await fetchTip(source)
    remote.git('reset', '-q', '--hard', revoked)
    expect(await refusal(revoked)).toBe(`is signed with the key ${gone.key}, which is revoked`)
    remote.git('reset', '-q', '--hard', expiring)
    expect(await refusal(expiring)).toBe(`is signed with the key ${brief.key}, whose time is over`)
  })

  test('what was accepted stands when its key’s time is over later, and falls when the key is revoked', async () => {
    const brief = openpgpSigner('Brief <brief@lantern.example>', '2020-01-01')
    const gone = openpgpSigner('Gone <gone@lantern.example>')
    allow(`${ada?.allowed}${brief.allowed}${gone.allowed}`)
    const first = { commit: push(ada), at: Date.now() }
    const expiring = { commit: push(brief), at: Date.parse('2020-01-01T08:00:00Z') }
    const known = (...accepted: { commit: string; at: number }[]) => ({ accepted, now: Date.now(), isLedger: true })
    const standing = await fetchTip(source, known(expiring, first))
    expect(standing).toMatchObject({ tip: expiring.commit, vouched: { belief: 'believed' } })
    expect(standing.problem).toBeUndefined()
    // As if it had been accepted when its time was over already.
    const late = await fetchTip(source, known({ ...expiring, at: Date.now() }, first))
    expect(late).toMatchObject({ tip: first.commit, vouched: { belief: 'taken back' } })
    const newest = { commit: push(gone), at: Date.now() }
    expect((await fetchTip(source, known(newest, expiring, first))).problem).toBeUndefined()
    gone.gpg('--import', revocation(gone))
    allow(`${ada?.allowed}${brief.allowed}${gone.allowed}`)
    const revoked = await fetchTip(source, known(newest, expiring, first))
    expect(revoked).toMatchObject({ tip: expiring.commit, problem: { code: 'GIT_SIGNATURE' } })
    expect(revoked.vouched).toMatchObject({ belief: 'taken back', accepted: [expiring, first] })
    expect(revoked.problem?.message).toContain(`the key ${gone.key}, which is revoked`)
  })

  test.skipIf(!ssh)('a signature of the other kind is refused, whoever made it', async () => {
    const eve = sshSigner('eve@lantern.example')
    allow(eve.allowed)
    push(eve)
    await fetchTip(source)
    process.env.GNUPGHOME = ada?.environment?.GNUPGHOME ?? ''
    try {
      expect(await refusal(push(ada))).toBe('is signed in another way (openpgp) than the allowed signers (ssh)')
    } finally {
      delete process.env.GNUPGHOME
    }
  })
})

/** gpg writes one with each key, with a colon before it so that nobody imports it by mistake. */
function revocation(signer: ReturnType<typeof openpgpSigner>): string {
  const home = signer.environment?.GNUPGHOME ?? ''
  const file = join(home, 'revocation.asc')
  const written = readFileSync(join(home, 'openpgp-revocs.d', `${signer.key}.rev`), 'utf8')
  writeFileSync(file, written.replace(/^:-----BEGIN/m, '-----BEGIN'))
  return file
}
