/**
 * HTML in a language other than that of what it stands in. Pure. In: safe HTML, its language, the other. Out: the HTML,
 * marked where they differ (WCAG 2.2, 3.1.2), and code kept from left to right.
 */
import { directionOf } from '../base/locale.js'
import { withIsolatedCode } from './isolated.js'

/** @param language absent: that of what it stands in */
export function inLanguage(html: string, language: string | undefined, around: string): string {
  const own = language ?? around
  const isolated = directionOf(own) === 'rtl' ? withIsolatedCode(html) : html
  const { lang, dir } = languageAttributes(language, around)
  if (lang === undefined || html.trim() === '') return isolated
  return `<div lang="${lang}"${dir === undefined ? '' : ` dir="${dir}"`}>${isolated}</div>`
}

/** Of an element that holds text in a language; none where it is the one around. */
export function languageAttributes(
  language: string | undefined,
  around: string,
): { readonly lang?: string; readonly dir?: 'ltr' | 'rtl' } {
  if (language === undefined || language.toLowerCase() === around.toLowerCase()) return {}
  const dir = directionOf(language)
  return { lang: language, ...(dir !== directionOf(around) && { dir }) }
}
