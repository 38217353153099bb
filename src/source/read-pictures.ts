/**
 * Finds the pictures of page bundles, on disk or in a revision. Door: disk, processes. In: the paths of posts, where
 * they are. Out: pictures by post, and what is not copied and why. No link is followed.
 */

import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BelfryError, messageOf, type Problem, systemCode } from '../base/errors.js'
import { entriesOfFolder } from '../files/read-names.js'
import {
  type BundlePicture,
  bundleFolder,
  HEAD_BYTES,
  isPictureName,
  notCopied,
  PICTURES_DEPTH,
  PICTURES_LIMIT,
  type Pictures,
  pictureFault,
} from './bundle.js'
import type { GitTrees } from './git-tree.js'
import { sourceTexts } from './texts.js'

export interface FoundPictures {
  readonly pictures: Pictures
  /** `file` is relative to the folder of posts. */
  readonly problems: readonly Problem[]
}

type One = BundlePicture | Problem

/** @param fileAt path of a post or of its folder → where it is on disk */
export function findPictures(posts: readonly string[], fileAt: (path: string) => string): FoundPictures {
  const found = posts.flatMap((path) => {
    const folder = bundleFolder(path)
    return folder === undefined ? [] : [{ path, ones: [...walk(fileAt(folder), { folder, name: '', depth: 0 })] }]
  })
  return parted(found)
}

interface Step {
  /** Of the bundle, below the folder of posts. */
  readonly folder: string
  readonly name: string
  readonly depth: number
}

function* walk(bundle: string, { folder, name, depth }: Step): Generator<One> {
  for (const entry of entriesOfFolder(join(bundle, name))) {
    const inner = name + entry.name
    if (entry.isDirectory() && depth + 1 < PICTURES_DEPTH && !entry.name.startsWith('.'))
      yield* walk(bundle, { folder, name: `${inner}/`, depth: depth + 1 })
    else if (isPictureName(entry.name)) yield pictureAt(join(bundle, inner), folder, inner, entry.isFile())
  }
}

function pictureAt(file: string, folder: string, name: string, isFile: boolean): One {
  const path = folder + name
  if (!isFile) return notCopied(path, LINK, sourceTexts.readPictures.putPictureItself())
  try {
    const { head, sizeBytes } = headOf(file)
    const fault = pictureFault(path, sizeBytes, head)
    if (fault !== undefined) return fault
    const { size, mtimeMs, ctimeMs, ino } = statSync(file)
    return { name, stamp: `${size} ${mtimeMs} ${ctimeMs} ${ino}`, bytes: () => readFileSync(file) }
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return notCopied(path, `it cannot be read (${messageOf(thrown)})`, sourceTexts.readPictures.giveBelfryRightRead())
  }
}

const LINK = 'it is a link'

function headOf(file: string) {
  const handle = openSync(file, 'r')
  try {
    const head = Buffer.alloc(HEAD_BYTES)
    return { head: head.subarray(0, readSync(handle, head)), sizeBytes: fstatSync(handle).size }
  } finally {
    closeSync(handle)
  }
}

/** @param common the folder of posts inside the repository */
export async function findGitPictures(
  posts: readonly string[],
  { trees, root, common, clone }: { trees: GitTrees; root: string; common: string; clone: string },
): Promise<FoundPictures> {
  const found: { path: string; ones: One[] }[] = []
  for (const path of posts) {
    const folder = bundleFolder(path)
    if (folder === undefined) continue
    const tree = await trees.find(root, `${common}/${folder}`)
    if (tree?.kind !== 'folder') continue
    found.push({ path, ones: await walkTree({ trees, clone, tree: tree.id }, { folder, name: '', depth: 0 }) })
  }
  return parted(found)
}

interface InGit {
  readonly trees: GitTrees
  readonly clone: string
  readonly tree: string
}

async function walkTree(at: InGit, { folder, name, depth }: Step): Promise<One[]> {
  const ones: One[] = []
  for (const entry of await at.trees.entries(at.tree)) {
    const inner = name + entry.name
    if (entry.kind === 'folder' && depth + 1 < PICTURES_DEPTH && !entry.name.startsWith('.')) {
      ones.push(...(await walkTree({ ...at, tree: entry.id }, { folder, name: `${inner}/`, depth: depth + 1 })))
    } else if (entry.kind !== 'folder' && isPictureName(entry.name) && entry.utf8) {
      const path = folder + inner
      const object = entry.kind === 'file' ? await at.trees.objects.read(entry.id) : undefined
      const fault =
        object === undefined
          ? notCopied(path, LINK, sourceTexts.readPictures.commitPictureItself())
          : pictureFault(path, object.sizeBytes, object.bytes.subarray(0, HEAD_BYTES))
      ones.push(fault ?? { name: inner, stamp: entry.id, bytes: () => blobOf(at.clone, entry.id) })
    }
  }
  return ones
}

async function blobOf(clone: string, id: string): Promise<Uint8Array> {
  const { gitSaid, runGit } = await import('../git/open-command.js')
  const ran = await runGit(['--git-dir', clone, 'cat-file', 'blob', id])
  if (ran.exitCode === 0) return ran.stdout
  throw new BelfryError('GIT_REPOSITORY', sourceTexts.readPictures.pictureIdCannotRead(id, gitSaid(ran)))
}

function parted(found: readonly { readonly path: string; readonly ones: readonly One[] }[]): FoundPictures {
  const pictures = new Map<string, readonly BundlePicture[]>()
  const problems: Problem[] = []
  for (const { path, ones } of found) {
    const own = ones.flatMap((one) => ('stamp' in one ? [one] : []))
    problems.push(...ones.flatMap((one) => ('stamp' in one ? [] : [one])))
    if (own.length > 0) pictures.set(path, own.slice(0, PICTURES_LIMIT))
    if (own.length > PICTURES_LIMIT)
      problems.push(notCopied(path, `it has more than ${PICTURES_LIMIT} pictures, and the others stay`, 'Remove some.'))
  }
  return { pictures, problems }
}
