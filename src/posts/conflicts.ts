/**
 * Markers that a merge of git left in a file. Pure. In: a text. Out: the first line that is one, or undefined. A row of
 * `=` alone is a heading's underline; the two others are nothing else in a post, unless it shows them as code and says
 * that it is about merging.
 */
const MARKER = /^(?:<{7}|>{7}|\|{7})(?:[ \t].*)?\r?$/

/** @param shown the same text with blanks for code: markers that are shown there are looked at more closely */
export function conflictLine(text: string, shown = text): number | undefined {
  if (!/^(?:<{7}|>{7})/m.test(text)) return undefined
  const seen = shown.split('\n')
  const isAboutMerging = /\b(?:conflicts?|merg(?:e|es|ed|ing)|rebas(?:e|ed|ing)|cherry-pick)/i.test(shown)
  for (const [index, line] of text.split('\n').entries()) {
    if (!MARKER.test(line) || line.startsWith('|')) continue
    if ((seen[index] ?? '').trim() !== '' || !isAboutMerging) return index + 1
  }
  return undefined
}
