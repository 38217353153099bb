/**
 * What the configuration of another generator says of its site. Pure. In: names and texts of the files that were found.
 * Out: which generator it is, and its facts as Belfry's configuration names them. Everything is read as data: of
 * configurations that are programs only plain strings are taken, and what cannot be read is said.
 */
import { parse as parseToml, TomlError } from 'smol-toml'
import { parseDocument } from 'yaml'
import { type Problem, problem } from '../base/errors.js'
import { yamlSentence } from '../base/yaml-sentence.js'
import { tokenFaults } from '../config/permalink-tokens.js'
import type { SiteFacts } from './generators.js'
import { HUGO_PARTS, hugo } from './hugo.js'
import { markdownKeys } from './markdown-keys.js'
import { isMiddleman, middleman } from './middleman.js'
import { mkdocs } from './mkdocs.js'
import { isNikola, nikola } from './nikola.js'
import { adoptionTexts } from './texts.js'
import { addressOf, common, folderIn, joined, stringIn, Values } from './values.js'

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
  ...['mkdocs.yml', 'mkdocs.yaml', 'config.rb', 'conf.py'],
]

/**
 * Beside the configuration of Astro, which names no title: where its starters have what a site is called; beside
 * Pelican's: where the address of the published site is; Hugo's in parts; Middleman's data.
 */
export const BESIDE_FILES = [
  ...['src/consts.ts', 'src/consts.js', 'src/config.ts', 'src/config.js', 'publishconf.py'],
  ...HUGO_PARTS,
  ...['data/site.yml', 'data/site.yaml', 'data/site.json'],
]

const PLAIN_FOLDERS = ['_posts', 'content/posts', 'posts', 'news', 'blog', 'content/news', 'content/blog', 'content']

/**
 * @param files path → text, of SITE_FILES and BESIDE_FILES
 * @param folders that the site has, relative to it
 */
export function siteFacts(files: ReadonlyMap<string, string>, folders: ReadonlySet<string>): SiteFacts {
  const [file = ''] = [...files.keys()].filter((name) => !BESIDE_FILES.includes(name))
  return withKnownTokens(factsIn(files, folders), file)
}

/** What `check` would refuse is said now, and not written. */
function withKnownTokens(facts: SiteFacts, file: string): SiteFacts {
  const { permalink, permalinks = {} } = facts
  const faultIn = (pattern: string) => (pattern.startsWith('/') ? tokenFaults(pattern) : [])[0]
  const refused = [...(permalink === undefined ? [] : [permalink]), ...Object.values(permalinks)].flatMap((pattern) => {
    const fault = faultIn(pattern)
    return fault === undefined ? [] : [{ pattern, fault }]
  })
  if (refused.length === 0) return facts
  const isRefused = (pattern: string | undefined) => refused.some((one) => one.pattern === pattern)
  const kept = Object.entries(permalinks).filter(([, pattern]) => !isRefused(pattern))
  const problems = refused.map(({ pattern, fault }) => {
    const message = adoptionTexts.siteFacts.hasNoSuchToken(pattern, fault.replace(/;.*/, ''))
    return problem(
      'SITE_CONFIG',
      message,
      { file },
      { severity: 'warning', fix: adoptionTexts.siteFacts.compareAddresses() },
    )
  })
  return {
    ...facts,
    permalink: isRefused(permalink) ? undefined : permalink,
    permalinks: Object.fromEntries(kept),
    problems: [...facts.problems, ...problems],
  }
}

