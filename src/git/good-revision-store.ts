/**
 * The last good revision of the posts, kept as refs of our own clone. Door: processes. In: the clone; whether a
 * signature is asked for. Out: the commit. git keeps what a ref names and never collects it as rubbish.
 *
 *   refs/belfry/good      the revision to read
 * refs/belfry/vouched the same, when its signature was checked: what was good without is not good once signers are
 * named
 */
import { BelfryError } from '../base/errors.js'
import { gitSaid, runGit } from './open-command.js'

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
  const current = before ?? (await readRefs(clone)).get(GOOD)
  const good = current === undefined ? `create ${GOOD} ${tip}` : `update ${GOOD} ${tip} ${current}`
  const input = [good, ...(vouching ? [`update ${VOUCHED} ${tip}`] : []), ''].join('\n')
  const ran = await runGit(['--git-dir', clone, 'update-ref', '--stdin'], { input })
  if (ran.exitCode === 0) return tip
  const theirs = await goodRevision(clone, vouching)
  if (theirs !== undefined && theirs !== current) return theirs
  throw new BelfryError('GIT_REPOSITORY', `The clone ${clone} cannot be written: ${gitSaid(ran)}.`)
}

async function readRefs(clone: string): Promise<ReadonlyMap<string, string>> {
  const ran = await runGit(['--git-dir', clone, 'for-each-ref', '--format=%(refname) %(objectname)', 'refs/belfry/'])
  if (ran.exitCode !== 0)
    throw new BelfryError('GIT_REPOSITORY', `${clone} is not the clone that Belfry keeps: ${gitSaid(ran)}.`)
  const lines = ran.stdout.toString('utf8').split('\n')
  return new Map(lines.map((line) => line.split(' ')).map(([name = '', id = '']) => [name, id]))
}
