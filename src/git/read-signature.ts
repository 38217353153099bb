/**
 * Checks that a commit is signed by somebody who may. Door: disk and processes. In: our clone, a commit, who may sign,
 * an instant. Out: who signed it, or the sentence that refuses it, with the author as claimed and the key. Keys must
 * have been allowed at that instant by what the file says today, whatever date the commit claims; the user's own
 * keyring, keys and settings have no say.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageOf } from '../base/errors.js'
import { NewestCache } from '../base/newest-cache.js'
import { runProgram } from '../base/open-process.js'
import { plainLine } from '../base/plain-line.js'
import type { Commit } from './object-bytes.js'
import { NO_USER_SETTINGS, runGit } from './open-command.js'
import type { Clone } from './open-objects.js'
import { readCommit } from './read-ancestry.js'
import {
  kindOfSignature,
  kindOfSigners,
  openpgpVerdict,
  type SignatureVerdict,
  sshRevoked,
  sshVerdict,
} from './signature-verdict.js'

/** Who may sign. */
export interface Vouching {
  /** A file: ssh, in the format of ssh-keygen's ALLOWED SIGNERS; or armoured OpenPGP public keys. */
  readonly allowedSigners: string
  /** A file of keys that were revoked: ssh or armoured OpenPGP public keys, or a list of ssh-keygen -k; '' for none. */
  readonly revokedSigners: string
}

interface Signed {
  readonly clone: string
  readonly commit: string
  readonly signature: string
  readonly signers: Buffer
  /** Absent where none are named. */
  readonly revoked: Buffer | undefined
  /** A folder of our own, readable by nobody else, gone afterwards. */
  readonly folder: string
  /** When a key must have been allowed, milliseconds since the epoch. */
  readonly at: number
}

/** @param at milliseconds since the epoch: for a new commit now, for one that was accepted when it was */
export async function readVerdict(
  clone: Clone,
  commit: string,
  vouching: Vouching,
  at: number,
): Promise<SignatureVerdict> {
  const parsed = await readCommit(clone, commit)
  const verdict = await verdictOn(parsed?.signature, { clone: clone.folder, commit, at }, vouching)
  if (!('fault' in verdict)) return { signer: plainLine(verdict.signer).slice(0, 300) }
  return { ...verdict, fault: `${called(commit, parsed)}, ${verdict.fault}.` }
}

/** How sentences begin that are about a commit. */
export async function commitCalled(clone: Clone, commit: string): Promise<string> {
  return called(commit, await readCommit(clone, commit))
}

/** Anybody can write any name, so it is quoted as a claim. */
function called(commit: string, parsed: Commit | undefined): string {
  const author = plainLine(parsed?.author ?? '').slice(0, 200) || 'nobody'
  return `Commit ${commit}, which names ${author} as its author`
}

