/**
 * Says what is to be said of the end of a cycle, in the site's language. Pure. In: the sentences by key, and the values
 * of one. Out: plain text for a title, Markdown for everything else, in which no value can mean anything.
 */

import { formatDay } from '../../base/format-day.js'
import { escapeMarkdown } from '../../markup/escape-markdown.js'
import type { Day } from '../../releases/release.js'
import { countNames, listIn, pluralOf, type Sentence, type Words, writtenNumber } from '../../words/words.js'
import { isPlain, type Kind, type SentenceKey, sentenceKeys, type ValuesOf } from './sentences.js'

/** The sentences of an end of life, as the site's language says them. */
export function endOfLifeTextsOf({ language, sentences }: Words): EndOfLifeTexts {
  const own = sentenceKeys.flatMap((key): [SentenceKey, Sentence][] => {
    const sentence = sentences[`endOfLife.${key}`]
    return sentence === undefined ? [] : [[key, sentence]]
  })
  return new EndOfLifeTexts(language, new Map(own))
}

export class EndOfLifeTexts {
  constructor(
    /** Of dates; a sentence that a project left out is in another. */
    private readonly language: string,
    private readonly sentences: ReadonlyMap<SentenceKey, Sentence>,
    /** Of how many cycles they speak. */
    private readonly cycles = 1,
  ) {}

  /** The same in the forms for so many cycles. */
  of(cycles: number): EndOfLifeTexts {
    return cycles === this.cycles ? this : new EndOfLifeTexts(this.language, this.sentences, cycles)
  }

  /** `4.1, 4.2 and 4.3`, or `4.1, 4.2 or 4.3`. */
  list(names: readonly string[], how: 'and' | 'or'): string {
    const [only = ''] = names
    if (names.length < 2) return only
    return listIn(this.language, names, how)
  }

  day(day: Day): string {
    return formatDay(day, this.language)
  }

  /**
   * @param values plain text
   * @param kind what the support is called, for sentences that may name it
   */
  say<Key extends SentenceKey>(key: Key, values: ValuesOf<Key>, kind?: Kind): string {
    const sentence = this.sentences.get(key)
    if (sentence === undefined) throw new RangeError(`there is no sentence ${key}`)
    const given: Readonly<Record<string, string | number | undefined>> = { ...kind, ...values }
    const counted = countNames.find((name) => given[name] !== undefined)
    const form = this.#form(sentence, counted && given[counted])
    return form.replace(/\{(\w+)\}/g, (_, name: string, offset: number) => {
      const value = Object.hasOwn(given, name) ? given[name] : undefined
      if (value === undefined) throw new RangeError(`${key} has no {${name}}`)
      const text = typeof value === 'number' ? writtenNumber(sentence.language, value) : value
      if (isPlain(key)) return text
      return offset === 0 ? atStart(escapeMarkdown(text)) : escapeMarkdown(text)
    })
  }

  #form({ language, forms }: Sentence, count: string | number | undefined): string {
    if (typeof count !== 'number') return this.cycles === 1 ? (forms.one ?? forms.other) : forms.other
    return forms[pluralOf(language, count)] ?? forms.other
  }
}

/** At the beginning of a line `15. Dezember` and `- x` would be lists. */
function atStart(escaped: string): string {
  return escaped.replace(/^(\d+)([.)])/, '$1\\$2').replace(/^[-+=]/, '\\$&')
}
