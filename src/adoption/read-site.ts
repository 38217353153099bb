/**
 * Looks at a folder in which a site may be. Door: disk. In: the folder. Out: what the configuration of its generator
 * says, and the folder of posts that holds most. No link is followed out of the folder, nothing is run.
 */

import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { BelfryError, messageOf, type Problem, problem, systemCode } from '../base/errors.js'
import { bodyForm } from '../posts/file-name.js'
import type { Generator, SiteFacts } from './generators.js'
import { BESIDE_FILES, SITE_FILES, siteFacts } from './site-facts.js'
import { adoptionTexts } from './texts.js'

export interface FoundSite {
  readonly facts: SiteFacts
  /** Relative to the folder; none where there is no post. */
  readonly posts: readonly string[]
  /** The file or folder of its authors, relative to the folder. */
  readonly authors?: string
  /** Feeds that it has been built with, relative to the folder. */
  readonly feeds: readonly string[]
  /** Other folders that hold posts. */
  readonly others: readonly string[]
  /** Where its generator wrote it, relative to the folder; absent where it was not built here. */
  readonly built?: string
}

const MOST_FOLDERS = 2_000
const MOST_DEPTH = 8
const MOST_BYTES = 1_000_000
const PASSED_OVER = new Set(['node_modules', '_site', 'public', 'dist', 'build', 'vendor', 'var', '_drafts'])

/** @throws BelfryError USAGE where there is no such folder */
export function readSite(folder: string): FoundSite {
  const root = openFolder(folder)
  const { counts, unread } = countPosts(root)
  const known = siteFacts(siteFiles(root), new Set(counts.keys()))
  const inside = (name: string) => [...counts].filter(([one]) => one === name || one.startsWith(`${name}/`))
  const held = (name: string) => inside(name).reduce((sum, [, count]) => sum + count, 0)
  const [posts] = known.folders.filter((name) => held(name) > 0).sort((a, b) => held(b) - held(a))
  const beside = posts === undefined ? [] : known.folders.filter((name) => held(name) > 0 && !isWithin(posts, name))
  const found = posts ?? (known.generator === undefined && held('') > 0 ? '.' : undefined)
  // Jekyll reads every _posts; where other generators have several sections, somebody has to say which are news.
  const isRead = (name: string) => known.generator === 'jekyll' && /(?:^|\/)_posts$/.test(name)
  const all = found === undefined ? [] : [found, ...(isRead(found) ? apart(beside.filter(isRead)) : [])]
  const facts = {
    ...ofFolder(root, known, found),
    problems: [...known.problems, ...unreadIn(known.folders, unread), ...dataProblems(root, known, found)],
  }
  const authors = [...AUTHORS, ...(found === undefined ? [] : AUTHORS_BESIDE.map((name) => `${found}/${name}`))]
  const file = authors.find((name) => isInside(root, name))
  return {
    ...{ facts, posts: all, others: beside.filter((name) => !all.includes(name)) },
    feeds: FEEDS.filter((name) => isInside(root, name)).slice(0, MOST_FEEDS),
    ...(file !== undefined && { authors: file }),
    ...builtOf(root, facts.generator),
  }
}

/** What is said of the folder that was found alone. */
function ofFolder(root: string, facts: SiteFacts, posts = ''): SiteFacts {
  const own = facts.permalinks?.[posts.split('/').at(-1) ?? ''] ?? dataPermalink(root, facts, posts)
  return own === undefined ? facts : { ...facts, permalink: own }
}

/** Where Eleventy has what all files of a folder share: `posts/posts.json`. */
function dataFiles({ generator }: SiteFacts, posts: string): string[] {
  const name = posts.split('/').at(-1) ?? ''
  if (generator !== 'eleventy' || name === '') return []
  return ['json', '11tydata.json', '11tydata.js', '11tydata.mjs', '11tydata.cjs'].map(
    (one) => `${posts}/${name}.${one}`,
  )
}

const PERMALINK = /["']?\bpermalink["']?\s*:\s*(["'`])([^"'`\n]{1,300})\1/

/** One that is made of the file's name alone. */
function dataPermalink(root: string, facts: SiteFacts, posts: string): string | undefined {
  const texts = dataFiles(facts, posts).map((name) => readInside(root, name) ?? '')
  const [, , template = ''] = texts.map((text) => PERMALINK.exec(text)).find((found) => found !== null) ?? []
  const path = template.replace(/\{\{-?\s*page\.fileSlug\s*-?\}\}/g, ':title').replace(/\/index\.html$/, '/')
  return path.includes(':title') && !/[{}]/.test(path) ? `/${path.replace(/^\/+/, '')}` : undefined
}

function dataProblems(root: string, facts: SiteFacts, posts = ''): Problem[] {
  if (dataPermalink(root, facts, posts) !== undefined) return []
  return dataFiles(facts, posts).flatMap((file) => {
    if (!/\bpermalink\b/.test(readInside(root, file) ?? '')) return []
    const fix = adoptionTexts.siteFacts.compareAddresses()
    return [
      problem(
        'SITE_CONFIG',
        adoptionTexts.siteFacts.isNotFollowed('permalink'),
        { file },
        { severity: 'warning', fix },
      ),
    ]
  })
}

