/**
 * Keeps a bare clone of the repository of posts and says which revision to read. Door: disk and processes. In: where
 * the repository is, which branch, who may sign, what was accepted before. Out: the newest revision that was fetched
 * whole; where signers are named, one that a signer of today vouches for and that comes from the one accepted last. It
 * is kept in a ref, so that when something is wrong the last good one stays, and `problem` says what is wrong.
 */

import { randomBytes } from 'node:crypto'
import { readdirSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { dirname, sep } from 'node:path'
import { BelfryError, messageOf, type Problem, problem, systemCode } from '../base/errors.js'
import { plainLine } from '../base/plain-line.js'
import { makeFolders } from '../files/write-file.js'
import { type Accepted, withAccepted } from './accepted.js'
import { goodRevision, keepGood, keepTakenBack } from './good-revision-store.js'
import { gitSaid, gitText, runGit } from './open-command.js'
import { type Clone, withClone } from './open-objects.js'
import { commitsOf, isAncestor, isCommit, readCommit } from './read-ancestry.js'
import { commitCalled, readVerdict } from './read-signature.js'
import { readStanding, type StandingOfSource, type StandingRules } from './read-standing.js'
import { branchFault, remoteFault, withoutPasswords } from './remote-address.js'
import { gitTexts } from './texts.js'

export interface GitSource extends StandingRules {
  /** An address, or an absolute path: a relative one would begin at the working folder. */
  readonly remote: string
  readonly branch: string
  /** The bare clone's folder; made at the first fetch. */
  readonly clone: string
  /** A file; '' takes every commit. */
  readonly allowedSigners: string
}

/** What is known from before, beside the clone. */
export interface Remembered {
  /** Newest first; empty where nothing was accepted yet, or nobody remembers: then the clone is believed. */
  readonly accepted: readonly Accepted[]
  /** Milliseconds since the epoch. */
  readonly now: number
  /** What comes of it is written down, so that what is taken back is so in a step of its own. */
  readonly isLedger: boolean
}

export interface Tip {
  readonly tip: string
  /** False when it is the one of the time before. */
  readonly changed: boolean
  /** Why there is nothing newer. */
  readonly problem?: Problem
  /** Where signers are named: what they say. */
  readonly vouched?: Vouched
}

export interface Vouched {
  /** Who signed the tip; '' where nobody who may did. */
  readonly signer: string
  /**
   * `taken back`: an older revision is read, because the newer one's signer is gone. `nobody`: no revision passes.
   * `unchecked`: nobody can say for now.
   */
  readonly belief: 'believed' | 'taken back' | 'nobody' | 'unchecked'
  /** What is to be remembered, newest first. */
  readonly accepted: readonly Accepted[]
}

const FETCH_TIMEOUT_MS = 10 * 60_000

/**
 * @throws BelfryError when there is no good revision: GIT_FETCH and GIT_MISSING (exit code 3), GIT_SIGNATURE,
 * GIT_REWOUND, GIT_REPOSITORY (1)
 */
export async function fetchTip(source: GitSource, remembered: Remembered = nothing()): Promise<Tip> {
  return await inClone(source, async (clone) => await update(clone, source, remembered))
}

/** For who remembers nothing: the clone does. */
function nothing(): Remembered {
  return { accepted: [], now: Date.now(), isLedger: false }
}

/**
 * An operator's word: this commit is read from now on, wherever it comes from. It must be on the branch, and signed.
 * @param name of a commit, its whole id or the beginning of it
 * @throws BelfryError GIT_FETCH, GIT_REPOSITORY, GIT_SIGNATURE, USAGE
 */
export async function acceptRevision(
  source: GitSource,
  name: string,
  now: number,
): Promise<{ readonly commit: string; readonly signer: string }> {
  if (!/^[0-9a-f]{7,64}$/.test(name))
    throw new BelfryError('USAGE', gitTexts.openClone.notIdCommit(name), { exitCode: 2 })
  return await inClone(source, async (clone) => {
    return await withFetched(clone, { source, before: undefined }, async (place, fault) => {
      if (fault !== undefined) throw fault
      const commit = (await readCommit(clone, name))?.id
      if (commit === undefined || !(await isAncestor(clone, commit, await commitAt(clone, place))))
        throw new BelfryError('GIT_REPOSITORY', gitTexts.openClone.branchHasNoCommit(source.branch, name), {
          fix: gitTexts.openClone.nameCommitBranchGit(),
        })
      const verdict = await readVerdict(clone, commit, source, now)
      if ('fault' in verdict) throw new BelfryError('GIT_SIGNATURE', verdict.fault)
      await keepGood(clone.folder, commit, undefined, true)
      return { commit, signer: verdict.signer }
    })
  })
}

async function inClone<Result>(source: GitSource, work: (clone: Clone) => Promise<Result>): Promise<Result> {
  refuseHostile(source)
  if (isThere(source.clone)) return await withClone(source.clone, work)
  const fresh = `${source.clone}.new-${randomBytes(6).toString('hex')}`
  try {
    makeFolders(dirname(source.clone))
    await gitText(['init', '--quiet', '--bare', fresh])
    const result = await withClone(fresh, work)
    return rename(fresh, source.clone) ? result : await withClone(source.clone, work)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

function refuseHostile(source: GitSource): void {
  const { remote, branch, allowedSigners, revokedSigners } = source
  const [key, fault] = [
    ['content.git.remote', remoteFault(remote)],
    ['content.git.branch', branchFault(branch)],
    ['content.git.allowedSigners', insideFault(allowedSigners, source)],
    ['content.git.revokedSigners', insideFault(revokedSigners, source)],
  ].find(([, found]) => found !== undefined) ?? ['', undefined]
  if (fault === undefined) return
  const fix = gitTexts.openClone.writePathOrAddress()
  throw new BelfryError('CONFIG_VALUE', `${key} ${fault}.`, { fix })
}

/** Whoever may push would else say who may sign. */
function insideFault(file: string, { remote, clone }: GitSource): string | undefined {
  if (file === '') return undefined
  const real = realPath(file)
  const isInside = [remote, clone].some((folder) => real.startsWith(realPath(folder) + sep))
  return isInside ? 'lies inside the repository of the posts' : undefined
}

/** As written where it is not there, or an address. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return path
  }
}

/** An empty folder is as good as none. */
function isThere(clone: string): boolean {
  try {
    return readdirSync(clone).length > 0
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return false
    throw new BelfryError('GIT_REPOSITORY', gitTexts.openClone.cloneCannotOpened(clone, messageOf(cause)), { cause })
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

async function update(clone: Clone, source: GitSource, remembered: Remembered): Promise<Tip> {
  const vouching = source.allowedSigners !== ''
  const before = await goodRevision(clone.folder, vouching)
  return await withFetched(clone, { source, before }, async (place, fault) => {
    if (vouching) return await updateVouched({ clone, source, remembered, before }, fault ?? place)
    if (fault !== undefined && before === undefined) throw fault
    if (fault !== undefined && before !== undefined) return stay(before, fault, source)
    const tip = await keepGood(clone.folder, await commitAt(clone, place), before, vouching)
    return { tip, changed: tip !== before }
  })
}

/** @param work is told where the branch was fetched to, and why it was not; what it fetched is let go afterwards */
async function withFetched<Result>(
  clone: Clone,
  { source, before }: { source: GitSource; before: string | undefined },
  work: (place: string, fault: BelfryError | undefined) => Promise<Result>,
): Promise<Result> {
  // One for each fetch, so that two at once never meet.
  const place = `refs/belfry/fetch-${randomBytes(6).toString('hex')}`
  try {
    return await work(place, await fetchFault(clone, source, place))
  } finally {
    await letGo(clone, place, before)
  }
}

/** What came is tidied now and then, as git would do after each fetch; where nothing came there is nothing to do. */
async function letGo(clone: Clone, place: string, before: string | undefined): Promise<void> {
  const fetched = await readCommit(clone, place)
  await runGit(['--git-dir', clone.folder, 'update-ref', '-d', place])
  if (fetched !== undefined && fetched.id !== before)
    await runGit(['--git-dir', clone.folder, 'maintenance', 'run', '--auto', '--quiet'])
}

interface Updating {
  readonly clone: Clone
  readonly source: GitSource
  readonly remembered: Remembered
  /** What the clone read last, where signers vouched for it. */
  readonly before: string | undefined
}

/** @param fetched a ref, or why there is none */
async function updateVouched(updating: Updating, fetched: string | BelfryError): Promise<Tip> {
  const { clone, source, remembered } = updating
  const [newest, ...older] = await acceptedBefore(updating)
  if (newest === undefined) {
    if (typeof fetched !== 'string') throw fetched
    return await accept(updating, await commitAt(clone, fetched), [])
  }
  if (!(await isCommit(clone, newest.commit))) throw await withoutAccepted(newest, updating, fetched)
  const standing = await readStanding(clone, [newest, ...older], source)
  const takenBack = standing.state === 'stands' ? standing.takenBack : undefined
  if (takenBack !== undefined) await keepTakenBack(clone.folder, newest.commit)
  // What is taken back is so before anything newer is read: else nobody could say whose change it was.
  if (takenBack !== undefined && remembered.isLedger)
    return await readOn(updating, standing, new BelfryError('GIT_SIGNATURE', takenBack))
  if (typeof fetched !== 'string') return await readOn(updating, standing, fetched)
  const tip = await commitAt(clone, fetched)
  const current = standing.accepted[0]?.commit
  if (tip === current) return await readOn(updating, standing)
  try {
    return await accept(updating, tip, standing.accepted)
  } catch (thrown) {
    if (!(thrown instanceof BelfryError)) throw thrown
    return await readOn(updating, standing, thrown)
  }
}

async function acceptedBefore({ clone, remembered, before }: Updating): Promise<readonly Accepted[]> {
  if (remembered.accepted.length > 0 || before === undefined) return remembered.accepted
  // Nobody remembers when it was accepted.
  return [{ commit: before, at: (await readCommit(clone, before))?.at ?? 0 }]
}

/** What was accepted last is not there, so nothing that is can come from it. */
async function withoutAccepted(
  { commit }: Accepted,
  { clone, source }: Updating,
  fetched: string | BelfryError,
): Promise<BelfryError> {
  if (typeof fetched !== 'string') return fetched
  const tip = await commitAt(clone, fetched)
  const message = gitTexts.openClone.branchNowAtHas(source.branch, tip, commit)
  return new BelfryError('GIT_REWOUND', message)
}

/**
 * Takes a new tip.
 * @throws BelfryError GIT_SIGNATURE, GIT_REWOUND
 */
async function accept(updating: Updating, tip: string, accepted: readonly Accepted[]): Promise<Tip> {
  const { clone, source, remembered, before } = updating
  const signer = await signerOf(clone, tip, { source, now: remembered.now })
  const last = accepted[0]?.commit
  if (last !== undefined && !(await isAncestor(clone, last, tip))) {
    const message = gitTexts.openClone.doesNotComeFrom(await commitCalled(clone, tip), last)
    throw new BelfryError('GIT_REWOUND', message)
  }
  if (source.signed === 'every')
    for (const { commit } of await commitsOf(clone, tip, last))
      await signerOf(clone, commit, { source, now: remembered.now })
  const good = await keepGood(clone.folder, tip, before, true)
  // Another process was quicker: what it took is read, and it remembers that.
  const chain = good === tip ? withAccepted(accepted, { commit: tip, at: remembered.now }) : accepted
  return { tip: good, changed: good !== before, vouched: { signer, belief: 'believed', accepted: chain } }
}

async function signerOf(clone: Clone, commit: string, { source, now }: { source: GitSource; now: number }) {
  const verdict = await readVerdict(clone, commit, source, now)
  if ('fault' in verdict) throw new BelfryError('GIT_SIGNATURE', verdict.fault)
  return verdict.signer
}

/** What stands, and why there is nothing newer. */
async function readOn(updating: Updating, standing: StandingOfSource, fault?: BelfryError): Promise<Tip> {
  if (standing.state !== 'stands') return await disbelieved(updating, standing, fault)
  const { clone, source, before } = updating
  const { accepted, signer, takenBack } = standing
  const commit = accepted[0]?.commit ?? ''
  const tip = await keepGood(clone.folder, commit, before, true)
  const belief = takenBack === undefined ? 'believed' : 'taken back'
  const said = fault ?? (takenBack === undefined ? undefined : new BelfryError('GIT_SIGNATURE', takenBack))
  return {
    ...(said === undefined ? { tip } : stay(tip, said, source)),
    changed: tip !== before,
    vouched: { signer, belief, accepted },
  }
}

/** Nothing is published or told, and what was stays. */
async function disbelieved(
  { clone, source, before }: Updating,
  standing: Exclude<StandingOfSource, { state: 'stands' }>,
  newer?: BelfryError,
): Promise<Tip> {
  const { accepted, state } = standing
  const fault = newer === undefined || newer.code === 'GIT_FETCH' ? standing.fault : newer.message
  const commit = accepted[0]?.commit ?? ''
  const tip = await keepGood(clone.folder, commit, before, true)
  const said = new BelfryError('GIT_UNVOUCHED', gitTexts.openClone.nothingNewPublishedOr(fault))
  return { ...stay(tip, said, source), vouched: { signer: '', belief: state, accepted } }
}

/** Forced, so that a rewritten branch is one change like any other. */
async function fetchFault({ folder }: Clone, source: GitSource, place: string): Promise<BelfryError | undefined> {
  const flags = [
    '--quiet',
    '--force',
    '--no-auto-gc',
    '--no-tags',
    '--no-prune',
    '--no-recurse-submodules',
    '--no-write-fetch-head',
  ]
  const ran = await runGit(
    [
      '--git-dir',
      folder,
      'fetch',
      ...flags,
      '--end-of-options',
      source.remote,
      `+refs/heads/${source.branch}:${place}`,
    ],
    { timeoutMs: FETCH_TIMEOUT_MS },
  )
  if (ran.exitCode === 0) return undefined
  const shown = withoutPasswords(source.remote)
  const why = /couldn't find remote ref/i.test(ran.stderr)
    ? await withoutBranch(source)
    : `cannot be fetched: ${withoutPasswords(gitSaid(ran))}`
  return new BelfryError('GIT_FETCH', gitTexts.openClone.theRepository(shown, why), { exitCode: 3 })
}

async function withoutBranch({ remote, branch }: GitSource): Promise<string> {
  const ran = await runGit(['ls-remote', '--heads', '--end-of-options', remote])
  const branches = [...ran.stdout.toString('utf8').matchAll(/\trefs\/heads\/(.+)$/gm)].map((match) =>
    plainLine(match[1] ?? ''),
  )
  if (branches.length === 0) return 'is empty: it has no branch yet'
  return `has no branch ${branch}; it has ${branches.slice(0, 8).join(', ')}${branches.length > 8 ? ' …' : ''}`
}

function stay(tip: string, { code, message, fix }: BelfryError, source: GitSource): Tip {
  const told = gitTexts.openClone.postsReadCommit(message, tip.slice(0, 12))
  return { tip, changed: false, problem: problem(code, told, { file: withoutPasswords(source.remote) }, { fix }) }
}

/** @throws BelfryError GIT_REPOSITORY: the ref leads to no commit */
async function commitAt(clone: Clone, ref: string): Promise<string> {
  const commit = await readCommit(clone, ref)
  if (commit === undefined) throw new BelfryError('GIT_REPOSITORY', gitTexts.openClone.noCommit(ref, clone.folder))
  return commit.id
}
