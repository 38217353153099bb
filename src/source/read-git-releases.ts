/**
 * Reads the releases table from a revision of a git repository, as readReleases does from disk. Door: processes. In:
 * clone, revision, a path inside the repository ('' for none), the site's address. Out: the table and its problems.
 * Links are not followed.
 */

import type { TreeEntry } from '../git/object-bytes.js'
import { type Objects, openObjects } from '../git/open-objects.js'
import {
  collectReleases,
  isTableFile,
  type ReadReleases,
  TABLE_LIMIT_BYTES,
  type TableFile,
  tooLargeForTable,
} from '../releases/collect.js'
import { noReleases } from '../releases/release.js'
import { GitTrees } from './git-tree.js'
import { sourceTexts } from './texts.js'

export interface ReleasesInGit {
  readonly clone: string
  /** A commit. */
  readonly revision: string
  readonly path: string
}

/** @throws BelfryError GIT_REPOSITORY when the repository cannot be read */
export async function readGitReleases(
  { clone, revision, path }: ReleasesInGit,
  siteUrl: string,
): Promise<ReadReleases> {
  if (path === '') return { table: noReleases, problems: [] }
  const objects = openObjects(clone, TABLE_LIMIT_BYTES)
  try {
    const trees = new GitTrees(objects)
    const found = await trees.find((await trees.commit(revision)).tree, path)
    if (found !== undefined) return await readTable(trees, found, path, siteUrl)
    const fault = `is not in commit ${revision.slice(0, 12)}`
    return collectReleases([{ file: path, fault, fix }], siteUrl, false)
  } finally {
    await objects.close()
  }
}

const fix = sourceTexts.readGitReleases.setContentReleasesPath()

/** @param found what stands at the path, with objects read up to TABLE_LIMIT_BYTES */
export async function readTable(
  trees: GitTrees,
  found: TreeEntry,
  path: string,
  siteUrl: string,
): Promise<ReadReleases> {
  const { objects } = trees
  if (found.kind !== 'folder') return collectReleases([await read(objects, found, path)], siteUrl, false)
  const entries = (await trees.entries(found.id)).filter(
    (entry) => entry.kind !== 'folder' && entry.kind !== 'submodule' && isTableFile(entry.name),
  )
  if (entries.length === 0)
    return collectReleases([{ file: path, fault: 'is a folder without .md, .yaml or .yml files', fix }], siteUrl, true)
  const folder = path.replace(/\/+$/, '')
  const files = await Promise.all(entries.map((entry) => read(objects, entry, `${folder}/${entry.name}`)))
  return collectReleases(files, siteUrl, true)
}

async function read(objects: Objects, entry: TreeEntry, file: string): Promise<TableFile> {
  if (entry.kind !== 'file')
    return {
      file,
      fault: 'is a link, and links in a repository are not followed',
      fix: sourceTexts.readGitReleases.commitFileItself(),
    }
  const object = await objects.read(entry.id)
  if (object?.type !== 'blob') return { file, fault: 'is missing from the repository' }
  return object.sizeBytes > TABLE_LIMIT_BYTES ? tooLargeForTable(file) : { file, bytes: object.bytes }
}
