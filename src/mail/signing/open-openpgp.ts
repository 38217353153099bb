/**
 * Signs with the OpenPGP key of the project, by the gpg of the system. Door: disk and processes. In:
 * `mail.openpgp.key`, a file with a secret key or the fingerprint of one in gpg's keyring. Out: a function that signs,
 * after it was seen that gpg and the key are there. A key from a file is imported into a keyring of its own for the
 * length of one signature; the user's own keyring has no say then.
 */

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BelfryError, messageOf } from '../../base/errors.js'
import { type Ran, runProgram } from '../../base/open-process.js'
import { isKeyText } from '../../base/secrets.js'
import { isFingerprint } from '../../config/openpgp-key.js'
import { mailTexts } from '../texts.js'
import type { Signature, SignContent } from './openpgp-content.js'

/** A gpg whose settings, prompts and language have no say. */
const QUIET = ['--batch', '--no-tty', '--no-options', '--no-auto-check-trustdb', '--trust-model', 'always']
/** Names of hashes by number (RFC 9580 §9.5), as RFC 3156 §5 writes them. */
const MICALG: Readonly<Record<string, string>> = {
  8: 'pgp-sha256',
  9: 'pgp-sha384',
  10: 'pgp-sha512',
  11: 'pgp-sha224',
}

/**
 * @param key '' signs nothing
 * @throws BelfryError GPG_MISSING, OPENPGP_KEY
 */
export async function openContentSigner(key: string): Promise<SignContent | undefined> {
  if (key === '') return undefined
  if (isFingerprint(key)) {
    keyIn(await gpg(['--list-secret-keys', '--with-colons', '--', key]), key)
    return async (bytes) => await sign(bytes, key, ['--pinentry-mode', 'error'])
  }
  const secret = isKeyText(key) ? Buffer.from(`${key}\n`) : readKey(key)
  const name = isKeyText(key) ? 'its text' : key
  await withKeyring(async (home) => keyIn(await gpg([...home, '--show-keys', '--with-colons'], secret), name))
  return async (bytes) =>
    await withKeyring(async (home) => {
      const fingerprint = keyIn(await gpg([...home, '--show-keys', '--with-colons'], secret), name)
      await gpg([...home, '--import'], secret)
      return await sign(bytes, fingerprint, [...home, '--pinentry-mode', 'loopback', '--passphrase', ''])
    })
}

/** @param key a file, a fingerprint or the text of one @returns what gpg lists of it, with colons */
export async function listOpenpgpKey(key: string): Promise<string> {
  if (!isFingerprint(key)) return await listOpenpgpKeys(isKeyText(key) ? Buffer.from(`${key}\n`) : readKey(key))
  return (await gpg(['--list-secret-keys', '--with-colons', '--', key])).stdout.toString('utf8')
}

/** @param keys armoured or not @returns what gpg lists of them, with colons */
export async function listOpenpgpKeys(keys: Buffer): Promise<string> {
  return await withKeyring(async (home) =>
    (await gpg([...home, '--show-keys', '--with-colons'], keys)).stdout.toString('utf8'),
  )
}

async function sign(bytes: Buffer, user: string, more: readonly string[]): Promise<Signature> {
  const how = ['--status-fd', '2', '--digest-algo', 'SHA512', '--armor', '--no-emit-version', '--detach-sign']
  const ran = await gpg([...more, '--local-user', user, ...how], bytes)
  const micalg = MICALG[/^\[GNUPG:\] SIG_CREATED D \d+ (\d+) /m.exec(ran.stderr)?.[1] ?? '']
  if (ran.exitCode !== 0 || micalg === undefined) {
    const needsPassphrase = /passphrase|pinentry/i.test(ran.stderr)
    throw new BelfryError('OPENPGP_KEY', mailTexts.openOpenpgp.gpgDidNotSign(user, said(ran)), {
      ...(needsPassphrase && { fix: mailTexts.openOpenpgp.nameFileWhoseKey() }),
    })
  }
  return { armour: ran.stdout.toString('latin1'), micalg }
}

/** @returns the fingerprint of a secret key that may sign @throws BelfryError OPENPGP_KEY */
function keyIn(listing: Ran, name: string): string {
  const records = listing.stdout
    .toString('utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const at = records.findIndex(([type]) => type === 'sec')
  const [, validity = '', , , , , expires = '', , , , , uses = ''] = records[at] ?? []
  const fault =
    at === -1
      ? records.some(([type]) => type === 'pub')
        ? 'holds a public key alone'
        : 'is no secret key that gpg knows'
      : validity === 'r'
        ? 'is revoked'
        : validity === 'e' || (expires !== '' && Number(expires) * 1000 < Date.now())
          ? 'has expired'
          : /s/i.test(uses)
            ? undefined
            : 'may not sign'
  if (fault !== undefined) throw new BelfryError('OPENPGP_KEY', `mail.openpgp.key: ${name} ${fault}.`)
  return records.slice(at).find(([type]) => type === 'fpr')?.[9] ?? name
}

function readKey(file: string): Buffer {
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o007) !== 0)
      throw new BelfryError('OPENPGP_KEY', mailTexts.openOpenpgp.mailOpenpgpKeyCan(file), {
        fix: mailTexts.openOpenpgp.runChmodIfSo(file),
      })
    return readFileSync(file)
  } catch (cause) {
    if (cause instanceof BelfryError) throw cause
    throw new BelfryError('OPENPGP_KEY', mailTexts.openOpenpgp.mailOpenpgpKeyCannot(file, messageOf(cause)), { cause })
  }
}

/** Nothing of the key is left behind, and no agent that knows it. */
async function withKeyring<Result>(work: (home: readonly string[]) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-gpg-'))
  try {
    return await work(['--homedir', folder])
  } finally {
    await runProgram('gpgconf', ['--homedir', folder, '--kill', 'all'])
    rmSync(folder, { recursive: true, force: true })
  }
}

async function gpg(args: readonly string[], input?: Buffer): Promise<Ran> {
  const environment = { LC_ALL: 'C', LANGUAGE: 'C' }
  const ran = await runProgram('gpg', [...QUIET, ...args], { environment, ...(input !== undefined && { input }) })
  if (ran === undefined)
    throw new BelfryError('GPG_MISSING', mailTexts.openOpenpgp.mailOpenpgpKeyNames(), { exitCode: 3 })
  return ran
}

/** The line that explains a failure. */
function said({ stderr, timedOut, exitCode }: Ran): string {
  if (timedOut) return 'it took too long'
  const lines = stderr.split('\n').filter((line) => line.startsWith('gpg: ') && !line.startsWith('gpg: key '))
  return (lines.at(-1) ?? `exit code ${exitCode}`).replace(/^gpg: /, '').replace(/\.$/, '')
}
