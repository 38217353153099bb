/**
 * What feeds there are: their folders, names and titles. Pure. In: what is published, the releases table, the register,
 * the site. Out: one FeedName for each, in the order in which people are shown them. A folder never changes, for
 * readers hold its addresses.
 */

import { NewestCache } from '../base/newest-cache.js'
import { sayApart } from '../markup/isolated.js'
import type { Announcement } from '../posts/announcement.js'
import { categoryFold } from '../posts/categories.js'
import { cyclesWord, occasionIn } from '../register/notice-keys.js'
import type { Register } from '../register/register.js'
import { safeName } from '../register/told-end-of-life.js'
import { cycleNamesIn } from '../releases/former-names.js'
import type { ReleaseTable } from '../releases/release.js'
import { namedWith } from '../releases/release-name.js'
import { say, type Words } from '../words/words.js'
import { feedCycles } from './cycles.js'

/** The file names in each feed's folder; nobody may change them, for readers hold them. */
export const ATOM_FILE = 'atom.xml'
export const RSS_FILE = 'rss.xml'
export const JSON_FILE = 'feed.json'
export const feedFileNames = [ATOM_FILE, RSS_FILE, JSON_FILE] as const
export type FeedFileName = (typeof feedFileNames)[number]
/** How Atom and RSS look in a browser. */
export const FEED_STYLE_FILE = 'feed.css'
/** What was told and when: each entry follows from the one before. */
export const TOLD_FILE = 'told.json'
/** Names the main feed, for readers that import such lists: every other feed repeats entries of it. */
export const OPML_FILE = 'feeds.opml'
/** Names all feeds. */
export const OPML_ALL_FILE = 'feeds-all.opml'

export type FeedKind = 'main' | 'list' | 'category' | 'cycle' | 'end-of-life'

export interface FeedName {
  readonly kind: FeedKind
  /**
   * Of this kind: the list's id, the category's, `PRODUCT/CYCLE`; safe in paths. Empty where there is one of the kind.
   */
  readonly key: string
  /** Relative to feeds.folder and to site.url, with a slash at the end; empty for the main feed. */
  readonly folder: string
  /** For people, beside others: `Security bulletins`, `Lantern OS 4.2`. */
  readonly name: string
  /** For people, alone: `Lantern OS: Security bulletins`. */
  readonly title: string
  /** Of a cycle: its product, for people. */
  readonly product?: string
}

export interface FeedNamesInput {
  /** Those that are published. */
  readonly announcements: readonly Announcement[]
  readonly releases: ReleaseTable
  readonly register: Register
  readonly siteTitle: string
  /** Those of feeds, in the site's language. */
  readonly words: Words
  readonly lists: readonly { readonly id: string; readonly title: string }[]
}

export function feedNames(input: FeedNamesInput): FeedName[] {
  const { siteTitle, lists, words } = input
  const everything = say(words, 'feeds.everything')
  const main = { kind: 'main' as const, key: '', folder: '', name: everything, title: siteTitle }
  const named = (kind: FeedKind, key: string, name: string): FeedName => ({
    ...{ kind, key, name, title: titled(siteTitle, name, words) },
    folder: key === '' ? `feeds/${kind}/` : `feeds/${kind}/${key}/`,
  })
  return [
    main,
    ...lists.map(({ id, title }) => named('list', id, title)),
    ...categories(input.announcements).map(([key, name]) => named('category', key, name)),
    ...cycles(input).map(([key, { name, product }]) => ({ ...named('cycle', key, name), product })),
    ...(hasEndOfLife(input) ? [named('end-of-life', '', say(words, 'kind.endOfLife'))] : []),
  ]
}

/** Posts have few, and each is asked for with each post. */
const categoryKeys = new NewestCache<string, string>({ most: 1_000 })

/** Categories that differ in case alone are one feed: some file systems could not keep them apart. */
export function categoryKey(category: string): string {
  return categoryKeys.getOrMake(category, () => safeName(categoryFold(category)))
}

export function cycleKey(product: string, cycle: string): string {
  return `${safeName(product)}/${safeName(cycle)}`
}

