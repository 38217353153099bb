/**
 * What the configuration of another generator says of its site. Pure. In: names and texts of the files that were found.
 * Out: which generator it is, and its facts as Belfry's configuration names them. Everything is read as data: of
 * configurations that are programs only plain strings are taken, and what cannot be read is said.
 */
import { parse as parseToml, TomlError } from 'smol-toml'
import { parseDocument } from 'yaml'
import { type Problem, problem } from '../base/errors.js'
import { type MarkdownKeys, markdownKeys } from './markdown-keys.js'

export const generators = [
  'jekyll',
  'hugo',
  'zola',
  'docusaurus',
  'eleventy',
  'astro',
  'vitepress',
  'hexo',
  'pelican',
] as const
export type Generator = (typeof generators)[number]

export interface SiteFacts {
  /** Absent where no configuration of a known generator was found. */
  readonly generator?: Generator
  readonly title?: string | undefined
  readonly url?: string | undefined
  readonly description?: string | undefined
  readonly language?: string | undefined
  readonly timezone?: string | undefined
  readonly author?: string | undefined
  /** As Belfry writes it; `:section` stands for the folder of the posts. */
  readonly permalink?: string | undefined
  /** In which zone times are that name none. */
  readonly timestamps?: 'utc'
  /** Our keys of front matter that its own hold. */
  readonly fields?: Readonly<Record<string, readonly string[]>>
  /** How it reads Markdown; absent where nothing is known. */
  readonly markdownKeys?: MarkdownKeys
  /** Folders in which its posts usually are, the likeliest first, relative to the site. */
  readonly folders: readonly string[]
  readonly problems: readonly Problem[]
}

/** Files that are looked at, the first that is there counts. */
export const SITE_FILES = [
  ...['_config.yml', '_config.yaml', '_config.toml'],
  ...[
    'zola.toml',
    'hugo.toml',
    'hugo.yaml',
    'hugo.yml',
    'hugo.json',
    'config/_default/hugo.toml',
    'config/_default/hugo.yaml',
  ],
  ...['config.toml', 'config.yaml', 'config.yml', 'config.json', 'config/_default/config.toml'],
  ...['config/_default/config.yaml'],
  ...['docusaurus.config.js', 'docusaurus.config.ts', 'docusaurus.config.mjs'],
  ...['astro.config.mjs', 'astro.config.ts', 'astro.config.js', 'pelicanconf.py'],
  ...['.vitepress', 'docs/.vitepress'].flatMap((folder) =>
    ['ts', 'mts', 'js', 'mjs'].map((ending) => `${folder}/config.${ending}`),
  ),
  ...['.eleventy.js', 'eleventy.config.js', 'eleventy.config.mjs', 'eleventy.config.cjs', 'eleventy.config.ts'],
]

/**
 * Beside the configuration of Astro, which names no title: where its starters have what a site is called; beside
 * Pelican's: where the address of the published site is.
 */
export const BESIDE_FILES = ['src/consts.ts', 'src/consts.js', 'src/config.ts', 'src/config.js', 'publishconf.py']

const PLAIN_FOLDERS = ['_posts', 'content/posts', 'posts', 'news', 'blog', 'content/news', 'content/blog', 'content']

/**
 * @param files path → text, of SITE_FILES and BESIDE_FILES
 * @param folders that the site has, relative to it
 */
export function siteFacts(files: ReadonlyMap<string, string>, folders: ReadonlySet<string>): SiteFacts {
  const [file, text] = [...files].find(([name]) => !BESIDE_FILES.includes(name)) ?? []
  if (file === undefined || text === undefined) return { folders: PLAIN_FOLDERS, problems: [] }
  if (/\.(?:[cm]?[jt]s|py)$/.test(file)) return ofProgram(file, text, besideOf(files), folders)
  const read = readData(file, text)
  if ('problem' in read) return { folders: PLAIN_FOLDERS, problems: [read.problem] }
  const values = new Values(read.data)
  if (file.startsWith('_config')) return folders.has('source/_posts') ? hexo(values) : jekyll(values, folders)
  return values.text('base_url') === undefined ? hugo(values) : zola(values)
}

function besideOf(files: ReadonlyMap<string, string>): string {
  return BESIDE_FILES.map((name) => files.get(name) ?? '').join('\n')
}

