/**
 * The files of a site in a revision of a git repository, from which its posts are filled in. Door: processes. In: an
 * open repository, the commit's tree, the folder of posts. Out: its configuration, includes, data and what stands
 * beside the posts, read now, because a template cannot wait. Nothing is checked out, and links lead nowhere.
 */
import { isUtf8 } from 'node:buffer'
import type { TreeEntry } from '../git/object-bytes.js'
import {
  MOST_SITE_FILES,
  SITE_FILE_BYTES,
  SITE_FILE_DEPTH,
  SITE_MARKS,
  type SiteFiles,
  type SiteText,
  siteRefusals,
} from '../posts/templating/site-files.js'
import type { GitTrees } from './git-tree.js'

/** Of all that is read, in bytes. */
const MOST_BYTES = 32 * SITE_FILE_BYTES

export interface GitSite {
  readonly files: SiteFiles
  /** What decides it: the same for commits in which none of these files differ. */
  readonly key: string
}

export interface SiteInGit {
  /** Of the commit. */
  readonly tree: string
  /** Of the posts, inside the repository. */
  readonly folder: string
  /** Do templates include files that stand beside the posts? */
  readonly isBeside: boolean
}

export async function readGitSiteFiles(trees: GitTrees, { tree: root, folder, isBeside }: SiteInGit): Promise<GitSite> {
  const site = await siteOf(trees, root, folder)
  const texts = new Map<string, SiteText>()
  const keys: string[] = []
  const read = new Reader(trees, texts)
  for (const name of SITE_MARKS) {
    const entry = await trees.find(root, site + name)
    if (entry?.kind === 'file' || entry?.kind === 'link') await read.file(name, entry)
    if (entry !== undefined) keys.push(entry.id)
  }
  for (const name of foldersOf(texts)) {
    const entry = await trees.find(root, site + name)
    if (entry?.kind === 'folder') await read.folder(`${name}/`, entry.id, 0)
    if (entry !== undefined) keys.push(entry.id)
  }
  const posts = await trees.folder(root, folder)
  if (isBeside && posts !== undefined) {
    const below = posts.path === '' ? '' : `${posts.path}/`.slice(site.length)
    await read.folder(below, posts.tree, 0)
    keys.push(posts.tree)
  }
  const paths = [...texts.keys()].sort()
  return {
    key: keys.join(' '),
    files: {
      posts: folder === '' ? '' : `${folder.slice(site.length)}/`.replace(/^\/$/, ''),
      read: (path) => texts.get(path),
      list: (below) => paths.filter((path) => path.startsWith(below)),
    },
  }
}

/** @returns '' or a folder with a slash at the end: the nearest with a generator's files, else that above the posts */
async function siteOf(trees: GitTrees, root: string, folder: string): Promise<string> {
  const parts = folder.split('/').filter(Boolean)
  for (let count = parts.length; count >= 0; count -= 1) {
    const at = parts
      .slice(0, count)
      .map((name) => `${name}/`)
      .join('')
    for (const name of SITE_MARKS) if ((await trees.find(root, at + name)) !== undefined) return at
  }
  return parts
    .slice(0, -1)
    .map((name) => `${name}/`)
    .join('')
}

/** Includes and data, also where `_config.yml` has other names for them. */
function foldersOf(texts: ReadonlyMap<string, SiteText>): string[] {
  const names = new Set(['_includes', '_data'])
  for (const [path, file] of texts) {
    if (!/^_config\./.test(path) || !('text' in file)) continue
    for (const key of ['includes_dir', 'data_dir']) {
      const named = new RegExp(`^${key}:[ \\t]*["']?([\\w./-]+)`, 'm').exec(file.text)?.[1]
      if (named !== undefined) names.add(named.replace(/^(?:\.?\/)+|\/+$/g, ''))
    }
  }
  return [...names].filter((name) => name !== '' && !name.split('/').includes('..'))
}

class Reader {
  #bytes = 0

  constructor(
    private readonly trees: GitTrees,
    private readonly texts: Map<string, SiteText>,
  ) {}

  async file(path: string, { id, kind }: TreeEntry): Promise<void> {
    if (this.texts.size < MOST_SITE_FILES) this.texts.set(path, await this.#text(id, kind))
  }

  async folder(path: string, tree: string, depth: number): Promise<void> {
    if (depth > SITE_FILE_DEPTH) return
    for (const entry of await this.trees.entries(tree)) {
      if (!entry.utf8 || entry.name.startsWith('.')) continue
      if (entry.kind === 'folder') await this.folder(`${path}${entry.name}/`, entry.id, depth + 1)
      else if (entry.kind !== 'submodule') await this.file(path + entry.name, entry)
    }
  }

  async #text(id: string, kind: TreeEntry['kind']): Promise<SiteText> {
    if (kind === 'link') return { refused: siteRefusals.linkInGit }
    const object = await this.trees.objects.read(id)
    if (object?.type !== 'blob') return { refused: 'is missing from the repository' }
    if (object.sizeBytes > SITE_FILE_BYTES || object.bytes.length < object.sizeBytes)
      return { refused: siteRefusals.size(object.sizeBytes) }
    this.#bytes += object.sizeBytes
    if (this.#bytes > MOST_BYTES) return { refused: 'is one of more files than are read' }
    return isUtf8(object.bytes)
      ? { text: Buffer.from(object.bytes).toString('utf8') }
      : { refused: siteRefusals.encoding }
  }
}
