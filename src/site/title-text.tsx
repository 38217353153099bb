/**
 * A title or first words of a post where people read them. Pure. In: the text, its language or the site's. Out: the
 * text; from right to left its versions are kept apart, whose parts would swap sides.
 */
import type { ComponentChildren } from 'preact'
import { directionOf } from '../base/locale.js'
import { versionsApart } from '../markup/isolated.js'

export function titleText(title: string, language: string): ComponentChildren {
  if (directionOf(language) === 'ltr') return title
  return versionsApart(title).map(({ text, isApart }) => (isApart ? <bdi>{text}</bdi> : text))
}
