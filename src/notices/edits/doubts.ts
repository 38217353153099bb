/**
 * Which changes a person should look at. Pure. In: the changes of a text, and all its words before and after. Out: per
 * doubtful change a reason in words, the gravest first; a few words re-phrased, a typo or a name spelled anew raise
 * none.
 */
import { reasons } from '../reasons.js'
import type { Change } from './changes.js'
import { correctedWord, graveWords } from './consequence.js'
import { inferredSeverity } from './inferred-severity.js'
import { FEW_WORDS, OTHER_TEXT, OTHER_TEXT_WORDS, REVERSING, RUN_WORDS } from './significance-rules.js'
import type { DiffToken } from './tokens.js'

export interface Doubt {
  readonly change: Change
  /** A phrase that completes "because of …". */
  readonly reason: string
  /** Smaller is graver. */
  readonly rank: number
}

/** @param isEnglish words of consequence are known in English alone: elsewhere less new text is looked at */
export function doubtsOf(
  changes: readonly Change[],
  { before, after }: { readonly before: readonly DiffToken[]; readonly after: readonly DiffToken[] },
  isEnglish = true,
): Doubt[] {
  const facts = { before: factsIn(before), after: factsIn(after) }
  return changes
    .flatMap((whole) => {
      const change = { removed: whole.removed.filter(isWeighed), added: whole.added.filter(isWeighed) }
      const doubt =
        restruck(change) ??
        newText(change, isEnglish ? RUN_WORDS : FEW_WORDS) ??
        changedFact(change, facts) ??
        changedCode(change) ??
        reversed(change) ??
        renamed(change) ??
        corrected(change) ??
        heavy(change) ??
        grave(change) ??
        takenBack(change)
      return doubt === undefined ? [] : [{ change: whole, ...doubt }]
    })
    .sort((a, b) => a.rank - b.rank)
}

/** Of a short text most words are others now, though no sentence is long enough to be looked at by itself. */
export function isOtherText(changes: readonly Change[], before: readonly DiffToken[]): boolean {
  const removed = changes.flatMap((change) => change.removed.filter(isWeighed))
  const added = changes.flatMap((change) => change.added.filter(isWeighed))
  const [gone, come] = [without(removed, added), without(added, removed)]
  const isMost = gone.length >= before.filter(isWeighed).length * OTHER_TEXT
  return isMost && Math.min(gone.length, come.length) >= OTHER_TEXT_WORDS
}

type Found = Omit<Doubt, 'change'> | undefined

interface Facts {
  readonly before: ReadonlySet<string>
  readonly after: ReadonlySet<string>
}

const RANKS = ['date', 'version', 'number', 'checksum'] as const

function factsIn(tokens: readonly DiffToken[]): Set<string> {
  return new Set(tokens.flatMap(({ fact, key }) => (fact === undefined ? [] : [key])))
}

/** Who found or wrote it says nothing of what it is. */
function isWeighed({ nameOf }: DiffToken): boolean {
  return nameOf !== 'thanked'
}

/** Whom readers write to, or what is affected, goes by another name. */
function renamed({ removed, added }: Change): Found {
  const names = (tokens: readonly DiffToken[]) =>
    tokens.filter(({ nameOf, key }) => nameOf !== undefined || /.@./.test(key))
  const gone = without(names(removed), added)
  const come = without(names(added), removed)
  if (gone.length === 0 && come.every(({ nameOf }) => nameOf === undefined)) return undefined
  if (gone.length === 0) return { rank: 2, reason: reasons.nameNew(shown(come)) }
  return { rank: 2, reason: reasons.nameChanged(shown(gone), come.length === 0 ? 'none' : shown(come)) }
}

/** What was said is taken back, or holds again: however few words it is. */
function restruck({ removed, added }: Change): Found {
  const [old, now] = [removed, added].map((tokens) => tokens.filter(({ isStruck }) => isStruck === true))
  if (keysOf(old ?? []) === keysOf(now ?? [])) return undefined
  const count = Math.max(old?.length ?? 0, now?.length ?? 0)
  const words = `${count} word${count === 1 ? '' : 's'}`
  return { rank: 2, reason: (now?.length ?? 0) > 0 ? `${words} struck out` : `${words} no longer struck out` }
}

