/**
 * Keeps a bare clone of the repository of posts and says which revision to read. Door: disk and processes. In: where
 * the repository is, which branch, who may sign. Out: the newest revision that was fetched whole and, where signers are
 * named, is signed by one; it is kept in a ref, so that when something is wrong the last good one stays, and `problem`
 * says what is wrong.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { BelfryError, messageOf, type Problem, problem, systemCode } from '../base/errors.js'
import { plainLine } from '../base/plain-line.js'
import { goodRevision, keepGood } from './good-revision-store.js'
import { gitSaid, gitText, runGit } from './open-command.js'
import { signatureFault } from './read-signature.js'
import { branchFault, remoteFault, withoutPasswords } from './remote-address.js'

export interface GitSource {
  /** An address, or an absolute path: a relative one would begin at the working folder. */
  readonly remote: string
  readonly branch: string
  /** The bare clone's folder; made at the first fetch. */
  readonly clone: string
  /** A file; '' takes every commit. */
  readonly allowedSigners: string
}

export interface Tip {
  readonly tip: string
  /** False when it is the one of the time before. */
  readonly changed: boolean
  /** Why there is nothing newer. */
  readonly problem?: Problem
}

const FETCH_TIMEOUT_MS = 10 * 60_000

/**
 * @throws BelfryError when there is no good revision: GIT_FETCH and GIT_MISSING (exit code 3), GIT_SIGNATURE,
 * GIT_REPOSITORY (1)
 */
export async function fetchTip(source: GitSource): Promise<Tip> {
  refuseHostile(source)
  if (isThere(source.clone)) return update(source.clone, source)
  const fresh = `${source.clone}.new-${randomBytes(6).toString('hex')}`
  try {
    mkdirSync(dirname(source.clone), { recursive: true })
    await gitText(['init', '--quiet', '--bare', fresh])
    const tip = await update(fresh, source)
    return rename(fresh, source.clone) ? tip : await update(source.clone, source)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

function refuseHostile({ remote, branch }: GitSource): void {
  const [key, fault] = [
    ['content.git.remote', remoteFault(remote)],
    ['content.git.branch', branchFault(branch)],
  ].find(([, found]) => found !== undefined) ?? ['', undefined]
  if (fault === undefined) return
  const fix =
    'Write a path, or an address that begins with https://, ssh://, git:// or user@host:, and a branch like main.'
  throw new BelfryError('CONFIG_VALUE', `${key} ${fault}.`, { fix })
}

/** An empty folder is as good as none. */
function isThere(clone: string): boolean {
  try {
    return readdirSync(clone).length > 0
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return false
    throw new BelfryError('GIT_REPOSITORY', `The clone ${clone} cannot be opened: ${messageOf(cause)}.`, { cause })
  }
}

/** @returns false when another process was quicker */
function rename(fresh: string, clone: string): boolean {
  try {
    renameSync(fresh, clone)
    return true
  } catch (thrown) {
    if (isThere(clone)) return false
    throw thrown
  }
}

async function update(clone: string, source: GitSource): Promise<Tip> {
  const vouching = source.allowedSigners !== ''
  const before = await goodRevision(clone, vouching)
  // One for each fetch, so that two at once never meet.
  const place = `refs/belfry/fetch-${randomBytes(6).toString('hex')}`
  try {
    const fault = (await fetchFault(clone, source, place)) ?? (await tipFault(clone, source, place))
    if (fault !== undefined && before === undefined) throw fault
    if (fault !== undefined && before !== undefined) return stay(before, fault, source)
    const tip = await keepGood(clone, await commitAt(clone, place), before, vouching)
    return { tip, changed: tip !== before }
  } finally {
    await runGit(['--git-dir', clone, 'update-ref', '-d', place])
  }
}

/** Forced, so that a rewritten branch is one change like any other. */
async function fetchFault(clone: string, source: GitSource, place: string): Promise<BelfryError | undefined> {
  const flags = ['--quiet', '--force', '--no-tags', '--no-prune', '--no-recurse-submodules', '--no-write-fetch-head']
  const ran = await runGit(
    ['--git-dir', clone, 'fetch', ...flags, '--end-of-options', source.remote, `+refs/heads/${source.branch}:${place}`],
    { timeoutMs: FETCH_TIMEOUT_MS },
  )
  if (ran.exitCode === 0) return undefined
  const shown = withoutPasswords(source.remote)
  const why = /couldn't find remote ref/i.test(ran.stderr)
    ? await withoutBranch(source)
    : `cannot be fetched: ${withoutPasswords(gitSaid(ran))}`
  return new BelfryError('GIT_FETCH', `The repository ${shown} ${why}.`, { exitCode: 3 })
}

async function withoutBranch({ remote, branch }: GitSource): Promise<string> {
  const ran = await runGit(['ls-remote', '--heads', '--end-of-options', remote])
  const branches = [...ran.stdout.toString('utf8').matchAll(/\trefs\/heads\/(.+)$/gm)].map((match) =>
    plainLine(match[1] ?? ''),
  )
  if (branches.length === 0) return 'is empty: it has no branch yet'
  return `has no branch ${branch}; it has ${branches.slice(0, 8).join(', ')}${branches.length > 8 ? ' …' : ''}`
}

async function tipFault(clone: string, source: GitSource, place: string): Promise<BelfryError | undefined> {
  if (source.allowedSigners === '') return undefined
  const tip = await commitAt(clone, place)
  const refused = await signatureFault(clone, tip, source.allowedSigners)
  return refused === undefined ? undefined : new BelfryError('GIT_SIGNATURE', refused)
}

function stay(tip: string, { code, message, fix }: BelfryError, source: GitSource): Tip {
  const told = `${message} Posts are read as of commit ${tip.slice(0, 12)}.`
  return { tip, changed: false, problem: problem(code, told, { file: withoutPasswords(source.remote) }, { fix }) }
}

async function commitAt(clone: string, ref: string): Promise<string> {
  return (await gitText(['--git-dir', clone, 'rev-parse', '--verify', `${ref}^{commit}`])).trim()
}
