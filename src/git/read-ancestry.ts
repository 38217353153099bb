/**
 * Which commit comes from which. Door: processes. In: a clone and ids of commits. Out: what its history says. Grafts,
 * replaced objects and stored graphs have no say (open-command.ts).
 */
import { gitText, runGit } from './open-command.js'

export interface Ancestor {
  readonly commit: string
  readonly parents: readonly string[]
}

export async function isCommit(clone: string, commit: string): Promise<boolean> {
  return (await runGit(['--git-dir', clone, 'cat-file', '-e', `${commit}^{commit}`])).exitCode === 0
}

/** Whether one is the other, or among its ancestors; false where the clone lacks either. */
export async function isAncestor(clone: string, older: string, newer: string): Promise<boolean> {
  return (await runGit(['--git-dir', clone, 'merge-base', '--is-ancestor', older, newer])).exitCode === 0
}

/**
 * Newest first, merged branches among them.
 * @param base is left out with all that it comes from; undefined goes back to the beginning
 */
export async function commitsOf(clone: string, tip: string, base?: string, most?: number): Promise<Ancestor[]> {
  const limits = [
    ...(most === undefined ? [] : [`--max-count=${most}`]),
    tip,
    ...(base === undefined ? [] : [`^${base}`]),
  ]
  const listed = await gitText(['--git-dir', clone, 'rev-list', '--topo-order', '--parents', ...limits, '--'])
  return listed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '))
    .map(([commit = '', ...parents]) => ({ commit, parents }))
}

/** Those of the commits that are not in the history of the revision; what the clone lacks is in none. */
export async function outsideOf(clone: string, commits: readonly string[], revision: string): Promise<Set<string>> {
  if (commits.length === 0) return new Set()
  const input = [...commits, `^${revision}`, ''].join('\n')
  const listed = await gitText(['--git-dir', clone, 'rev-list', '--ignore-missing', '--stdin'], { input })
  const outside = new Set(listed.split('\n'))
  const missing = await missingOf(clone, commits)
  return new Set(commits.filter((commit) => outside.has(commit) || missing.has(commit)))
}

async function missingOf(clone: string, commits: readonly string[]): Promise<Set<string>> {
  const input = commits.map((commit) => `${commit}\n`).join('')
  const listed = await gitText(['--git-dir', clone, 'cat-file', '--batch-check=%(objectname)'], { input })
  return new Set([...listed.matchAll(/^(\S+) missing$/gm)].map(([, commit = '']) => commit))
}