function factsIn(files: ReadonlyMap<string, string>, folders: ReadonlySet<string>): SiteFacts {
  const [file, text] = [...files].find(([name, one]) => !BESIDE_FILES.includes(name) && isOfGenerator(name, one)) ?? []
  if (file === undefined || text === undefined) return { folders: PLAIN_FOLDERS, problems: [] }
  if (/\.(?:[cm]?[jt]s|py|rb)$/.test(file)) return ofProgram(file, text, besideOf(files), folders)
  const read = readData(file, text)
  if ('problem' in read) return { folders: PLAIN_FOLDERS, problems: [read.problem] }
  const values = new Values(read.data)
  if (file.startsWith('_config')) return isHexo(folders) ? hexo(values) : jekyll(values, file, folders)
  if (file.startsWith('mkdocs')) return mkdocs(values)
  return values.text('base_url') === undefined ? hugo(withParts(values, files), folders) : zola(values)
}

function isHexo(folders: ReadonlySet<string>): boolean {
  return [...folders].some((name) => `${name}/`.startsWith('source/_posts/'))
}

/** Names that other programs have as well. */
function isOfGenerator(file: string, text: string): boolean {
  if (file === 'conf.py') return isNikola(text)
  return file !== 'config.rb' || isMiddleman(text)
}

