/**
 * Reads the file or folder of authors (`content.authors`) from disk, or from a revision of a repository. Door. In: its
 * path. Out: key → name, and problems. Links out of the folder are not followed.
 */

import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { messageOf, type Problem, problem, systemCode } from '../base/errors.js'
import {
  AUTHORS_LIMIT_BYTES,
  AUTHORS_LIMIT_FILES,
  type AuthorsFile,
  isAuthorsFile,
  noAuthors,
  parseAuthors,
  type ReadAuthors,
} from '../posts/authors-file.js'
import { sourceTexts } from './texts.js'

/** @param path '' for none */
export function readAuthors(path: string): ReadAuthors {
  if (path === '') return noAuthors
  const shown = typed(path)
  try {
    if (!statSync(path).isDirectory()) return withFaults([fileOf(path, dirname(path), shown)])
    const names = readdirSync(path).filter(isAuthorsFile).sort()
    const read = names.slice(0, AUTHORS_LIMIT_FILES)
    const files = read.map((name) => ({ ...fileOf(join(path, name), path, `${shown}/${name}`), key: stemOf(name) }))
    return withFaults([...files, ...tooMany(shown, names.length)])
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return withFaults([{ file: shown, fault: `cannot be read: ${messageOf(thrown)}` }])
  }
}

export async function readGitAuthors(clone: string, revision: string, path: string): Promise<ReadAuthors> {
  if (path === '') return noAuthors
  const [{ openObjects }, { GitTrees }] = await Promise.all([import('../git/open-objects.js'), import('./git-tree.js')])
  const objects = openObjects(clone, AUTHORS_LIMIT_BYTES)
  try {
    const trees = new GitTrees(objects)
    const found = await trees.find((await trees.commit(revision)).tree, path)
    if (found === undefined) return withFaults([{ file: path, fault: `is not in commit ${revision.slice(0, 12)}` }])
    const isFolder = found.kind === 'folder'
    const entries = isFolder ? (await trees.entries(found.id)).filter(({ name }) => isAuthorsFile(name)) : [found]
    const files = entries.slice(0, AUTHORS_LIMIT_FILES).map(async (entry): Promise<AuthorsFile | Fault> => {
      const file = isFolder ? `${path.replace(/\/+$/, '')}/${entry.name}` : path
      if (entry.kind !== 'file') return { file, fault: 'is no file, and links in a repository are not followed' }
      const object = await objects.read(entry.id)
      if (object === undefined || object.sizeBytes > AUTHORS_LIMIT_BYTES) return { file, fault: TOO_LARGE }
      const text = Buffer.from(object.bytes).toString('utf8')
      return { file, text, ...(isFolder && { key: stemOf(entry.name) }) }
    })
    return withFaults([...(await Promise.all(files)), ...tooMany(path, entries.length)])
  } finally {
    await objects.close()
  }
}

interface Fault {
  readonly file: string
  readonly fault: string
}

const TOO_LARGE = 'is larger than 1 MB'

function tooMany(file: string, count: number): Fault[] {
  return count > AUTHORS_LIMIT_FILES ? [{ file, fault: `holds more than ${AUTHORS_LIMIT_FILES} files` }] : []
}

function withFaults(found: readonly (AuthorsFile | Fault)[]): ReadAuthors {
  const { names, problems } = parseAuthors(found.flatMap((one) => ('fault' in one ? [] : [one])))
  const faults = found.flatMap((one): Problem[] =>
    'fault' in one
      ? [problem('AUTHORS_FILE', sourceTexts.readAuthors.noAuthorTakenFrom(one.fault), { file: one.file })]
      : [],
  )
  return { names, problems: [...faults, ...problems] }
}

function fileOf(path: string, folder: string, file: string): AuthorsFile | Fault {
  const real = realpathSync(path)
  if (!real.startsWith(realpathSync(folder) + sep)) return { file, fault: 'is a link that leaves its folder' }
  const stat = statSync(real)
  if (!stat.isFile()) return { file, fault: 'is no file' }
  return stat.size > AUTHORS_LIMIT_BYTES ? { file, fault: TOO_LARGE } : { file, text: readFileSync(real, 'utf8') }
}

function stemOf(name: string): string {
  return basename(name).replace(/\.[^.]+$/, '')
}

function typed(path: string): string {
  const below = relative(process.cwd(), path)
  return below === '' || below.startsWith('..') ? path : below
}