/** Replaced facts count; one more or one less mention of what the post says elsewhere does not. */
function changedFact({ removed, added }: Change, facts: Facts): Found {
  const old = removed.filter(isFact)
  const now = added.filter(isFact)
  if (keysOf(old) === keysOf(now)) return undefined
  const gone = without(old, now)
  const come = without(now, old)
  const isReplaced = gone.length > 0 && come.length > 0
  const isOrder = gone.length + come.length === 0 && old.length === now.length
  const isNews = come.some(({ key }) => !facts.before.has(key)) || gone.some(({ key }) => !facts.after.has(key))
  if (!isReplaced && !isOrder && !isNews) return undefined
  const changed = isOrder ? now : [...gone, ...come]
  const rank = Math.min(...changed.map(({ fact = 'number' }) => RANKS.indexOf(fact)))
  const kind = RANKS[rank] ?? 'number'
  const reason = isOrder ? reasons.factsInOrder(kind) : phrase(kind, gone, come)
  return { rank, reason }
}

function phrase(kind: (typeof RANKS)[number], allGone: readonly DiffToken[], allCome: readonly DiffToken[]): string {
  const [gone = [], come = []] = [allGone, allCome].map((tokens) => tokens.filter(({ fact }) => fact === kind))
  if (gone.length === 0) return reasons.factNew(kind, shown(come))
  if (come.length === 0) return reasons.factGone(kind, shown(gone))
  return reasons.factChanged(kind, shown(gone), shown(come))
}

function changedCode({ removed, added }: Change): Found {
  const code = (tokens: readonly DiffToken[]) => keysOf(tokens.filter(({ isCode }) => isCode))
  const isSpan = removed.some(({ isCode }) => !isCode) || added.some(({ isCode }) => !isCode)
  // A backtick more or less makes code of prose, and says nothing.
  if (isSpan && lettersOf(removed) === lettersOf(added)) return undefined
  return code(removed) === code(added) ? undefined : { rank: 3, reason: reasons.codeChanged() }
}

function lettersOf(tokens: readonly DiffToken[]): string {
  return tokens.map(({ key }) => key.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')).join('')
}

function reversed({ removed, added }: Change): Found {
  const negations = (tokens: readonly DiffToken[]) => tokens.filter(({ isNegation }) => isNegation).length
  const isReversed =
    negations(removed) !== negations(added) || hasOpposite(removed, added) || hasOpposite(added, removed)
  return isReversed ? { rank: 4, reason: reasons.opposite() } : undefined
}

/** `supported` of the others stands here as `unsupported`. */
function hasOpposite(tokens: readonly DiffToken[], others: readonly DiffToken[]): boolean {
  const keys = new Set(others.map(({ key }) => key))
  return tokens.some(({ key }) => REVERSING.test(key) && keys.has(key.replace(REVERSING, '')))
}

function without(tokens: readonly DiffToken[], others: readonly DiffToken[]): DiffToken[] {
  const keys = new Set(others.map(({ key }) => key))
  return tokens.filter(({ key }) => !keys.has(key))
}

/** One word of a kind in place of another: `linear` that is `quadratic` now. */
function corrected(change: Change): Found {
  const word = correctedWord(change)
  return word === undefined ? undefined : { rank: 2, reason: reasons.wordCorrected(word.gone, word.come) }
}

/** A few words that people act upon. */
function grave(change: Change): Found {
  const words = graveWords(change)
  return words === undefined ? undefined : { rank: 4, reason: reasons.graveWords(words.slice(0, 3)) }
}

/** A sentence or more where there was next to nothing. */
function newText({ removed, added }: Change, fewest: number): Found {
  if (added.length < fewest || removed.length >= fewest / 3 || removed.some(isFact)) return undefined
  const hasCode = added.some(({ isCode }) => isCode)
  return { rank: 3, reason: reasons.newText(added.length, hasCode) }
}

/** `Withdrawn.`, however few words it is. */
function takenBack({ removed, added }: Change): Found {
  const isRecall = (tokens: readonly DiffToken[]) =>
    inferredSeverity(tokens.map(({ text }) => text).join('')) === 'recall'
  return isRecall(added) && !isRecall(removed) ? { rank: 4, reason: reasons.takesBack() } : undefined
}

function heavy({ removed, added }: Change): Found {
  if (Math.max(removed.length, added.length) < RUN_WORDS) return undefined
  if (added.length < RUN_WORDS / 3) return { rank: 6, reason: reasons.textGone(removed.length) }
  return { rank: 5, reason: reasons.passageRewritten() }
}

function isFact({ fact }: DiffToken): boolean {
  return fact !== undefined
}

function keysOf(tokens: readonly DiffToken[]): string {
  return tokens.map(({ key }) => key).join(' ')
}

function shown(tokens: readonly DiffToken[]): string {
  const few = tokens.slice(0, 3).map(({ key }) => key)
  return few.join(', ') + (tokens.length > few.length ? ', …' : '')
}
