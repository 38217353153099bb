/**
 * The last good revision of the posts, kept as refs of our own clone. Door: disk and processes. In: the clone; whether
 * a signature is asked for. Out: the commit. git keeps what a ref names and never collects it as rubbish.
 *
 *   refs/belfry/good            the revision to read
 *   refs/belfry/vouched         the same, when its signature was checked: what was good without is not good once
 *                               signers are named
 *   refs/belfry/checked-DIGEST  each commit up to here was asked for, under the signers and since the commit that the
 *                               digest stands for
 *   refs/belfry/kept-COMMIT     was taken back; posts that were told as they read there are read there still
 */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { BelfryError } from '../base/errors.js'
import type { Accepted } from './accepted.js'
import { gitSaid, gitText, runGit } from './open-command.js'
import type { Vouching } from './read-signature.js'
import { gitTexts } from './texts.js'

const GOOD = 'refs/belfry/good'
const VOUCHED = 'refs/belfry/vouched'

/** @throws BelfryError GIT_REPOSITORY when the folder is no git repository */
export async function goodRevision(clone: string, vouching: boolean): Promise<string | undefined> {
  const refs = await readRefs(clone)
  const good = refs.get(GOOD)
  return vouching && refs.get(VOUCHED) !== good ? undefined : good
}

/**
 * One transaction, and only while nobody else moved the ref: a slow fetch must not put back what a later one replaced.
 * @param before what goodRevision said before the fetch
 * @returns what is good now
 */
export async function keepGood(
  clone: string,
  tip: string,
  before: string | undefined,
  vouching: boolean,
): Promise<string> {
  if (tip === before) return tip
  const current = before ?? (await readRefs(clone)).get(GOOD)
  const good = current === undefined ? `create ${GOOD} ${tip}` : `update ${GOOD} ${tip} ${current}`
  const input = [good, ...(vouching ? [`update ${VOUCHED} ${tip}`] : []), ''].join('\n')
  const ran = await runGit(['--git-dir', clone, 'update-ref', '--stdin'], { input })
  if (ran.exitCode === 0) return tip
  const theirs = await goodRevision(clone, vouching)
  if (theirs !== undefined && theirs !== current) return theirs
  throw new BelfryError('GIT_REPOSITORY', gitTexts.goodRevisionStore.cloneCannotWritten(clone, gitSaid(ran)))
}

/** Was each commit from the oldest to the newest asked for, under the signers of now? */
export async function isChecked(clone: string, accepted: readonly Accepted[], signers: Vouching): Promise<boolean> {
  return (await readRefs(clone)).get(checkedRef(accepted, signers)) === accepted[0]?.commit
}

export async function keepChecked(clone: string, accepted: readonly Accepted[], signers: Vouching): Promise<void> {
  const ref = checkedRef(accepted, signers)
  const others = [...(await readRefs(clone)).keys()].filter((name) => name.startsWith(CHECKED) && name !== ref)
  const input = [`update ${ref} ${accepted[0]?.commit}`, ...others.map((name) => `delete ${name}`), ''].join('\n')
  await gitText(['--git-dir', clone, 'update-ref', '--stdin'], { input })
}

const CHECKED = 'refs/belfry/checked-'

function checkedRef(accepted: readonly Accepted[], { allowedSigners, revokedSigners }: Vouching): string {
  const digest = createHash('sha256').update(accepted.at(-1)?.commit ?? '')
  for (const file of [allowedSigners, revokedSigners]) digest.update(file === '' ? '-' : readFileSync(file))
  return CHECKED + digest.digest('hex').slice(0, 32)
}

/** What was taken back stays in the clone, whatever becomes of the branch. */
export async function keepTakenBack(clone: string, commit: string): Promise<void> {
  await gitText(['--git-dir', clone, 'update-ref', `refs/belfry/kept-${commit}`, commit])
}

async function readRefs(clone: string): Promise<ReadonlyMap<string, string>> {
  const ran = await runGit(['--git-dir', clone, 'for-each-ref', '--format=%(refname) %(objectname)', 'refs/belfry/'])
  if (ran.exitCode !== 0)
    throw new BelfryError('GIT_REPOSITORY', gitTexts.goodRevisionStore.notCloneBelfryKeeps(clone, gitSaid(ran)))
  const lines = ran.stdout.toString('utf8').split('\n')
  return new Map(lines.map((line) => line.split(' ')).map(([name = '', id = '']) => [name, id]))
}
