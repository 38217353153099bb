/**
 * Attempts to have a commit believed that no signer of today vouches for, by what signatures can be: certificates,
 * subkeys, namespaces, principals, dates, signatures in places where git looks for none. Each is a branch of its own
 * of one repository. In: a commit and a file of signers. Out: whether the branch is read.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { fetchTip, type GitSource } from '../../src/git/open-clone.js'
import { isInstalled, makeRepository, type TestRepository, temporaryFolder } from '../support/git-repository.js'
import { openpgpSigner, sshSigner, type TestSigner } from '../support/signers.js'

const ssh = isInstalled('ssh-keygen', '-?')
const gpg = isInstalled('gpg', '--version')
const NOW = Date.parse('2026-05-04T09:00:00Z')
const READ = 'read'

interface Made {
  /** The tip of the branch. */
  readonly commit: string
  /** Text of the file of signers. */
  readonly allowed: string
  readonly revoked?: string
  readonly source?: Partial<GitSource>
}

let remote: TestRepository
let count = 0
beforeAll(() => {
  remote = makeRepository()
  remote.commit({ 'posts/a.md': 'A' })
})

/** A commit on main, dated; nothing of it stays for the next attempt. */
function commit(sign?: TestSigner, date = '2026-05-04T08:00:00Z'): string {
  count += 1
  return remote.commit({ 'posts/a.md': String(count) }, { date, ...(sign !== undefined && { sign }) })
}

const objectOf = (id: string) => `${remote.git('cat-file', 'commit', id)}\n`
const write = (object: string) => remote.pipe(object, 'hash-object', '-t', 'commit', '-w', '--literally', '--stdin')
const fieldOf = (object: string) => /^gpgsig [\s\S]*?-----END SSH SIGNATURE-----\n/m.exec(object)?.[0] ?? ''

