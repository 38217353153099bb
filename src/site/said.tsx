/**
 * Sentences of the words files as elements. Pure. In: the words, a key, its values, what its tags are. Out: text with
 * the values, which may be elements too, in their places.
 */
import type { ComponentChildren, VNode } from 'preact'
import { filled, formOf, type Words, type WordValues } from '../words/words.js'

export type SaidValues = Readonly<Record<string, string | number | VNode>>

/** What a tag of the sentence is around the words that it holds. */
export type SaidTags = Readonly<Record<string, (inside: ComponentChildren) => VNode>>

/** What tags of that name are where nobody says otherwise. */
const USUAL: SaidTags = {
  b: (inside) => <strong>{inside}</strong>,
  em: (inside) => <em>{inside}</em>,
}

/** @throws RangeError for a key, a value or a tag that is not there */
export function said(words: Words, key: string, values: SaidValues = {}, tags: SaidTags = {}): ComponentChildren[] {
  const texts: WordValues = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'object' ? '' : value]),
  )
  const inside = (text: string): ComponentChildren[] =>
    filled(words, key, texts, text).map((part) => ('text' in part ? part.text : shown(part, values)))
  // Of a sentence with two tags: text, tag, what it holds, text, tag, what it holds, text.
  const parts = formOf(words, key, texts).split(/<(\w+)>([^<>]*)<\/\1>/)
  return parts.flatMap((part, at) => {
    if (at % 3 === 0) return inside(part)
    if (at % 3 === 1) return [markedBy(tags, part)(inside(parts[at + 1] ?? ''))]
    return []
  })
}

function shown({ name, value }: { readonly name: string; readonly value: string }, values: SaidValues) {
  const own = values[name]
  return typeof own === 'object' ? own : value
}

function markedBy(tags: SaidTags, tag: string) {
  const mark = tags[tag] ?? USUAL[tag]
  if (mark === undefined) throw new RangeError(`nothing is said of <${tag}>`)
  return mark
}

/** A link around the words of a tag. */
export function linkedTo(href: string, type?: string): (inside: ComponentChildren) => VNode {
  return (inside) => (
    <a href={href} {...(type !== undefined && { type })}>
      {inside}
    </a>
  )
}
