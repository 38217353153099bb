/**
 * How plain text shows what HTML shows by form: struck out, inserted, raised, lowered. Pure. In: text, and the
 * character behind it. Out: the same with marks, so that `2<sup>10</sup>` is no 210 and `do <del>not</del>` no order.
 */

export const STRUCK = '~~'
export const INSERTED = '++'

export const STRUCK_TAGS: readonly string[] = ['del', 's', 'strike']

const ORDINAL = /^(?:st|nd|rd|th|er|re|e|ème|o|a|º|ª|tm|™|®|©)$/i

/** The marks around raised or lowered text; none for the ending of an ordinal (`1<sup>st</sup>`). */
export function shiftMarks(tag: 'sup' | 'sub', text: string, next: string): readonly [before: string, after: string] {
  const content = text.trim()
  if (content === '' || (tag === 'sup' && ORDINAL.test(content))) return ['', '']
  const mark = tag === 'sup' ? '^' : '_'
  return isOneWord(content, next) ? [mark, ''] : [`${mark}(`, ')']
}

/** Where nothing else shows its end, brackets do. */
function isOneWord(content: string, next: string): boolean {
  if (!/^[-+−–]?[\p{L}\p{N}.*†‡]+$/u.test(content)) return false
  const last = content.at(-1) ?? ''
  const isSame = (kind: RegExp) => kind.test(last) && kind.test(next)
  return !isSame(/^\p{L}/u) && !isSame(/^[\p{N}.]/u)
}
