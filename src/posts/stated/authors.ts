/** Who wrote a post. Pure. In: fields, the names of the authors' file (authors-file.ts). Out: names, at least one. */
import type { SiteSettings } from '../announcement.js'
import type { Fields } from '../field-readers.js'

/** Never empty: the site's author stands in, and the site's host for that. */
export function authorsOf(fields: Fields, settings: SiteSettings): string[] {
  const namedBy = (...keys: string[]) => keys.flatMap((key) => fields.texts(key, severalNames))
  const first = namedBy('author', 'authors')
  // What cannot be used is reported of all four.
  const others = namedBy('by', 'author_name')
  const named = first.length > 0 ? first : others
  if (named.length > 0) return [...new Set(named.map((name) => nameOf(name, settings.authors)))]
  return [settings.author || new URL(settings.url).host]
}

function severalNames(text: string): string[] {
  return text.split(/, (?:and )?| and /)
}

function nameOf(called: string, names: SiteSettings['authors'] = {}): string {
  return (Object.hasOwn(names, called) ? names[called] : undefined) ?? called
}