async function verdictOn(
  signature: string | undefined,
  asked: Pick<Signed, 'clone' | 'commit' | 'at'>,
  { allowedSigners, revokedSigners }: Vouching,
): Promise<SignatureVerdict> {
  const allowed = readSigners('allowed', allowedSigners)
  if ('fault' in allowed) return allowed
  const kindAllowed = kindOfSigners(allowed.bytes.toString('utf8'))
  if (kindAllowed === 'neither')
    return { fault: 'cannot be checked: the file of allowed signers holds neither ssh signers nor OpenPGP public keys' }
  if (signature === undefined) return { fault: 'is not signed' }
  const kind = kindOfSignature(signature)
  if (kind !== kindAllowed)
    return { fault: `is signed in another way (${kind}) than the allowed signers (${kindAllowed})` }
  const revoked = revokedSigners === '' ? { bytes: undefined } : readSigners('revoked', revokedSigners)
  if ('fault' in revoked) return revoked
  const folder = mkdtempSync(join(tmpdir(), 'belfry-signature-'))
  try {
    const signed = { ...asked, signature, signers: allowed.bytes, revoked: revoked.bytes, folder }
    return kind === 'ssh' ? await checkSshOnce(signed) : await checkOpenpgp(signed)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readSigners(
  which: 'allowed' | 'revoked',
  file: string,
): { readonly bytes: Buffer } | { readonly fault: string; readonly isUnchecked: true } {
  try {
    return { bytes: readFileSync(file) }
  } catch (thrown) {
    const fault = `cannot be checked: the file of ${which} signers cannot be read: ${messageOf(thrown)}`
    return { fault, isUnchecked: true }
  }
}

async function verify({ clone, commit }: Signed, settings: readonly string[], environment = {}) {
  const ran = await runGit(
    [...settings.flatMap((setting) => ['-c', setting]), '--git-dir', clone, 'verify-commit', '--raw', commit],
    { environment: { ...NO_USER_SETTINGS, ...environment } },
  )
  return { printed: ran.stderr.replaceAll('\r', ''), exitCode: ran.exitCode }
}

/** Commits that passed: the files' own bytes are part of the question, so a service need not ask it again. */
const passed = new NewestCache<string, SignatureVerdict>({ most: 2000 })

async function checkSshOnce(signed: Signed): Promise<SignatureVerdict> {
  const { commit, signature, at, signers, revoked } = signed
  const parts = [commit, signature, at, signers.toString('base64'), revoked?.toString('base64')]
  const question = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  const before = passed.get(question)
  if (before !== undefined) return before
  const verdict = await checkSsh(signed)
  if (!('fault' in verdict)) passed.set(question, verdict)
  return verdict
}

/**
 * git asks whether the key was allowed at the date that the commit claims; the second question is whether it was at the
 * instant that counts.
 */
async function checkSsh(signed: Signed): Promise<SignatureVerdict> {
  // Copies, so that all questions are about what was read.
  const [signers, revoked] = [join(signed.folder, 'signers'), join(signed.folder, 'revoked')]
  writeFileSync(signers, signed.signers)
  if (signed.revoked !== undefined) writeFileSync(revoked, signed.revoked)
  const settings = [
    'gpg.format=ssh',
    'gpg.ssh.program=ssh-keygen',
    'gpg.minTrustLevel=undefined',
    `gpg.ssh.allowedSignersFile=${signers}`,
  ]
  const { printed, exitCode } = await verify(signed, [...settings, 'gpg.ssh.revocationFile='])
  const verdict = sshVerdict(printed, exitCode)
  if ('fault' in verdict) return verdict
  if (signed.revoked !== undefined) {
    const again = await verify(signed, [...settings, `gpg.ssh.revocationFile=${revoked}`])
    if (again.exitCode !== 0) return sshRevoked(printed)
  }
  const file = join(signed.folder, 'signature')
  writeFileSync(file, `${signed.signature}\n`)
  const time = `verify-time=${new Date(signed.at).toISOString().slice(0, 19).replace(/[-:T]/g, '')}`
  const find = ['-Y', 'find-principals', '-s', file, '-f', signers, '-O', time]
  const ran = await runProgram('ssh-keygen', find, { environment: { TZ: 'UTC' } })
  if (ran?.exitCode === 0) return verdict
  return sshVerdict(`${printed}\n${ran?.stderr ?? ''}`, 1)
}

/** A keyring of these keys alone; gpg starts no agent and asks no key server. */
async function checkOpenpgp(signed: Signed): Promise<SignatureVerdict> {
  const options = ['batch', 'no-autostart', 'no-auto-key-retrieve', 'no-auto-key-locate', 'trust-model always']
  writeFileSync(join(signed.folder, 'gpg.conf'), `${options.join('\n')}\n`)
  const environment = { GNUPGHOME: signed.folder, LC_ALL: 'C' }
  const imported = await runProgram('gpg', ['--batch', '--status-fd', '1', '--import'], {
    input: signed.signers.toString('utf8'),
    environment,
  })
  if (imported === undefined) return { fault: 'cannot be checked: gpg is not installed', isUnchecked: true }
  const allowed = new Set(
    [...imported.stdout.toString('utf8').matchAll(/^\[GNUPG:\] IMPORT_OK \d+ ([0-9A-F]+)/gm)].map(
      ([, fingerprint = '']) => fingerprint,
    ),
  )
  if (allowed.size === 0) return { fault: 'cannot be checked: gpg finds no key in the file of allowed signers' }
  const revoked = await keysIn(signed.revoked ?? Buffer.alloc(0), environment)
  if (revoked === undefined)
    return { fault: 'cannot be checked: gpg finds no key in the file of revoked signers', isUnchecked: true }
  const settings = ['gpg.format=openpgp', 'gpg.program=gpg', 'gpg.openpgp.program=gpg', 'gpg.minTrustLevel=undefined']
  const { printed, exitCode } = await verify(signed, settings, environment)
  return openpgpVerdict(printed, { exitCode, allowed, revoked, at: signed.at })
}

/**
 * @param keys armoured OpenPGP public keys
 * @returns the fingerprints of all of them, subkeys among them; undefined where there is text, and no key in it
 */
async function keysIn(keys: Buffer, environment: Record<string, string>): Promise<ReadonlySet<string> | undefined> {
  const input = keys.toString('utf8')
  if (input.replace(/^#.*$/gm, '').trim() === '') return new Set()
  const shown = await runProgram('gpg', ['--batch', '--with-colons', '--show-keys'], { input, environment })
  const found = [...(shown?.stdout.toString('utf8') ?? '').matchAll(/^fpr:+([0-9A-F]+):/gm)].map(([, key = '']) => key)
  return found.length === 0 ? undefined : new Set(found)
}
