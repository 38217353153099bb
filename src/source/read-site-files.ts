/**
 * The files of a site on disk, from which its posts are filled in. Door: disk. In: the folder of posts. Out: the files
 * of the nearest folder above it that is a site's; each is read when it is asked for, once. No link is followed out of
 * the site.
 */

import { isUtf8 } from 'node:buffer'
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { messageOf, systemCode } from '../base/errors.js'
import { entriesIn, realPathOf } from '../files/read-names.js'
import {
  MOST_SITE_FILES,
  SITE_FILE_BYTES,
  SITE_FILE_DEPTH,
  SITE_MARKS,
  type SiteFiles,
  type SiteText,
  siteRefusals,
} from '../posts/templating/site-files.js'

/** Folders above that of the posts that may be the site's. */
const MOST_ABOVE = 6

/** @param folder of posts; where it is not there, neither is any file */
export function readSiteFiles(folder: string): SiteFiles {
  const root = siteOf(folder)
  if (root === undefined) return { posts: '', read: () => undefined, list: () => [] }
  const known = new Map<string, SiteText | undefined>()
  const posts = realpathSync(folder)
    .slice(root.length + 1)
    .split(sep)
    .filter(Boolean)
  return {
    posts: posts.map((name) => `${name}/`).join(''),
    read: (path) => {
      if (!known.has(path)) known.set(path, readInside(root, path))
      return known.get(path)
    },
    list: (below) => filesBelow(root, below, 0).slice(0, MOST_SITE_FILES),
  }
}

/** The nearest folder with a generator's files, not above the repository; else the one above the posts. */
function siteOf(folder: string): string | undefined {
  const posts = realPathOf(folder)
  if (posts === undefined) return undefined
  for (let at = posts, depth = 0; depth < MOST_ABOVE; at = dirname(at), depth += 1) {
    if (SITE_MARKS.some((name) => existsSync(join(at, name)))) return at
    if (existsSync(join(at, '.git')) || dirname(at) === at) break
  }
  return dirname(posts)
}

function readInside(root: string, path: string): SiteText | undefined {
  try {
    const file = realPathOf(join(root, path))
    if (file === undefined) return undefined
    if (!file.startsWith(root + sep)) return { refused: siteRefusals.link }
    const stat = statSync(file)
    if (!stat.isFile()) return undefined
    if (stat.size > SITE_FILE_BYTES) return { refused: siteRefusals.size(stat.size) }
    const bytes = readFileSync(file)
    return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { refused: siteRefusals.encoding }
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return { refused: `cannot be read (${messageOf(thrown)})` }
  }
}

/** Links to folders are not followed; links to files are listed, and refused where they lead out. */
function filesBelow(root: string, folder: string, depth: number): string[] {
  if (depth > SITE_FILE_DEPTH) return []
  const files: string[] = []
  for (const entry of entriesIn(join(root, folder))) {
    if (entry.name.startsWith('.') || files.length > MOST_SITE_FILES) continue
    if (entry.isDirectory()) files.push(...filesBelow(root, `${folder}${entry.name}/`, depth + 1))
    else if (entry.isFile() || entry.isSymbolicLink()) files.push(folder + entry.name)
  }
  return files
}
