/**
 * Which lists a post goes to. Pure. In: its categories, severity and language, the lists of the configuration. Out:
 * those lists in the order of the configuration.
 */
import type { List } from '../config/schema.js'
import type { Announcement, Severity } from '../posts/announcement.js'
import { categoryFold } from '../posts/categories.js'
import { speaks } from '../posts/language.js'

const RANK: Readonly<Record<Severity, number>> = { info: 0, important: 1, recall: 2 }

export function listsFor(
  post: Pick<Announcement, 'categories' | 'severity' | 'language'>,
  all: readonly List[],
): List[] {
  const lists = all.filter(({ language = '' }) => language === '' || speaks(post.language ?? language, language))
  const named = lists.filter((list) => takes(list, post.categories))
  return lists.filter(
    (list) =>
      named.includes(list) ||
      (list.severity !== undefined && RANK[post.severity] >= RANK[list.severity]) ||
      (list.categories.includes('*') && named.length === 0),
  )
}

function takes(list: List, categories: readonly string[]): boolean {
  const folds = new Set(categories.map(categoryFold))
  return list.categories.some((category) => folds.has(categoryFold(category)))
}

/** A post as a notice of another severity sends it: the higher of the two decides which lists take it. */
export function withSeverity(post: Announcement, severity: Severity): Announcement {
  return RANK[severity] > RANK[post.severity] ? { ...post, severity } : post
}

/**
 * Where what the releases table says goes: the lists named; left out, the list `releases` where there is one; else all.
 */
export function endOfLifeLists(named: readonly string[] | undefined, lists: readonly List[]): List[] {
  const wanted = named ?? ['releases']
  const found = lists.filter((list) => wanted.includes(list.id))
  return found.length > 0 ? found : [...lists]
}
