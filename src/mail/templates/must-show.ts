/**
 * What each mail must show, whoever writes its template: without it people could not confirm, leave, or read on. Pure.
 * In: a template, the values it got, what it made. Out: the names of values that nobody would see.
 */

import type { TemplateName } from './names.js'
import type { ShownInMail } from './shown-in-mail.js'

/** Names of values; of several one is enough. What is empty need not be shown. */
type Must = readonly string[]

const WAYS_OUT: readonly Must[] = [['unsubscribe_url'], ['preferences_url']]

const mustShow: Readonly<Record<TemplateName, readonly Must[]>> = {
  announcement: [['redirect_url', 'url'], ...WAYS_OUT],
  update: [['url'], ['news'], ...WAYS_OUT],
  'end-of-life': [['url'], ...WAYS_OUT],
  confirm: [['confirm_url']],
  welcome: WAYS_OUT,
  preferences: WAYS_OUT,
  address: [['confirm_url'], ['address']],
  operators: [['occasions']],
}

/** And every mail from where it is sent, where the configuration says so. */
export function mustsOf(name: TemplateName): readonly Must[] {
  return [...mustShow[name], ['postal_address']]
}

/** What stands below a mail that is signed for everybody. */
export const footerShows: readonly Must[] = WAYS_OUT

type Values = Readonly<Record<string, unknown>>

/** @returns the first name of each that is missing */
export function missingInText(musts: readonly Must[], values: Values, text: string): string[] {
  const words = single(text)
  // The text part of a text is made of `news_text`, in one piece or in two.
  return missing(musts, values, (name) => {
    if (name === 'news') {
      const news = wordsOf(values, 'news_text').concat(wordsOf(values, 'news_body'))
      // What holds no word (an empty table) has none to show.
      return news.length === 0 || news.some(isIn(words))
    }
    return wordsOf(values, name).every(isAddress(name) ? isWholeIn(words) : isIn(words))
  })
}

/** @param mjml what the template made before MJML took it */
export function missingInHtml(musts: readonly Must[], values: Values, shown: ShownInMail, mjml: string): string[] {
  return missing(musts, values, (name) => {
    if (name === 'news') return mjml.includes(String(values.news))
    if (!isAddress(name)) return wordsOf(values, name).every((word) => shown.links.has(word) || isIn(shown.words)(word))
    const isBroken = (word: string) => [...shown.links].some((link) => link.includes(word))
    const isShown = (word: string) => shown.links.has(word) || (!isBroken(word) && isWholeIn(shown.words)(word))
    return wordsOf(values, name).every(isShown)
  })
}

function missing(musts: readonly Must[], values: Values, isShown: (name: string) => boolean): string[] {
  return musts
    .map((names) => names.filter((name) => wordsOf(values, name).length > 0))
    .filter((names) => names.length > 0 && !names.some(isShown))
    .map(([name = '']) => name)
}

/** What of a value people shall see. */
function wordsOf(values: Values, name: string): string[] {
  const value = values[name]
  const all = Array.isArray(value) ? value.flatMap(textsOf) : [value]
  return all.map((one) => (typeof one === 'string' ? single(one) : '')).filter((one) => one !== '')
}

/** A line; or of something that waits for an operator why, and what to do. */
function textsOf(one: unknown): unknown[] {
  return typeof one === 'object' && one !== null && 'reason' in one && 'command' in one
    ? [one.reason, one.command]
    : [one]
}

function isIn(words: string) {
  return (word: string) => words.includes(word)
}

function isAddress(name: string): boolean {
  return /(?:^|_)url$/.test(name)
}

/** An address to which something was added leads elsewhere. */
function isWholeIn(words: string) {
  return (word: string) => {
    for (let at = words.indexOf(word); at !== -1; at = words.indexOf(word, at + 1)) {
      const after = words.slice(at + word.length, at + word.length + 3)
      if (
        !/[^\s<([{"'“„«>:|–—-]$/.test(words.slice(0, at)) &&
        /^(?:$|[\s>)\]}"'”»|]|[.,;:!?]+(?:[\s>)\]}"'”»]|$))/.test(after)
      )
        return true
    }
    return false
  }
}

function single(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
