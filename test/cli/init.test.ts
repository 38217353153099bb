/** A site that is there becomes a configuration, and `check` has nothing to say about it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../../src/config/load.js'
import { read } from '../../src/run/read-content.js'
import { openReadContext } from '../../src/run/read-context.js'
import { belfry } from '../support/cli.js'
import { makeRepository } from '../support/git-repository.js'

const now = '2026-05-04T10:00:00Z'

function makeSite(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-init-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const yaml = (title: string, more = '') => `---\ntitle: ${title}\n${more}---\n\nAbout ${title}.\n`
const toml = (title: string, more = '') => `+++\ntitle = "${title}"\n${more}+++\n\nAbout ${title}.\n`

const sites: Readonly<Record<string, { files: Record<string, string>; says: object; urls: readonly string[] }>> = {
  jekyll: {
    files: {
      '_config.yml':
        'title: Lantern OS\nurl: https://lantern.example\nbaseurl: /os\ntimezone: Europe/Berlin\npermalink: pretty\n',
      '_posts/2026-03-01-lamp.md': yaml('Lamp', 'categories: [releases]\n'),
      '_posts/2026-03-02-wick.md': yaml('Wick', 'categories: [releases]\n'),
      '_posts/2026-03-03-oil.html': yaml('Oil'),
      '_site/index.html': '<html></html>',
    },
    says: { generator: 'jekyll', posts: 3, problems: [] },
    urls: [
      'https://lantern.example/os/2026/03/03/oil/',
      'https://lantern.example/os/releases/2026/03/02/wick/',
      'https://lantern.example/os/releases/2026/03/01/lamp/',
    ],
  },
  hugo: {
    files: {
      'hugo.toml':
        'baseURL = "https://lantern.example/"\ntitle = "Lantern OS"\nlanguageCode = "en-gb"\n[permalinks]\nnews = "/:year/:title/"\n',
      'content/news/lamp/index.md': toml('A Lamp, at last', 'date = 2026-03-01\ntags = ["light"]\n'),
      'content/news/wick.md': toml('Wick', 'date = 2026-03-02\ntags = ["light"]\n'),
      'content/news/oil.md': '{ "title": "Oil", "date": "2026-03-03" }\nAbout oil.\n',
      'content/news/_index.md': toml('News'),
      'content/about.md': toml('About'),
    },
    says: { generator: 'hugo', posts: 3, problems: [] },
    urls: [
      'https://lantern.example/2026/oil/',
      'https://lantern.example/2026/wick/',
      'https://lantern.example/2026/a-lamp-at-last/',
    ],
  },
  zola: {
    files: {
      'config.toml': 'base_url = "https://lantern.example"\ntitle = "Lantern OS"\n',
      'content/blog/2026-03-01-lamp.md': toml('Lamp', 'date = 2026-03-01\n'),
      'content/blog/wick.md': toml('Wick', 'date = 2026-03-02\n[taxonomies]\ntags = ["a"]\n'),
      'content/blog/2026-03-03_Öl & Straße.md': toml('Oil', 'date = 2026-03-03\n'),
      'content/blog/more/2026-03-04_bundle/index.md': toml('Bundle', 'date = 2026-03-04T10:00:00Z\n'),
      'content/blog/slugged.md': toml('Slug', 'date = 2026-03-05\nslug = "other-name"\n'),
      'content/blog/pathed.md': toml('Path', 'date = 2026-03-06\npath = "own/place"\n'),
      'content/blog/_index.md': toml('Blog'),
      'content/blog/draft.md': toml('Draft', 'date = 2026-03-07\ndraft = true\n'),
    },
    says: { generator: 'zola', posts: 6, problems: [] },
    urls: [
      'https://lantern.example/own/place',
      'https://lantern.example/blog/other-name/',
      'https://lantern.example/blog/more/bundle/',
      'https://lantern.example/blog/ol-strasse/',
      'https://lantern.example/blog/wick/',
      'https://lantern.example/blog/lamp/',
    ],
  },
  'zola that keeps days and letters': {
    files: {
      'zola.toml':
        'base_url = "https://lantern.example/os/"\ntitle = "Lantern OS"\n[slugify]\npaths = "safe"\npaths_keep_dates = true\n',
      'content/news/2026-03-01-Lamp.md': toml('Lamp', 'date = 2026-03-01\n'),
    },
    says: { generator: 'zola', posts: 1, problems: [] },
    urls: ['https://lantern.example/os/news/2026-03-01-lamp/'],
  },
  vitepress: {
    files: {
      'docs/.vitepress/config.mts':
        "export default defineConfig({\n  title: 'Lantern OS',\n  base: '/os/',\n  sitemap: { hostname: 'https://lantern.example' },\n  cleanUrls: true,\n})\n",
      'docs/posts/lamp.md': '---\ndate: 2026-03-01\n---\n\n# A Lamp\n\n::: tip Trim\nThe wick.\n:::\n',
      'docs/posts/2026/Wick.md': yaml('Wick', 'date: 2026-03-02\n'),
      'docs/index.md': '---\nlayout: home\n---\n',
    },
    says: { generator: 'vitepress', posts: 2, problems: [] },
    urls: ['https://lantern.example/os/posts/2026/Wick', 'https://lantern.example/os/posts/lamp'],
  },
  'vitepress of files': {
    files: {
      '.vitepress/config.js': "export default { title: 'Lantern OS', lang: 'de-DE', srcDir: './src' }\n",
      'src/blog/2026-03-01-lamp.md': yaml('Lamp'),
    },
    says: { generator: 'vitepress', posts: 1, problems: [] },
    urls: ['https://example.org/blog/2026-03-01-lamp.html'],
  },
  docusaurus: {
    files: {
      'docusaurus.config.js':
        "const config = {\n  title: 'Lantern OS',\n  url: 'https://lantern.example',\n  baseUrl: '/',\n}\nexport default config\n",
      'blog/2026-03-01-lamp.mdx': yaml('Lamp'),
      'blog/2026-03-02-wick/index.md': yaml('Wick'),
    },
    says: { generator: 'docusaurus', posts: 2, problems: [] },
    urls: ['https://lantern.example/blog/2026/03/02/wick', 'https://lantern.example/blog/2026/03/01/lamp'],
  },
  astro: {
    files: {
      'astro.config.mjs': "export default defineConfig({ site: 'https://lantern.example' })\n",
      'src/content/blog/lamp.md': yaml('Lamp', 'pubDate: 2026-03-01\n'),
      'src/content/blog/wick.mdx': yaml('Wick', 'pubDate: 2026-03-02\n'),
      'src/content/blog/2026/Upper Case & Signs/index.md': yaml('Upper', "pubDate: 'Mar 03 2026'\n"),
      'src/content/blog/slugged.md': yaml('Slug', 'pubDatetime: 2026-03-04T10:00:00Z\nslug: own/name\n'),
    },
    says: { generator: 'astro', posts: 4, problems: [] },
    urls: [
      'https://lantern.example/blog/own/name/',
      'https://lantern.example/blog/2026/upper-case--signs/',
      'https://lantern.example/blog/wick/',
      'https://lantern.example/blog/lamp/',
    ],
  },
  'astro among its pages': {
    files: {
      'astro.config.ts':
        "export default defineConfig({\n  site: 'https://lantern.example',\n  base: '/os',\n  trailingSlash: 'never',\n})\n",
      'src/consts.ts': "export const SITE_TITLE = 'Lantern OS'\nexport const SITE_DESCRIPTION = 'News of it'\n",
      'src/pages/blog/Lamp.md': yaml('Lamp', 'pubDate: 2026-03-01\n'),
    },
    says: { generator: 'astro', posts: 1, problems: [] },
    urls: ['https://lantern.example/os/blog/Lamp'],
  },
  eleventy: {
    files: {
      'eleventy.config.js': 'export default function (config) { config.addPlugin(feed) }\n',
      'posts/2026-03-01-lamp.md': yaml('Lamp'),
      'posts/wick.md': yaml('Wick', 'date: 2026-03-02\n'),
    },
    says: { generator: 'eleventy', posts: 2, problems: [] },
    urls: ['https://example.org/posts/wick/', 'https://example.org/posts/2026-03-01-lamp/'],
  },
  pelican: {
    files: {
      'pelicanconf.py': "SITENAME = 'Lantern OS'\nSITEURL = 'https://lantern.example'\nTIMEZONE = 'Europe/Paris'\n",
      'content/lamp.md': yaml('A Lamp', 'date: 2026-03-01 10:00\ncategory: light\n'),
      'content/news/wick.md': yaml('Wick', 'date: 2026-03-02 10:00\ncategory: light\n'),
    },
    says: { generator: 'pelican', posts: 2, problems: [] },
    urls: ['https://lantern.example/wick.html', 'https://lantern.example/a-lamp.html'],
  },
  hexo: {
    files: {
      '_config.yml': 'title: Lantern OS\nurl: https://lantern.example\npermalink: :year/:title/\n',
      'source/_posts/lamp.md': yaml('Lamp', 'date: 2026-03-01 10:00:00\n'),
    },
    says: { generator: 'hexo', posts: 1, problems: [] },
    urls: ['https://lantern.example/2026/lamp/'],
  },
  plain: {
    files: { 'news/2026-03-01-lamp.md': yaml('Lamp'), 'README.md': '# Lantern\n' },
    says: { generator: null, posts: 1, problems: [] },
    urls: ['https://example.org/news/2026/03/01/lamp/'],
  },
}

/** Their configuration is a program that names none. */
const WITHOUT_TITLE = new Set(['astro', 'eleventy'])

