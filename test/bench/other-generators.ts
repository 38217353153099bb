/**
 * Sites for the programs that `belfry build` is held against, as small as they can be made: a page a post, one feed.
 * Pages stand at the same addresses as Belfry's (build.ts), because to make a folder takes as long as to write its
 * page.
 * In: posts, a folder to make the site in. Out: the command that builds it; undefined where the program is not
 * installed.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../support/project.js'

export interface Generator {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

/** `feed`: one of twenty entries and no page; `pages`: that and a page a post; `all`: the feed holds everything too. */
export type HugoMode = 'feed' | 'pages' | 'all'

/** Titles are made anew and shortcodes taken out: other programs are stricter there, and this is about speed. */
function writePosts(posts: string, folder: string, more: (name: string) => string = () => ''): void {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(posts).filter((name) => /^\d{4}-\d\d-\d\d-.*\.md$/.test(name))) {
    const body = readFileSync(join(posts, name), 'utf8')
      .replace(/^---\n[\s\S]*?\n---\n/, '')
      .replace(/\{([{%])/g, '{ $1')
    writeFileSync(
      join(folder, name),
      `---\ntitle: ${JSON.stringify(name.slice(11, -3))}\ndate: ${name.slice(0, 10)}\n${more(name)}---\n${body}`,
    )
  }
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function versionOf(command: string, args: readonly string[], pattern: RegExp): string | undefined {
  try {
    return pattern.exec(execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))?.[0]
  } catch {
    return undefined
  }
}

export function hugo(posts: string, site: string, mode: HugoMode): Generator | undefined {
  const version = versionOf('hugo', ['version'], /v[\d.]+/)
  if (version === undefined) return undefined
  const words = { feed: 'one RSS of 20', pages: 'pages, RSS of 20', all: 'pages, RSS of all' }
  writePosts(posts, join(site, 'content', 'news'))
  // `_build` is the name up to 0.144.
  const never = 'render: never\n    list: always'
  writeFiles(site, {
    'hugo.toml': `baseURL = "https://bare.example/"
title = "Bench"
disableKinds = ["taxonomy", "term", "404", "sitemap"${mode === 'feed' ? ', "section"' : ''}]
[outputs]
home = ["RSS"${mode === 'feed' ? '' : ', "HTML"'}]
section = ["HTML"]
[permalinks]
news = "/news/:year/:month/:day/:slug/"
[services.rss]
limit = ${mode === 'all' ? -1 : 20}
[markup.goldmark.renderer]
unsafe = true
`,
    'layouts/_default/single.html': '<!doctype html><title>{{ .Title }}</title>{{ .Content }}',
    'layouts/_default/list.html': '{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}',
    'content/news/_index.md': `---\ntitle: News\n${
      mode === 'feed' ? `cascade:\n  _build:\n    ${never}\n  build:\n    ${never}\n` : ''
    }---\n`,
  })
  return { name: `hugo ${version}, ${words[mode]}`, command: 'hugo', args: ['--quiet', '--source', site] }
}

const LIQUID_FEED = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">{% for post in site.posts limit: 20 %}
<entry><title>{{ post.title | xml_escape }}</title><content type="html">{{ post.content | xml_escape }}</content></entry>{% endfor %}
</feed>
`

export function jekyll(posts: string, site: string): Generator | undefined {
  const version = versionOf('jekyll', ['--version'], /[\d.]+/)
  if (version === undefined) return undefined
  writePosts(posts, join(site, '_posts'), () => 'layout: post\nrender_with_liquid: false\n')
  writeFiles(site, {
    '_config.yml': 'title: Bench\nurl: https://bare.example\npermalink: /news/:year/:month/:day/:title/\n',
    '_layouts/post.html': '<!doctype html><title>{{ page.title }}</title>{{ content }}',
    'atom.xml': `---\n---\n${LIQUID_FEED}`,
  })
  const args = ['build', '--quiet', '--source', site, '--destination', join(site, '_site')]
  return { name: `jekyll ${version}, pages, Atom of 20`, command: 'jekyll', args }
}

export function eleventy(posts: string, site: string): Generator | undefined {
  const own = join(repository, 'node_modules', '.bin', 'eleventy')
  const command = existsSync(own) ? own : 'eleventy'
  const version = versionOf(command, ['--version'], /[\d.]+/)
  if (version === undefined) return undefined
  const addressOf = (name: string) => `/news/${name.slice(0, 10).replaceAll('-', '/')}/${name.slice(11, -3)}/index.html`
  writePosts(posts, join(site, 'posts'), (name) => `permalink: ${addressOf(name)}\n`)
  writeFiles(site, {
    'eleventy.config.cjs': `module.exports = () => ({ markdownTemplateEngine: false, dir: { output: ${JSON.stringify(join(site, '_site'))} } })\n`,
    'posts/posts.json': '{ "layout": "post.liquid", "tags": "posts" }',
    '_includes/post.liquid': '<!doctype html><title>{{ title }}</title>{{ content }}',
    'atom.liquid': `---\npermalink: /atom.xml\n---\n${LIQUID_FEED.replace(
      'site.posts limit: 20',
      'collections.posts reversed',
    )
      .replace('post.title', 'post.data.title')
      .replaceAll('xml_escape', 'escape')}`,
  })
  const args = ['--quiet', '--input', site, '--config', join(site, 'eleventy.config.cjs')]
  return { name: `eleventy ${version}, pages, Atom of all`, command, args }
}