function readData(file: string, text: string): { readonly data: unknown } | { readonly problem: Problem } {
  try {
    if (file.endsWith('.toml')) return { data: parseToml(text, { maxDepth: 50 }) }
    if (file.endsWith('.json')) return { data: JSON.parse(text) as unknown }
    const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false })
    const [fault] = document.errors
    if (fault === undefined) return { data: document.toJS({ maxAliasCount: 100 }) as unknown }
    return unreadable(file, fault.message, fault.linePos?.[0].line)
  } catch (thrown) {
    if (thrown instanceof TomlError) return unreadable(file, thrown.message, thrown.line)
    if (thrown instanceof Error) return unreadable(file, thrown.message, undefined)
    throw thrown
  }
}

function unreadable(file: string, why: string, line = 1): { readonly problem: Problem } {
  const [sentence = ''] = why.split('\n')
  const message = `cannot be read, so nothing is taken from it: ${sentence}`
  return { problem: problem('SITE_CONFIG', message, { file, line }, { severity: 'warning' }) }
}

/** Values of another program's configuration, none of which need be what it should. */
class Values {
  constructor(private readonly root: unknown) {}

  at(path: string): unknown {
    return path.split('.').reduce((value: unknown, key) => {
      if (typeof value !== 'object' || value === null) return undefined
      const own = Object.keys(value).find((one) => one.toLowerCase() === key.toLowerCase())
      return own === undefined ? undefined : (Reflect.get(value, own) as unknown)
    }, this.root)
  }

  /** A value that is text or a switch, as a word. */
  word(path: string): string | undefined {
    const value = this.at(path)
    return typeof value === 'string' || typeof value === 'boolean' ? String(value) : undefined
  }

  /** The first that is text. */
  text(...paths: readonly string[]): string | undefined {
    const found = paths.map((path) => this.at(path)).find((value) => typeof value === 'string' && value.trim() !== '')
    return typeof found === 'string' ? found.trim() : undefined
  }
}

function jekyll(values: Values, folders: ReadonlySet<string>): SiteFacts {
  const own = values.text('collections_dir')
  const nested = [...folders].filter((folder) => folder.endsWith('/_posts'))
  const url = values.text('url')
  const permalink = values.text('permalink') ?? 'date'
  return {
    generator: 'jekyll',
    markdownKeys: markdownKeys('jekyll', (path) => values.text(path)),
    ...common(values, joined(url, values.text('baseurl'))),
    language: values.text('lang', 'language', 'locale')?.replace('_', '-'),
    timezone: values.text('timezone'),
    author: values.text('author.name', 'author'),
    ...(values.text('timezone') !== undefined && { timestamps: 'utc' as const }),
    permalink: permalink.startsWith('/') || NAMED.has(permalink) ? permalink : `/${permalink}`,
    folders: [...(own === undefined ? [] : [`${own}/_posts`]), '_posts', ...nested],
    problems: [],
  }
}

const NAMED = new Set(['date', 'pretty', 'ordinal', 'weekdate', 'none'])

function joined(url: string | undefined, base = ''): string | undefined {
  return url === undefined ? undefined : `${url.replace(/\/+$/, '')}/${base.replace(/^\/+/, '')}`
}

function common(values: Values, url: string | undefined) {
  return {
    title: values.text('title'),
    url: url !== undefined && /^https?:\/\/\S+$/.test(url) ? url.replace(/\/+$/, '') : undefined,
    description: values.text('description', 'params.description'),
  }
}

const SECTIONS = ['posts', 'post', 'blog', 'news', 'announcements', 'articles']

function hugo(values: Values): SiteFacts {
  const section = SECTIONS.find((name) => values.text(`permalinks.${name}`, `permalinks.page.${name}`) !== undefined)
  const pattern = values.text(...(section === undefined ? [] : [`permalinks.${section}`, `permalinks.page.${section}`]))
  const path = pattern ?? '/:section/:slugorcontentbasename/'
  // Jekyll has the names of these tokens for what a file is called.
  const permalink = path.replace(/:title\b/g, ':titleslug').replace(/:slug\b/g, ':slugortitle')
  const content = values.text('contentDir') ?? 'content'
  return {
    generator: 'hugo',
    markdownKeys: markdownKeys('hugo', (path) => values.word(path)),
    fields: { permalink: ['url'] },
    ...common(values, values.text('baseURL')),
    language: values.text('languageCode', 'locale', 'defaultContentLanguage'),
    timezone: values.text('timeZone'),
    author: values.text('params.author.name', 'params.author', 'author.name', 'author'),
    permalink: values.at('uglyURLs') === true ? permalink.replace(/\/$/, '.html') : permalink,
    folders: [...new Set([...(section === undefined ? [] : [section]), ...SECTIONS])].map(
      (name) => `${content}/${name}`,
    ),
    problems: [],
  }
}

