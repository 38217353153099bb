/**
 * Real keys that sign commits in tests. In: a name. Out: how git signs with it, and its line or block for a file of
 * allowed signers.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { atEnd, type Signer, temporaryFolder } from './git-repository.js'

export interface TestSigner extends Signer {
  /** What stands in the file of allowed signers. */
  readonly allowed: string
  /** As messages name it. */
  readonly key: string
}

export function sshSigner(name: string): TestSigner {
  const file = join(temporaryFolder('ssh'), 'key')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file])
  const [type, key] = readFileSync(`${file}.pub`, 'utf8').split(' ')
  // As `ssh-keygen -l` says it.
  const digest = createHash('sha256')
    .update(Buffer.from(key ?? '', 'base64'))
    .digest('base64')
    .replace(/=+$/, '')
  return {
    settings: ['gpg.format=ssh', `user.signingKey=${file}.pub`],
    allowed: `${name} ${type} ${key}\n`,
    key: `SHA256:${digest}`,
  }
}

/** @param of a day that is over: the key was made, and signs, on it, and its time ended with it */
export function openpgpSigner(name: string, of?: string): TestSigner & { gpg(...args: string[]): string } {
  const home = temporaryFolder('gnupg')
  const conf = join(home, 'gpg.conf')
  if (of !== undefined) writeFileSync(conf, `faked-system-time ${of.replaceAll('-', '')}T000000!\n`, { mode: 0o600 })
  const expires = of === undefined ? 'never' : '1d'
  const environment = { GNUPGHOME: home }
  const gpg = (...args: string[]) =>
    execFileSync('gpg', ['--batch', '--quiet', '--yes', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    })
  atEnd(() => execFileSync('gpgconf', ['--kill', 'all'], { env: { ...process.env, ...environment }, stdio: 'ignore' }))
  gpg('--passphrase', '', '--pinentry-mode', 'loopback', '--quick-generate-key', name, 'ed25519', 'sign', expires)
  // gpg writes a revocation with each key, in a file that it names after it.
  const [revocation = ''] = readdirSync(join(home, 'openpgp-revocs.d'))
  const key = revocation.replace(/\.rev$/, '')
  return {
    settings: ['gpg.format=openpgp', `user.signingKey=${key}`],
    environment,
    get allowed() {
      return gpg('--armor', '--export', key)
    },
    key,
    gpg,
  }
}
