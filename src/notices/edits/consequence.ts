/**
 * What of a change weighs more than its length. Pure. In: the words taken out and put in. Out: the new words that
 * people act upon, or a word in place of another one of its kind; undefined where neither is there.
 */
import type { Change } from './changes.js'
import { CONSEQUENCE_WORDS } from './significance-rules.js'
import type { DiffToken } from './tokens.js'
import { OF_CONSEQUENCE, OF_ONE_KIND, PHRASES_OF_CONSEQUENCE } from './words-of-consequence.js'

/** @returns the words of consequence that a few new words bring and that the words they replace lack */
export function graveWords({ removed, added }: Change): string[] | undefined {
  const old = new Set(removed.map(({ key }) => key))
  const fresh = added.filter(({ key, isCaption }) => !old.has(key) && isCaption !== true)
  if (fresh.length < CONSEQUENCE_WORDS) return undefined
  const found = [...new Set(fresh.map(({ key }) => key))].filter((key) => OF_CONSEQUENCE.has(key))
  const phrases = phrasesIn(added).filter((phrase) => !phrasesIn(removed).includes(phrase))
  return found.length + phrases.length === 0 ? undefined : [...phrases, ...found]
}

function phrasesIn(tokens: readonly DiffToken[]): string[] {
  const text = tokens.map(({ key }) => key).join(' ')
  return PHRASES_OF_CONSEQUENCE.flatMap((phrase) => phrase.exec(text)?.[0] ?? [])
}

/** @returns the word that stands in the other's place */
export function correctedWord({ removed, added }: Change): { gone: string; come: string } | undefined {
  const gone = without(removed, added)
  const come = without(added, removed)
  for (const kind of OF_ONE_KIND) {
    const [old, now] = [gone, come].map((keys) => keys.filter((key) => kind.has(key)))
    if (old?.length === 1 && now?.length === 1 && old[0] !== undefined && now[0] !== undefined)
      return { gone: old[0], come: now[0] }
  }
  return undefined
}

function without(tokens: readonly DiffToken[], others: readonly DiffToken[]): string[] {
  const keys = new Set(others.map(({ key }) => key))
  return tokens.flatMap(({ key }) => (keys.has(key) ? [] : [key]))
}
