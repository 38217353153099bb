/**
 * The part of CSS selectors by which a configuration names the one element of a page that holds a post: a name, `#id`,
 * `.class`, `[name]`, `[name=value]`, one behind another, and elements in each other. Pure. In: the text of a selector.
 * Out: what each element has, the outermost first; or why it is no selector.
 */

export interface SelectorPart {
  readonly tag?: string
  /** Attribute → its value; a class is one word of it; undefined: whatever it is. */
  readonly has: readonly { readonly name: string; readonly value: string | undefined; readonly isWord?: true }[]
}

/** Elements in each other that a selector may name. */
const MOST_PARTS = 5
const LONGEST = 200
const TEST = /[.#]?[A-Za-z_][\w-]*|\[([A-Za-z_][\w-]*)(?:=(?:"([^"\]\s]*)"|'([^'\]\s]*)'|([\w-]+)))?\]/y

export function selectorParts(text: string): readonly SelectorPart[] | { readonly fault: string } {
  const words = text.trim().split(/\s+/)
  if (text.length > LONGEST || words.length > MOST_PARTS)
    return { fault: `may name ${MOST_PARTS} elements in each other at most` }
  const parts = words.map((word) => partOf(word) ?? word)
  const wrong = parts.find((part) => typeof part === 'string')
  if (wrong !== undefined)
    return { fault: `holds "${wrong}"; a name, #id, .class and [attribute=value] are understood` }
  return parts.filter((part) => typeof part !== 'string')
}

function partOf(word: string): SelectorPart | undefined {
  const has: SelectorPart['has'][number][] = []
  let tag: string | undefined
  TEST.lastIndex = 0
  while (TEST.lastIndex < word.length) {
    const isFirst = TEST.lastIndex === 0
    const match = TEST.exec(word)
    if (match === null) return undefined
    const [typed, name, ...values] = match
    if (name !== undefined) has.push({ name: name.toLowerCase(), value: values.find((one) => one !== undefined) })
    else if (typed.startsWith('#')) has.push({ name: 'id', value: typed.slice(1) })
    else if (typed.startsWith('.')) has.push({ name: 'class', value: typed.slice(1), isWord: true })
    else if (isFirst) tag = typed.toLowerCase()
    else return undefined
  }
  return tag === undefined && has.length === 0 ? undefined : { ...(tag !== undefined && { tag }), has }
}