/** @returns `read`, or the sentence that refuses it */
async function outcome({ commit: tip, allowed, revoked, source }: Made): Promise<string> {
  const folder = temporaryFolder('attempt')
  count += 1
  const branch = `attempt-${count}`
  remote.git('update-ref', `refs/heads/${branch}`, tip)
  const files = {
    allowedSigners: join(folder, 'allowed'),
    revokedSigners: revoked === undefined ? '' : join(folder, 'revoked'),
  }
  writeFileSync(files.allowedSigners, allowed)
  if (revoked !== undefined) writeFileSync(files.revokedSigners, revoked)
  const clone = join(folder, 'content.git')
  const remembered = { accepted: [], now: NOW, isLedger: false }
  try {
    const read = await fetchTip(
      { remote: remote.folder, branch, clone, signed: 'tip', ...files, ...source },
      remembered,
    )
    return read.tip === tip && read.problem === undefined ? READ : (read.problem?.message ?? 'another one')
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
}

describe.skipIf(!ssh)(`ssh${ssh ? '' : ' (passed over: ssh-keygen is not installed)'}`, () => {
  let ada: TestSigner
  let mallory: TestSigner
  let authority: TestSigner
  beforeAll(() => {
    ada = sshSigner('ada@lantern.example')
    mallory = sshSigner('mallory@lantern.example')
    authority = sshSigner('authority')
  })
  const keyFile = ({ settings }: TestSigner) =>
    settings.find((one) => one.startsWith('user.signingKey='))?.slice('user.signingKey='.length, -'.pub'.length) ?? ''
  const withOptions = (signer: TestSigner, options: string) => signer.allowed.replace(' ', ` ${options} `)

  /** A certificate that an authority gives Ada's key; its interval, ssh-keygen -V. */
  function certified(by: TestSigner, { names = 'ada@lantern.example', during = '20260101:20270101' } = {}): TestSigner {
    const folder = temporaryFolder('certificate')
    const key = join(folder, 'key')
    for (const ending of ['', '.pub']) copyFileSync(`${keyFile(ada)}${ending}`, `${key}${ending}`)
    const args = ['-q', '-s', keyFile(by), '-I', 'id', '-n', names, '-V', during, `${key}.pub`]
    execFileSync('ssh-keygen', args, { env: { ...process.env, TZ: 'UTC' } })
    return { ...ada, settings: ['gpg.format=ssh', `user.signingKey=${key}-cert.pub`] }
  }
  const trusted = (signer: TestSigner) =>
    `ada@lantern.example cert-authority ${signer.allowed.split(' ').slice(1).join(' ')}`
  const publicKey = (signer: TestSigner) => signer.allowed.split(' ').slice(1).join(' ')

  const attempts: readonly (readonly [string, () => Made, string | RegExp])[] = [
    [
      'a certificate of an authority that is named',
      () => ({ commit: commit(certified(authority)), allowed: trusted(authority) }),
      READ,
    ],
    [
      'a certificate of another authority',
      () => ({ commit: commit(certified(mallory)), allowed: trusted(authority) }),
      /not allowed/,
    ],
    [
      'a certificate for another name',
      () => ({ commit: commit(certified(authority, { names: 'bob@lantern.example' })), allowed: trusted(authority) }),
      /not allowed|does not fit/,
    ],
    [
      'a certificate whose time is over, under a commit that is dated into it',
      () => ({
        commit: commit(certified(authority, { during: '20250101:20260101' }), '2025-06-01T00:00:00Z'),
        allowed: trusted(authority),
      }),
      /GIT|time is over|not allowed|does not fit/,
    ],
    [
      'a certificate whose time has not come, under a commit dated ahead',
      () => ({
        commit: commit(certified(authority, { during: '20270101:20280101' }), '2027-06-01T00:00:00Z'),
        allowed: trusted(authority),
      }),
      /time has not come|not allowed|does not fit/,
    ],
    [
      'a certificate, where its key alone is named',
      () => ({ commit: commit(certified(authority)), allowed: ada.allowed }),
      /not allowed|does not fit/,
    ],
    [
      'a key, where an authority for it is named',
      () => ({ commit: commit(ada), allowed: trusted(authority) }),
      /not allowed/,
    ],
    [
      'a certificate of an authority that was revoked',
      () => ({ commit: commit(certified(authority)), allowed: trusted(authority), revoked: publicKey(authority) }),
      /revoked/,
    ],
    [
      'a certificate whose key was revoked',
      () => ({ commit: commit(certified(authority)), allowed: trusted(authority), revoked: publicKey(ada) }),
      /revoked/,
    ],
    [
      'a key for git among others',
      () => ({ commit: commit(ada), allowed: withOptions(ada, 'namespaces="file,git"') }),
      READ,
    ],
    [
      'a key for what only begins like git',
      () => ({ commit: commit(ada), allowed: withOptions(ada, 'namespaces="git-evil"') }),
      /not allowed|does not fit/,
    ],
    [
      'a key for everything but git',
      () => ({ commit: commit(ada), allowed: withOptions(ada, 'namespaces="*,!git"') }),
      /not allowed|does not fit/,
    ],
    [
      'a key whose time comes tomorrow, under a commit dated ahead',
      () => ({ commit: commit(ada, '2026-06-01T00:00:00Z'), allowed: withOptions(ada, 'valid-after="20260505"') }),
      /time has not come/,
    ],
    [
      'a key whose time is over, under a commit dated back',
      () => ({ commit: commit(ada, '2020-06-01T00:00:00Z'), allowed: withOptions(ada, 'valid-before="20210101"') }),
      /time is over/,
    ],
    [
      'a good key under a commit of the year 2099',
      () => ({ commit: commit(ada, '2099-01-01T00:00:00Z'), allowed: ada.allowed }),
      READ,
    ],
    [
      'a good key under a commit of 1971',
      () => ({ commit: commit(ada, '1971-01-01T00:00:00Z'), allowed: ada.allowed }),
      READ,
    ],
    [
      'a name that holds another name',
      () => ({ commit: commit(mallory), allowed: ada.allowed.replace('ada@', '*,mallory@') }),
      /not allowed/,
    ],
    [
      'a line that is commented out',
      () => ({ commit: commit(mallory), allowed: `${ada.allowed}#${mallory.allowed}` }),
      /not allowed/,
    ],
    [
      'signers by a link to a file',
      () => {
        const folder = temporaryFolder('linked')
        writeFileSync(join(folder, 'real'), ada.allowed)
        symlinkSync('real', join(folder, 'link'))
        return { commit: commit(ada), allowed: '', source: { allowedSigners: join(folder, 'link') } }
      },
      READ,
    ],
    [
      'signers by a link into the repository',
      () => {
        const folder = temporaryFolder('linked')
        const tip = commit(mallory)
        writeFileSync(join(remote.folder, 'signers'), mallory.allowed)
        symlinkSync(join(remote.folder, 'signers'), join(folder, 'link'))
        return { commit: tip, allowed: '', source: { allowedSigners: join(folder, 'link') } }
      },
      /lies inside the repository/,
    ],
    [
      'a private key in place of signers',
      () => ({ commit: commit(ada), allowed: readFileSync(keyFile(ada), 'utf8') }),
      /neither ssh signers nor/,
    ],
    [
      'a signed merge of what nobody signed',
      () => {
        const [base, other] = [commit(ada), commit()]
        const settings = ada.settings.flatMap((one) => ['-c', one])
        const tree = remote.git('rev-parse', `${other}^{tree}`)
        return {
          commit: remote.git(...settings, 'commit-tree', '-S', '-p', base, '-p', other, '-m', 'Merge', tree),
          allowed: ada.allowed,
        }
      },
      READ,
    ],
    [
      'a merge that nobody signed, of a tag that somebody did',
      () => {
        const settings = ada.settings.flatMap((one) => ['-c', one])
        const base = commit(ada)
        remote.git(...settings, 'tag', '-f', '-s', '-m', 'Good', 'good', base)
        const tag = remote.git('cat-file', 'tag', 'good').split('\n').join('\n ')
        const object = objectOf(commit())
        return { commit: write(object.replace('\n\n', `\nmergetag ${tag}\n\n`)), allowed: ada.allowed }
      },
      /is not signed/,
    ],
    [
      'a signature that stands in the message',
      () => {
        const [object, signed] = [objectOf(commit()), objectOf(commit(ada))]
        return { commit: write(`${object}\n${fieldOf(signed)}`), allowed: ada.allowed }
      },
      /is not signed/,
    ],
    [
      'a signature for the other kind of ids',
      () => {
        const signed = objectOf(commit(ada))
        return { commit: write(signed.replace('gpgsig ', 'gpgsig-sha256 ')), allowed: ada.allowed }
      },
      /does not fit|is not signed/,
    ],
    [
      'a signature with words behind its end',
      () => {
        const signed = objectOf(commit(ada))
        return {
          commit: write(signed.replace('-----END SSH SIGNATURE-----', '-----END SSH SIGNATURE-----\n evil')),
          allowed: ada.allowed,
        }
      },
      /^read$|does not fit/,
    ],
    [
      'a second author behind the signature',
      () => {
        const signed = objectOf(commit(ada))
        return {
          commit: write(signed.replace('\n\n', '\nauthor Eve <eve@evil.example> 1 +0000\n\n')),
          allowed: ada.allowed,
        }
      },
      /does not fit|cannot be read|fsck|GIT/,
    ],
  ]
  test.each(attempts)('%s', async (_name, make, what) => {
    expect(await outcome(make())).toEqual(what === READ ? READ : expect.stringMatching(what))
  })
})

describe.skipIf(!gpg)(`OpenPGP${gpg ? '' : ' (passed over: gpg is not installed)'}`, () => {
  let ada: ReturnType<typeof openpgpSigner>
  let subkeys: string[] = []
  beforeAll(() => {
    ada = openpgpSigner('Ada Lantern <ada@lantern.example>')
    const alone = ['--passphrase', '', '--pinentry-mode', 'loopback']
    for (let times = 0; times < 2; times += 1) ada.gpg(...alone, '--quick-add-key', ada.key, 'ed25519', 'sign', 'never')
    subkeys = [...ada.gpg('--with-colons', '--list-keys').matchAll(/^sub:.*\nfpr:+([0-9A-F]+):/gm)].map(
      ([, key = '']) => key,
    )
  })
  const by = (key: string): TestSigner => ({
    ...ada,
    allowed: '',
    settings: ['gpg.format=openpgp', `user.signingKey=${key}!`],
  })

  test('a subkey of a key that is allowed', async () => {
    expect(await outcome({ commit: commit(by(subkeys[0] ?? '')), allowed: ada.allowed })).toBe(READ)
  })

  test.each([
    ['the key', () => ada.allowed, /revoked/],
    ['ssh keys', () => 'ssh-ed25519 AAAA ada\n', /gpg finds no key in the file of revoked signers/],
    ['nobody', () => '# nobody yet\n', /^read$/],
    ['another key', () => openpgpSigner('Ben Lantern <ben@lantern.example>').allowed, /^read$/],
  ])('a key that is allowed, and a file of revoked ones that names %s', async (_what, revoked, what) => {
    const tip = commit(by(subkeys[0] ?? ''))
    expect(await outcome({ commit: tip, allowed: ada.allowed, revoked: revoked() })).toMatch(what)
  })

  test('a subkey that is added after the key was allowed', async () => {
    const before = ada.gpg(
      '--armor',
      '--export-options',
      'export-minimal',
      '--export-filter',
      'drop-subkey=key_algo>0',
      '--export',
      ada.key,
    )
    expect(await outcome({ commit: commit(by(subkeys[0] ?? '')), allowed: before })).toMatch(/not allowed/)
  })

  test('a subkey that was revoked, and its sister', async () => {
    const commits = subkeys.map((key) => commit(by(key)))
    execFileSync(
      'gpg',
      [
        '--batch',
        '--quiet',
        '--yes',
        '--pinentry-mode',
        'loopback',
        '--passphrase',
        '',
        '--command-fd',
        '0',
        '--edit-key',
        ada.key,
      ],
      {
        input: 'key 1\nrevkey\ny\n1\n\ny\nsave\n',
        env: { ...process.env, ...ada.environment },
        stdio: ['pipe', 'ignore', 'ignore'],
      },
    )
    expect(await outcome({ commit: commits[0] ?? '', allowed: ada.allowed })).toMatch(/revoked/)
    expect(await outcome({ commit: commits[1] ?? '', allowed: ada.allowed })).toBe(READ)
  })

  test('two signers in one file, of whom the second was not exported whole', async () => {
    expect(
      await outcome({
        commit: commit(by(ada.key)),
        allowed: `${ada.allowed}\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDME\n`,
      }),
    ).toMatch(/^read$|cannot be checked/)
  })
})

test('a repository whose ids are SHA-256 is none that is read, and is named', async () => {
  const folder = temporaryFolder('sha256')
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  git('init', '-q', '-b', 'main', '--object-format=sha256')
  for (const [key, value] of [
    ['user.name', 'Ada'],
    ['user.email', 'ada@lantern.example'],
  ] as const)
    git('config', key, value)
  writeFileSync(join(folder, 'a.md'), 'A')
  git('add', '.')
  git('commit', '-q', '--no-gpg-sign', '-m', 'A')
  const source = {
    remote: folder,
    branch: 'main',
    clone: join(temporaryFolder('clone'), 'content.git'),
    allowedSigners: '',
    revokedSigners: '',
    signed: 'tip' as const,
  }
  const read = await fetchTip(source).then(
    ({ tip }) => tip,
    (thrown: unknown) =>
      thrown instanceof Error && 'code' in thrown ? `${String(thrown.code)}: ${thrown.message}` : 'a crash',
  )
  expect(read).toMatch(/^GIT_FETCH: .*sha256/)
})
