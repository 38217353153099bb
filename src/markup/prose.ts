/**
 * A post's body as sentences to search in. Pure. In: Markdown. Out: text without code, comments, addresses and marks,
 * on which single spaces part the words, a line break begins a list item and an empty line a paragraph; and the line
 * of the body for each place in it.
 */
export interface Prose {
  readonly text: string
  /** From 1. */
  readonly lineAt: (index: number) => number
}

export function proseOf(body: string): Prose {
  const marked = blanked(body)
  const pieces: string[] = []
  const starts: { readonly at: number; readonly line: number }[] = []
  let at = 0
  let line = 1
  const add = (piece: string) => {
    pieces.push(piece)
    at += piece.length
  }
  for (const [piece] of marked.matchAll(/\s+|\S+/g)) {
    if (/\S/.test(piece)) {
      if (/^(?:[-*+]|\d+[.)]|#+)$/.test(piece) && starts.at(-1)?.line !== line) add('\n')
      starts.push({ at, line })
      add(piece)
    } else {
      const breaks = piece.split('\n').length - 1
      line += breaks
      if (at > 0) add(breaks > 1 ? '\n\n' : ' ')
    }
  }
  const text = pieces.join('')
  return { text, lineAt: (index) => lineIn(starts, index) }
}

function lineIn(starts: readonly { readonly at: number; readonly line: number }[], index: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle]?.at ?? 0) <= index) low = middle + 1
    else high = middle
  }
  return starts[low - 1]?.line ?? 1
}

/** Line breaks stay where they are; what is opened and never closed reaches to the end. */
function blanked(body: string): string {
  const blank = (text: string) => text.replace(/[^\n]+/g, ' ')
  const withoutCode = body
    .replace(/\r\n?/g, '\n')
    .replace(/<!--[\s\S]*?(?:-->|$(?![\s\S]))/g, blank)
    .replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^\1[^\n]*$|$(?![\s\S]))/gm, blank)
  return withoutCode
    .replace(/\]\([^()\s]*\)|\]\[[^\]\n]*\]|^ {0,3}\[[^\]\n]+\]:[^\n]*$|<[^<>\n]*>|https?:\/\/\S+/gm, ' ')
    .replace(/[*_`[\]]/g, ' ')
    .replace(/^ {0,3}>+/gm, ' ')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ (?=[.,;:!?)])/g, '')
}