const BUILT: Readonly<Record<Generator, readonly string[]>> = {
  jekyll: ['_site'],
  hugo: ['public'],
  zola: ['public'],
  docusaurus: ['build'],
  eleventy: ['_site', 'dist', 'public'],
  astro: ['dist'],
  vitepress: ['.vitepress/dist', 'docs/.vitepress/dist'],
  hexo: ['public'],
  pelican: ['output'],
  mkdocs: ['site'],
  nikola: ['output'],
  middleman: ['build'],
}

function builtOf(root: string, generator: Generator | undefined): { readonly built?: string } {
  const folders = generator === undefined ? [] : BUILT[generator]
  const built = folders.find((name) => isInside(root, `${name}/index.html`))
  return built === undefined ? {} : { built }
}

const AUTHORS = [
  ...['yml', 'yaml', 'json', 'toml'].flatMap((ending) => [`_data/authors.${ending}`, `data/authors.${ending}`]),
  ...['data/authors', '_data/authors'],
]
const AUTHORS_BESIDE = ['authors.yml', 'authors.yaml', '.authors.yml', '../.authors.yml']
/** Where generators write a site, and what they call its feed. */
const FEEDS = ['_site', 'public', 'dist', 'build', 'output', '_out'].flatMap((folder) =>
  [
    'feed.xml',
    'index.xml',
    'atom.xml',
    'rss.xml',
    'feed.json',
    'blog/atom.xml',
    'blog/rss.xml',
    'feeds/all.atom.xml',
  ].map((name) => `${folder}/${name}`),
)
const MOST_FEEDS = 3

/** Folders that do not lie in each other, the first counts. */
function apart(names: readonly string[]): string[] {
  const kept: string[] = []
  for (const name of names) if (!kept.some((one) => isWithin(one, name))) kept.push(name)
  return kept
}

function isInside(root: string, name: string): boolean {
  try {
    return realpathSync(join(root, name)).startsWith(root + sep)
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return false
  }
}

function isWithin(posts: string, name: string): boolean {
  return name === posts || name.startsWith(`${posts}/`) || posts.startsWith(`${name}/`)
}

function openFolder(folder: string): string {
  try {
    return realpathSync(folder)
  } catch (cause) {
    throw new BelfryError('USAGE', adoptionTexts.readSite.cannotLookedAt(folder, messageOf(cause)), {
      exitCode: 2,
      cause,
    })
  }
}

function siteFiles(root: string): Map<string, string> {
  return new Map(
    [...SITE_FILES, ...BESIDE_FILES].flatMap((name): [string, string][] => {
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

interface Counts {
  /** Folder → how many files there may be posts; '' is the folder itself, where only dated names count. */
  readonly counts: ReadonlyMap<string, number>
  /** Files that other programs take for posts, relative to the site. */
  readonly unread: readonly string[]
}

/** What generators read and Belfry does not. */
const UNREAD = /\.(?:rst|org|ipynb|textile|erb|haml|slim|rmd|qmd|pandoc)$/i

/** One for each ending, of what lies where posts are looked for. */
function unreadIn(folders: readonly string[], unread: readonly string[]): Problem[] {
  const beside = unread.filter((name) => folders.some((folder) => name.startsWith(`${folder}/`)))
  const endings = [...new Set(beside.map((name) => name.replace(/^.*\./, '.').toLowerCase()))]
  return endings.map((ending) => {
    const those = beside.filter((name) => name.toLowerCase().endsWith(ending))
    const fix = adoptionTexts.readSite.convertOrTakeFeed()
    const message = adoptionTexts.readSite.areLeftOut(those.length, ending)
    return problem('SITE_CONFIG', message, { file: those[0] ?? '' }, { severity: 'warning', fix })
  })
}

function countPosts(root: string): Counts {
  const counts = new Map<string, number>()
  const unread: string[] = []
  const queue: { readonly name: string; readonly depth: number }[] = [{ name: '', depth: 0 }]
  for (let at = 0; at < queue.length && at < MOST_FOLDERS; at += 1) {
    const { name, depth } = queue[at] ?? { name: '', depth: 0 }
    for (const entry of entriesOf(join(root, name))) {
      if (entry.name.startsWith('.') || PASSED_OVER.has(entry.name)) continue
      if (entry.isDirectory() && depth < MOST_DEPTH) {
        queue.push({ name: name === '' ? entry.name : `${name}/${entry.name}`, depth: depth + 1 })
      } else if (entry.isFile() && bodyForm(entry.name) !== undefined && isCounted(name, entry.name))
        counts.set(name, (counts.get(name) ?? 0) + 1)
      else if (entry.isFile() && UNREAD.test(entry.name))
        unread.push(name === '' ? entry.name : `${name}/${entry.name}`)
    }
  }
  return { counts, unread }
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
