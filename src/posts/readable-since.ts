/**
 * Which of the ways of reading (reading.ts) was the first that took a post. Pure. In: fields, name, path. Out: its
 * number; undefined for the first.
 */
import { kinds, severities } from './announcement.js'
import { isPlainDate } from './date.js'
import type { Fields } from './field-readers.js'
import { hasFirstEnding, type PostName } from './file-name.js'
import { createdOf, OTHER_DATES } from './stated/dates.js'
import { isHeaded } from './stated/title.js'

export function readableSince(fields: Fields, name: PostName, path: string): number | undefined {
  const { fields: given, form } = fields.frontMatter
  const date = given.get('date')
  const hasNoDate = date === undefined || date === null || date === ''
  const isOfFolder = name.folderDay !== undefined && hasNoDate && !OTHER_DATES.some((key) => given.has(key))
  const isFlow = form === 'yaml' && given.size > 0 && fields.frontMatter.lines.length === 0
  if (form === 'headers' || isFlow || createdOf(date) !== date) return 5
  if (isOfFolder || isHeaded(fields)) return 4
  if (form !== 'yaml' || !hasFirstEnding(path) || (hasNoDate && name.day === undefined)) return 3
  const isOldDate = hasNoDate || isPlainDate(date)
  const isNested = NESTED_KEYS.some((key) => isListOfLists(given.get(key)))
  const isOldWord = wasKnown(given.get('kind'), kinds) && wasKnown(given.get('severity'), severities)
  return name.bundle || isNested || !isOldDate || !isOldWord ? 2 : undefined
}

/** A list in a list under one of these cost the post, and is a slip of brackets now. */
const NESTED_KEYS = ['categories', 'category', 'authors', 'author', 'redirect_from']

function isListOfLists(value: unknown): boolean {
  return Array.isArray(value) && value.some(Array.isArray)
}

function wasKnown(value: unknown, known: readonly string[]): boolean {
  if (value === undefined || value === null) return true
  const word = typeof value === 'string' ? value.trim().toLowerCase() : undefined
  return word === '' || (word !== undefined && known.includes(word))
}