async function addresses(folder: string): Promise<string[]> {
  const context = openReadContext({ file: join(folder, 'config/belfry.yaml'), environment: {} })
  return (await read(context)).announcements.map(({ url }) => url)
}

describe('belfry init --yes', () => {
  test.each(Object.entries(sites))('%s: a clean check, and every address as the site has it', async (_, site) => {
    const folder = makeSite(site.files)
    const done = await belfry(['init', folder, '--yes', '--json'], { now })
    expect([done.code, done.stderr]).toEqual([0, ''])
    expect(done.json()).toMatchObject(site.says)
    expect(await addresses(folder)).toEqual(site.urls)
    const { feeds, site: made } = loadConfig(join(folder, 'config/belfry.yaml'), {})
    expect(feeds.pages).toBe(site.says && Reflect.get(site.says, 'generator') === null)
    if (feeds.pages === false) expect(made.title).toBe(WITHOUT_TITLE.has(_) ? basename(folder) : 'Lantern OS')
    const text = readFileSync(join(folder, 'config/belfry.yaml'), 'utf8')
    expect(text.split('\n').length).toBeLessThanOrEqual(40)
    expect((await belfry(['build'], { config: join(folder, 'config/belfry.yaml'), now })).code).toBe(0)
  })

  test('what only the generator can fill in is taken from the built site', async () => {
    const page = (words: string) => `<html><body><article><h1>Lamp</h1><p>${words}</p></article></body></html>`
    const posts = {
      'docusaurus.config.js': "export default { title: 'Lantern', url: 'https://lantern.example', baseUrl: '/' }",
      'blog/2026-03-01-lamp.mdx': yaml('Lamp').replace('About Lamp', 'Version {props.version} of it'),
      'blog/2026-03-02-wick.md': `${yaml('Wick')}\n:::note\n\nMind.\n\n:::\n`,
    }
    const bare = await belfry(['init', makeSite(posts), '--yes', '--json'], { now })
    expect(JSON.parse(bare.stdout)).toMatchObject({ problems: [{ code: 'POST_TEMPLATE' }] })
    const root = makeSite({
      ...posts,
      'build/index.html': '',
      'build/blog/2026/03/01/lamp/index.html': page('Version 4.2 of it.'),
      'build/blog/2026/03/02/wick/index.html': page('Of wicks.'),
    })
    const { stdout } = await belfry(['init', root, '--yes', '--json'], { now })
    expect(JSON.parse(stdout)).toMatchObject({ posts: 2, problems: [] })
    const { content } = parse(readFileSync(join(root, 'config/belfry.yaml'), 'utf8')) as { content: object }
    expect(content).toMatchObject({ render: 'site', built: '../build' })
  })

  test('lists are the categories in use, or the tags', async () => {
    const jekyll = makeSite(sites.jekyll?.files ?? {})
    const hugo = makeSite(sites.hugo?.files ?? {})
    for (const folder of [jekyll, hugo]) await belfry(['init', folder, '--yes'], { now })
    const made = (folder: string) => parse(readFileSync(join(folder, 'config/belfry.yaml'), 'utf8')) as object
    expect(made(jekyll)).toMatchObject({ lists: [{ id: 'releases', categories: ['releases'] }, { categories: ['*'] }] })
    expect(made(hugo)).toMatchObject({
      content: { fields: { categories: ['categories', 'category', 'tags'] } },
      lists: [{ id: 'light', categories: ['light'] }, { categories: ['*'] }],
    })
  })

  test('a key that means something else at the site is turned off', async () => {
    const posts = [1, 2, 3].map((day): [string, string] => [
      `_posts/2026-03-0${day}-a${day}.md`,
      yaml(`Lantern 3${day}.0 released`, 'version: 1\n'),
    ])
    const folder = makeSite({ '_config.yml': 'title: L\nurl: https://lantern.example\n', ...Object.fromEntries(posts) })
    expect((await belfry(['init', folder, '--yes', '--json'], { now })).json()).toMatchObject({ problems: [] })
    expect(readFileSync(join(folder, 'config/belfry.yaml'), 'utf8')).toContain('version: none')
  })

  test('with no site at all: a folder with one post that works', async () => {
    const folder = join(makeSite({}), 'new')
    const done = await belfry(['init', folder, '--yes'], { now })
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('check: 0 errors, 0 warnings.')])
    expect(done.stdout.split('\n').indexOf('')).toBe(5)
    expect(readdirSync(folder, { recursive: true }).map(String).sort()).toEqual([
      ...['config', 'config/belfry.yaml', 'content', 'content/posts', 'content/posts/2026-05-04-hello.md'],
    ])
    const call = { config: join(folder, 'config/belfry.yaml'), now: '2026-05-05T10:00:00Z' }
    expect((await belfry(['run'], call)).code).toBe(0)
    expect(readFileSync(join(folder, 'public/atom.xml'), 'utf8')).toContain('new has news')
  })

  test('a releases table is made where titles are plain, authors and feeds are found, and the past is replayed', async () => {
    const repository = makeRepository()
    const release = (version: string) => yaml(`Lantern OS ${version} has been released`, 'author: ada\n')
    repository.commit({
      '_config.yml': 'title: L\nurl: https://lantern.example\n',
      '_data/authors.yml': 'ada:\n  name: Ada Lantern\n',
      '_site/feed.xml': '<feed/>',
      '_posts/2026-03-01-a.md': release('4.1.0'),
      'security/_posts/2026-03-02-b.md': yaml('A flaw in the wick'),
    })
    repository.commit({ '_posts/2026-04-01-c.md': release('4.1.1') }, { date: '2026-04-01T12:00:00Z' })
    repository.commit({ '_posts/2026-05-01-d.md': release('4.2.0') }, { date: '2026-05-01T12:00:00Z' })
    const { folder } = repository
    const done = await belfry(['init', folder, '--yes'], { now })
    expect([done.code, done.stderr]).toEqual([0, ''])
    const lines = done.stdout.split('\n')
    expect(lines.slice(0, 6)).toEqual([
      'config/belfry.yaml and config/releases.yaml are written (jekyll): L, https://lantern.example.',
      'Posts: 4 posts in _posts, security/_posts, the newest “Lantern OS 4.2.0 has been released” of 2026-05-01.',
      expect.stringMatching(/^Lists: /),
      'check: 0 errors, 0 warnings.',
      'replay: over 3 commits 2 would have been told, 0 asked, 0 held.',
      '',
    ])
    expect(done.stdout).toContain('belfry ids _site/feed.xml')
    const table: unknown = parse(readFileSync(join(folder, 'config/releases.yaml'), 'utf8'))
    const cycle = (releaseCycle: string, releaseDate: string, latest: string) => ({
      ...{ releaseCycle, releaseDate, eol: false, latest },
    })
    expect(table).toEqual({
      products: {
        'lantern-os': {
          title: 'Lantern OS',
          releases: [cycle('4.2', '2026-05-01', '4.2.0'), cycle('4.1', '2026-03-01', '4.1.1')],
        },
      },
    })
    const context = openReadContext({ file: join(folder, 'config/belfry.yaml'), environment: {} })
    const { announcements } = await read(context)
    expect(announcements[0]?.authors).toEqual(['Ada Lantern'])
  })

  test('posts in other languages are left out, and posts without any date have that of their first commit', async () => {
    const hugo = makeSite({
      'hugo.toml': 'baseURL = "https://lantern.example/"\ntitle = "L"\ndefaultContentLanguage = "en"\n',
      'content/news/lamp.md': toml('Lamp', 'date = 2026-03-01\n'),
      'content/news/lamp.de.md': toml('Lampe', 'date = 2026-03-01\n'),
    })
    expect((await belfry(['init', hugo, '--yes', '--json'], { now })).json()).toMatchObject({ posts: 1, problems: [] })
    expect(readFileSync(join(hugo, 'config/belfry.yaml'), 'utf8')).toContain('language: en')
    const repository = makeRepository()
    repository.commit({ 'docusaurus.config.js': '', 'blog/lamp.md': yaml('Lamp'), 'blog/wick.md': yaml('Wick') })
    const done = await belfry(['init', repository.folder, '--yes', '--json'], { now })
    expect(done.json()).toMatchObject({ posts: 2, problems: [] })
    expect(readFileSync(join(repository.folder, 'config/belfry.yaml'), 'utf8')).toContain('undated: git')
  })

  test('nothing is written over', async () => {
    const folder = makeSite({ 'config/belfry.yaml': 'mine\n' })
    const done = await belfry(['init', folder, '--yes'], { now })
    expect([done.code, done.stderr]).toEqual([1, expect.stringContaining('INIT_EXISTS')])
    expect(readFileSync(join(folder, 'config/belfry.yaml'), 'utf8')).toBe('mine\n')
  })

  test.each([
    ['_config.yml', 'title: [\n', 2],
    ['hugo.toml', 'title = "x"\na = 99999-01-01\n', 2],
    ['config.json', '{', 1],
    ['_config.yml', `a: ${'['.repeat(5000)}\n`, undefined],
  ])('%s that cannot be read (%#) is named, and nothing is guessed', async (name, text, line) => {
    const folder = makeSite({ [name]: text, '_posts/2026-03-01-lamp.md': yaml('Lamp') })
    const { problems } = (await belfry(['init', folder, '--yes', '--json'], { now })).json() as { problems: object[] }
    expect(problems[0]).toMatchObject({ code: 'SITE_CONFIG', file: name, ...(line !== undefined && { line }) })
  })

  test('no link leads out of the folder', async () => {
    const other = makeSite({ '_config.yml': 'title: Secret\n', '2026-03-01-secret.md': yaml('Secret') })
    const folder = makeSite({ 'news/2026-03-02-wick.md': yaml('Wick') })
    symlinkSync(join(other, '_config.yml'), join(folder, '_config.yml'))
    symlinkSync(other, join(folder, '_posts'))
    const done = await belfry(['init', folder, '--yes', '--json'], { now })
    expect(done.json()).toMatchObject({ generator: null, posts: 1 })
    expect(readFileSync(join(folder, 'config/belfry.yaml'), 'utf8')).not.toContain('Secret')
  })
})
