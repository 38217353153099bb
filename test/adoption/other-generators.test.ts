/** What `init` takes of configurations that no built site stands for here. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readSite } from '../../src/adoption/read-site.js'
import { siteFacts } from '../../src/adoption/site-facts.js'
import { announcementOf, parse } from '../posts/parsing.js'
import { temporaryFolder } from '../support/git-repository.js'

const facts = (file: string, text: string, folders: readonly string[] = [], beside: Record<string, string> = {}) =>
  siteFacts(new Map([[file, text], ...Object.entries(beside)]), new Set(folders))

const MKDOCS = `site_name: Lantern
site_url: https://lantern.example/docs/
site_author: Ada
theme:
  name: material
  language: de
plugins:
  - search
  - blog:
      blog_dir: news
      post_url_format: "{date}/{slug}"
markdown_extensions:
  - admonition
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
  - toc:
      slugify: !!python/object/apply:pymdownx.slugs.slugify
        kwds: {case: lower}
extra:
  key: !ENV [KEY, none]
`

test('MkDocs with the blog of Material, and Python’s tags', () => {
  expect(facts('mkdocs.yml', MKDOCS)).toEqual({
    generator: 'mkdocs',
    title: 'Lantern',
    url: 'https://lantern.example/docs',
    description: undefined,
    author: 'Ada',
    language: 'de',
    markdownKeys: { callouts: ['mkdocs'], emoji: true, headingIds: 'github', smartQuotes: false },
    permalink: '/news/:year/:month/:day/:githubtitle/',
    folders: ['docs/news/posts'],
    problems: [],
  })
})

test.each([
  ['plugins: [search]', '/:section/:path/', 'docs/news'],
  ['use_directory_urls: false\ndocs_dir: ./text/', '/:section/:path.html', 'text/news'],
  ['plugins: {blog: {blog_dir: ., post_dir: "{blog}/p"}}', '/:year/:month/:day/:githubtitle/', 'docs/p'],
  ['plugins: [material/blog]', '/blog/:year/:month/:day/:githubtitle/', 'docs/blog/posts'],
  [
    'plugins: [{blog: {post_url_format: "{categories}/{file}"}}]',
    '/blog/:slugified_categories/:contentbasename/',
    'docs/blog/posts',
  ],
  [
    'plugins: [{blog: {post_url_date_format: yy-M-d}}]',
    '/blog/:short_year-:i_month-:i_day/:githubtitle/',
    'docs/blog/posts',
  ],
  ['plugins: [null, 7, {blog: null}]', '/blog/:year/:month/:day/:githubtitle/', 'docs/blog/posts'],
  ['plugins: blog', '/:section/:path/', 'docs/news'],
])('MkDocs: %s', (text, permalink, folder) => {
  const found = facts('mkdocs.yml', `site_name: Lantern\n${text}\n`)
  expect([found.permalink, found.folders[0]]).toEqual([permalink, folder])
})

test('the address of a post of Material is made of its title', () => {
  const settings = { permalink: '/blog/:githubtitle/' }
  const url = (head: string) =>
    announcementOf(`---\ndate: 2026-05-04\n${head}\n---\nx\n`, { path: 'lamp.md', settings })?.url
  expect(url('title: Lantern OS 3.1 & Wick')).toContain('/blog/lantern-os-31--wick/')
  expect(url('title: Lantern\nslug: own')).toContain('/blog/own/')
})

test('Pelican leaves signs out of a slug', () => {
  const settings = { permalink: '/:plaintitle.html' }
  const url = (title: string) =>
    announcementOf(`Title: ${title}\nDate: 2026-05-04\n\nx\n`, { path: 'lamp.md', settings })?.url
  expect(url('Lantern OS 3.1: is  out -- now')).toContain('/lantern-os-31-is-out-now.html')
  expect(url('Fußgänger_1')).toContain('/fussganger_1.html')
  const { problems, permalink } = facts(
    'pelicanconf.py',
    "SLUGIFY_SOURCE = 'basename'\nSLUG_REGEX_SUBSTITUTIONS = []\n",
  )
  expect(permalink).toBe('/:title.html')
  expect(problems.map(({ code }) => code)).toEqual(['SITE_CONFIG'])
})

const NIKOLA = `BLOG_AUTHOR = "Ada"
BLOG_TITLE = "Lantern"  # (translatable)
SITE_URL = "https://lantern.example/"
DEFAULT_LANG = "pt_br"
TIMEZONE = "Europe/Berlin"
POSTS = (
    ("news/*.rst", "updates", "post.tmpl"),
    ("news/*.md", "updates", "post.tmpl"),
)
PAGES = (("pages/*.md", "", "page.tmpl"),)
`

test('Nikola; the conf.py of another program is none', () => {
  expect(facts('conf.py', NIKOLA)).toMatchObject({
    generator: 'nikola',
    title: 'Lantern',
    url: 'https://lantern.example',
    author: 'Ada',
    language: 'pt-br',
    timezone: 'Europe/Berlin',
    permalink: '/updates/:title/',
    folders: ['news'],
  })
  expect(facts('conf.py', `${NIKOLA}PRETTY_URLS = False\n`).permalink).toBe('/updates/:title.html')
  expect(facts('conf.py', "project = 'Lantern'\nextensions = ['sphinx.ext.autodoc']\n").generator).toBeUndefined()
})

test('what Nikola says in a comment is front matter', () => {
  const head =
    '<!--\n.. title: Lantern 3.1\n.. slug: own\n.. date: 2026-05-04 10:00:00 UTC+02:00\n.. tags: a, b\n.. link:\n-->\n'
  expect(announcementOf(`${head}\nBody.\n`, { path: 'lamp.md' })).toMatchObject({
    title: 'Lantern 3.1',
    slug: 'own',
    instant: Date.parse('2026-05-04T08:00:00Z'),
    body: expect.stringMatching(/^\s*Body\.\n$/),
  })
})

test.each([
  ['no title', '<!--\n.. date: 2026-05-04\n-->\nBody\n'],
  ['a remark', '<!-- title: x -->\n\nBody\n'],
  ['not closed', '<!--\n.. title: x\nBody\n'],
])('a comment that is no front matter: %s', (_what, text) => {
  expect(parse(text, { path: '2026-05-04-lamp.md' }).announcement).toBeUndefined()
})

const MIDDLEMAN = `set :site_title, "Lantern"
config[:site_url] = 'https://lantern.example'
Time.zone = "Europe/Berlin"
activate :blog do |blog|
  blog.prefix = "news"
  # blog.permalink = "{year}/{title}.html"
  blog.permalink = "{year}/{month}/{title}.html"
  blog.sources = "articles/{year}-{month}-{day}-{title}.html"
end
`

test('Middleman, with and without folders for pages', () => {
  expect(facts('config.rb', MIDDLEMAN)).toMatchObject({
    generator: 'middleman',
    title: 'Lantern',
    url: 'https://lantern.example',
    timezone: 'Europe/Berlin',
    permalink: '/news/:year/:month/:title.html',
  })
  expect(facts('config.rb', MIDDLEMAN).folders[0]).toBe('source/news/articles')
  expect(facts('config.rb', `${MIDDLEMAN}activate :directory_indexes\n`).permalink).toBe('/news/:year/:month/:title/')
  const data = { 'data/site.yml': 'title: "Wick"\nurl: https://wick.example # here\n' }
  expect(facts('config.rb', 'activate :blog\n', [], data)).toMatchObject({ title: 'Wick', url: 'https://wick.example' })
  expect(facts('config.rb', 'http_path = "/"\ncss_dir = "css"\n').generator).toBeUndefined()
})

test('what a file of Middleman becomes is no part of its name', () => {
  const settings = { permalink: '/:title.html' }
  const text = '---\ntitle: Lantern\n---\nx\n'
  for (const path of ['2026-05-04-lamp.html.md', '2026-05-04-lamp.html.markdown', '2026-05-04-lamp.md'])
    expect(announcementOf(text, { path, settings })).toMatchObject({
      id: '2026-05-04-lamp',
      url: expect.stringMatching(/\/lamp\.html$/),
    })
})

const HUGO = `baseURL = "https://lantern.example/"
title = "All"
defaultContentLanguage = "de"
[params.author]
name = "Ada"
[languages.de]
title = "Laterne"
languageCode = "de-AT"
contentDir = "content/de"
[languages.en]
title = "Lantern"
contentDir = "content/en"
`

test('Hugo: the language that it calls its default has a title and a folder of its own', () => {
  const found = facts('hugo.toml', HUGO, ['content/de/releases', 'content/en/releases'])
  expect(found).toMatchObject({ title: 'Laterne', language: 'de-AT', author: 'Ada' })
  expect(found.folders.slice(0, 1)).toEqual(['content/de/posts'])
  expect(found.folders).toContain('content/de/releases')
  expect(found.folders).not.toContain('content/en/releases')
})

test('Hugo: mounts, parts of the configuration, addresses below the language', () => {
  const mounts =
    '[[module.mounts]]\nsource = "text/de"\ntarget = "content"\nlang = "de"\n[[module.mounts]]\nsource = "s"\ntarget = "static"\n'
  const [folder] = facts('hugo.toml', `defaultContentLanguage = "de"\n${mounts}`).folders
  expect(folder).toBe('text/de/posts')
  const parts = { 'config/_default/languages.yaml': 'en:\n  title: Lantern\n  contentDir: english\n' }
  const found = facts('config/_default/hugo.toml', 'defaultContentLanguageInSubdir = true\n', [], parts)
  expect(found).toMatchObject({ title: 'Lantern', permalink: '/en/:section/:slugorcontentbasename/' })
  expect(found.folders[0]).toBe('english/posts')
})

test('Jekyll: what defaults give to all posts; what else they decide is named', () => {
  const text =
    'defaults:\n- scope: {path: "", type: posts}\n  values: {permalink: "/n/:title/", layout: post, published: false}\n'
  const { permalink, problems } = facts('_config.yml', text, ['_posts'])
  expect([permalink, problems.map(({ message }) => message)]).toEqual([
    '/n/:title/',
    [expect.stringContaining('published')],
  ])
  const below = 'defaults:\n- scope: {path: "old", type: posts}\n  values: {permalink: "/n/:title/"}\n'
  expect(facts('_config.yml', below, ['_posts'])).toMatchObject({
    permalink: 'date',
    problems: [{ code: 'SITE_CONFIG' }],
  })
})

test('Jekyll: collections are the news of a site that has no posts', () => {
  const text = 'permalink: pretty\ncollections:\n  releases: {output: true, permalink: /r/:name/}\n'
  expect(facts('_config.yml', text, ['_releases'])).toMatchObject({ permalink: '/r/:title/' })
  expect(facts('_config.yml', text, ['_releases']).folders).toContain('_releases')
  expect(facts('_config.yml', text, ['_releases', '_posts']).permalink).toBe('pretty')
})

test('what check would refuse of a permalink is said, and not written', () => {
  const found = facts('_config.yml', 'permalink: :category/:title-:id.html\n', ['source/_posts'])
  expect(found.permalink).toBeUndefined()
  expect(found.problems).toMatchObject([{ code: 'SITE_CONFIG', message: expect.stringContaining(':id') }])
})

test('Hexo is found by posts in folders below, too', () => {
  const found = facts('_config.yml', 'permalink: posts/:name/\n', ['source/_posts/sub'])
  expect(found).toMatchObject({ generator: 'hexo', permalink: '/posts/:title/', problems: [] })
})

test.each([
  ["presets: [['classic', {blog: {routeBasePath: 'news', path: './updates'}}]]", '/news/:dateslug', 'updates'],
  ["plugins: [['@docusaurus/plugin-content-blog', {id: 'x', path: 'rel', routeBasePath: '/'}]]", '/:dateslug', 'rel'],
])('Docusaurus: %s', (text, permalink, folder) => {
  const found = facts('docusaurus.config.js', `module.exports = {title: 'L', ${text}}`)
  expect([found.permalink, found.folders[0]]).toEqual([permalink, folder])
})

test('Hugo: each section may have addresses of its own', () => {
  const text =
    '[permalinks]\nposts = "/p/:slug/"\n[permalinks.page]\nreleases = "/r/:year/:filename/"\nodd = "/:nothing/"\n'
  const found = facts('hugo.toml', text)
  expect(found.permalinks).toEqual({ posts: '/p/:slugortitle/', releases: '/r/:year/:filename/' })
  expect(found.problems).toHaveLength(1)
})

const site = (files: Readonly<Record<string, string>>) => {
  const root = temporaryFolder('site')
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return readSite(root).facts
}

test('Eleventy: the permalink of a folder is taken where it is the name alone, else it is named', () => {
  const posts = { '.eleventy.js': '', 'src/posts/a.md': '' }
  const taken = site({ ...posts, 'src/posts/posts.json': '{ "permalink": "/p/{{ page.fileSlug }}/index.html" }' })
  expect([taken.permalink, taken.problems]).toEqual(['/p/:title/', []])
  const left = site({ ...posts, 'src/posts/posts.11tydata.js': 'module.exports = { permalink: (data) => data.x }' })
  expect(left.problems).toMatchObject([{ file: 'src/posts/posts.11tydata.js' }])
})

test('files that nobody reads here are counted where posts are looked for', () => {
  const { problems } = site({ 'hugo.toml': '', 'content/posts/a.org': '', 'content/posts/b.ORG': '', 'x.rst': '' })
  expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('2 files end in .org')])
})
