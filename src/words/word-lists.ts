/**
 * Sentences of a words file that are lists of words which authors write: labels of updates, names of months. Pure but
 * for the problems that its file gathers. In: the words, parted by commas. Out: whether each is one.
 */
import type { YamlMap } from '../base/yaml-map.js'
import type { Sentence } from './words.js'

/** Nobody is told them. */
export function isWordList(path: string): boolean {
  return /^posts\.(?:update|beforeDay|month\.\w+)$/.test(path)
}

/** @param text of names parted by commas */
export function wordListIsRight(map: YamlMap, key: string, text: string): boolean {
  const names = wordsListed(text)
  if (names.includes('')) map.fail(key, 'has a comma without a word.', 'Write words parted by one comma each.')
  else if (/[;:*|<>]/.test(text))
    map.fail(key, `holds ${/[;:*|<>]/.exec(text)?.[0]}, which is no part of a word.`, 'Part words by commas alone.')
  else return true
  return false
}

export const MONTHS_DIFFER =
  'Give each month names that no other one has: a day in a post would be read as one of the other.'

/** @param written what this file names; of two months in it the first is named */
export function monthsOfOneName(
  sentences: ReadonlyMap<string, Sentence>,
  written: { has(key: string): boolean },
): { key: string; message: string }[] {
  const months = [...sentences].filter(([key]) => key.startsWith('posts.month.'))
  const named = months.flatMap(([key, { forms }]) => wordsListed(forms.other).map((name) => ({ key, name })))
  const said = new Set<string>()
  return named.flatMap(({ key, name }) => {
    const other = named.find((one) => one.key !== key && one.name.toLowerCase() === name.toLowerCase())
    if (other === undefined || !written.has(key) || said.has(name.toLowerCase())) return []
    said.add(name.toLowerCase())
    return [{ key, message: `${lastOf(key)}: "${name}" is ${lastOf(other.key)} too.` }]
  })
}

/** As posts are read with them. */
function wordsListed(text: string): string[] {
  return text.split(/[,،、]/).map((word) => word.trim())
}

function lastOf(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1)
}
