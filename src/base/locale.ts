/**
 * Languages as the platform knows them. Pure. In: a language tag (RFC 5646). Out: the locale in which days, lists and
 * numbers are written, in which direction it is written, whether anybody knows it.
 */
import { NewestCache } from './newest-cache.js'

/** English without a country writes 21 November 2026, as most of the world reads it; days are Gregorian everywhere. */
export function localeFor(language: string): string {
  const locale = new Intl.Locale(language === 'en' ? 'en-GB' : language)
  return new Intl.Locale(locale.baseName, {
    calendar: 'gregory',
    ...(locale.numberingSystem !== undefined && { numberingSystem: locale.numberingSystem }),
  }).toString()
}

/** ISO 15924. */
const RIGHT_TO_LEFT = new Set(
  (
    'Adlm Arab Armi Aran Avst Chrs Hatr Hebr Hung Khar Lydi Mand Mani Mend Merc Narb Nbat Nkoo Orkh Palm Phli Phlp ' +
    'Phnx Prti Rohg Samr Sarb Sogd Sogo Syrc Thaa Yezi'
  ).split(' '),
)

/** Intl takes a tenth of a millisecond, and each title, link and sentence asks. */
const directions = new NewestCache<string, 'ltr' | 'rtl'>({ most: 100 })

/** The value of `dir` in HTML: by the script, which a language mostly has one of. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return directions.getOrMake(language, () =>
    RIGHT_TO_LEFT.has(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr',
  )
}

/** As those call it who speak it: `Deutsch`. */
export function ownNameOf(language: string): string {
  return new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language
}

/** As files of words are called: `PT-br` is `pt-BR`, and `iw` is `he` (RFC 5646 §2.1.1, §4.5). */
export function canonicalTag(tag: string): string {
  return Intl.getCanonicalLocales(tag)[0] ?? tag
}

let names: Intl.DisplayNames | undefined

/** Several, none, and one that has no tag: Intl has names for them. */
const NO_LANGUAGE: ReadonlySet<string> = new Set(['mul', 'zxx', 'mis'])

/** Asked for the first name of a language, Intl takes as long as all else that is read of a configuration. */
const SURELY_KNOWN: ReadonlySet<string> = new Set([
  ...['ar', 'bg', 'ca', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'fa', 'fi', 'fr', 'he', 'hi', 'hr', 'hu', 'id'],
  ...['it', 'ja', 'ko', 'lt', 'lv', 'nb', 'nl', 'nn', 'no', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sr', 'sv', 'tr'],
  ...['uk', 'vi', 'zh'],
])

/** Whether it is a tag, and of a language that there is. */
export function isKnownLanguage(tag: string): boolean {
  if (SURELY_KNOWN.has(tag)) return true
  names ??= new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
  try {
    const { language } = new Intl.Locale(tag)
    return !NO_LANGUAGE.has(language) && names.of(language) !== undefined
  } catch (thrown) {
    if (thrown instanceof RangeError) return false
    throw thrown
  }
}
