/**
 * A post's body as sentences to search in. Pure. In: Markdown. Out: text without code, comments, addresses and marks, on which single
 * spaces part the words, a line break begins a list item and an empty line a paragraph; and the line of the body for each place in it.
 */
export interface Prose {
  readonly text: string
  /** From 1. */
  readonly lineAt: (index: number) => number
}

export function proseOf(body: string): Prose {
  const marked = blanked(body)
  let text = ''
  const starts: { readonly at: number; readonly line: number }[] = []
  let line = 1
  for (const [piece] of marked.matchAll(/\s+|\S+/g)) {
    if (/\S/.test(piece)) {
      if (/^(?:[-*+]|\d+[.)]|#+)$/.test(piece) && text.endsWith('\n') === false && starts.at(-1)?.line !== line)
        text += '\n'
      starts.push({ at: text.length, line })
      text += piece
    } else {
      const breaks = piece.split('\n').length - 1
      line += breaks
      text += breaks > 1 ? '\n\n' : ' '
    }
  }
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

/** Line breaks stay where they are. */
function blanked(body: string): string {
  const blank = (text: string) => text.replace(/[^\n]+/g, ' ')
  const withoutCode = body
    .replace(/\r\n?/g, '\n')
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1[^\n]*$/gm, blank)
  return withoutCode
    .replace(/\]\([^()\s]*\)|\]\[[^\]\n]*\]|^ {0,3}\[[^\]\n]+\]:[^\n]*$|<[^<>\n]*>|https?:\/\/\S+/gm, ' ')
    .replace(/[*_`[\]]/g, ' ')
    .replace(/^ {0,3}>+/gm, ' ')
    .replace(/[^\S\n]+(?=[.,;:!?)])/g, '')
}
