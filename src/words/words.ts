/**
 * What Belfry says to readers and subscribers, in one language. Pure. In: sentences by key, the values of one. Out: the
 * sentence. The words stand in emails/words, one file for each language, and in a project's own file of that name.
 */
import { localeFor } from '../base/locale.js'

/** Plain data: it goes to other threads, and into the digests of pages. */
export interface Words {
  /** Of the site; a sentence that its file lacks is in English. */
  readonly language: string
  readonly sentences: Readonly<Record<string, Sentence>>
}

/** A sentence in its forms; `other` may be the only one. */
export interface Sentence {
  readonly language: string
  readonly forms: Forms
}

export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>

export type WordValues = Readonly<Record<string, string | number>>

/** What sentences count. */
export const countNames = ['days', 'months', 'years', 'more', 'count', 'minutes', 'seconds'] as const

const rules = new Map<string, Intl.PluralRules>()
const numbers = new Map<string, Intl.NumberFormat>()
const lists = new Map<string, Intl.ListFormat>()

/**
 * A sentence with its values filled in, and its tags left out.
 * @throws RangeError for a key or a value that is not there
 */
export function say(words: Words, key: string, values: WordValues = NO_VALUES): string {
  if (values !== NO_VALUES) return put(words, key, values)
  const sentences = plain.get(words) ?? new Map<string, string>()
  const sentence = sentences.get(key) ?? put(words, key, values)
  plain.set(words, sentences.set(key, sentence))
  return sentence
}

const NO_VALUES: WordValues = {}
/** Sentences without a value, which every page says again. */
const plain = new WeakMap<Words, Map<string, string>>()

function put(words: Words, key: string, values: WordValues): string {
  return sentenceParts(words, key, values)
    .map((part) => ('text' in part ? part.text : String(part.value)))
    .join('')
}

/** A piece of a sentence: its own text, a value, or the beginning or end of what a tag holds. */
export type SentencePart = { readonly text: string } | { readonly name: string; readonly value: string }

/** As `say`, in pieces, without tags. */
export function sentenceParts(words: Words, key: string, values: WordValues): SentencePart[] {
  return filled(words, key, values, formOf(words, key, values).replace(TAG, ''))
}

const TAG = /<\/?\w+>/g

/** The sentence as it is written, in the form that its count asks for. */
export function formOf(words: Words, key: string, values: WordValues): string {
  const { language, forms } = sentenceOf(words, key)
  const count = countNames.map((name) => values[name]).find((value) => typeof value === 'number')
  if (typeof count !== 'number') return forms.other
  return forms[pluralOf(language, count)] ?? forms.other
}

/** A text of that sentence with its values. */
export function filled(words: Words, key: string, values: WordValues, text: string): SentencePart[] {
  const { language } = sentenceOf(words, key)
  return text.split(/\{(\w+)\}/).flatMap((part, at): SentencePart[] => {
    if (at % 2 === 0) return part === '' ? [] : [{ text: part }]
    const value = values[part]
    if (value === undefined) throw new RangeError(`${key} has no {${part}}`)
    return [{ name: part, value: typeof value === 'number' ? writtenNumber(language, value) : value }]
  })
}

/** How a format writes sentences: what text is in it, and where a tag begins and ends. */
export interface Markup {
  escape(text: string): string
  /** A value, escaped; absent: as other text. */
  value?(text: string): string
  tag(name: string, isEnd: boolean): string
}

/** A sentence as HTML, or as what `markup` makes of it. */
export function markedUp(words: Words, key: string, values: WordValues, markup: Markup): string {
  const ofValue = markup.value ?? markup.escape
  return formOf(words, key, values)
    .split(/(<\/?\w+>)/)
    .map((part) => {
      const tag = /^<(\/?)(\w+)>$/.exec(part)
      if (tag !== null) return markup.tag(tag[2] ?? '', tag[1] === '/')
      return filled(words, key, values, part)
        .map((piece) => ('text' in piece ? markup.escape(piece.text) : ofValue(piece.value)))
        .join('')
    })
    .join('')
}

export function pluralOf(language: string, count: number): Intl.LDMLPluralRule {
  const found = rules.get(language) ?? new Intl.PluralRules(language)
  rules.set(language, found)
  return found.select(count)
}

/** In the digits of its sentence, as its dates are. */
export function writtenNumber(language: string, value: number): string {
  const format = numbers.get(language) ?? new Intl.NumberFormat(language, { useGrouping: false })
  numbers.set(language, format)
  return format.format(value)
}

/** `A, B and C`, or `A, B or C`. */
export function listIn(language: string, names: readonly string[], how: 'and' | 'or' = 'and'): string {
  const key = `${how} ${language}`
  const type = how === 'and' ? 'conjunction' : 'disjunction'
  const format = lists.get(key) ?? new Intl.ListFormat(localeFor(language), { type })
  lists.set(key, format)
  return format.format(names)
}

function sentenceOf({ sentences }: Words, key: string): Sentence {
  const sentence = Object.hasOwn(sentences, key) ? sentences[key] : undefined
  if (sentence === undefined) throw new RangeError(`there is no sentence ${key}`)
  return sentence
}

/** The sentences whose keys begin with these names: of the others nothing is shown there. */
export function wordsUnder({ language, sentences }: Words, names: readonly string[]): Words {
  const kept = Object.entries(sentences).filter(([key]) => names.some((name) => key.startsWith(`${name}.`)))
  return { language, sentences: Object.fromEntries(kept) }
}
