/**
 * Passages with a beginning and an end, such as comments. Pure. In: a text, how a passage begins, how it ends. Out: the
 * text with each passage replaced. An end that is not there is looked for once: from each of thousands of beginnings a
 * regular expression would read to the end of the text.
 */

export interface PassageForm {
  /** Global. Its first group, where it has one, tells kinds of passages apart. */
  readonly begin: RegExp
  /** What ends a passage of that kind, in lower case. */
  readonly end: (kind: string) => string
  /** Does one without an end reach to the end of the text? Else it is none. */
  readonly isOpen: (kind: string) => boolean
}

export function replacePassages(text: string, form: PassageForm, replace: (passage: string) => string): string {
  const begin = new RegExp(form.begin)
  if (!begin.test(text)) return text
  begin.lastIndex = 0
  const lower = text.toLowerCase()
  const missing = new Set<string>()
  let result = ''
  let done = 0
  for (let found = begin.exec(text); found !== null; found = begin.exec(text)) {
    const kind = (found[1] ?? '').toLowerCase()
    const mark = form.end(kind)
    const at = missing.has(mark) ? -1 : lower.indexOf(mark, found.index + found[0].length)
    if (at === -1) missing.add(mark)
    if (at === -1 && !form.isOpen(kind)) continue
    const end = at === -1 ? text.length : at + mark.length
    result += text.slice(done, found.index) + replace(text.slice(found.index, end))
    done = end
    begin.lastIndex = end
  }
  return result + text.slice(done)
}

/** `<!-- … -->`; one that never ends is none. */
export function replaceComments(text: string, replace: (comment: string) => string): string {
  return replacePassages(text, { begin: /<!--/g, end: () => '-->', isOpen: () => false }, replace)
}
