/**
 * Whether a title means something else now. Pure. In: the plain titles before and after. Out: why a person should look,
 * or undefined for spelling, wording and tags such as [Updated].
 */
import { reasons } from '../reasons.js'
import { RECALL, SAME_TITLE, TITLE_TAG } from './significance-rules.js'
import { type DiffToken, proseTokens, similarity } from './tokens.js'
import { OF_CONSEQUENCE } from './words-of-consequence.js'

export function titleDoubt(before: string, after: string): string | undefined {
  if (isRecall(after) && !isRecall(before)) return reasons.titleTakesBack()
  const old = proseTokens(before.replace(TITLE_TAG, ''))
  const now = proseTokens(after.replace(TITLE_TAG, ''))
  if (factsOf(old) !== factsOf(now)) return reasons.titleFacts(after)
  const isReversed = old.filter(isNegation).length !== now.filter(isNegation).length
  if (isReversed || similarity(old, now) < SAME_TITLE) return reasons.titleMeaning(after)
  const come = newWords(old, now)
  if (come.some((word) => TAKEN_BACK.has(word))) return reasons.titleTakesBack()
  return come.some((word) => OF_CONSEQUENCE.has(word)) ? reasons.titleMeaning(after) : undefined
}

/** Of a title one word is enough: `4.2 withdrawn`. */
const TAKEN_BACK: ReadonlySet<string> = new Set(['withdrawn', 'recalled', 'retracted', 'yanked', 'revoked', 'pulled'])

function newWords(old: readonly DiffToken[], now: readonly DiffToken[]): string[] {
  const before = new Set(old.map(({ key }) => key))
  return now.flatMap(({ key }) => (before.has(key) ? [] : [key]))
}

function isRecall(title: string): boolean {
  const plain = title.toLowerCase().replace(/[‘’]/g, "'")
  return RECALL.some((pattern) => pattern.test(plain))
}

function isNegation(word: DiffToken): boolean {
  return word.isNegation
}

function factsOf(tokens: readonly DiffToken[]): string {
  return tokens
    .filter(({ fact }) => fact !== undefined)
    .map(({ key }) => key)
    .join(' ')
}
