/** Who wrote a post. Pure. In: fields, the names of the authors' file (authors-file.ts). Out: names, at least one. */
import type { SiteSettings } from '../announcement.js'
import type { Fields } from '../field-readers.js'

/** Never empty: the site's author stands in, and the site's host for that. */
export function authorsOf(fields: Fields, settings: SiteSettings): string[] {
  const several = (text: string) => text.split(/, (?:and )?| and /)
  const [named = []] = [
    ['author', 'authors'],
    ['by', 'author_name'],
  ]
    .map((keys) => keys.flatMap((key) => fields.texts(key, several)))
    .filter((names) => names.length > 0)
  if (named.length > 0) return [...new Set(named.map((name) => nameOf(name, settings.authors)))]
  return [settings.author || new URL(settings.url).host]
}

function nameOf(called: string, names: SiteSettings['authors'] = {}): string {
  return (Object.hasOwn(names, called) ? names[called] : undefined) ?? called
}
