/**
 * Remarks on categories, which take posts to lists: a post's that no list takes though one takes nearly the same, and a
 * list's that no post has. Pure. In: announcements, lists, where they stand in the configuration. Out: warnings.
 */

import { type Place, type Problem, problem } from '../base/errors.js'
import { slipOf } from '../base/nearest.js'
import type { List } from '../config/schema.js'
import type { Announcement } from '../posts/announcement.js'
import { categoryFold } from '../posts/categories.js'
import { noticesTexts } from './texts.js'

const WARNING = 'warning' as const

export interface CategorySources {
  readonly lists: readonly List[]
  /** Where a key of the configuration was given its value. */
  readonly placeOf: (path: readonly (string | number)[]) => Place
  readonly fileOf: (path: string) => string
}

export function categoryRemarks(announcements: readonly Announcement[], sources: CategorySources): Problem[] {
  const { lists, placeOf } = sources
  const known = new Map(
    lists.flatMap((list) => list.categories.filter((name) => name !== '*').map((name) => [categoryFold(name), name])),
  )
  const used = new Set([...new Set(announcements.flatMap(({ categories }) => categories))].map(categoryFold))
  // Many posts have the same few.
  const near = new Map<string, string | undefined>()
  for (const fold of used) if (!known.has(fold)) near.set(fold, nearestKnown(fold, known))
  const isNear = [...near.values()].some((name) => name !== undefined)
  const slips = announcements.flatMap((post) => [
    ...(isNear ? slipsOf(post, { known, near }, sources) : []),
    ...(post.tags === undefined ? [] : tagsOf(post, known, sources)),
  ])
  if (announcements.length === 0) return slips
  const unused = [...known].filter(([fold]) => !used.has(fold)).map(([, name]) => name)
  return [...slips, ...unused.map((name) => unusedRemark(name, lists, placeOf))]
}

/** Names by what they are folded to; of those that no list takes, which they are nearly. */
interface Names {
  readonly known: ReadonlyMap<string, string>
  readonly near: ReadonlyMap<string, string | undefined>
}

function slipsOf(post: Announcement, { known, near }: Names, { fileOf }: CategorySources): Problem[] {
  const folds = new Set(post.categories.map(categoryFold))
  return post.categories.flatMap((category) => {
    const meant = near.get(categoryFold(category))
    if (meant === undefined || folds.has(meant)) return []
    const message = noticesTexts.categoryRemarks.categoriesNoListTakes(category.slice(0, 60))
    const place = { file: fileOf(post.path), ...(post.places?.categories ?? {}) }
    const fix = noticesTexts.categoryRemarks.didYouMean(known.get(meant) ?? meant)
    return [problem('POST_CATEGORY', message, place, { severity: WARNING, fix })]
  })
}

/** A post that no list takes by its categories, and one would by its tags. */
function tagsOf(post: Announcement, known: ReadonlyMap<string, string>, { fileOf }: CategorySources): Problem[] {
  const isTaken = post.categories.some((category) => known.has(categoryFold(category)))
  const tag = isTaken ? undefined : post.tags?.find((one) => known.has(categoryFold(one)))
  if (tag === undefined) return []
  const message = noticesTexts.categoryRemarks.tagsCategoryListTags(tag.slice(0, 60))
  const place = { file: fileOf(post.path), ...(post.places?.tags ?? {}) }
  const fix = noticesTexts.categoryRemarks.writeUnderCategoriesOr()
  return [problem('POST_CATEGORY', message, place, { severity: WARNING, fix })]
}

/** What parts words does not count, nor what stands behind a mark that parts nothing: `security|x`. */
function nearestKnown(fold: string, known: ReadonlyMap<string, string>): string | undefined {
  const folds = [...known.keys()]
  const bare = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '')
  const same = folds.find((one) => bare(one) === bare(fold) && bare(one) !== '')
  const parts = fold.split(/[|/+&]/).map((part) => part.trim())
  const part = parts.length > 1 ? parts.find((one) => known.has(one)) : undefined
  return same ?? part ?? (fold.length < 3 ? undefined : slipOf(fold, folds))
}

function unusedRemark(category: string, lists: readonly List[], placeOf: CategorySources['placeOf']): Problem {
  const at = lists.findIndex(({ categories }) => categories.includes(category))
  const message = noticesTexts.categoryRemarks.listsNoPostHas(category, lists[at]?.id ?? '')
  const place = placeOf(['lists', at, 'categories', lists[at]?.categories.indexOf(category) ?? 0])
  return problem('LIST_CATEGORY', message, place, { severity: WARNING })
}
