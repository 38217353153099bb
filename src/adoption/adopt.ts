/**
 * From a site that was found, and what somebody answered, to a configuration. Pure. In: facts, posts as a first read
 * gives them. Out: what configuration to write, and which keys mean something else there.
 */
import type { Problem } from '../base/errors.js'
import { categoryFold } from '../posts/categories.js'
import { holdsTemplates } from '../posts/holds-templates.js'
import type { Generator } from './generators.js'

/** What a first read of the posts gives. */
export interface FirstRead {
  readonly announcements: readonly { readonly categories: readonly string[]; readonly tags?: readonly string[] }[]
  readonly problems: readonly Problem[]
}

const MOST_LISTS = 4
/** Of all posts: below that a category is no list. */
const SHARE = 0.05

/** The categories in use, the most used first; tags where there are no categories. */
export function categoriesInUse({ announcements }: FirstRead): { categories: string[]; areTags: boolean } {
  const ofCategories = counted(announcements.flatMap(({ categories }) => categories))
  const areTags = ofCategories.length === 0
  const counts = areTags ? counted(announcements.flatMap(({ tags = [] }) => tags)) : ofCategories
  const least = Math.max(2, announcements.length * SHARE)
  // What every post has parts nobody.
  const useful = counts.filter(([, count]) => count >= least && count < announcements.length)
  return { categories: useful.slice(0, MOST_LISTS).map(([name]) => name), areTags: areTags && useful.length > 0 }
}

function counted(names: readonly string[]): [string, number][] {
  const counts = new Map<string, [string, number]>()
  for (const name of names) {
    const known = counts.get(categoryFold(name))
    counts.set(categoryFold(name), [known?.[0] ?? name, (known?.[1] ?? 0) + 1])
  }
  return [...counts.values()].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
}

/** `content.liquid` and `content.shortcodes`, as a configuration has them. */
export interface FilledIn {
  readonly liquid?: true
  readonly shortcodes?: 'hugo' | 'zola' | 'hexo' | 'vitepress'
}

/**
 * What its generator would fill in, where any post holds it.
 * @param bytesOf a post by its path
 */
export function templatesIn(
  generator: Generator | undefined,
  paths: readonly string[],
  bytesOf: (path: string) => Uint8Array | undefined,
): FilledIn {
  const filled = generator === undefined ? {} : (FILLED_BY[generator] ?? {})
  return paths.some((path) => holdsTemplates(bytesOf(path) ?? new Uint8Array(), filled)) ? filled : {}
}

const FILLED_BY: Partial<Record<Generator, FilledIn>> = {
  jekyll: { liquid: true },
  eleventy: { liquid: true },
  hugo: { shortcodes: 'hugo' },
  zola: { shortcodes: 'zola' },
  hexo: { shortcodes: 'hexo' },
  vitepress: { shortcodes: 'vitepress' },
}

/** A key that is remarked on in one post of five means something else at this site. */
export function keysOfOthers({ announcements, problems }: FirstRead): Record<string, 'none'> {
  const count = (code: string) => new Set(problems.filter((one) => one.code === code).map(({ file }) => file)).size
  const isOther = (code: string) => count(code) >= 2 && count(code) * 5 >= announcements.length
  return { ...(isOther('POST_KIND') && { kind: 'none' }), ...(isOther('POST_VERSION') && { version: 'none' }) }
}
