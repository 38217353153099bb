/**
 * What MkDocs' configuration says, with the blog of Material for MkDocs. Pure. In: its values; Python's tags in it
 * (`!!python/name:…`) are no values. Out: facts.
 */
import type { SiteFacts } from './generators.js'
import { common, folderIn, type Values } from './values.js'

export function mkdocs(values: Values): SiteFacts {
  const extensions = namesIn(values, 'markdown_extensions')
  const docs = folderIn(values.text('docs_dir') ?? 'docs')
  const isBare = values.at('use_directory_urls') === false
  const callouts = ['admonition', 'pymdownx.details', 'pymdownx.blocks.admonition']
  const blog = blogOf(values)
  const { url } = common(values, values.text('site_url'))
  return {
    generator: 'mkdocs',
    markdownKeys: {
      ...(callouts.some((name) => extensions.includes(name)) && { callouts: ['mkdocs'] }),
      ...(extensions.includes('pymdownx.emoji') && { emoji: true }),
      headingIds: 'github',
      ...(!extensions.some((name) => /^smarty$|smartsymbols$/.test(name)) && { smartQuotes: false }),
    },
    title: values.text('site_name'),
    url,
    description: values.text('site_description'),
    author: values.text('site_author'),
    language: values.text('theme.language', 'theme.locale'),
    permalink: endedBy(blog?.permalink ?? '/:section/:path', isBare),
    folders: blog === undefined ? SECTIONS.map((name) => `${docs}/${name}`) : [`${docs}/${blog.posts}`],
    problems: [],
  }
}

const SECTIONS = ['news', 'blog/posts', 'blog', 'posts', 'announcements', 'articles']

function endedBy(path: string, isBare: boolean): string {
  return path.replace(/\/+$/, '') + (isBare ? '.html' : '/')
}

/** Of a list of names, some of which have values of their own. */
function namesIn(values: Values, key: string): string[] {
  const list = values.at(key)
  if (typeof list !== 'object' || list === null) return []
  return Object.entries(list).flatMap(([name, one]: [string, unknown]) =>
    !Array.isArray(list) ? [name] : typeof one === 'object' && one !== null ? Object.keys(one) : [String(one)],
  )
}

/** @returns undefined where it has no blog of Material's */
function blogOf(values: Values): { readonly posts: string; readonly permalink: string } | undefined {
  const name = namesIn(values, 'plugins').find((one) => /^(?:material\/)?blog$/.test(one))
  if (name === undefined) return undefined
  const plugins = values.at('plugins')
  const given: unknown[] = Array.isArray(plugins) ? plugins : [plugins]
  const own = given.map((one) =>
    typeof one === 'object' && one !== null ? (Reflect.get(one, name) as unknown) : undefined,
  )
  const blog = values.only(own.find((one) => one !== undefined && one !== null))
  const folder = folderIn(blog.text('blog_dir') ?? 'blog')
  const date = (blog.text('post_url_date_format') ?? 'yyyy/MM/dd').replace(
    /y+|M+|d+/g,
    (token) => DATES[token] ?? token,
  )
  const address = (blog.text('post_url_format') ?? '{date}/{slug}')
    .replace(/\{date\}/g, date)
    .replace(/\{slug\}/g, ':githubtitle')
    .replace(/\{categories\}/g, ':slugified_categories')
    .replace(/\{file\}/g, ':contentbasename')
  return {
    posts: folderIn((blog.text('post_dir') ?? '{blog}/posts').replace(/\{blog\}/g, folder)),
    permalink: `/${folder}/${address}`.replace(/\/{2,}/g, '/'),
  }
}

/** Of Babel's dates those that have a token. */
const DATES: Readonly<Record<string, string>> = {
  ...{ yyyy: ':year', y: ':year', yy: ':short_year', MM: ':month', M: ':i_month', MMM: ':short_month' },
  ...{ MMMM: ':long_month', dd: ':day', d: ':i_day' },
}
