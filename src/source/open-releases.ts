/**
 * The releases table for whoever asks often: forms and single commands. In: where it is. Out: the table as it is now,
 * read again only when it changed; with a repository, that of the last good revision, which a run fetches. Nothing is
 * fetched here. Door.
 */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemCode } from '../base/errors.js'
import { goodRevision } from '../git/good-revision-store.js'
import { isTableFile } from '../releases/collect.js'
import { noReleases, type ReleaseTable } from '../releases/release.js'
import type { ContentSource } from './read-all.js'
import { readGitReleases } from './read-git-releases.js'
import { readReleases } from './read-releases.js'

export interface Releases {
  /** Of a table that cannot be read for now, what was read last. */
  current(): Promise<ReleaseTable>
}

/** Asking git costs a process. */
const ASK_GIT_AFTER_MS = 10_000

/** @param monotonicMs a clock that only goes forward */
export function openReleases(
  source: ContentSource,
  siteUrl: string,
  monotonicMs: () => number = () => performance.now(),
): Releases {
  const { releases: path, git, clone } = source
  if (path === '') return { current: async () => noReleases }
  if (git.remote === '')
    return kept(
      () => versionOnDisk(path),
      async () => readReleases(path, siteUrl).table,
    )
  let asked: { readonly atMs: number; readonly revision: Promise<string> } | undefined
  const revisionOf = async () => {
    if (asked === undefined || monotonicMs() - asked.atMs >= ASK_GIT_AFTER_MS)
      asked = { atMs: monotonicMs(), revision: goodIn(clone, git.allowedSigners !== '') }
    return await asked.revision
  }
  return kept(revisionOf, async (revision) =>
    revision === '' ? noReleases : (await readGitReleases({ clone, revision, path }, siteUrl)).table,
  )
}

/** Many who ask at once wait for one reading. */
function kept(versionOf: () => string | Promise<string>, read: (version: string) => Promise<ReleaseTable>): Releases {
  let held: { readonly version: string; readonly table: Promise<ReleaseTable> } | undefined
  let last = noReleases
  const readAgain = async (version: string) => {
    const table = await read(version)
    if (table.products.length > 0 || table.unreadable.length === 0) last = table
    return last.products.length > 0 ? last : table
  }
  return {
    current: async () => {
      const version = await versionOf()
      if (held?.version !== version) held = { version, table: readAgain(version) }
      try {
        return await held.table
      } catch (thrown) {
        // A failure is no table: the next who asks tries again.
        held = undefined
        throw thrown
      }
    },
  }
}

/** '' where nothing was fetched yet. */
async function goodIn(clone: string, vouching: boolean): Promise<string> {
  return existsSync(clone) ? ((await goodRevision(clone, vouching)) ?? '') : ''
}

function versionOnDisk(path: string): string {
  try {
    if (!statSync(path).isDirectory()) return versionOf(path)
    const names = readdirSync(path).filter(isTableFile).sort()
    return names.map((name) => `${name} ${versionOf(join(path, name))}`).join('\n')
  } catch (thrown) {
    return systemCode(thrown) ?? 'unknown'
  }
}

/** The inode counts too: two writes may fall into one tick of the disk's clock. */
function versionOf(path: string): string {
  const { mtimeMs, size, ino } = statSync(path)
  return `${mtimeMs} ${size} ${ino}`
}
