/**
 * Which commit comes from which. Door: processes. In: a clone and ids of commits. Out: what its history says. Grafts,
 * replaced objects and stored graphs have no say (open-command.ts).
 */
import { type Commit, parseCommit } from './object-bytes.js'
import { gitText, runGit } from './open-command.js'
import type { Clone } from './open-objects.js'

export interface Ancestor {
  readonly commit: string
  readonly parents: readonly string[]
}

/** @param name of a commit, or of what leads to one: an id, the beginning of one, a ref */
export async function readCommit(
  { objects }: Clone,
  name: string,
): Promise<(Commit & { readonly id: string }) | undefined> {
  const object = await objects.read(`${name}^{commit}`)
  const commit = object?.type === 'commit' ? parseCommit(object.bytes) : undefined
  return object === undefined || commit === undefined ? undefined : { ...commit, id: object.id }
}

export async function isCommit(clone: Clone, commit: string): Promise<boolean> {
  return (await readCommit(clone, commit)) !== undefined
}

/** Whether one is the other, or among its ancestors; false where the clone lacks either. */
export async function isAncestor(clone: Clone, older: string, newer: string): Promise<boolean> {
  if ((await readCommit(clone, newer))?.parents.includes(older)) return await isCommit(clone, older)
  return (await runGit(['--git-dir', clone.folder, 'merge-base', '--is-ancestor', older, newer])).exitCode === 0
}

/**
 * Newest first, merged branches among them.
 * @param base is left out with all that it comes from; undefined goes back to the beginning
 */
export async function commitsOf(clone: Clone, tip: string, base?: string, most?: number): Promise<Ancestor[]> {
  const limits = [
    ...(most === undefined ? [] : [`--max-count=${most}`]),
    tip,
    ...(base === undefined ? [] : [`^${base}`]),
  ]
  const listed = await gitText(['--git-dir', clone.folder, 'rev-list', '--topo-order', '--parents', ...limits, '--'])
  return listed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '))
    .map(([commit = '', ...parents]) => ({ commit, parents }))
}

/** Those of the commits that are not in the history of the revision; what the clone lacks is in none. */
export async function outsideOf(clone: Clone, commits: readonly string[], revision: string): Promise<Set<string>> {
  if (commits.length === 0) return new Set()
  const input = [...commits, `^${revision}`, ''].join('\n')
  const listed = await gitText(['--git-dir', clone.folder, 'rev-list', '--ignore-missing', '--stdin'], { input })
  const outside = new Set(listed.split('\n'))
  const isThere = await Promise.all(commits.map(async (commit) => await isCommit(clone, commit)))
  return new Set(commits.filter((commit, index) => outside.has(commit) || !isThere[index]))
}