function zola(values: Values): SiteFacts {
  return {
    generator: 'zola',
    fields: { permalink: ['path'] },
    markdownKeys: markdownKeys('zola', (path) => values.word(path)),
    ...common(values, values.text('base_url')),
    language: values.text('default_language'),
    author: values.text('author', 'extra.author', 'extra.author.name'),
    permalink: zolaPermalink(values),
    folders: ['blog', 'posts', 'news', 'post', 'articles'].map((name) => `content/${name}`),
    problems: [],
  }
}

/** By `slugify`: ASCII, unless the site keeps letters; a day in front goes, unless the site keeps it. */
function zolaPermalink(values: Values): string {
  if (values.at('slugify.paths_keep_dates') === true) return '/:sections/:slugorfilename/'
  const how = values.text('slugify.paths') ?? 'on'
  return how === 'on' ? '/:sections/:plainslug/' : '/:sections/:title/'
}

function hexo(values: Values): SiteFacts {
  const permalink = values.text('permalink') ?? ':year/:month/:day/:title/'
  // Only there is the day of a file's name no part of its title.
  const isDated = values.text('new_post_name')?.includes(':year') === true
  return {
    generator: 'hexo',
    markdownKeys: markdownKeys('hexo'),
    ...common(values, values.text('url')),
    language: values.text('language'),
    timezone: values.text('timezone'),
    author: values.text('author'),
    permalink: `/${permalink
      .replace(/^\/+/, '')
      .replace(/:post_title\b/g, ':titleslug')
      .replace(/:title\b/g, isDated ? ':title' : ':path')
      .replace(/:name\b/g, ':title')}`,
    folders: ['source/_posts'],
    problems: [],
  }
}

