/**
 * How the categories of a post are read and compared: one rule for lists, feeds and kinds. Pure but for problems it
 * reports. In: the fields. Out: names as they were written, each once.
 */
import type { Fields } from './field-readers.js'

/** Where `content.fields` says nothing. */
export const CATEGORY_FIELDS = ['categories', 'category'] as const

/** Two categories are the same where this is. */
export function categoryFold(name: string): string {
  return name.normalize('NFC').trim().toLowerCase()
}

/**
 * @param ofFolder what the post's folder says, before all others
 *
 * A string is parted at commas and semicolons where it has any, else at white space; `category` and the items of a list
 * hold one each.
 */
export function categoriesOf(fields: Fields, keys: readonly string[], ofFolder: readonly string[] = []): string[] {
  const marks = (text: string) => text.split(/[,;]/)
  const words = (text: string) => (/[,;]/.test(text) ? marks(text) : text.split(/\s+/))
  const one = keys.filter((key) => key === 'category')
  const several = keys.filter((key) => key !== 'category')
  const found = [...one, ...several].flatMap((key) =>
    fields.texts(key, key === 'category' ? marks : words).flatMap((text) => marks(text)),
  )
  const byFold = new Map<string, string>()
  for (const name of [...ofFolder, ...found].map((text) => text.trim()))
    if (name !== '' && !byFold.has(categoryFold(name))) byFold.set(categoryFold(name), name)
  return [...byFold.values()]
}

/** Jekyll: the folders above `_posts` are categories, `security/_posts/2026-05-01-x.md`. */
export function folderCategories(path: string): string[] {
  const folders = path.split('/').slice(0, -1)
  return folders.slice(0, Math.max(0, folders.indexOf('_posts'))).filter((name) => !/^[._]/.test(name))
}

/** What `tags` holds where it is not among the keys that are read. */
export function unreadTags({ frontMatter }: Fields, keys: readonly string[]): string[] {
  if (keys.includes('tags')) return []
  const value = frontMatter.fields.get('tags')
  const texts = typeof value === 'string' ? value.split(/[,;]/) : Array.isArray(value) ? value : []
  return texts.map(labelOf).flatMap((text) => (text.trim() === '' ? [] : [text.trim()]))
}

/** Docusaurus: a tag may be a map with its label. */
function labelOf(tag: unknown): string {
  const named = typeof tag === 'object' && tag !== null && Object.hasOwn(tag, 'label') ? Reflect.get(tag, 'label') : tag
  return typeof named === 'string' ? named : ''
}

/** As Jekyll files a post: what `:categories` in a permalink stands for, whatever lists and feeds make of it. */
export function jekyllCategories(fields: Fields): string[] {
  const one = fields.texts('category', (text) => [text])
  return [...new Set([...one, ...fields.texts('categories', (text) => text.split(/\s+/))])]
}
