/**
 * Checks that a commit is signed by somebody who may. Door: disk and processes. In: our clone, a commit, the file of
 * allowed signers (ssh: the format of ssh-keygen's ALLOWED SIGNERS; or armoured OpenPGP public keys). Out: undefined,
 * or the sentence that refuses it, with the author as claimed and the key. Keys must be valid now, whatever date the
 * commit claims; the user's own keyring, keys and settings have no say.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { messageOf } from '../base/errors.js'
import { runProgram } from '../base/open-process.js'
import { plainLine } from '../base/plain-line.js'
import { type Commit, parseCommit } from './object-bytes.js'
import { gitText, NO_USER_SETTINGS, runGit } from './open-command.js'
import { kindOfSignature, kindOfSigners, openpgpFault, sshFault } from './signature-verdict.js'

interface Signed {
  readonly clone: string
  readonly commit: string
  readonly signature: string
  /** Absolute. */
  readonly signers: string
  /** A folder of our own, readable by nobody else, gone afterwards. */
  readonly folder: string
}

export async function signatureFault(clone: string, commit: string, signers: string): Promise<string | undefined> {
  const bytes = await gitText(['--git-dir', clone, 'cat-file', 'commit', commit])
  const parsed = parseCommit(Buffer.from(bytes))
  const fault = await faultOf(clone, commit, parsed?.signature, resolve(signers))
  return fault === undefined ? undefined : `Commit ${commit}, ${claimOf(parsed)}, ${fault}.`
}

/** Anybody can write any name, so it is quoted as a claim. */
function claimOf(commit: Commit | undefined): string {
  return `which names ${plainLine(commit?.author ?? '').slice(0, 200) || 'nobody'} as its author`
}

async function faultOf(clone: string, commit: string, signature: string | undefined, signers: string) {
  const allowed = readSigners(signers)
  if ('fault' in allowed) return allowed.fault
  if (signature === undefined) return 'is not signed'
  const kind = kindOfSignature(signature)
  if (kind !== allowed.kind) return `is signed in another way (${kind}) than the allowed signers (${allowed.kind})`
  const folder = mkdtempSync(join(tmpdir(), 'belfry-signature-'))
  try {
    const signed = { clone, commit, signature, signers, folder }
    return kind === 'ssh' ? await checkSsh(signed) : await checkOpenpgp(signed, allowed.text)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readSigners(file: string): { kind: 'ssh' | 'openpgp'; text: string } | { fault: string } {
  try {
    const text = readFileSync(file, 'utf8')
    const kind = kindOfSigners(text)
    if (kind !== 'neither') return { kind, text }
    return { fault: 'cannot be checked: the file of allowed signers holds neither ssh signers nor OpenPGP public keys' }
  } catch (thrown) {
    return { fault: `cannot be checked: the file of allowed signers cannot be read (${messageOf(thrown)})` }
  }
}

async function verify({ clone, commit }: Signed, settings: readonly string[], environment = {}) {
  const ran = await runGit(
    [...settings.flatMap((setting) => ['-c', setting]), '--git-dir', clone, 'verify-commit', '--raw', commit],
    { environment: { ...NO_USER_SETTINGS, ...environment } },
  )
  return { printed: ran.stderr.replaceAll('\r', ''), exitCode: ran.exitCode }
}

/**
 * git asks whether the key was allowed at the date that the commit claims; the second question is whether it is now.
 */
async function checkSsh(signed: Signed): Promise<string | undefined> {
  const settings = ['gpg.format=ssh', 'gpg.ssh.program=ssh-keygen', `gpg.ssh.allowedSignersFile=${signed.signers}`]
  const { printed, exitCode } = await verify(signed, settings)
  const fault = sshFault(printed, exitCode)
  if (fault !== undefined) return fault
  const file = join(signed.folder, 'signature')
  writeFileSync(file, `${signed.signature}\n`)
  const ran = await runProgram('ssh-keygen', ['-Y', 'find-principals', '-s', file, '-f', signed.signers])
  if (ran?.exitCode === 0) return undefined
  return sshFault(`${printed}\n${ran?.stderr ?? ''}`, 1)
}

/** A keyring of these keys alone; gpg starts no agent and asks no key server. */
async function checkOpenpgp(signed: Signed, keys: string): Promise<string | undefined> {
  const options = ['batch', 'no-autostart', 'no-auto-key-retrieve', 'no-auto-key-locate', 'trust-model always']
  writeFileSync(join(signed.folder, 'gpg.conf'), `${options.join('\n')}\n`)
  const environment = { GNUPGHOME: signed.folder, LC_ALL: 'C' }
  const imported = await runProgram('gpg', ['--batch', '--status-fd', '1', '--import'], { input: keys, environment })
  if (imported === undefined) return 'cannot be checked: gpg is not installed'
  const allowed = new Set(
    [...imported.stdout.toString('utf8').matchAll(/^\[GNUPG:\] IMPORT_OK \d+ ([0-9A-F]+)/gm)].map(
      ([, fingerprint = '']) => fingerprint,
    ),
  )
  if (allowed.size === 0) return 'cannot be checked: gpg finds no key in the file of allowed signers'
  const { printed, exitCode } = await verify(signed, ['gpg.program=gpg', 'gpg.openpgp.program=gpg'], environment)
  return openpgpFault(printed, exitCode, allowed)
}
