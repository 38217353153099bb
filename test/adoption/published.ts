/**
 * What a generator published of a small site of ours. Door: disk. In: the folder that it built. Out: an answer for each
 * post, by the path of its source: address, instant, title, visible words, and what its feed says. Layouts of the sites
 * say the source in a `meta`; Docusaurus keeps it in its own metadata.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { feedEntries } from '../../src/cms/feed-entries.js'
import { type Shape, shapeOf } from './shape.js'
import { words } from './words.js'

/** The first five have feeds that readers follow before and after (feeds.test.ts). */
export const followed = ['jekyll', 'hugo', 'eleventy', 'docusaurus', 'hexo'] as const
export const sites = [...followed, 'plain', 'astro', 'vitepress'] as const
export type Site = (typeof sites)[number]

export interface Answer extends Shape {
  /** Of the post, relative to the site. */
  readonly source: string
  readonly url: string
  /** ISO 8601 in UTC. */
  readonly date: string
  readonly title: string
  readonly words: string
  /** Absent where the generator makes none. */
  readonly summary?: string
  /** Its entry in the feed; absent where it has none. */
  readonly feedId?: string
}

export interface Answers {
  readonly program: string
  readonly posts: readonly Answer[]
}

const OUT: Readonly<Record<Site, readonly [folder: string, feed: string]>> = {
  jekyll: ['_site', 'feed.xml'],
  hugo: ['public', 'posts/index.xml'],
  eleventy: ['_site', 'feed.xml'],
  docusaurus: ['build', 'blog/atom.xml'],
  hexo: ['public', 'atom.xml'],
  plain: ['_site', 'feed.xml'],
  astro: ['dist', 'feed.xml'],
  vitepress: ['.vitepress/dist', 'feed.xml'],
}

/** The feed that it made, as it is. */
export function publishedFeed(site: Site, built: string): string {
  const [folder, feed] = OUT[site]
  return readFileSync(join(built, folder, feed), 'utf8')
}

export function published(site: Site, built: string, url: string): Answer[] {
  const [folder, feed] = OUT[site]
  const out = join(built, folder)
  const found = feedEntries(publishedFeed(site, built), feed)
  if ('problem' in found) throw new Error(found.problem.message)
  const ids = new Map(found.entries.map(({ id, link = id }) => [decodeURI(link), id]))
  const posts = site === 'docusaurus' ? ofMetadata(built, url) : ofPages(site, out, url)
  return posts
    .map((post) => {
      const feedId = ids.get(decodeURI(post.url))
      return { ...post, ...(feedId !== undefined && { feedId }) }
    })
    .sort((a, b) => (a.source < b.source ? -1 : 1))
}

const SOURCES: Readonly<Record<Exclude<Site, 'docusaurus'>, (path: string) => string>> = {
  jekyll: (path) => path,
  hugo: (path) => `content/${path}`,
  eleventy: (path) => path.replace(/^\.\//, ''),
  hexo: (path) => `source/${path}`,
  plain: (path) => path,
  astro: (path) => path,
  vitepress: (path) => path,
}

function ofPages(site: Exclude<Site, 'docusaurus'>, out: string, url: string): Answer[] {
  return readdirSync(out, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    if (!name.endsWith('.html')) return []
    const html = readFileSync(join(out, name), 'utf8')
    const meta = (key: string) =>
      new RegExp(`<meta name="${key}" content="([^"]*)"`).exec(html)?.[1]?.replace(/\s+/g, ' ')
    const source = meta('source')
    if (source === undefined || source === '') return []
    const summary = words(meta('summary') ?? '')
    const [, article = ''] = /<article[^>]*>([\s\S]*)<\/article>/.exec(html) ?? []
    const address = encodeURI(`${url}/${name.replace(/(^|\/)index\.html$/, '$1')}`)
    return {
      source: SOURCES[site](words(source)),
      url: address,
      ...shapeOf(article, address),
      date: new Date(meta('date') ?? '').toISOString(),
      title: words(meta('title') ?? ''),
      words: words(article),
      ...(summary !== '' && { summary }),
    }
  })
}

function ofMetadata(built: string, url: string): Answer[] {
  const folder = join(built, '.docusaurus/docusaurus-plugin-content-blog/default')
  return readdirSync(folder).flatMap((name) => {
    if (!name.startsWith('site-blog-') || !name.endsWith('.json')) return []
    const post = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, string>
    const { source = '', permalink = '', date = '', title = '', description = '' } = post
    const page = join(built, 'build', permalink.replace(/^\/app/, ''), 'index.html')
    if (!existsSync(page)) return []
    const html = readFileSync(page, 'utf8')
    const [, body = ''] =
      /<div id="__blog-post-container"[^>]*>([\s\S]*?)<\/div>(?:<footer|<\/article>)/.exec(html) ?? []
    const summary = description === '' ? {} : { summary: description }
    const address = url + permalink
    const shape = shapeOf(body, address)
    return {
      source: source.replace(/^@site\//, ''),
      url: address,
      date,
      title,
      words: words(body),
      ...shape,
      ...summary,
    }
  })
}
