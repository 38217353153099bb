/**
 * Posts without a date in name and front matter, where `content.undated` is `git`: their first commit dates them. In:
 * what was found, and who knows first commits. Out: the same, such pages as posts with that instant, or the problem.
 */

import { problem } from '../base/errors.js'
import type { FirstCommits } from '../git/read-first-commits.js'
import type { Found } from './found-post.js'
import { sourceTexts } from './texts.js'

/** Git is asked only where there is such a file. */
export async function datedByGit(
  findings: Iterable<Found>,
  ask: (paths: readonly string[]) => Promise<FirstCommits>,
): Promise<Found[]> {
  const all = [...findings]
  const paths = all.filter(isUndated).map(({ path }) => path)
  if (paths.length === 0) return all
  const commits = await ask(paths)
  return all.map((found): Found => {
    if (!isUndated(found)) return found
    const { path } = found
    if ('fault' in commits) return undatable(path, commits.fault, commits.fix, 'error')
    const committedAt = commits.at.get(path)
    if (committedAt === undefined) return undatable(path, 'no commit holds it yet', COMMIT, 'warning')
    return { path, bytes: found.read(), committedAt }
  })
}

const COMMIT = sourceTexts.datedByGit.commitFileOrWrite()

function isUndated(found: Found): found is Extract<Found, { readonly parsed: unknown }> {
  return 'parsed' in found && found.parsed.nearlyBesidePosts === true
}

function undatable(path: string, why: string, fix: string, severity: 'error' | 'warning'): Found {
  const message = sourceTexts.datedByGit.neitherNameNorFront(why)
  return { path, problem: problem('POST_DATE', message, { file: path, line: 1 }, { severity, fix }) }
}
