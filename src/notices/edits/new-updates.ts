/**
 * Which update blocks an edit brought. Pure. In: the blocks before and after. Out: those that are new, those that only
 * say that something was spelled or worded better, and those that only got another day. Counted as multisets: moving or
 * re-wording a block makes no new one; a backdated or a first one is new.
 */
import { blocksOf } from './blocks.js'
import { EDITORIAL, SAME_TEXT } from './significance-rules.js'
import { type DiffToken, proseTokens, similarity } from './tokens.js'

export interface Update {
  readonly day: string | null
  readonly label: string
  readonly text: string
}

export interface Updates<Kind extends Update> {
  readonly fresh: readonly Kind[]
  readonly redated: readonly Kind[]
}

export function newUpdates<Kind extends Update>(before: readonly Update[], after: readonly Kind[]): Updates<Kind> {
  const old = before.map((update) => ({ update, tokens: tokensOf(update.text) }))
  let left = after.map((update) => ({ update, tokens: tokensOf(update.text) }))
  /**
   * Takes away pairs that are one block, the most alike first: two may begin with the same words. Gives what was paired
   * of `after`. @param least share of common words
   */
  const pair = (mayBeSame: (was: Update, now: Kind) => boolean, least: number): Kind[] => {
    const pairs = left
      .flatMap((now) =>
        old
          .filter((was) => mayBeSame(was.update, now.update))
          .map((was) => ({ was, now, likeness: similarity(was.tokens, now.tokens) })),
      )
      .filter(({ likeness }) => likeness >= least)
      .sort((a, b) => b.likeness - a.likeness)
    const paired = new Set<(typeof left)[number]>()
    for (const { was, now } of pairs) {
      const at = old.indexOf(was)
      if (at < 0 || paired.has(now)) continue
      old.splice(at, 1)
      paired.add(now)
    }
    left = left.filter((now) => !paired.has(now))
    return [...paired].map(({ update }) => update)
  }
  pair((was, now) => was.day === now.day, SAME_TEXT)
  pair((was, now) => was.day === now.day && (was.day !== null || nameOf(was) === nameOf(now)), 0)
  const redated = pair(() => true, SAME_TEXT)
  return { fresh: left.map(({ update }) => update), redated }
}

/** "Fixed a few typos": its author says that it is no news. */
export function isEditorial(update: Update): boolean {
  const tokens = tokensOf(update.text).filter(({ fact }) => fact === undefined)
  return tokens.length > 0 && tokens.every(({ key }) => EDITORIAL.has(key))
}

function nameOf(update: Update): string {
  return proseTokens(update.label)
    .map(({ key }) => key)
    .join(' ')
}

/** Share of common words of two texts, 0 to 1. */
export function likeness(a: string, b: string): number {
  return similarity(tokensOf(a), tokensOf(b))
}

/** The words of a piece of Markdown. */
export function tokensOf(markdown: string): DiffToken[] {
  return blocksOf(markdown).flatMap(({ tokens }) => tokens)
}