/** What the releases table said: no file stands behind it. */
export function isFromTable({ kind, path }: Pick<Announcement, 'kind' | 'path'>): boolean {
  return kind === 'end-of-life' && path === ''
}

/**
 * The feeds of what the releases table said: `end-of-life/PRODUCT/CYCLE/…` is its id, and of several cycles it says
 * which.
 */
export function cycleKeysOfTold({ id, endOfLife }: Announcement, releases: ReleaseTable): string[] {
  const { product = '', cycles = [] } = endOfLife ?? {}
  const isOne = cycles.length < 2 || cycleNamesIn(releases)(`${product}/${cyclesWord(cycles)}`)
  return isOne ? [id.split('/').slice(1, 3).join('/')] : cycles.map((cycle) => cycleKey(product, cycle))
}

/** The feeds of these categories, each once, under the names as they are written here. */
export function distinctCategories(categories: readonly string[]): { folder: string; name: string }[] {
  const byFolder = new Map<string, string>()
  for (const category of categories) {
    const folder = `feeds/category/${categoryKey(category)}/`
    if (category.trim() !== '' && !byFolder.has(folder)) byFolder.set(folder, capitalised(category.trim()))
  }
  return [...byFolder].map(([folder, name]) => ({ folder, name }))
}

/** Those of posts, by key, under the name that most posts write. */
function categories(announcements: readonly Announcement[]): [string, string][] {
  const spellings = new Map<string, Map<string, number>>()
  for (const announcement of announcements) {
    if (isFromTable(announcement)) continue
    for (const category of announcement.categories) {
      const name = category.trim()
      if (name === '') continue
      const key = categoryKey(name)
      const counts = spellings.get(key) ?? new Map<string, number>()
      spellings.set(key, counts.set(name, (counts.get(name) ?? 0) + 1))
    }
  }
  return [...spellings]
    .map(([key, counts]): [string, string] => [key, capitalised(mostUsed(counts))])
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

function mostUsed(counts: ReadonlyMap<string, number>): string {
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0] ?? ''
}

function capitalised(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())
}

/**
 * Of the table, of what was known of it (it may be unreadable for now), and of posts about cycles that it has no entry
 * for.
 */
function cycles({ announcements, releases, register }: FeedNamesInput): [string, { name: string; product: string }][] {
  const found = new Map<string, { name: string; product: string }>()
  const add = (product: string, cycle: string, label = cycle) => {
    const key = cycleKey(product, cycle)
    const title = releases.products.find(({ id }) => id === product)?.title ?? product
    if (!found.has(key)) found.set(key, { name: namedWith(title, label), product: title })
  }
  for (const { id, releases: cycles } of releases.products) for (const { cycle, label } of cycles) add(id, cycle, label)
  const known = register.dates.map(({ name }) => /^(?<product>[^/]+)\/(?<cycle>.+):[^:]*$/.exec(name)?.groups)
  for (const one of known) if (one?.product !== undefined && one.cycle !== undefined) add(one.product, one.cycle)
  const isCycle = cycleNamesIn(releases)
  for (const { key } of register.endOfLife) {
    const { product, cycles = [] } = occasionIn(key, isCycle) ?? {}
    for (const cycle of cycles) if (product !== undefined) add(product, cycle)
  }
  const cyclesOf = feedCycles(releases)
  for (const announcement of announcements) for (const { product, cycle } of cyclesOf(announcement)) add(product, cycle)
  return [...found]
}

function hasEndOfLife({ announcements, releases, register }: FeedNamesInput): boolean {
  return (
    releases.products.length > 0 ||
    register.endOfLife.length > 0 ||
    announcements.some(({ kind }) => kind === 'end-of-life')
  )
}

/** `Lantern OS: 4.2`, not `Lantern OS: Lantern OS 4.2`. */
function titled(site: string, name: string, words: Words): string {
  const rest = name.startsWith(`${site} `) ? name.slice(site.length + 1) : name
  return sayApart(words, 'feeds.titled', { site, name: rest })
}
