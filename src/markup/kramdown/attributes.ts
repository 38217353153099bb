/**
 * What stands inside kramdown's braces: `{: .class #id key="value" name}`. Pure. In: the text between colon and brace.
 * Out: attributes, and names that refer to lists defined elsewhere or ask for something (`toc`).
 */
import type { Token } from 'markdown-it'

export interface Attributes {
  readonly values: ReadonlyMap<string, string>
  readonly names: readonly string[]
}

export const NO_ATTRIBUTES: Attributes = { values: new Map(), names: [] }

/** Longer ones are no writing, and some would be read again from each of their quotes. */
export const MOST_CHARACTERS = 1_000

const ANY =
  /(?:^|\s)(?:(\w[\w-]*)=("|')((?:\\\}|\\["']|[^}])*?)\2|(\w[\w-]*)|((?:#[A-Za-z][\w:-]*|\.[^\s.#]+)+))(?=\s|$)/g
const ID_OR_CLASS = /#([A-Za-z][\w:-]*)|\.([^\s.#]+)/g

export function readAttributes(text: string): Attributes {
  const values = new Map<string, string>()
  const names: string[] = []
  for (const [, key, quote = '"', value = '', name, short = ''] of text.matchAll(ANY)) {
    if (key !== undefined) values.set(key, value.replaceAll('\\}', '}').replaceAll(`\\${quote}`, quote))
    else if (name !== undefined) names.push(name)
    for (const [, id, className] of short.matchAll(ID_OR_CLASS)) {
      if (id !== undefined) values.set('id', id)
      else if (className !== undefined) values.set('class', joined(values.get('class'), className))
    }
  }
  return { values, names }
}

/** The later word counts; classes are gathered. */
export function mergeAttributes(first: Attributes, second: Attributes): Attributes {
  const values = new Map(first.values)
  for (const [key, value] of second.values)
    values.set(key, key === 'class' ? joined(values.get('class'), value) : value)
  return { values, names: [...first.names, ...second.names] }
}

function joined(before: string | undefined, after: string): string {
  return before === undefined ? after : `${before} ${after}`
}

/** Lists of attributes that the post defines under a name: `{:name: .class}`. */
export type Definitions = ReadonlyMap<string, Attributes>

/** The definitions that a list names stand for themselves; one that names others takes its own values alone. */
export function resolveNames(attributes: Attributes, definitions: Definitions): Attributes {
  const named = attributes.names.map((name) => definitions.get(name)).filter((found) => found !== undefined)
  return [...named, attributes].reduce(mergeAttributes, NO_ATTRIBUTES)
}

/** Keeps the names, which may ask for something, beside the token's own attributes. */
export function applyAttributes(token: Token, { values, names }: Attributes): void {
  for (const [key, value] of values) {
    if (key === 'class') token.attrJoin('class', value)
    else token.attrSet(key, value)
  }
  if (names.length > 0) token.meta = { ...token.meta, asked: [...askedOf(token), ...names] }
}

export function askedOf(token: Token): readonly string[] {
  const asked: unknown = token.meta?.asked
  return Array.isArray(asked) ? asked.filter((name) => typeof name === 'string') : []
}
