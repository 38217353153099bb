/**
 * When files were first committed, renames followed. Door: processes. In: a folder in a work tree, or a bare repository
 * with a revision and a path in it. Out: path below the folder → instant of the author's date, in milliseconds; or why
 * nobody can say.
 */

import { gitText, runGit } from './open-command.js'
import { gitTexts } from './texts.js'

export interface WhereFilesAre {
  /** A folder of a work tree, or a git folder. */
  readonly folder: string
  /** In a git folder: what is asked about. */
  readonly inGit?: { readonly revision: string; readonly path: string }
}

export type FirstCommits =
  | { readonly at: ReadonlyMap<string, number> }
  | { readonly fault: string; readonly fix: string }

const LOG = ['log', '--format=%x01%at', '--name-status', '--find-renames', '--diff-filter=AR', '-z']
const MOST_MS = 120_000

/** @param paths below the folder, of the files that are asked about */
export async function firstCommits(where: WhereFilesAre, paths: readonly string[]): Promise<FirstCommits> {
  const { folder, inGit } = where
  const git = inGit === undefined ? ['-C', folder] : ['--git-dir', folder]
  const shallow = await runGit([...git, 'rev-parse', '--is-shallow-repository'])
  if (shallow.exitCode !== 0) return { fault: 'the folder is in no git repository', fix: WRITE }
  if (shallow.stdout.toString('utf8').trim() === 'true') return { fault: 'the clone is shallow', fix: UNSHALLOW }
  const prefix = inGit === undefined ? (await gitText([...git, 'rev-parse', '--show-prefix'])).trim() : `${inGit.path}/`
  const below = prefix.replace(/^\/+|\/+$/g, '')
  const lead = below === '' ? '' : `${below}/`
  const ran = await runGit([...git, ...LOG, inGit?.revision ?? 'HEAD', '--'], { timeoutMs: MOST_MS })
  if (ran.exitCode !== 0) return { fault: 'git has no history here', fix: WRITE }
  return { at: datesIn(ran.stdout.toString('utf8'), lead, paths) }
}

const WRITE = gitTexts.readFirstCommits.writeDateIntoFront()
const UNSHALLOW = gitTexts.readFirstCommits.fetchWholeHistoryGit()

/** The log goes from the newest commit to the oldest, so the last word on a file is its first. */
function datesIn(log: string, lead: string, paths: readonly string[]): Map<string, number> {
  const names = new Map(paths.map((path) => [lead + path, path]))
  const dates = new Map<string, number>()
  for (const commit of log.split('\u0001').slice(1)) {
    const [seconds = '', ...fields] = commit.split('\0').map((field) => field.replace(/^\n/, ''))
    const at = Number(seconds.trim()) * 1000
    for (let index = 0; index < fields.length; index += 1) {
      const status = fields[index] ?? ''
      if (!/^(?:A|R\d*)$/.test(status)) continue
      const before = fields[index + 1] ?? ''
      const after = status === 'A' ? before : (fields[index + 2] ?? '')
      index += status === 'A' ? 1 : 2
      const path = names.get(after)
      if (path === undefined) continue
      dates.set(path, at)
      names.delete(after)
      if (status !== 'A') names.set(before, path)
    }
  }
  return dates
}
