/**
 * Looks at a folder in which a site may be. Door: disk. In: the folder. Out: what the configuration of its generator
 * says, and the folder of posts that holds most. No link is followed out of the folder, nothing is run.
 */
import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import { bodyForm } from '../posts/file-name.js'
import { SITE_FILES, type SiteFacts, siteFacts } from './site-facts.js'

export interface FoundSite {
  readonly facts: SiteFacts
  /** Relative to the folder; undefined where there is no post. */
  readonly posts?: string
  /** Other folders that hold posts. */
  readonly others: readonly string[]
}

const MOST_FOLDERS = 2_000
const MOST_DEPTH = 8
const MOST_BYTES = 1_000_000
const PASSED_OVER = new Set(['node_modules', '_site', 'public', 'dist', 'build', 'vendor', 'var', '_drafts'])

/** @throws BelfryError USAGE where there is no such folder */
export function readSite(folder: string): FoundSite {
  const root = openFolder(folder)
  const counts = countPosts(root)
  const facts = siteFacts(siteFiles(root), new Set(counts.keys()))
  const inside = (name: string) => [...counts].filter(([one]) => one === name || one.startsWith(`${name}/`))
  const held = (name: string) => inside(name).reduce((sum, [, count]) => sum + count, 0)
  const [posts] = facts.folders.filter((name) => held(name) > 0).sort((a, b) => held(b) - held(a))
  const others = posts === undefined ? [] : facts.folders.filter((name) => held(name) > 0 && !isWithin(posts, name))
  const found = posts ?? (facts.generator === undefined && held('') > 0 ? '.' : undefined)
  return { facts, others, ...(found !== undefined && { posts: found }) }
}

function isWithin(posts: string, name: string): boolean {
  return name === posts || name.startsWith(`${posts}/`) || posts.startsWith(`${name}/`)
}

function openFolder(folder: string): string {
  try {
    return realpathSync(folder)
  } catch (cause) {
    throw new BelfryError('USAGE', `${folder} cannot be looked at: ${messageOf(cause)}.`, { exitCode: 2, cause })
  }
}

function siteFiles(root: string): Map<string, string> {
  return new Map(
    SITE_FILES.flatMap((name): [string, string][] => {
      const text = readInside(root, name)
      return text === undefined ? [] : [[name, text]]
    }),
  )
}

/** @returns undefined where it is not there, leads outside, or is too large for a configuration */
function readInside(root: string, name: string): string | undefined {
  try {
    const file = realpathSync(join(root, name))
    const stat = lstatSync(file)
    return file.startsWith(root + sep) && stat.isFile() && stat.size <= MOST_BYTES
      ? readFileSync(file, 'utf8')
      : undefined
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return undefined
  }
}

/** Folder → how many files there may be posts; '' is the folder itself, where only dated names count. */
function countPosts(root: string): Map<string, number> {
  const counts = new Map<string, number>()
  const queue: { readonly name: string; readonly depth: number }[] = [{ name: '', depth: 0 }]
  for (let at = 0; at < queue.length && at < MOST_FOLDERS; at += 1) {
    const { name, depth } = queue[at] ?? { name: '', depth: 0 }
    for (const entry of entriesOf(join(root, name))) {
      if (entry.name.startsWith('.') || PASSED_OVER.has(entry.name)) continue
      if (entry.isDirectory() && depth < MOST_DEPTH) {
        queue.push({ name: name === '' ? entry.name : `${name}/${entry.name}`, depth: depth + 1 })
      } else if (entry.isFile() && bodyForm(entry.name) !== undefined && isCounted(name, entry.name))
        counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  return counts
}

function isCounted(folder: string, name: string): boolean {
  return folder === '' ? /^\d{4}-\d{1,2}-\d{1,2}-/.test(name) : !/^_?index\.html?$|^_index\./i.test(name)
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return []
  }
}