/** Hugo's configuration may be parted in files by their key. */
function withParts(values: Values, files: ReadonlyMap<string, string>): Values {
  const parts = HUGO_PARTS.flatMap((name): [string, unknown][] => {
    const text = files.get(name)
    const read = text === undefined ? undefined : readData(name, text)
    const key = name.replace(/^.*\/|\.\w+$/g, '')
    return read === undefined || 'problem' in read ? [] : [[key, read.data]]
  })
  return parts.length === 0 ? values : values.beside(Object.fromEntries(parts))
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
    return unreadable(file, yamlSentence(fault), fault.linePos?.[0].line)
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

function jekyll(values: Values, file: string, folders: ReadonlySet<string>): SiteFacts {
  const own = values.text('collections_dir')
  const nested = [...folders].filter((folder) => folder.endsWith('/_posts'))
  const url = values.text('url')
  const collection = collectionOf(values, folders)
  const defaults = defaultsIn(values)
  const permalink = collection?.permalink ?? defaults.permalink ?? values.text('permalink') ?? 'date'
  return {
    generator: 'jekyll',
    markdownKeys: markdownKeys('jekyll', (path) => values.text(path)),
    ...common(values, joined(url, values.text('baseurl'))),
    language: values.text('lang', 'language', 'locale')?.replace('_', '-'),
    timezone: values.text('timezone'),
    author: values.text('author.name', 'author'),
    ...(values.text('timezone') !== undefined && { timestamps: 'utc' as const }),
    permalink: permalink.startsWith('/') || NAMED.has(permalink) ? permalink : `/${permalink}`,
    folders: [...(own === undefined ? [] : [`${own}/_posts`]), '_posts', ...nested, ...(collection?.folders ?? [])],
    problems: defaults.left.length === 0 ? [] : [notTaken(file, defaults.left)],
  }
}

/** Where a site has no posts, its collections are its news. */
function collectionOf(values: Values, folders: ReadonlySet<string>) {
  if ([...folders].some((name) => /(?:^|\/)_posts(?:\/|$)/.test(name))) return undefined
  const above = values.text('collections_dir')
  const there = values.keys('collections').flatMap((name) => {
    const folder = `${above === undefined ? '' : `${above}/`}_${name}`
    const permalink = values.text(`collections.${name}.permalink`) ?? '/:collection/:path.html'
    return [...folders].some((one) => `${one}/`.startsWith(`${folder}/`)) ? [{ name, folder, permalink }] : []
  })
  const [first] = there
  if (first === undefined) return undefined
  const path = first.permalink.replace(/:collection\b/g, first.name).replace(/:(?:name|title)\b/g, ':title')
  return { folders: there.map(({ folder }) => folder), permalink: path }
}

/** Keys of front matter that decide what is told, or where it stands. */
const DECIDING = ['permalink', 'published', 'categories', 'category', 'date', 'lang', 'severity', 'hidden', 'unlisted']

/** What `defaults:` gives to all posts. */
function defaultsIn(values: Values): { readonly permalink?: string; readonly left: readonly string[] } {
  const defaults = values.at('defaults')
  const given = (Array.isArray(defaults) ? defaults : []).map((one: unknown) => values.only(one))
  const ofPosts = given.filter((one) => [undefined, 'posts', 'post'].includes(one.text('scope.type')))
  const ofAll = ofPosts.filter((one) => one.text('scope.path') === undefined && one.text('scope.type') !== undefined)
  const permalink = ofAll.map((one) => one.text('values.permalink')).findLast((path) => path !== undefined)
  const isTaken = (of: Values, key: string) => key === 'permalink' && of.text('values.permalink') === permalink
  const keys = ofPosts.flatMap((one) =>
    one.keys('values').filter((key) => DECIDING.includes(key) && !isTaken(one, key)),
  )
  return { ...(permalink !== undefined && { permalink }), left: [...new Set(keys)] }
}

function notTaken(file: string, keys: readonly string[]): Problem {
  const message = adoptionTexts.siteFacts.defaultsNotFollowed(keys.join(', '))
  return problem(
    'SITE_CONFIG',
    message,
    { file },
    { severity: 'warning', fix: adoptionTexts.siteFacts.writeIntoPosts() },
  )
}

const NAMED = new Set(['date', 'pretty', 'ordinal', 'weekdate', 'none'])

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
      .replace(/:category\b/g, ':slugified_categories')
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
    const [own, path] = ['routeBasePath', 'path'].map((key) => inBlog(text, key))
    const folder = folderIn(path ?? 'blog')
    const blog = { permalink: `/${blogRoute(own)}:dateslug`, folders: [...new Set([folder, 'blog', 'news'])] }
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
  if (file.startsWith('pelican')) return pelican(file, text, beside)
  if (file === 'conf.py') return { ...found, ...nikola(text) }
  if (file === 'config.rb') return { ...found, ...middleman(text, beside) }
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

/** What makes other names of titles. */
const PELICAN_SLUGS = /^(SLUG_REGEX_SUBSTITUTIONS|SLUGIFY_USE_UNICODE|SLUGIFY_PRESERVE_CASE)\s*=/gm

function notFollowed(file: string, key: string): Problem {
  const fix = adoptionTexts.siteFacts.compareAddresses()
  return problem('SITE_CONFIG', adoptionTexts.siteFacts.isNotFollowed(key), { file }, { severity: 'warning', fix })
}

function pelican(file: string, text: string, beside: string): SiteFacts {
  const string = (name: string) => new RegExp(`^${name}\\s*=\\s*(["'])([^"'\\n]{1,300})\\1`, 'm').exec(text)?.[2]
  const url = (string('ARTICLE_URL') ?? '{slug}.html')
    .replace(/\{date:([^{}]*)\}/g, (_, format: string) =>
      format.replace(/%(-?[A-Za-z])/g, (token, name: string) => PYTHON_DATES[name] ?? token),
    )
    .replace(/\{slug\}/g, string('SLUGIFY_SOURCE') === 'basename' ? ':title' : ':plaintitle')
    .replace(/\{category\}/g, ':slugified_categories')
    .replace(/\{lang\}/g, ':lang')
  const content = folderIn(string('PATH') ?? 'content')
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
    problems: [...text.matchAll(PELICAN_SLUGS)].map(([, name = '']) => notFollowed(file, name)),
  }
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

/** Docusaurus: what the options of the blog say, of a preset or of the plugin alone. */
function inBlog(text: string, key: string): string | undefined {
  const options = '(?:\\bblog\\s*:|plugin-content-blog["\'`]\\s*,)\\s*\\{[^{}]{0,2000}?'
  return new RegExp(`${options}\\b${key}\\s*:\\s*["'\`]([^"'\`\\n]{0,100})`).exec(text)?.[1]
}

/** Docusaurus: `/` where the blog is the site. */
function blogRoute(path = 'blog'): string {
  const bare = path.replace(/^\/+|\/+$/g, '')
  return bare === '' ? '' : `${bare}/`
}
