/**
 * What Hugo's configuration says. Pure. In: its values. Out: facts. Of a site in several languages those of the one
 * that it calls its default: its posts may lie in a folder of their own, which `contentDir` of the language or a mount
 * names.
 */
import type { SiteFacts } from './generators.js'
import { markdownKeys } from './markdown-keys.js'
import { common, folderIn, type Values } from './values.js'

/** Files in which it may say these keys, beside the one of the rest. */
export const HUGO_PARTS = ['languages', 'params', 'permalinks', 'module'].flatMap((key) =>
  ['toml', 'yaml', 'yml', 'json'].map((ending) => `config/_default/${key}.${ending}`),
)

const AUTHOR = ['params.author.name', 'params.author', 'author.name', 'author']
const SECTIONS = ['posts', 'post', 'blog', 'news', 'announcements', 'articles']

export function hugo(whole: Values, folders: ReadonlySet<string>): SiteFacts {
  const { values, contents, lead } = inLanguage(whole)
  const patterns = new Map(
    ['permalinks', 'permalinks.page'].flatMap((key) =>
      values.keys(key).flatMap((name): [string, string][] => {
        const pattern = values.text(`${key}.${name}`)
        return pattern === undefined ? [] : [[name, addressFor(pattern, values, lead)]]
      }),
    ),
  )
  const section = SECTIONS.find((name) => patterns.has(name))
  return {
    generator: 'hugo',
    markdownKeys: markdownKeys('hugo', (path) => values.word(path)),
    fields: { permalink: ['url'] },
    ...common(values, values.text('baseURL')),
    language: values.text('languageCode', 'locale', 'defaultContentLanguage'),
    timezone: values.text('timeZone'),
    author: [values, whole].map((of) => of.text(...AUTHOR)).find((name) => name !== undefined),
    permalink: addressFor('/:section/:slugorcontentbasename/', values, lead),
    permalinks: Object.fromEntries(patterns),
    folders: contents.flatMap((content) => {
      const likely = [...(section === undefined ? [] : [section]), ...SECTIONS].map((name) => `${content}/${name}`)
      // Whatever a section is called, it is one.
      const others = [...folders].filter(
        (one) => one.startsWith(`${content}/`) && one.split('/').length === content.split('/').length + 1,
      )
      return [...new Set([...likely, ...others])]
    }),
    problems: [],
  }
}

/** Jekyll has the names of these tokens for what a file is called. */
function addressFor(pattern: string, values: Values, lead: string): string {
  const path = pattern.replace(/:title\b/g, ':titleslug').replace(/:slug\b/g, ':slugortitle')
  return lead + (values.at('uglyURLs') === true ? path.replace(/\/$/, '.html') : path)
}

interface OfLanguage {
  readonly values: Values
  /** Folders of its content, the likeliest first. */
  readonly contents: readonly string[]
  /** What its addresses begin with. */
  readonly lead: string
}

function inLanguage(whole: Values): OfLanguage {
  const tag = whole.text('defaultContentLanguage') ?? 'en'
  const own = whole.at(`languages.${tag}`)
  const values = typeof own === 'object' && own !== null ? whole.under(own) : whole
  const content = folderIn(values.text('contentDir') ?? 'content')
  const dirs = [...mountedFor(tag, whole), content].filter((name) => name !== '')
  return {
    values,
    contents: [...new Set(dirs)],
    lead: whole.at('defaultContentLanguageInSubdir') === true ? `/${tag.toLowerCase()}` : '',
  }
}

/** `module.mounts`: which folders stand for that of the content. */
function mountedFor(tag: string, whole: Values): string[] {
  const mounts = whole.at('module.mounts')
  if (!Array.isArray(mounts)) return []
  return mounts.flatMap((mount: unknown) => {
    const of = whole.only(mount)
    const isOurs = /^content(?:\/|$)/.test(of.text('target') ?? '') && [undefined, tag].includes(of.text('lang'))
    return isOurs ? [folderIn(of.text('source') ?? '')] : []
  })
}
