/**
 * Why somebody is told of an end of life: they run one of its cycles, named none, or run only what has ended. Pure.
 * Out: each reason as the word that a delivery keeps and a frozen mail is kept under, and what it means.
 */

export type Because =
  /** They run those cycles of the notice whose places in it stand in `runs`; which of many nobody tells apart. */
  | { readonly word: string; readonly kind: 'runs'; readonly runs: readonly number[] | 'some' }
  | { readonly word: 'none'; readonly kind: 'none' }
  /** `ask` is also to be asked what they run now. */
  | { readonly word: 'ended' | 'ask'; readonly kind: 'ended' }

/** A mail is made for each choice of so many cycles; of more it says that it is one of them. */
export const TOLD_APART = 3
export const SOME = 'some'
/** Before a 1 for each cycle of the notice that they run, and a 0 for each other. */
export const RUNS = 'runs:'

/** Of a notice about so many cycles, each reason there may be. */
export function becausesOf(cycles: number): Because[] {
  const others = [
    { word: 'none', kind: 'none' },
    { word: 'ended', kind: 'ended' },
    { word: 'ask', kind: 'ended' },
  ] as const
  if (cycles > TOLD_APART) return [{ word: SOME, kind: 'runs', runs: 'some' }, ...others]
  const choices = Array.from({ length: 2 ** cycles - 1 }, (_, index) => choiceOf(index + 1, cycles))
  return [...choices, ...others]
}

function choiceOf(number: number, cycles: number): Because {
  const digits = number.toString(2).padStart(cycles, '0')
  return { word: RUNS + digits, kind: 'runs', runs: [...digits].flatMap((digit, at) => (digit === '1' ? [at] : [])) }
}
