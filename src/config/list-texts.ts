/**
 * Titles and descriptions of lists, in each language that people may choose. Pure. In: what the configuration says, a
 * text or texts by language tag. Out: the list as it is called in one language; what is missing or too much.
 */
import type { KeyFault } from './key-fault.js'
import { configTexts } from './texts.js'
/** By language tag, as it is written. */
export type TextByLanguage = Readonly<Record<string, string>>

export interface ListTexts {
  readonly title?: TextByLanguage
  readonly description?: TextByLanguage
}

/** What is asked of a list; a `List` is one. */
interface Called {
  readonly title: string
  readonly description: string
  readonly texts?: ListTexts
}

interface AsWritten {
  readonly title: string | TextByLanguage
  readonly description: string | TextByLanguage
}

/** Until somebody says which language is spoken, a list is called as its first text says. */
export function withTexts<Written extends AsWritten>(written: Written) {
  const { title, description, ...rest } = written
  const texts: ListTexts = {
    ...(typeof title !== 'string' && { title }),
    ...(typeof description !== 'string' && { description }),
  }
  const first = (text: string | TextByLanguage) => (typeof text === 'string' ? text : (Object.values(text)[0] ?? ''))
  return {
    ...rest,
    title: first(title),
    description: first(description),
    ...(Object.keys(texts).length > 0 && { texts }),
  }
}

/** The list as it is called in that language; as before where it has one text alone. */
export function listSpoken<One extends Called>(list: One, language: string): One {
  const { texts } = list
  if (texts === undefined) return list
  const title = textIn(texts.title, language) ?? list.title
  return { ...list, title, description: textIn(texts.description, language) ?? list.description }
}

export function listsSpoken<One extends Called>(lists: readonly One[], language: string): One[] {
  return lists.map((list) => listSpoken(list, language))
}

function textIn(texts: TextByLanguage = {}, language: string): string | undefined {
  return Object.entries(texts).find(([tag]) => isSame(tag, language))?.[1]
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** Each text must be in the site's language, which feeds and pages speak, and in none that nobody is spoken to in. */
export function listTextFaults({
  site,
  subscribers,
  lists,
}: {
  readonly site: { readonly language: string }
  readonly subscribers: { readonly languages: readonly string[] }
  readonly lists: readonly Called[]
}): KeyFault[] {
  const offered = [site.language, ...subscribers.languages]
  return lists.flatMap(({ texts = {} }, index) =>
    Object.entries(texts).flatMap(([key, byLanguage]: [string, TextByLanguage]) => {
      const path = ['lists', index, key]
      const tags = Object.keys(byLanguage)
      const stray = tags.filter((tag) => !offered.some((one) => isSame(one, tag)))
      return [
        ...(tags.some((tag) => isSame(tag, site.language))
          ? []
          : [{ path, message: configTexts.listTexts.missingLanguageSite(site.language) }]),
        ...stray.map((tag) => ({
          path: [...path, tag],
          message: configTexts.listTexts.languageNobodySpoken(offered.join(', ')),
        })),
      ]
    }),
  )
}