/** A configuration that is a program is not run: what it writes out as a plain string is taken. */
function ofProgram(file: string, text: string, beside: string, folders: ReadonlySet<string>): SiteFacts {
  const string = (...names: readonly string[]) => stringIn(text, names)
  const found = { description: undefined, problems: [] }
  if (file.startsWith('docusaurus')) {
    const [, own] = /\bblog\s*:\s*\{[^{}]{0,2000}?routeBasePath\s*:\s*["'`]([^"'`\n]{0,100})/.exec(text) ?? []
    const blog = { permalink: `/${blogRoute(own)}:dateslug`, folders: ['blog', 'news'] }
    const base = joined(string('url'), string('baseUrl'))
    return {
      ...found,
      ...blog,
      generator: 'docusaurus',
      markdownKeys: markdownKeys('docusaurus'),
      title: string('title'),
      url: addressOf(base),
      language: string('defaultLocale'),
    }
  }
  if (file.startsWith('astro')) return { ...found, ...astro(text, beside, folders) }
  if (file.includes('.vitepress/')) return { ...found, ...vitepress(file, text) }
  if (file.startsWith('pelican')) return { ...found, ...pelican(text, beside) }
  const usual = ['posts', 'blog', 'content/posts', 'content/blog', 'src/posts', 'src/blog', 'src/content/posts', 'news']
  return {
    ...found,
    folders: usual,
    generator: 'eleventy',
    markdownKeys: markdownKeys('eleventy'),
    permalink: '/:section/:path/',
  }
}

/** Of Python's dates those that have a token. */
const PYTHON_DATES: Readonly<Record<string, string>> = {
  ...{ Y: ':year', y: ':short_year', m: ':month', '-m': ':i_month', b: ':short_month', B: ':long_month' },
  ...{ d: ':day', '-d': ':i_day', j: ':y_day', H: ':hour', M: ':minute', S: ':second' },
}

function pelican(text: string, beside: string): Omit<SiteFacts, 'problems'> {
  const string = (name: string) => new RegExp(`^${name}\\s*=\\s*(["'])([^"'\\n]{1,300})\\1`, 'm').exec(text)?.[2]
  const url = (string('ARTICLE_URL') ?? '{slug}.html')
    .replace(/\{date:([^{}]*)\}/g, (_, format: string) =>
      format.replace(/%(-?[A-Za-z])/g, (token, name: string) => PYTHON_DATES[name] ?? token),
    )
    .replace(/\{slug\}/g, ':plaintitle')
    .replace(/\{category\}/g, ':slugified_categories')
    .replace(/\{lang\}/g, ':lang')
  const content = (string('PATH') ?? 'content').replace(/^\.?\/+|\/+$/g, '')
  const [, article] = /\bARTICLE_PATHS\s*=\s*\[\s*["']([^"'\n]{1,200})["']/.exec(text) ?? []
  return {
    generator: 'pelican',
    title: string('SITENAME'),
    url: addressOf(stringIn(beside, ['SITEURL'])) ?? addressOf(string('SITEURL')),
    description: string('SITESUBTITLE'),
    author: string('AUTHOR'),
    language: string('DEFAULT_LANG'),
    timezone: string('TIMEZONE'),
    markdownKeys: markdownKeys('pelican', (name) =>
      new RegExp(`\\b${name}\\s*=\\s*True\\b`).test(text) ? 'true' : undefined,
    ),
    permalink: `/${url.replace(/^\/+/, '')}`,
    folders: [article === undefined || article === '' ? content : `${content}/${article}`],
  }
}

/** The first of these names to which a plain string is given. */
function stringIn(text: string, names: readonly string[]): string | undefined {
  const given = (name: string) =>
    new RegExp(`(?:^|[\\s{,(])${name}["']?\\s*[:=]\\s*(["'\`])([^"'\`$\\n{]{1,300})\\1`).exec(text)?.[2]
  return names.map(given).find((found) => found !== undefined)
}

function addressOf(value: string | undefined): string | undefined {
  return value !== undefined && /^https?:\/\//.test(value) ? value.replace(/\/+$/, '') : undefined
}

/** Posts of collections have names by the rule of its loader; those among its pages the address of their file. */
function astro(text: string, beside: string, folders: ReadonlySet<string>): Omit<SiteFacts, 'problems'> {
  const collections = ['src/content/blog', 'src/content/posts', 'src/content/post', 'src/content/news', 'src/data/blog']
  const pages = ['src/pages/blog', 'src/pages/posts', 'src/pages/news']
  const isOf = (names: readonly string[]) =>
    [...folders].some((one) => names.some((name) => `${one}/`.startsWith(`${name}/`)))
  const path = isOf(collections) || !isOf(pages) ? '/:section/:pathslug/' : '/:section/:path/'
  const isBare = stringIn(text, ['trailingSlash']) === 'never' || /format\s*:\s*["'`]file/.test(text)
  const address = addressOf(stringIn(text, ['site']) ?? stringIn(beside, ['SITE_URL', 'website', 'url']))
  const base = stringIn(text, ['base'])
  return {
    generator: 'astro',
    title: stringIn(beside, ['SITE_TITLE', 'title']),
    description: stringIn(beside, ['SITE_DESCRIPTION', 'desc', 'description']),
    author: stringIn(beside, ['SITE_AUTHOR', 'author']),
    url: address === undefined || base === undefined ? address : joined(address, base)?.replace(/\/+$/, ''),
    markdownKeys: markdownKeys('astro', (name) =>
      new RegExp(`\\b${name}\\s*:\\s*false\\b`).test(text) ? 'false' : undefined,
    ),
    fields: { date: ['date', 'pubDate', 'publishDate', 'pubDatetime'] },
    permalink: isBare ? path.replace(/\/$/, '') : path,
    folders: [...collections, ...pages],
  }
}

/** Its address stands in `sitemap.hostname`, where it stands at all. */
function vitepress(file: string, text: string): Omit<SiteFacts, 'problems'> {
  const root = file.slice(0, file.indexOf('.vitepress/'))
  const source = (stringIn(text, ['srcDir']) ?? '').replace(/^\.?\/+|\/+$/g, '')
  const below = root + (source === '' ? '' : `${source}/`)
  const [, host] = /\bsitemap\s*:\s*\{[^{}]{0,500}?hostname\s*:\s*["'`](https?:\/\/[^"'`\n]{1,300})/.exec(text) ?? []
  const base = stringIn(text, ['base']) ?? ''
  const url = host === undefined || new URL(host).pathname !== '/' ? host : joined(host, base)
  return {
    generator: 'vitepress',
    title: stringIn(text, ['title']),
    description: stringIn(text, ['description']),
    language: stringIn(text, ['lang']),
    url: url?.replace(/\/+$/, ''),
    markdownKeys: markdownKeys('vitepress'),
    permalink: /\bcleanUrls\s*:\s*true\b/.test(text) ? '/:section/:path' : '/:section/:path.html',
    folders: ['posts', 'blog', 'news', 'articles'].map((name) => below + name),
  }
}

/** Docusaurus: `/` where the blog is the site. */
function blogRoute(path = 'blog'): string {
  const bare = path.replace(/^\/+|\/+$/g, '')
  return bare === '' ? '' : `${bare}/`
}
