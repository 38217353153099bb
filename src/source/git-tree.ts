/**
 * Lists the posts in a commit. In: an open repository. Out: files that may be posts, in the order in which a folder on
 * disk is read. A folder that did not change since the commit before is not read again, so walking a history costs what
 * changed in it.
 */

import { BelfryError } from '../base/errors.js'
import { NewestCache } from '../base/newest-cache.js'
import { type Commit, parseCommit, parseTree, type TreeEntry } from '../git/object-bytes.js'
import type { Objects } from '../git/open-objects.js'
import { lacksIndex } from './bundle.js'
import { isPassedOver, mayBeNearly, mayBePost } from './found-post.js'
import { sourceTexts } from './texts.js'

export interface TreeFile {
  /** Relative to the tree asked for. */
  readonly path: string
  readonly id: string
  /** A folder is one that may lack the index of a bundle. */
  readonly kind: 'file' | 'link' | 'submodule' | 'folder'
  /** Of a folder: what stands in it. */
  readonly names?: readonly string[]
  /** False when the name holds bytes that are no text. */
  readonly utf8: boolean
}

/** A repository can hold a tree that doubles at every level; nobody has this many posts. */
const FILE_LIMIT = 100_000
const DEPTH_LIMIT = 100
/** Files remembered, of all folders together. */
const CACHE_FILES = 100_000
/** Where posts are when the configuration does not say: Jekyll's folder, a common one, the root. */
const USUAL_FOLDERS = ['_posts', 'content/posts']

export class GitTrees {
  readonly #files = new NewestCache<string, readonly TreeFile[]>({
    most: CACHE_FILES,
    weigh: ({ length }) => length + 1,
  })
  /** The root is asked several times in a row. */
  #last: { readonly tree: string; readonly entries: readonly TreeEntry[] } | undefined

  constructor(readonly objects: Objects) {}

  /** @throws BelfryError GIT_REPOSITORY when there is no such commit */
  async commit(name: string): Promise<Commit> {
    const object = await this.objects.read(`${name}^{commit}`)
    const commit = object === undefined ? undefined : parseCommit(object.bytes)
    if (commit === undefined) throw new BelfryError('GIT_REPOSITORY', sourceTexts.gitTree.repositoryHasNoCommit(name))
    return commit
  }

  /**
   * @param folder '' for the first of the usual ones that is there, else the root
   * @returns undefined when the commit has no such folder
   */
  async folder(root: string, folder: string): Promise<{ path: string; tree: string } | undefined> {
    const names = folder.split('/').filter((name) => name !== '' && name !== '.')
    for (const path of names.length > 0 ? [names.join('/')] : USUAL_FOLDERS) {
      const tree = await this.#descend(root, path.split('/'))
      if (tree !== undefined) return { path, tree }
    }
    return names.length > 0 ? undefined : { path: '', tree: root }
  }

  /** @returns undefined when the commit has nothing there */
  async find(root: string, path: string): Promise<TreeEntry | undefined> {
    const names = path.split('/').filter((name) => name !== '' && name !== '.')
    const last = names.pop()
    if (last === undefined) return { kind: 'folder', id: root, name: '', utf8: true }
    const tree = await this.#descend(root, names)
    return tree === undefined ? undefined : (await this.entries(tree)).find((entry) => entry.name === last)
  }

  /** Folders that hold no posts are left out. */
  async files(tree: string, depth = 0): Promise<readonly TreeFile[]> {
    const known = this.#files.get(tree)
    if (known !== undefined) return known
    if (depth > DEPTH_LIMIT) throw new BelfryError('GIT_REPOSITORY', sourceTexts.gitTree.foldersStandDeep(DEPTH_LIMIT))
    const files: TreeFile[] = []
    for (const entry of await this.entries(tree)) {
      if (isPassedOver(entry.name)) continue
      if (entry.kind === 'folder') {
        if (lacksIndex(`${entry.name}/`, ['x']) !== undefined) {
          const names = (await this.entries(entry.id)).map(({ name }) => name)
          files.push({ path: entry.name, id: entry.id, kind: 'folder', utf8: entry.utf8, names })
        }
        for (const file of await this.files(entry.id, depth + 1)) {
          const utf8 = file.utf8 && entry.utf8
          files.push({ ...file, path: `${entry.name}/${file.path}`, utf8 })
        }
      } else if (entry.kind === 'submodule' || mayBePost(entry.name) || isOther(entry)) {
        files.push({ path: entry.name, id: entry.id, kind: entry.kind, utf8: entry.utf8 })
      }
      if (files.length > FILE_LIMIT)
        throw new BelfryError('GIT_REPOSITORY', sourceTexts.gitTree.holdsOverPosts(FILE_LIMIT))
    }
    this.#files.set(tree, files)
    return files
  }

  async #descend(root: string, names: readonly string[]): Promise<string | undefined> {
    let tree = root
    for (const name of names) {
      const entry = (await this.entries(tree)).find((each) => each.kind === 'folder' && each.name === name)
      if (entry === undefined) return undefined
      tree = entry.id
    }
    return tree
  }

  /** In order of name. */
  async entries(tree: string): Promise<readonly TreeEntry[]> {
    if (this.#last?.tree === tree) return this.#last.entries
    const object = await this.objects.read(tree)
    if (object?.type !== 'tree' || object.bytes.length < object.sizeBytes)
      throw new BelfryError('GIT_REPOSITORY', sourceTexts.gitTree.folderIdMissingFrom(tree))
    const entries = parseTree(object.bytes, tree.length / 2).sort((a, b) => (a.name < b.name ? -1 : 1))
    this.#last = { tree, entries }
    return entries
  }
}

/** A file that is no post, and perhaps nearly one. */
function isOther({ kind, name }: TreeEntry): boolean {
  return kind === 'file' && mayBeNearly(name)
}
