/**
 * The words of a language in templates: `{% say 'mail.welcome.title' %}`, with values behind the key, and the filter
 * `words` for a sentence that is a value of another. Pure. In: the words, how the engine escapes. Out: what Liquid
 * calls.
 */
import { type Context, type Emitter, Hash, type Liquid, Tag, type TagToken, type TopLevelToken } from 'liquidjs'
import { directionOf } from '../../base/locale.js'
import { isolated, sayApart, valueApart } from '../../markup/isolated.js'
import { markedUp, say, type Words, type WordValues } from '../../words/words.js'

/** @param escapeText of values and words in HTML; absent in text, where a sentence has no tags */
export function registerWords(liquid: Liquid, words: Words, escapeText?: (text: string) => string): void {
  liquid.registerTag('say', sayTag(words, escapeText))
  liquid.registerFilter('apart', (value: unknown) =>
    directionOf(words.language) === 'rtl' ? isolated(String(value)) : String(value),
  )
  liquid.registerFilter('words', (key: unknown, ...values: unknown[]) =>
    say(words, known(words, String(key)), wordValues(Object.fromEntries(values.filter(isPair)))),
  )
}

function sayTag(words: Words, escapeText: ((text: string) => string) | undefined) {
  return class SayTag extends Tag {
    readonly key: string
    readonly values: Hash

    constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
      super(token, remaining, liquid)
      const key = /^\s*(["'])(?<key>[\w.]+)\1/.exec(token.args)?.groups?.key ?? ''
      this.key = known(words, key)
      this.values = new Hash(token.args.replace(/^\s*(['"])[\w.]+\1\s*,?/, ''))
    }

    *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
      const values = wordValues((yield this.values.render(context)) as Record<string, unknown>)
      emitter.write(
        escapeText === undefined ? sayApart(words, this.key, values) : html(words, this.key, values, escapeText),
      )
    }
  }
}

function html(words: Words, key: string, values: WordValues, escapeText: (text: string) => string): string {
  const link = escapeText(String(values.link ?? ''))
  return markedUp(words, key, values, {
    escape: escapeText,
    value: (value) => valueApart(words, value, escapeText),
    tag: (name, isEnd) => markupOf(name, isEnd, link),
  })
}

/** What the tags of sentences are in a mail. */
function markupOf(tag: string, isEnd: boolean, link: string): string {
  if (tag === 'b') return isEnd ? '</strong>' : '<strong>'
  if (tag === 'link') return isEnd ? '</a>' : `<a href="${link}">`
  if (isEnd) return '</span>'
  return tag === 'address' ? '<span class="breaks" dir="ltr">' : `<span class="${tag}">`
}

function known({ sentences }: Words, key: string): string {
  if (Object.hasOwn(sentences, key)) return key
  throw new Error(`there is no sentence ${key === '' ? 'without a key' : key} in words/en.yaml`)
}

function isPair(value: unknown): value is [string, unknown] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string'
}

function wordValues(values: Record<string, unknown>): WordValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? value : String(value ?? '')]),
  )
}
