/**
 * What a branch would bring to another revision. Door: processes. In: a folder of a work tree, a revision. Out: the
 * commit of the branch, the commit it is compared with, and what is to be said of the two.
 */

import { BelfryError } from '../base/errors.js'
import { gitSaid, gitText, runGit } from './open-command.js'
import { gitTexts } from './texts.js'

export interface Branch {
  /** The git folder, for those who read objects. */
  readonly gitFolder: string
  /** The top of the work tree, absolute. */
  readonly top: string
  /** The commit that is checked out. */
  readonly head: string
  /** The commit that both have in common: the revision itself, unless that went on since. */
  readonly base: string
  /** Commits of the revision that the branch does not have. */
  readonly behind: number
}

/** @throws BelfryError GIT_REPOSITORY, GIT_REVISION, GIT_MISSING */
export async function branchAgainst(folder: string, revision: string): Promise<Branch> {
  const where = await runGit([
    '-C',
    folder,
    'rev-parse',
    '--show-toplevel',
    '--absolute-git-dir',
    '--is-shallow-repository',
  ])
  if (where.exitCode !== 0)
    throw new BelfryError('GIT_REPOSITORY', gitTexts.readBranch.noGitRepository(folder, gitSaid(where)))
  const [top = '', gitFolder = '', shallow] = where.stdout.toString('utf8').trim().split('\n')
  const git = ['--git-dir', gitFolder]
  const isShallow = shallow === 'true'
  const head = await commitOf(git, 'HEAD', isShallow)
  const other = await commitOf(git, revision, isShallow)
  const common = await runGit([...git, 'merge-base', other, head])
  const base = common.stdout.toString('utf8').trim()
  if (common.exitCode !== 0 || base === '') throw apart(revision, isShallow)
  const behind = Number((await gitText([...git, 'rev-list', '--count', `${head}..${other}`])).trim())
  return { gitFolder, top, head, base, behind }
}

async function commitOf(git: readonly string[], name: string, isShallow: boolean): Promise<string> {
  const ran = await runGit([...git, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])
  if (ran.exitCode === 0) return ran.stdout.toString('utf8').trim()
  const shown = name.slice(0, 80)
  const what = isShallow ? ', and the clone is shallow' : ''
  const fix = isShallow ? UNSHALLOW : gitTexts.readBranch.nameBranchTagOr(shown.replace(/^origin\//, ''))
  throw new BelfryError('GIT_REVISION', gitTexts.readBranch.repositoryHasNoCommit(shown, what), { fix })
}

function apart(revision: string, isShallow: boolean): BelfryError {
  const shown = revision.slice(0, 80)
  if (!isShallow) return new BelfryError('GIT_REVISION', gitTexts.readBranch.branchHaveNoCommit(shown))
  const message = gitTexts.readBranch.cloneShallowSoNobody(shown)
  return new BelfryError('GIT_REVISION', message, { fix: UNSHALLOW })
}

const UNSHALLOW = gitTexts.readBranch.fetchWholeHistoryGit()

/** The top of the work tree that holds a folder, absolute; undefined where none does, or git is not there. */
export async function topOf(folder: string): Promise<string | undefined> {
  try {
    const ran = await runGit(['-C', folder, 'rev-parse', '--show-toplevel'])
    return ran.exitCode === 0 ? ran.stdout.toString('utf8').trim() : undefined
  } catch (thrown) {
    if (thrown instanceof BelfryError && thrown.code === 'GIT_MISSING') return undefined
    throw thrown
  }
}
