/**
 * Says what is to be said of the end of a cycle, in the site's language. Pure. In: the sentences by key, and the values
 * of one. Out: plain text for a title, Markdown for everything else, in which no value can mean anything.
 */

import { formatDay } from '../../base/format-day.js'
import { escapeMarkdown } from '../../markup/escape-markdown.js'
import type { Day } from '../../releases/release.js'
import { countNames, isPlain, type Kind, type Sentence, type SentenceKey, type ValuesOf } from './sentences.js'

export class EndOfLifeTexts {
  readonly #rules = new Map<string, Intl.PluralRules>()
  readonly #numbers = new Map<string, Intl.NumberFormat>()

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
    const type = how === 'and' ? 'conjunction' : 'disjunction'
    // English without a country: as formatDay writes it.
    return new Intl.ListFormat(this.language === 'en' ? 'en-GB' : this.language, { type }).format(names)
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
    const given = new Map<string, string | number>(Object.entries({ ...kind, ...values }))
    const counted = countNames.map((name) => given.get(name)).find((count) => count !== undefined)
    return this.#form(sentence, counted).replace(/\{(\w+)\}/g, (_, name: string, offset: number) => {
      const value = given.get(name)
      if (value === undefined) throw new RangeError(`${key} has no {${name}}`)
      const text = typeof value === 'number' ? this.#number(sentence.language, value) : value
      if (isPlain(key)) return text
      return offset === 0 ? atStart(escapeMarkdown(text)) : escapeMarkdown(text)
    })
  }

  #form({ language, forms }: Sentence, count: string | number | undefined): string {
    if (typeof count !== 'number') return this.cycles === 1 ? (forms.one ?? forms.other) : forms.other
    const rules = this.#rules.get(language) ?? new Intl.PluralRules(language)
    this.#rules.set(language, rules)
    return forms[rules.select(count)] ?? forms.other
  }

  /** In the digits of its sentence, as its dates are. */
  #number(language: string, value: number): string {
    const format = this.#numbers.get(language) ?? new Intl.NumberFormat(language, { useGrouping: false })
    this.#numbers.set(language, format)
    return format.format(value)
  }
}

/** At the beginning of a line `15. Dezember` and `- x` would be lists. */
function atStart(escaped: string): string {
  return escaped.replace(/^(\d+)([.)])/, '$1\\$2').replace(/^[-+=]/, '\\$&')
}
