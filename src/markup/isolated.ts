/**
 * Text of another direction inside text. Pure. In: safe HTML, or text. Out: the same, with what is written from left to
 * right kept apart, so that its signs keep their places beside letters that run from right to left.
 */

import { directionOf } from '../base/locale.js'
import { say, sentenceParts, type Words, type WordValues } from '../words/words.js'

const CODE = /<(pre|code|kbd|samp)(?![^>]*\sdir=)(?=[\s>])/g

/** Code stays code where a page or a mail runs from right to left. In safe HTML only tags hold `<`. */
export function withIsolatedCode(html: string): string {
  return html.replace(CODE, '<$1 dir="ltr"')
}

/** FIRST STRONG ISOLATE and its end (UAX #9 §2.4): what HTML says with `<bdi>`. */
export function isolated(text: string): string {
  return LEFT_TO_RIGHT.test(text) ? `\u2068${text}\u2069` : text
}

/** Letters, or digits with signs between them, which swap sides else. */
export const LEFT_TO_RIGHT = /\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}|\d[^\d\s]+\d/u

/** Of a line that may run from right to left: its words, and what in it begins with a digit and holds more than one. */
export function versionsApart(line: string): { readonly text: string; readonly isApart: boolean }[] {
  return line
    .split(/(?<![\p{L}\p{N}])(\d[\p{Script=Latin}\d.+_~/:-]*[\p{Script=Latin}\d])/u)
    .map((text, index) => ({ text, isApart: index % 2 === 1 && /[^\d.]/.test(text) }))
    .filter(({ text }) => text !== '')
}

/** As plain text. */
export function withVersionsApart(line: string): string {
  return versionsApart(line)
    .map(({ text, isApart }) => (isApart ? `\u2068${text}\u2069` : text))
    .join('')
}

/** A line in plain text of that language, such as a title: from right to left its versions are kept apart. */
export function lineIn(language: string, line: string): string {
  return directionOf(language) === 'rtl' ? withVersionsApart(line) : line
}

/** A sentence in plain text; from right to left its values keep their signs in place. As `say` otherwise. */
export function sayApart(words: Words, key: string, values: WordValues = {}): string {
  if (directionOf(words.language) !== 'rtl') return say(words, key, values)
  return sentenceParts(words, key, values)
    .map((part) => ('text' in part ? part.text : isolated(part.value)))
    .join('')
}

/** A value of a sentence in HTML, escaped. */
export function valueApart(words: Words, value: string, escaped: (text: string) => string): string {
  const isApart = directionOf(words.language) === 'rtl' && LEFT_TO_RIGHT.test(value)
  return isApart ? `<bdi>${escaped(value)}</bdi>` : escaped(value)
}
